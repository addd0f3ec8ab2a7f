#include "cli/options.h"

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <sstream>
#include <type_traits>
#include <utility>

namespace dataflint::cli {

namespace {

template <typename T>
void AddTo(CLI::App& app, const OptionSpec& spec, T& into) {
  CLI::Option* option = nullptr;
  if constexpr (std::is_same_v<T, bool>) {
    option = app.add_flag(spec.names, into);
  } else {
    option = app.add_option(spec.names, into);
  }
  option->required(spec.required);
  if (!spec.choices.empty()) option->check(CLI::IsMember(spec.choices));
}

}  // namespace

template <typename T>
void Options::Add(OptionSpec spec, T& into) {
  if (app_ != nullptr) AddTo(*app_, spec, into);
  specs_.push_back(std::move(spec));
}

std::vector<std::string> NamesOf(const OptionSpec& spec) {
  std::vector<std::string> names;
  std::istringstream stream(spec.names);
  for (std::string name; std::getline(stream, name, ',');) names.push_back(name);
  return names;
}

template void Options::Add(OptionSpec, bool&);
template void Options::Add(OptionSpec, std::int64_t&);
template void Options::Add(OptionSpec, std::optional<std::int64_t>&);
template void Options::Add(OptionSpec, std::string&);
template void Options::Add(OptionSpec, std::vector<std::string>&);

}  // namespace dataflint::cli
