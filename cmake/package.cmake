# The Debian package: packaging/build makes it. What is installed where: docs/decisions/0014-what-the-package-installs.md.
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)  # the package needs the program, not the tests

# The manual pages come from the program's own tables.
foreach(page sapa.1 sapa.yaml.5)
  string(REGEX REPLACE "\\.[15]$" "" name ${page})
  add_custom_command(OUTPUT ${page}.gz DEPENDS sapa VERBATIM
                     COMMAND sh -c "$<TARGET_FILE:sapa> man ${name} | gzip -9n > ${page}.gz")
  list(APPEND manual_pages ${CMAKE_BINARY_DIR}/${page}.gz)
endforeach()
add_custom_target(manuals DEPENDS ${manual_pages})

install(TARGETS sapa RUNTIME DESTINATION bin)
install(FILES ${CMAKE_BINARY_DIR}/sapa.1.gz DESTINATION share/man/man1)
install(FILES ${CMAKE_BINARY_DIR}/sapa.yaml.5.gz DESTINATION share/man/man5)
install(DIRECTORY conf DESTINATION /etc/sapa)
install(FILES packaging/gateway.yaml DESTINATION /etc/sapa)
install(FILES packaging/sapa.service DESTINATION /lib/systemd/system)
install(FILES packaging/sapa.sysusers DESTINATION lib/sysusers.d RENAME sapa.conf)
install(DIRECTORY packaging/examples docs/operations docs/decisions DESTINATION share/doc/sapa)
install(FILES README.md CHANGELOG.md gateway/core/openapi.yaml DESTINATION share/doc/sapa)

# Whatever lies in /etc is the operator's: dpkg keeps what they changed.
file(GLOB_RECURSE conf_files RELATIVE ${CMAKE_SOURCE_DIR} CONFIGURE_DEPENDS conf/*)
list(TRANSFORM conf_files PREPEND /etc/sapa/)
list(SORT conf_files)
list(JOIN conf_files "\n" conf_lines)
file(WRITE ${CMAKE_BINARY_DIR}/conffiles "/etc/sapa/gateway.yaml\n${conf_lines}\n")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME sapa)
set(CPACK_PACKAGE_VENDOR "BPJS Ketenagakerjaan")
set(CPACK_PACKAGE_CONTACT "Sapa <sapa@example.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "SMS and WhatsApp chatbot gateway")
set(CPACK_PACKAGE_DESCRIPTION "Answers participants of BPJS Ketenagakerjaan by SMS (SMPP 3.4) and WhatsApp.")
set(CPACK_SET_DESTDIR ON)
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "passwd, util-linux, ca-certificates")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "nginx | haproxy, prometheus")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    ${CMAKE_SOURCE_DIR}/packaging/debian/postinst ${CMAKE_SOURCE_DIR}/packaging/debian/prerm
    ${CMAKE_SOURCE_DIR}/packaging/debian/postrm ${CMAKE_BINARY_DIR}/conffiles)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)
