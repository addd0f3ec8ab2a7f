// Options: the options of one command, each declared once with its text and bound to a variable.
#ifndef DATAFLINT_CLI_OPTIONS_H_
#define DATAFLINT_CLI_OPTIONS_H_

#include <string>
#include <vector>

#include "base/result.h"

namespace CLI {
class App;  // its headers take seconds to compile: only options.cc and command_line.cc read them
}

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
  Options() = default;  // collects what is declared and parses nothing
  explicit Options(CLI::App& app) : app_(&app) {}

  // `into` keeps its value when the option is not given. T is one of those named at the end of
  // options.cc: bool (a flag), text, numbers, several texts.
  template <typename T>
  void Add(OptionSpec spec, T& into);

  const std::vector<OptionSpec>& specs() const { return specs_; }

 private:
  CLI::App* app_ = nullptr;
  std::vector<OptionSpec> specs_;
};

// That the options do not go together, or a value is none of its option.
tl::unexpected<Error> Usage(std::string why, std::string fix);

inline bool IsPositional(const OptionSpec& spec) { return spec.names.front() != '-'; }
// "-o" and "--format" of "-o,--format".
std::vector<std::string> NamesOf(const OptionSpec& spec);

}  // namespace dataflint::cli

#endif  // DATAFLINT_CLI_OPTIONS_H_
