#include "cli/error_text.h"

#include <cctype>
#include <cstdio>

#include "report/terminal/text.h"

namespace dataflint::cli {

std::string ErrorText(const Error& error) {
  using report::terminal::Clean;
  std::string text = "dataflint: " + Clean(error.what);
  if (!error.where.empty()) text += ": " + Clean(error.where);
  if (!error.why.empty()) text += ": " + Clean(error.why);
  text += '\n';
  if (!error.fix.empty()) text += "  do:   " + Clean(error.fix) + '\n';
  const int code = static_cast<int>(ExitCodeFor(error.code));
  text += "  more: dataflint help exit-codes (this is " + std::to_string(code) + ")\n";
  return text;
}

ExitCode PrintError(const Error& error) {
  if (error.code == ErrorCode::kInterrupted) {
    std::fputs("dataflint: interrupted\n", stderr);
  } else {
    std::fputs(ErrorText(error).c_str(), stderr);
  }
  return ExitCodeFor(error.code);
}

std::string WhyOf(ImportIssue issue, const std::vector<IssuePlace>& places) {
  std::string why(SpecOf(issue).sentence);
  why.front() = static_cast<char>(std::tolower(static_cast<unsigned char>(why.front())));
  if (!places.empty() && !places.front().detail.empty()) why += ": " + places.front().detail;
  return why;
}

void PrintWarning(const std::string& text) {
  std::fprintf(stderr, "dataflint: warning: %s\n", report::terminal::Clean(text).c_str());
}

}  // namespace dataflint::cli
