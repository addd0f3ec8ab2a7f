# The HTML report: web/build.mjs (Node) makes script and style out of web/src, and a C++ file that
# holds them. scripts/setup brings Node, where the system's is too old, and web/node_modules.
#
# web_bundle          src/cli/web_bundle.h, with the report
# web_without_bundle  the same without: what the program links with DATAFLINT_WEB off
option(DATAFLINT_WEB "build the HTML report of analyze -o html; needs Node" ON)
set(DATAFLINT_LEAST_NODE 20)

function(dataflint_find_node)
  find_program(NODE_PROGRAM node HINTS ${CMAKE_SOURCE_DIR}/.deps/node/bin NO_CACHE)
  set(version 0)
  if(NODE_PROGRAM)
    execute_process(COMMAND ${NODE_PROGRAM} --version OUTPUT_VARIABLE version
                    OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    string(REGEX REPLACE "^v" "" version "${version}")
  endif()
  if(version VERSION_LESS DATAFLINT_LEAST_NODE OR NOT EXISTS ${CMAKE_SOURCE_DIR}/web/node_modules/esbuild)
    message(FATAL_ERROR "The HTML report needs Node ${DATAFLINT_LEAST_NODE} or later and the packages of "
      "web/package-lock.json. Run scripts/setup, which brings both, or leave the report out with "
      "-DDATAFLINT_WEB=OFF.")
  endif()
  set(DATAFLINT_NODE ${NODE_PROGRAM} CACHE INTERNAL "")
endfunction()

add_library(web_without_bundle STATIC EXCLUDE_FROM_ALL ${CMAKE_SOURCE_DIR}/web/no_bundle.cc)
target_link_libraries(web_without_bundle PRIVATE dataflint_flags)
if(DATAFLINT_WEB)
  dataflint_find_node()
  file(GLOB_RECURSE web_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/web/src/*)
  list(FILTER web_sources EXCLUDE REGEX "\\.test\\.tsx?$")
  add_custom_command(
    OUTPUT ${CMAKE_BINARY_DIR}/web_bundle.cc
    COMMAND ${DATAFLINT_NODE} ${CMAKE_SOURCE_DIR}/web/build.mjs ${CMAKE_BINARY_DIR}/web_bundle.cc
    DEPENDS ${web_sources} ${CMAKE_SOURCE_DIR}/web/build.mjs ${CMAKE_SOURCE_DIR}/web/package-lock.json
    COMMENT "Bundling web/src")
  add_library(web_bundle STATIC ${CMAKE_BINARY_DIR}/web_bundle.cc)
  target_link_libraries(web_bundle PRIVATE dataflint_flags)
else()
  add_library(web_bundle ALIAS web_without_bundle)
endif()
