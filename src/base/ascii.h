// Characters of ASCII by kind, whatever the locale. Any thread.
#ifndef DATAFLINT_BASE_ASCII_H_
#define DATAFLINT_BASE_ASCII_H_

namespace dataflint {

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool IsLower(char c) { return c >= 'a' && c <= 'z'; }

}  // namespace dataflint

#endif  // DATAFLINT_BASE_ASCII_H_
