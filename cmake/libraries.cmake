# One library a folder. What a library may see is what it links: DESIGN.md section 2.

# folder_library(NAME FOLDER [ASIO] [LINKS...]): the .cpp files of FOLDER; ASIO: built with the
# precompiled header of Asio and Beast.
function(folder_library name folder)
  cmake_parse_arguments(arg "ASIO" "" "LINKS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  if(sources)
    add_library(${name} STATIC ${sources})
    target_link_libraries(${name} PUBLIC ${arg_LINKS})
    if(arg_ASIO)
      target_link_libraries(${name} PUBLIC asio)
      target_precompile_headers(${name} REUSE_FROM asio)
    endif()
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE ${arg_LINKS})
  endif()
endfunction()

# Asio and Beast compiled once (BOOST_ASIO_SEPARATE_COMPILATION).
add_library(asio STATIC cmake/asio.cpp)
target_compile_definitions(asio PUBLIC BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION
                           BOOST_ASIO_NO_DEPRECATED
                           # Else coroutines come from aligned_alloc, twice as dear in jemalloc.
                           BOOST_ASIO_DISABLE_STD_ALIGNED_ALLOC BOOST_ASIO_DISABLE_BOOST_ALIGN)
target_link_libraries(asio PUBLIC Boost::headers Boost::system OpenSSL::SSL OpenSSL::Crypto Threads::Threads)
# Every user of the precompiled header must be compiled alike, and pkg-config's RE2 says -pthread.
target_compile_options(asio PUBLIC -pthread)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # ccache brings one of another time, and knows the path of a header here but not behind -Xclang, as CMake would say it;
  # clang takes the precompiled one that lies beside.
  target_compile_options(asio PUBLIC "SHELL:-Xclang -fno-pch-timestamp")
  set(CMAKE_CXX_COMPILE_OPTIONS_USE_PCH -include <PCH_HEADER>)
else()
  target_compile_options(asio PUBLIC -Wno-mismatched-new-delete)  # GCC 12 misreads coroutine frames
endif()
target_precompile_headers(asio PRIVATE cmake/asio_pch.hpp)
# Precompiled headers differ from build to build; ccache takes this sum of what they are made from instead, so that a second
# checkout finds the objects of the first.
file(SHA256 ${CMAKE_SOURCE_DIR}/cmake/asio_pch.hpp pch_source)
foreach(header gch pch)  # of GCC, of clang
  file(WRITE ${CMAKE_BINARY_DIR}/CMakeFiles/asio.dir/cmake_pch.hxx.${header}.sum
       "${pch_source} ${CMAKE_CXX_COMPILER_VERSION} ${Boost_VERSION} ${OPENSSL_VERSION} ${CMAKE_BUILD_TYPE} ${SAPA_SANITIZE}\n")
endforeach()

# Boost.JSON compiled here, so that the compiler sees it whole.
add_library(json STATIC cmake/json.cpp)
target_link_libraries(json PUBLIC Boost::headers)

folder_library(model gateway/model)
target_link_libraries(model PUBLIC Boost::headers fmt::fmt)

folder_library(intents_text      intents/text      LINKS model ICU::uc ICU::i18n PkgConfig::RE2 stemmer yaml-cpp)
folder_library(intents_recognise intents/recognise LINKS intents_text linear)
folder_library(intents_knowledge intents/knowledge LINKS intents_text)
folder_library(intents_wording   intents/wording   LINKS intents_knowledge)
folder_library(intents_dialogue  intents/dialogue  LINKS intents_recognise intents_wording)

folder_library(gateway_async    gateway/async    ASIO)
folder_library(gateway_observe  gateway/observe  ASIO LINKS model spdlog::spdlog)
set_source_files_properties(gateway/observe/version.cpp PROPERTIES COMPILE_DEFINITIONS SAPA_VERSION="${PROJECT_VERSION}")
folder_library(gateway_http     gateway/http     ASIO LINKS gateway_async gateway_observe Boost::url)
folder_library(gateway_pipeline gateway/pipeline ASIO LINKS intents_dialogue gateway_async gateway_observe)
folder_library(gateway_store    gateway/store    ASIO LINKS gateway_pipeline PkgConfig::SODIUM)
folder_library(gateway_store_sqlite gateway/store/sqlite ASIO LINKS gateway_store sqlite)
folder_library(gateway_store_postgres gateway/store/postgres ASIO LINKS gateway_store PkgConfig::PQ)
folder_library(gateway_core     gateway/core     ASIO LINKS gateway_pipeline gateway_http json)
folder_library(adapters_sms     adapters/sms     ASIO LINKS gateway_pipeline gateway_http json)
folder_library(adapters_whatsapp adapters/whatsapp ASIO LINKS gateway_pipeline gateway_http json)
folder_library(gateway_lab      gateway/lab      ASIO LINKS adapters_sms adapters_whatsapp intents_dialogue json)
folder_library(gateway_console  gateway/console  ASIO LINKS gateway_lab PkgConfig::SODIUM)
include(cmake/console_pages.cmake)
folder_library(gateway_app      gateway          ASIO LINKS gateway_store_sqlite gateway_store_postgres gateway_core
                                                            gateway_console_pages adapters_sms
                                                            adapters_whatsapp yaml-cpp)
folder_library(gateway_command  gateway/command  ASIO LINKS gateway_app)
