// What several readers of a log's texts do to them first. Pure; any thread.
#ifndef DATAFLINT_INSIGHTS_PLAIN_TEXT_H_
#define DATAFLINT_INSIGHTS_PLAIN_TEXT_H_

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/ascii.h"

namespace dataflint::insights {

// Without the spaces around it.
constexpr std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

constexpr std::string_view FirstLine(std::string_view text) {
  return text.substr(0, text.find('\n'));
}

// Letters of ASCII only.
inline std::string Lowered(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (IsUpper(c)) c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

// What Spark says it cut: 424 of "809, 629, ... 424 more fields"; 0: nothing, or more than fits.
inline std::int64_t MoreFields(std::string_view list) {
  const std::size_t more = list.find(" more fields");
  if (more == std::string_view::npos) return 0;
  std::size_t begin = more;
  while (begin > 0 && IsDigit(list[begin - 1])) --begin;
  std::int64_t number = 0;
  std::from_chars(list.data() + begin, list.data() + more, number);
  return number;
}

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_PLAIN_TEXT_H_
