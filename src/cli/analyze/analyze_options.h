// What `dataflint analyze` was asked for, parsed and checked.
#ifndef DATAFLINT_CLI_ANALYZE_ANALYZE_OPTIONS_H_
#define DATAFLINT_CLI_ANALYZE_ANALYZE_OPTIONS_H_

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/insight_options.h"
#include "cli/look_options.h"
#include "cli/options.h"
#include "insights/insight.h"
#include "insights/overrides.h"
#include "model/stage_attempt.h"
#include "report/listing.h"
#include "report/report_json.h"

namespace dataflint::cli {

enum class Format : std::uint8_t { kTable, kJson, kJsonLines, kCsv, kMarkdown, kHtml };

struct AnalyzeOptions {
  // As typed.
  std::vector<std::string> paths;
  std::string format = "table";
  bool json = false;
  bool full = false;
  std::string quantiles;
  std::optional<std::int64_t> top;
  std::string stage;
  std::optional<std::int64_t> sql;
  std::optional<std::int64_t> spark_job;
  std::string insight;
  std::string output;
  std::string fail_on;
  std::string sort = "time";
  bool timings = false;
  LookOptions look;
  std::int64_t threads = 0;
  std::string phase;
  bool follow = false;
  std::optional<double> interval;
  std::string state;
  InsightOptions insight_options;

  // Made of it by Check().
  Format form = Format::kTable;
  report::RowOrder order = report::RowOrder::kTime;
  std::optional<insights::Severity> gate;
  insights::Overrides overrides;
  report::JsonOptions json_options;
  std::int64_t stage_id = -1;
  std::int64_t attempt_id = -1;          // -1: the last attempt
  std::size_t rows = 10;                 // of each list of a report
  std::size_t listed = 0;                // applications in a listing; 0: all
  std::chrono::milliseconds wait{1000};  // --interval

  void Declare(Options& options);
  // Reads the configuration file, too. Errors: kUsage, and those of LoadConfig.
  Status Check();
  bool drills_down() const { return !stage.empty() || sql || spark_job || !insight.empty(); }

 private:
  Status CheckDrillDown();
  Status CheckForm();
};

}  // namespace dataflint::cli

#endif  // DATAFLINT_CLI_ANALYZE_ANALYZE_OPTIONS_H_
