// Words as a shell takes them back, for hints and completion scripts. Pure.
#pragma once

#include <string>
#include <string_view>

namespace dataflint::cli {

// 'it'\''s'
std::string SingleQuoted(std::string_view text);
// As it is when the shell takes it so; else in quotes, control characters as $'\x1b'.
std::string QuotedForShell(std::string_view text);

}  // namespace dataflint::cli
