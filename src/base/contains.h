// Contains: what C++23 has as std::string_view::contains. Any thread.
#pragma once

#include <string_view>

namespace dataflint {

constexpr bool Contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace dataflint
