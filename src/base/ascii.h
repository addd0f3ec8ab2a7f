// Characters of ASCII by kind, whatever the locale. Any thread.
#pragma once

namespace dataflint {

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool IsLower(char c) { return c >= 'a' && c <= 'z'; }

}  // namespace dataflint
