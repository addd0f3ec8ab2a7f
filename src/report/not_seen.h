// What could not be seen: the import issues and the stages with missing tasks as sentences that name
// the figures they touch, and what nobody looked for. Used by every writer for people, so that all
// say the same; pure.
#ifndef DATAFLINT_REPORT_NOT_SEEN_H_
#define DATAFLINT_REPORT_NOT_SEEN_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/import_issue.h"
#include "report/report.h"

namespace dataflint::report {

struct NotSeen {
  std::int64_t count = 0;
  std::string text;  // a clean sentence with its full stop
  IssueSeverity severity = IssueSeverity::kInfo;
};

// Stages with missing tasks first, then the issues, then which insights were switched off and which
// thresholds changed. `log` is what the report calls its log: places
// in it are told without its name.
// What they stand under: "what could not be seen", or, where the log is complete, "what the log does
// not say".
std::string_view NotSeenHeading(const Report& report);

// What --only leaves out is not among them: nearly all, and whoever typed that knows.
std::vector<NotSeen> NotSeenOf(const Report& report, std::string_view log);

}  // namespace dataflint::report

#endif  // DATAFLINT_REPORT_NOT_SEEN_H_
