#include "report/redact.h"

#include <algorithm>
#include <array>

namespace dataflint::report {
namespace {

bool ContainsIgnoringCase(std::string_view text, std::string_view lower_case) {
  const auto found = std::search(
      text.begin(), text.end(), lower_case.begin(), lower_case.end(), [](char a, char b) {
        return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
      });
  return found != text.end();
}

bool LooksSecret(std::string_view text) {
  constexpr std::array<std::string_view, 5> kSigns = {"secret", "password", "token", "accesskey",
                                                      "access.key"};
  return std::any_of(kSigns.begin(), kSigns.end(),
                     [&](std::string_view sign) { return ContainsIgnoringCase(text, sign); });
}

}  // namespace

std::string_view Redacted(std::string_view name, std::string_view value) {
  return LooksSecret(name) || LooksSecret(value) ? kRedactedText : value;
}

}  // namespace dataflint::report
