#include "cli/analyze/named_logs.h"

#include <utility>

#include "cli/error_text.h"
#include "cli/read_log.h"

namespace dataflint::cli {
namespace {

// "s3://bucket/logs" is no path that could be opened.
void ExplainAddress(const std::string& path, Error& error) {
  if (error.code != ErrorCode::kNotFound || path.find("://") == std::string::npos) return;
  error.why = "dataflint reads local files only";
  error.fix = "copy it here first, or pipe it into dataflint analyze -";
}

}  // namespace

Result<io::FoundLogs> FindNamedLogs(std::vector<std::string>& paths) {
  Result<io::FoundLogs> found = FindLogs(paths);
  if (found || found.error().code == ErrorCode::kInterrupted) return found;
  Error first = std::move(found).error();
  if (paths.size() == 1) ExplainAddress(paths.front(), first);
  if (paths.size() == 1) return tl::unexpected(std::move(first));

  std::vector<std::string> usable;
  ImportIssues unusable;
  std::vector<std::string> warnings;
  for (const std::string& path : paths) {
    Result<io::FoundLogs> alone = FindLogs({path});
    if (alone) {
      usable.push_back(path);
      continue;
    }
    Error error = std::move(alone).error();
    if (error.code == ErrorCode::kInterrupted) return tl::unexpected(std::move(error));
    ExplainAddress(path, error);
    warnings.push_back(error.what + ": " + path + ": " + error.why);
    unusable.Add(ImportIssue::unreadable_file, {path, -1, error.why});
  }
  if (usable.empty()) return tl::unexpected(std::move(first));
  found = FindLogs(usable);
  if (!found) return found;
  if (found->logs.empty()) return tl::unexpected(std::move(first));
  paths = std::move(usable);
  const bool is_alone = found->logs.size() == 1;
  (is_alone ? found->logs.front().issues : found->issues).Merge(unusable);
  if (is_alone) {  // beside many, WarnOfIssues tells
    for (const std::string& warning : warnings) PrintWarning(warning);
  }
  return found;
}

bool IsLogOfApplication(const report::Report& report) {
  const model::Application& app = *report.app;
  if (!HasEvents(report)) return false;
  return !report.completeness.has_data_loss || model::IsKnown(app.start_time) ||
         app.id != StringId::kEmpty || app.spark_version != StringId::kEmpty ||
         !app.stages.empty() || !app.spark_jobs.empty() || !app.sql_executions.empty() ||
         !app.executors.empty();
}

Error WhyNoReport(const report::Report& report, const io::EventLog& log) {
  Error error = NothingToSay(report, log);
  if (PackedBytes(log) == 0) {
    error.why = "the file is empty";
    error.fix = "copy it again from where Spark wrote it, or wait until Spark has written to it";
  }
  return error;
}

}  // namespace dataflint::cli
