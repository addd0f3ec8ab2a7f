// Options: the options of one command, each declared once with its text and bound to a variable.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace dataflint::cli {

struct OptionSpec {
  std::string names;        // "-o,--format"; a positional has no dash: "PATH"
  std::string placeholder;  // of its value; empty for a flag
  std::string text;
  std::vector<std::string> choices = {};    // the only values, if any
  std::vector<std::string> suggested = {};  // values to complete, though others may be right
  bool is_path = false;                     // completes to files
  bool hidden = false;
  bool required = false;
};

class Options {
 public:
  explicit Options(CLI::App& app) : app_(app) {}

  // `into` keeps its value when the option is not given. Supported: bool (a flag), std::string,
  // numbers, std::optional of those, std::vector<std::string> (several values).
  template <typename T>
  void Add(OptionSpec spec, T& into) {
    CLI::Option* option = nullptr;
    if constexpr (std::is_same_v<T, bool>) {
      option = app_.add_flag(spec.names, into);
    } else {
      option = app_.add_option(spec.names, into);
    }
    option->required(spec.required);
    if (!spec.choices.empty()) option->check(CLI::IsMember(spec.choices));
    specs_.push_back(std::move(spec));
  }

  const std::vector<OptionSpec>& specs() const { return specs_; }

 private:
  CLI::App& app_;
  std::vector<OptionSpec> specs_;
};

inline bool IsPositional(const OptionSpec& spec) { return spec.names.front() != '-'; }
// "-o" and "--format" of "-o,--format".
std::vector<std::string> NamesOf(const OptionSpec& spec);

}  // namespace dataflint::cli
