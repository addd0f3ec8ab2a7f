add_library(dataflint_flags INTERFACE)
target_compile_options(dataflint_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  -Woverloaded-virtual -Wcast-align -Wnull-dereference -Wimplicit-fallthrough -Werror
  -fno-strict-aliasing -ffunction-sections -fdata-sections)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # Release builds at -O2 report false positives of these two inside libstdc++ of g++ 12.
  target_compile_options(dataflint_flags INTERFACE -Wno-null-dereference -Wno-restrict
                         -Wshadow=local)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_FLAGS MATCHES "-fsanitize")
  # The sanitizers' own code makes g++ 12 see uninitialized std::optional contents that are not there.
  target_compile_options(dataflint_flags INTERFACE -Wno-maybe-uninitialized)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND NOT DATAFLINT_WASM)
  # libstdc++ of g++ 12 uses its own deprecated std::get_temporary_buffer in std::stable_sort.
  target_compile_options(dataflint_flags INTERFACE -Wno-deprecated-declarations)
endif()
target_include_directories(dataflint_flags INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_compile_definitions(dataflint_flags INTERFACE DATAFLINT_VERSION="${PROJECT_VERSION}")
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1 -DNDEBUG")

if(DATAFLINT_WASM)
  return()
endif()
find_program(CCACHE ccache)
if(CCACHE)
  # What ccache asks for before it caches compilations that use precompiled headers.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()
find_program(MOLD mold)
if(MOLD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_link_options(-fuse-ld=mold)
endif()
add_link_options(-Wl,--gc-sections)
