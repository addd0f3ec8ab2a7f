#include "report/listing.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/calendar.h"
#include "base/quantity.h"
#include "base/saturate.h"
#include "report/csv.h"
#include "report/figure_words.h"
#include "report/markdown.h"
#include "report/terminal/table.h"
#include "report/terminal/text.h"

namespace dataflint::report {
namespace {

using terminal::Canvas;
using terminal::Cell;
using terminal::Clean;
using terminal::Ink;

std::int64_t IdleOf(const analysis::CoreTime& core) {
  using analysis::CorePart;
  return core[CorePart::kIdleDriver] + core[CorePart::kIdleTail] + core[CorePart::kIdleNarrow] +
         core[CorePart::kIdleKept];
}

constexpr std::string_view kIncomplete = "log incomplete";

std::string ProblemOf(const Report& report) {
  if (report.completeness.has_data_loss) return std::string(kIncomplete);
  return report.app->is_finished() ? "" : "no application end";
}

bool IsIncomplete(const ApplicationRow& row) { return row.readable && row.problem == kIncomplete; }

Cell StatusCell(const ApplicationRow& row) {
  if (!row.readable) return {"?", Ink::kFailed};
  const std::string mark = IsIncomplete(row) ? "!" : "";
  switch (row.status) {
    case ApplicationStatus::kFinished:
      if (row.failed_spark_jobs > 0) return {"▲" + mark, Ink::kCosts};
      return {"✔" + mark, mark.empty() ? Ink::kGood : Ink::kCosts};
    case ApplicationStatus::kFailed:
      return {"✖" + mark, Ink::kFailed};
    case ApplicationStatus::kUnfinished:
      return {"◐" + mark, mark.empty() ? Ink::kStrong : Ink::kCosts};
  }
  return {};
}

std::string StatusText(const ApplicationRow& row) {
  if (!row.readable) return "unreadable";
  std::string status(NameOf(row.status));
  if (row.failed_spark_jobs > 0) {
    status += ", " + FormatCountOf(row.failed_spark_jobs, "Spark job", "Spark jobs") + " failed";
  }
  return IsIncomplete(row) ? status + ", " + std::string(kIncomplete) : status;
}

// The logs' names in `width` columns: their ends, and where these are the same for several logs
// (one application's in two folders) also their beginnings.
std::vector<std::string> LogNames(const std::vector<ApplicationRow>& rows, std::size_t width) {
  std::map<std::string, int> uses;
  for (const ApplicationRow& row : rows) ++uses[terminal::FitEnd(Clean(row.log), width)];
  std::vector<std::string> names;
  for (const ApplicationRow& row : rows) {
    std::string name = terminal::FitEnd(Clean(row.log), width);
    if (uses[name] > 1) name = terminal::FitMiddle(Clean(row.log), width);
    names.push_back(std::move(name));
  }
  return names;
}

// The first finding's insight, and how many there are beside it.
Cell FindingCell(const ApplicationRow& row) {
  if (!row.readable) return {terminal::Fit(Clean(row.problem), 24), Ink::kFailed};
  if (row.findings == 0) return {};
  std::string text = row.first_insight;
  if (row.findings > 1) text += " +" + std::to_string(row.findings - 1);
  return {text, row.severity >= insights::Severity::kMedium ? Ink::kCosts : Ink::kPlain};
}

std::string TotalsLine(const std::vector<ApplicationRow>& rows) {
  std::int64_t unreadable = 0;
  std::int64_t incomplete = 0;
  std::int64_t tasks = 0;
  std::int64_t core_time = 0;
  for (const ApplicationRow& row : rows) {
    if (!row.readable) ++unreadable;
    if (IsIncomplete(row)) ++incomplete;
    tasks = SaturatingAdd(tasks, row.tasks);
    core_time = SaturatingAdd(core_time, row.core_time);
  }
  const auto readable = static_cast<std::int64_t>(rows.size()) - unreadable;
  std::string text = FormatCountOf(readable, "application", "applications") + "   " +
                     FormatCountOf(tasks, "task", "tasks") + "   " + FormatCoreTime(core_time);
  if (incomplete > 0) text += "   " + FormatCount(incomplete) + " incomplete (!)";
  if (unreadable > 0) text += "   " + FormatCount(unreadable) + " unreadable (?)";
  return text;
}

std::size_t ShownOf(const std::vector<ApplicationRow>& rows, std::size_t top) {
  return top == 0 ? rows.size() : std::min(top, rows.size());
}

// Of what could not be read nothing is known.
std::string Number(const ApplicationRow& row, std::int64_t value) {
  return row.readable ? std::to_string(value) : std::string();
}

struct CsvField {
  std::string_view name;
  std::string (*value)(const ApplicationRow&);
};

constexpr CsvField kFields[] = {
    {"log", [](const ApplicationRow& row) { return row.log; }},
    {"id", [](const ApplicationRow& row) { return row.id; }},
    {"name", [](const ApplicationRow& row) { return row.name; }},
    {"status",
     [](const ApplicationRow& row) {
       return row.readable ? std::string(NameOf(row.status)) : std::string("unreadable");
     }},
    {"start_time",
     [](const ApplicationRow& row) {
       return model::IsKnown(row.start_time) ? FormatIsoTime(row.start_time) : std::string();
     }},
    {"duration_ms", [](const ApplicationRow& row) { return Number(row, row.duration); }},
    {"max_cores", [](const ApplicationRow& row) { return Number(row, row.max_cores); }},
    {"core_time_ms", [](const ApplicationRow& row) { return Number(row, row.core_time); }},
    {"idle_core_time_ms",
     [](const ApplicationRow& row) { return Number(row, row.idle_core_time); }},
    {"tasks", [](const ApplicationRow& row) { return Number(row, row.tasks); }},
    {"failed_tasks", [](const ApplicationRow& row) { return Number(row, row.failed_tasks); }},
    {"failed_spark_jobs",
     [](const ApplicationRow& row) { return Number(row, row.failed_spark_jobs); }},
    {"findings", [](const ApplicationRow& row) { return Number(row, row.findings); }},
    {"severity",
     [](const ApplicationRow& row) {
       return row.findings == 0 ? std::string() : std::string(insights::NameOf(row.severity));
     }},
    {"first_insight", [](const ApplicationRow& row) { return row.first_insight; }},
    {"first_finding", [](const ApplicationRow& row) { return row.first_finding; }},
    {"first_savings_ms", [](const ApplicationRow& row) { return Number(row, row.savings); }},
    {"problem", [](const ApplicationRow& row) { return row.problem; }},
};

}  // namespace

ApplicationRow RowOf(const Report& report, std::string log) {
  const model::Application& app = *report.app;
  const analysis::Figures& figures = report.figures;
  ApplicationRow row;
  row.log = std::move(log);
  row.problem = ProblemOf(report);
  row.id = app.text(app.id);
  row.name = app.text(app.name);
  row.status = StatusOf(app);
  row.start_time = app.start_time;
  row.duration = figures.wall_time.total;
  row.max_cores = figures.max_cores;
  row.core_time = figures.core_time.available;
  row.idle_core_time = IdleOf(figures.core_time);
  row.tasks = figures.total_tasks;
  row.failed_tasks = figures.failed_tasks;
  row.failed_spark_jobs =
      std::count_if(app.spark_jobs.begin(), app.spark_jobs.end(),
                    [](const auto& job) { return job.status == model::SparkJobStatus::kFailed; });
  row.findings = static_cast<std::int64_t>(report.findings.size());
  for (const insights::Finding& finding : report.findings) {
    row.severity = std::max(row.severity, finding.severity);
  }
  if (!report.findings.empty()) {
    row.savings = report.findings.front().impact.wall_ms_high;
    row.first_insight = report.findings.front().insight;
    row.first_finding = report.findings.front().title;
  }
  return row;
}

void Sort(std::vector<ApplicationRow>& rows, RowOrder order) {
  std::stable_sort(rows.begin(), rows.end(), [&](const ApplicationRow& a, const ApplicationRow& b) {
    if (order == RowOrder::kName) return a.log < b.log;
    if (a.readable != b.readable) return a.readable;
    return order == RowOrder::kSavings
               ? std::pair(a.savings, a.duration) > std::pair(b.savings, b.duration)
               : a.duration > b.duration;
  });
}

std::string RenderListing(const std::vector<ApplicationRow>& rows, std::size_t top,
                          const terminal::Style& style) {
  Canvas canvas(style);
  terminal::Table table({{"", false},
                         {"application", false, true},
                         {"log", false},
                         {"started", false, false, 5},
                         {"time", true},
                         {"cores", true, false, 4},
                         {"core time", true, false, 3},
                         {"idle", true, false, 2},
                         {"tasks", true, false, 1},
                         {"saves ≤", true},
                         {"what to change first", false}});
  const std::size_t log_width = style.width < 100 ? 18 : 32;
  const std::vector<std::string> names = LogNames(rows, log_width);
  const std::size_t shown = ShownOf(rows, top);
  for (std::size_t i = 0; i < shown; ++i) {
    const ApplicationRow& row = rows[i];
    table.Row({StatusCell(row),
               {row.readable ? Clean(row.name) : "unreadable",
                row.readable ? Ink::kStrong : Ink::kFailed},
               {names[i], Ink::kDim},
               {model::IsKnown(row.start_time) ? FormatDay(row.start_time) : ""},
               {row.readable ? FormatDuration(row.duration) : ""},
               {row.max_cores > 0 ? FormatCount(row.max_cores) : ""},
               {row.core_time > 0 ? FormatCoreTime(row.core_time) : ""},
               {ShareOf(row.idle_core_time, row.core_time)},
               {row.readable ? FormatCount(row.tasks) : ""},
               {row.savings > 0 ? FormatDuration(row.savings) : ""},
               FindingCell(row)});
  }
  table.Draw(canvas, 0);
  canvas.Line();
  std::string totals = TotalsLine(rows);
  if (shown < rows.size())
    totals +=
        "   " + std::to_string(shown) + " of " + std::to_string(rows.size()) + " shown (--top N)";
  canvas.Line(totals);
  return canvas.Take();
}

std::string ListingAsCsv(const std::vector<ApplicationRow>& rows, std::size_t top) {
  CsvText csv;
  for (const CsvField& field : kFields) csv.Cell(field.name);
  csv.EndRow();
  const std::size_t shown = ShownOf(rows, top);
  for (std::size_t i = 0; i < shown; ++i) {
    for (const CsvField& field : kFields) csv.Cell(field.value(rows[i]));
    csv.EndRow();
  }
  return csv.Take();
}

std::string ListingAsMarkdown(const std::vector<ApplicationRow>& rows, std::size_t top) {
  MarkdownText text;
  text.Heading(1, "Applications");
  text.TableHeader({"application", "log", "status", "time", "core time", "idle", "tasks",
                    "what to change first"});
  const std::size_t shown = ShownOf(rows, top);
  for (std::size_t i = 0; i < shown; ++i) {
    const ApplicationRow& row = rows[i];
    text.TableRow(
        {row.name, row.log, StatusText(row), row.readable ? FormatDuration(row.duration) : "",
         row.core_time > 0 ? FormatCoreTime(row.core_time) : "",
         ShareOf(row.idle_core_time, row.core_time), row.readable ? FormatCount(row.tasks) : "",
         row.readable ? row.first_finding : row.problem});
  }
  if (shown < rows.size()) {
    text.Paragraph(std::to_string(shown) + " of " + std::to_string(rows.size()) +
                   " shown (--top N).");
  }
  return text.Take();
}

}  // namespace dataflint::report
