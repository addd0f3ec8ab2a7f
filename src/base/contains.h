// Contains: what C++23 has as std::string_view::contains. Any thread.
#ifndef DATAFLINT_BASE_CONTAINS_H_
#define DATAFLINT_BASE_CONTAINS_H_

#include <string_view>

namespace dataflint {

constexpr bool Contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace dataflint

#endif  // DATAFLINT_BASE_CONTAINS_H_
