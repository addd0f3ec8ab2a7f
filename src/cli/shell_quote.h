// Words as a shell takes them back, for hints and completion scripts. Pure.
#ifndef DATAFLINT_CLI_SHELL_QUOTE_H_
#define DATAFLINT_CLI_SHELL_QUOTE_H_

#include <string>
#include <string_view>

namespace dataflint::cli {

// 'it'\''s'
std::string SingleQuoted(std::string_view text);
// As it is when the shell takes it so; else in quotes, control characters as $'\x1b'.
std::string QuotedForShell(std::string_view text);

}  // namespace dataflint::cli

#endif  // DATAFLINT_CLI_SHELL_QUOTE_H_
