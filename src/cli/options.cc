#include "cli/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>

#include "cli/nearest.h"

namespace dataflint::cli {
namespace {

CLI::Validator OneOf(std::vector<std::string> choices) {
  const auto check = [choices = std::move(choices)](std::string& value) -> std::string {
    if (std::find(choices.begin(), choices.end(), value) != choices.end()) return {};
    if (const std::string fix = DidYouMean(value, choices, {}); !fix.empty()) {
      return "\"" + value + "\" is not one of its values; " + fix;
    }
    std::string text = "\"" + value + "\" is none of";
    for (const std::string& choice : choices) text += (text.ends_with("of") ? " " : ", ") + choice;
    return text;
  };
  return CLI::Validator(check, "");
}

CLI::Validator WholeNumber() {
  const auto check = [](std::string& value) -> std::string {
    std::int64_t number = 0;
    const auto parsed = std::from_chars(value.data(), value.data() + value.size(), number);
    const bool is_number = parsed.ec == std::errc() && parsed.ptr == value.data() + value.size();
    return is_number ? std::string() : "\"" + value + "\" is not a whole number";
  };
  return CLI::Validator(check, "");
}

CLI::Validator NotEmpty() {
  return CLI::Validator(
      [](std::string& value) { return std::string(value.empty() ? "needs a value" : ""); }, "");
}

template <typename T>
constexpr bool IsNumber() {
  return std::is_same_v<T, std::int64_t> || std::is_same_v<T, std::optional<std::int64_t>>;
}

template <typename T>
void AddTo(CLI::App& app, const OptionSpec& spec, T& into) {
  CLI::Option* option = nullptr;
  if constexpr (std::is_same_v<T, bool>) {
    option = app.add_flag(spec.names, into);
  } else {
    option = app.add_option(spec.names, into);
  }
  option->required(spec.required);
  if constexpr (!std::is_same_v<T, bool>) option->check(NotEmpty());
  if (!spec.choices.empty()) option->check(OneOf(spec.choices));
  if constexpr (IsNumber<T>()) option->check(WholeNumber());
}

}  // namespace

tl::unexpected<Error> Usage(std::string why, std::string fix) {
  return Fail(ErrorCode::kUsage, "cannot understand the command line", {}, std::move(why),
              std::move(fix));
}

template <typename T>
void Options::Add(OptionSpec spec, T& into) {
  if (app_ != nullptr) AddTo(*app_, spec, into);
  specs_.push_back(std::move(spec));
}

std::vector<std::string> NamesOf(const OptionSpec& spec) {
  return CLI::detail::split(spec.names, ',');
}

template void Options::Add(OptionSpec, bool&);
template void Options::Add(OptionSpec, std::int64_t&);
template void Options::Add(OptionSpec, std::optional<std::int64_t>&);
template void Options::Add(OptionSpec, std::optional<double>&);
template void Options::Add(OptionSpec, std::string&);
template void Options::Add(OptionSpec, std::vector<std::string>&);

}  // namespace dataflint::cli
