#include "cli/shell_quote.h"

#include <array>

#include "report/terminal/text.h"

namespace dataflint::cli {
namespace {

bool IsPlain(char c) {
  return static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7F;
}

// The shells' $'...': the only form that shows control characters.
std::string AnsiQuoted(std::string_view text) {
  constexpr std::array kDigits = {'0', '1', '2', '3', '4', '5', '6', '7',
                                  '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
  std::string quoted = "$'";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (!IsPlain(c)) {
      quoted += {'\\', 'x', kDigits[byte >> 4U], kDigits[byte & 15U]};
    } else {
      if (c == '\'' || c == '\\') quoted += '\\';
      quoted += c;
    }
  }
  return quoted + "'";
}

}  // namespace

std::string SingleQuoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

std::string QuotedForShell(std::string_view text) {
  constexpr std::string_view kHarmless =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./+=:@%,";
  if (report::terminal::Clean(text) != text) return AnsiQuoted(text);  // it could steer a terminal
  const bool is_harmless =
      !text.empty() && text.find_first_not_of(kHarmless) == std::string_view::npos;
  return is_harmless ? std::string(text) : SingleQuoted(text);
}

}  // namespace dataflint::cli
