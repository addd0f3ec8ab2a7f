#include "report/terminal/report_text.h"

#include "base/quantity.h"
#include "report/terminal/sections.h"

namespace dataflint::report::terminal {
namespace {

bool NeedsQuotes(const std::string& text) {
  return text.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./+=:@%,") !=
         std::string::npos;
}

std::string Quoted(const std::string& text) {
  if (!NeedsQuotes(text)) return text;
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

}  // namespace

std::string NameOf(model::StageKey key) {
  return std::to_string(key.stage_id) + '.' + std::to_string(key.attempt_id);
}

std::string ShareOf(std::int64_t part, std::int64_t whole) {
  if (whole <= 0) return {};
  return FormatPercent(static_cast<double>(part) / static_cast<double>(whole));
}

std::string BytesOrNothing(std::int64_t bytes) {
  return bytes == 0 ? std::string() : FormatBytes(bytes);
}

std::string CommandFor(const TextOptions& options, const std::string& arguments) {
  return "dataflint analyze " + (options.log.empty() ? "LOG" : Quoted(options.log)) + ' ' +
         arguments;
}

std::string RenderReport(const Report& report, const TextOptions& options) {
  const Summary summary = Summarize(report);
  Canvas canvas(options.style);
  const Page page{report, summary, options, canvas};
  DrawHeadline(page);
  DrawTimeAndCores(page);
  DrawFindings(page);
  DrawStages(page);
  DrawQueries(page);
  DrawNotSeen(page);
  return canvas.Take();
}

}  // namespace dataflint::report::terminal
