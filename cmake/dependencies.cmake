# Debian packages, found once; scripts/setup installs them.
if(DATAFLINT_WASM)
  # What engine/ needs, from source: simdjson (scripts/setup --all fetches it) and headers without code.
  add_library(simdjson STATIC ${CMAKE_SOURCE_DIR}/.deps/simdjson/simdjson.cpp)
  target_compile_options(simdjson PRIVATE -w)
  target_compile_definitions(simdjson PUBLIC SIMDJSON_EXCEPTIONS=0)
  target_include_directories(simdjson SYSTEM PUBLIC ${CMAKE_SOURCE_DIR}/.deps/simdjson)
  file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/include)
  file(CREATE_LINK /usr/include/tl ${CMAKE_BINARY_DIR}/include/tl SYMBOLIC)
  include_directories(SYSTEM ${CMAKE_BINARY_DIR}/include)
  return()
endif()

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(CLI11 REQUIRED)
pkg_check_modules(codecs REQUIRED IMPORTED_TARGET libzstd liblz4 zlib libisal libxxhash snappy)
pkg_check_modules(archive REQUIRED IMPORTED_TARGET libarchive)
find_library(LZF_LIBRARY NAMES lzf REQUIRED)
add_library(lzf INTERFACE)
target_link_libraries(lzf INTERFACE ${LZF_LIBRARY})
# From its headers: Debian's library of it is built with exceptions, which makes its types others.
find_path(TOML_HEADERS toml++/toml.h REQUIRED)
add_library(toml INTERFACE)
target_include_directories(toml SYSTEM INTERFACE ${TOML_HEADERS})
target_compile_definitions(toml INTERFACE TOML_HEADER_ONLY=1 TOML_EXCEPTIONS=0
                           TOML_ENABLE_FORMATTERS=0)
find_package(simdjson REQUIRED)
add_library(simdjson ALIAS simdjson::simdjson)
