#include "cli/analyze/analyze_options.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "cli/web_bundle.h"

namespace dataflint::cli {
namespace {

bool ParseNumber(std::string_view text, std::int64_t& number) {
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  return parsed.ec == std::errc() && parsed.ptr == text.data() + text.size() && number >= 0;
}

// "12.0" or "12", which is the last attempt of stage 12.
bool ParseStage(std::string_view text, std::int64_t& stage_id, std::int64_t& attempt_id) {
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos) return ParseNumber(text, stage_id);
  return ParseNumber(text.substr(0, dot), stage_id) &&
         ParseNumber(text.substr(dot + 1), attempt_id);
}

// "0,0.5,1": numbers between 0 and 1.
bool ParseQuantiles(std::string_view text, std::vector<double>& quantiles) {
  while (!text.empty()) {
    const std::string_view one = text.substr(0, text.find(','));
    double q = -1;
    const auto parsed = std::from_chars(one.data(), one.data() + one.size(), q);
    if (parsed.ec != std::errc() || parsed.ptr != one.data() + one.size() || !(q >= 0 && q <= 1)) {
      return false;
    }
    quantiles.push_back(q);
    text.remove_prefix(std::min(one.size() + 1, text.size()));
  }
  return true;
}

Format FormatOf(const std::string& name) {
  if (name == "json") return Format::kJson;
  if (name == "jsonl") return Format::kJsonLines;
  if (name == "csv") return Format::kCsv;
  if (name == "html") return Format::kHtml;
  return name == "md" ? Format::kMarkdown : Format::kTable;
}

insights::Severity SeverityOf(const std::string& name) {
  if (name == "low") return insights::Severity::kLow;
  if (name == "medium") return insights::Severity::kMedium;
  return name == "high" ? insights::Severity::kHigh : insights::Severity::kInfo;
}

}  // namespace

void AnalyzeOptions::Declare(Options& options) {
  options.Add({.names = "PATH",
               .placeholder = "PATH...",
               .text = "Files, folders, archives; - for standard input",
               .is_path = true,
               .required = true},
              paths);
  options.Add({.names = "-o,--format",
               .placeholder = "FORMAT",
               .text = "Form of the output (html: of one log)",
               .choices = {"table", "json", "jsonl", "csv", "md", "html"}},
              format);
  options.Add({.names = "--json", .placeholder = "", .text = "The same as -o json"}, json);
  options.Add({.names = "--full",
               .placeholder = "",
               .text = "In JSON, add everything that Spark's REST API reports, under \"spark\""},
              full);
  options.Add({.names = "--quantiles",
               .placeholder = "LIST",
               .text = "Of the distributions in full JSON (0.05,0.25,0.5,0.75,0.95)"},
              quantiles);
  options.Add({.names = "--top",
               .placeholder = "N",
               .text = "Rows of each list (10; all applications when there are many)"},
              top);
  options.Add({.names = "--stage",
               .placeholder = "ID.ATTEMPT",
               .text = "One stage (of one log): its tasks' distribution, outliers, executors; in "
                       "full JSON its tasks"},
              stage);
  options.Add(
      {.names = "--sql",
       .placeholder = "ID",
       .text = "One SQL execution (of one log): its plan with metrics, and the stages behind it"},
      sql);
  options.Add({.names = "--spark-job",
               .placeholder = "ID",
               .text = "One Spark job (of one log) and its stages"},
              spark_job);
  options.Add(
      {.names = "--insight",
       .placeholder = "ID",
       .text =
           "One insight's findings, or one finding (of one log): evidence, saving, and the proof"},
      insight);
  options.Add({.names = "--output",
               .placeholder = "FILE",
               .text = "Write to FILE, which appears only when it is complete",
               .is_path = true},
              output);
  options.Add({.names = "--fail-on",
               .placeholder = "SEVERITY",
               .text = "End with exit code 3 when a finding is at least so severe",
               .choices = {"info", "low", "medium", "high"}},
              fail_on);
  insight_options.Declare(options);
  options.Add({.names = "--sort",
               .placeholder = "ORDER",
               .text = "Order of many applications",
               .choices = {"time", "savings", "name"}},
              sort);
  options.Add({.names = "-j,--threads",
               .placeholder = "N",
               .text = "Logs analysed at the same time (as many as there are cores)"},
              threads);
  options.Add({.names = "--timings",
               .placeholder = "",
               .text = "Say on standard error where dataflint's own time went"},
              timings);
  look.Declare(options);
  options.Add({.names = "--follow",
               .placeholder = "",
               .text = "Go on as the log (only one) grows and report anew; ends with the "
                       "application or Ctrl-C"},
              follow);
  options.Add({.names = "--interval",
               .placeholder = "SECONDS",
               .text = "With --follow: look this often, report at most so often (1)"},
              interval);
  options.Add(
      {.names = "--state",
       .placeholder = "FILE",
       .text = "Save in FILE how far the log (only one) was read, and go on there the next time",
       .is_path = true},
      state);
  options.Add({.names = "--phase",
               .placeholder = "PHASE",
               .text = "Do only one part of the work and say how long it took",
               .choices = {"decode", "parse"},
               .hidden = true},
              phase);
}

Status AnalyzeOptions::Check() {
  form = json ? Format::kJson : FormatOf(format);
  order = sort == "name"      ? report::RowOrder::kName
          : sort == "savings" ? report::RowOrder::kSavings
                              : report::RowOrder::kTime;
  if (!fail_on.empty()) gate = SeverityOf(fail_on);
  DF_RETURN_IF_ERROR(CheckDrillDown());
  DF_RETURN_IF_ERROR(CheckForm());
  DF_RETURN_IF_ERROR(look.Check());
  if (top && *top < 1) return Usage("--top needs a number above zero", "--top 10 is usual");
  if (top) rows = listed = static_cast<std::size_t>(*top);
  if (interval && !follow) return Usage("--interval goes with --follow", "add --follow");
  if (interval && (!(*interval >= 0.01) || *interval > 86'400)) {
    return Usage("--interval must be 0.01 to 86400 seconds", "leave it out for 1 second");
  }
  if (interval) wait = std::chrono::milliseconds(static_cast<std::int64_t>(*interval * 1000));
  if (threads < 0 || threads > 256) {
    return Usage("--threads must be 0 to 256", "leave it out, or name 0, for all cores");
  }
  Result<insights::Overrides> loaded = insight_options.Load();
  if (!loaded) return tl::unexpected(std::move(loaded).error());
  overrides = *std::move(loaded);
  return {};
}

// --stage, --sql, --spark-job, --insight, and the forms that can show them.
Status AnalyzeOptions::CheckDrillDown() {
  if (!stage.empty() && !ParseStage(stage, stage_id, attempt_id)) {
    return Usage("\"" + stage + "\" is not a stage", "name it like 12.0 (stage 12, attempt 0)");
  }
  if ((stage.empty() ? 0 : 1) + (sql ? 1 : 0) + (spark_job ? 1 : 0) + (insight.empty() ? 0 : 1) >
      1) {
    return Usage("--stage, --sql, --spark-job and --insight exclude each other",
                 "ask for one at a time");
  }
  if (drills_down() && (form == Format::kCsv || form == Format::kHtml)) {
    return Usage("one stage, query, job or insight cannot be written as " + format,
                 "use -o table or -o md");
  }
  if (form == Format::kTable || form == Format::kMarkdown) return {};
  if (sql || spark_job) {
    return Usage("one query or Spark job is shown with -o table or -o md only",
                 "in -o json --full all are there, under spark.sql and spark.jobs");
  }
  if (!stage.empty() && !full) {
    return Usage("in JSON, --stage adds the stage's tasks to a full report only",
                 "use -o table or -o md, or add --full");
  }
  if (!insight.empty()) {
    return Usage("one insight is shown with -o table or -o md only",
                 "in -o json all findings are there, with their evidence");
  }
  return {};
}

// The form of the output, and what belongs to one form only.
Status AnalyzeOptions::CheckForm() {
  if (json && format != "table" && format != "json") {
    return Usage("--json and -o " + format + " exclude each other", "leave one of them out");
  }
  if (form == Format::kHtml && WebBundle() == nullptr) {
    return Usage(
        "this dataflint was built without the HTML report",
        "use -o md, or build it with -DDATAFLINT_WEB=ON (scripts/setup brings what that needs)");
  }
  if (full && form != Format::kJson && form != Format::kJsonLines) {
    return Usage("--full adds to JSON only", "use it with -o json");
  }
  if (!quantiles.empty() && !full) {
    return Usage("--quantiles are those of a full report", "use it with -o json --full");
  }
  json_options.full = full;
  if (!quantiles.empty()) json_options.quantiles.clear();
  if (!ParseQuantiles(quantiles, json_options.quantiles)) {
    return Usage("\"" + quantiles + "\" is no list of numbers between 0 and 1",
                 "name them like 0,0.25,0.5,0.75,1");
  }
  return {};
}

}  // namespace dataflint::cli
