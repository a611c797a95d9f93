# The console's page: npm ci, vite build, and its files as one .cpp of the binary.
find_program(NPM npm REQUIRED)
find_program(NODE NAMES node nodejs REQUIRED)
set(web ${CMAKE_SOURCE_DIR}/gateway/console/web)
set(installed ${CMAKE_BINARY_DIR}/console/web)  # built outside the sources: presets do not disturb one another
file(GLOB_RECURSE web_sources CONFIGURE_DEPENDS ${web}/src/*)
file(GLOB web_settings CONFIGURE_DEPENDS ${web}/*.html ${web}/*.json ${web}/*.ts ${web}/public/*)

# npm installs in a copy of the package's files; a stamp says for which lock file.
add_custom_command(
  OUTPUT ${installed}/installed.stamp
  COMMAND ${CMAKE_COMMAND} -E make_directory ${installed}
  COMMAND ${CMAKE_COMMAND} -E copy ${web}/package.json ${web}/package-lock.json ${installed}
  COMMAND ${CMAKE_COMMAND} -E chdir ${installed} ${NPM} ci --no-audit --no-fund --silent
  COMMAND ${CMAKE_COMMAND} -E touch ${installed}/installed.stamp
  DEPENDS ${web}/package.json ${web}/package-lock.json
  COMMENT "Installing the packages of the console's page")
add_custom_command(
  OUTPUT ${CMAKE_BINARY_DIR}/console/pages.cpp
  COMMAND ${CMAKE_COMMAND} -E rm -rf ${installed}/src ${installed}/public ${installed}/dist
  COMMAND ${CMAKE_COMMAND} -E copy ${web_settings} ${installed}
  COMMAND ${CMAKE_COMMAND} -E copy_directory ${web}/src ${installed}/src
  COMMAND ${CMAKE_COMMAND} -E chdir ${installed} ${NPM} run build --silent
  COMMAND ${NODE} ${CMAKE_SOURCE_DIR}/tools/embed_pages.mjs ${installed}/dist ${CMAKE_BINARY_DIR}/console/pages.cpp
  DEPENDS ${installed}/installed.stamp ${web_sources} ${web_settings} ${CMAKE_SOURCE_DIR}/tools/embed_pages.mjs
  COMMENT "Building the console's page")
add_library(gateway_console_pages STATIC ${CMAKE_BINARY_DIR}/console/pages.cpp)
target_link_libraries(gateway_console_pages PUBLIC gateway_console)
