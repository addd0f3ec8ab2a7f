# The headers of the standard library, and those of ours that a whole folder includes, take longer to parse
# than most files to compile: they are parsed once. Every file still includes what it uses: presets
# tsan, fuzz and wasm build without precompiled headers, and so check it, with every warning.
option(DATAFLINT_PRECOMPILED_HEADERS "parse once the headers that many files include" ON)

set(DATAFLINT_STANDARD_HEADERS
  <algorithm> <array> <charconv> <cmath> <cstddef> <cstdint> <cstring> <functional> <limits> <map> <memory>
  <optional> <set> <span> <string> <string_view> <unordered_map> <utility> <vector>)

# dataflint_precompile(target owner [headers...]): with headers, or where `target` is `owner`, `target` has
# headers of its own: the standard ones and these. Otherwise it uses those of `owner`.
function(dataflint_precompile target owner)
  if(NOT DATAFLINT_PRECOMPILED_HEADERS)
    return()
  endif()
  if(ARGN OR target STREQUAL owner)
    target_precompile_headers(${target} PRIVATE ${DATAFLINT_STANDARD_HEADERS} ${ARGN})
  else()
    target_precompile_headers(${target} REUSE_FROM ${owner})
  endif()
  # The first for ccache, which has to see the header in what g++ preprocesses. The others: g++ 12 forgets
  # that precompiled headers are the system's, and reports false positives inside std::string.
  target_compile_options(${target} PRIVATE
    $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess;-Wno-array-bounds;-Wno-stringop-overflow>)
endfunction()
