#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/quantity.h"
#include "base/saturate.h"
#include "base/utf8.h"
#include "insights/advice.h"
#include "insights/insight.h"
#include "insights/run.h"
#include "insights/stage_words.h"
#include "replay/changes.h"

namespace dataflint::insights {
namespace {

using analysis::CorePart;

constexpr ThresholdSpec kThresholds[] = {
    {"min_share", 0.20, Unit::kShare, "Python's share of the task time of the stages it runs in"},
    {"min_share_of_run", 0.03, Unit::kShare,
     "... and of the time on the critical path, or of the core time, of the run"},
};

// How Python is called: what would do instead differs.
enum class Kind : std::uint8_t {
  kRow,     // row by row, pickled
  kArrow,   // a column function that gets batches
  kBatches  // mapInPandas, applyInPandas, ...: takes and gives whole tables
};

Kind KindOf(std::string_view name) {
  if (name.find("ArrowEvalPython") != std::string_view::npos) return Kind::kArrow;
  return name.find("EvalPython") != std::string_view::npos ? Kind::kRow : Kind::kBatches;
}

// A stage that calls it, and how much of its task time is Python.
struct Caller {
  std::size_t stage = 0;
  double share = 0;
};

// All nodes that call the same functions.
struct Python {
  Kind kind = Kind::kRow;
  std::string functions;  // "tax and label"; empty: not told
  std::vector<std::pair<const model::SqlExecution*, std::int32_t>> nodes;
  std::vector<Caller> callers;
  std::int64_t time = 0;           // ms of task time, Python's
  std::int64_t core_time = 0;      // core-ms of that
  std::int64_t task_time = 0;      // ms, of the callers
  std::int64_t critical_time = 0;  // Python's part of it
  std::int64_t rows = 0;
  std::int64_t sent = 0;  // bytes
  std::int64_t returned = 0;
  bool is_measured = true;
  bool TellsBytes() const { return sent > 0 || returned > 0; }
};

// "tax" and "label" of "BatchEvalPython [tax(a#3)#12, label(b#4)#13], [pythonUDF0#30]", "mp" of
// "MapInPandas mp(id#2L)#57, [...]": names that are called and whose call has an id.
std::vector<std::string> FunctionsIn(std::string_view text) {
  std::vector<std::string> names;
  int depth = 0;
  std::size_t word = 0;
  for (std::size_t i = text.find(' '); i < text.size(); ++i) {
    const char c = text[i];
    if (c == '[' || c == ',' || c == ' ') word = depth == 0 ? i + 1 : word;
    if (c == '(' && depth++ == 0) {
      std::string name(text.substr(word, i - word));
      const bool is_name = !name.empty() && name.find_first_of("[]#,)") == std::string::npos;
      if (is_name && std::find(names.begin(), names.end(), name) == names.end()) {
        names.push_back(std::move(name));
      }
    }
    if (c == ')') depth = std::max(0, depth - 1);
    // What follows the list of calls are their results.
    if (c == ']' && depth == 0 && !names.empty()) break;
  }
  return names;
}

std::string NameOf(std::string_view text) {
  constexpr std::size_t kLongest = 60;
  std::vector<std::string> names = FunctionsIn(text);
  for (std::string& name : names) {
    if (name == "<lambda>") name = "a lambda";
  }
  constexpr std::size_t kMost = 3;
  if (names.size() > kMost) {
    const auto more = static_cast<std::int64_t>(names.size() - kMost);
    names.resize(kMost);
    names.push_back(FormatCount(more) + " more");
  }
  return Shortened(Listed(names), kLongest);
}

// Of the stage's task time, what its Java threads did not work: most of it they waited for Python. Before
// 4.0 Spark measures nothing better.
std::int64_t WaitedIn(const Run& run, std::size_t stage) {
  const analysis::CoreTime& time = run.figures_of(stage).core_time;
  const std::int64_t cpu =
      time[CorePart::kCpu];  // of one thread, however many cores the task holds
  return std::max<std::int64_t>(
      0, SaturatingAdd(time[CorePart::kOther], cpu) / run.cpus_per_task(stage) - cpu);
}

void Add(const Run& run, const model::SqlExecution& sql, std::int32_t node,
         std::set<std::size_t>& claimed, Python& python) {
  const PlanTree& tree = run.TreeOf(sql);
  std::vector<std::size_t> stages;
  for (const std::size_t stage : tree.StagesOf(node)) {
    if (run.CoreTimeOf(stage) > 0) stages.push_back(stage);
  }
  std::int64_t task_time = 0;
  for (const std::size_t stage : stages) {
    task_time = SaturatingAdd(task_time, run.TaskTimeOf(stage));
  }
  std::int64_t time = tree.Metric(node, "time to run Python workers");
  const bool is_measured = time > 0;
  if (!is_measured) {
    // Two nodes of one stage wait for Python together: the first stands for both.
    std::erase_if(stages, [&](std::size_t stage) { return !claimed.insert(stage).second; });
    time = 0;
    for (const std::size_t stage : stages) time = SaturatingAdd(time, WaitedIn(run, stage));
  }
  python.nodes.emplace_back(&sql, node);
  python.is_measured = python.is_measured && is_measured;
  python.rows = SaturatingAdd(python.rows, std::max<std::int64_t>(0, tree.RowsOf(node)));
  python.sent = SaturatingAdd(
      python.sent, std::max<std::int64_t>(0, tree.Metric(node, "data sent to Python workers")));
  python.returned = SaturatingAdd(
      python.returned,
      std::max<std::int64_t>(0, tree.Metric(node, "data returned from Python workers")));
  for (const std::size_t stage : stages) {
    const std::int64_t whole = run.TaskTimeOf(stage);
    const double share = std::min(
        1.0, is_measured ? ShareOf(time, task_time) : ShareOf(WaitedIn(run, stage), whole));
    python.callers.push_back({stage, share});
    python.time = SaturatingAdd(python.time, Scaled(whole, share));
    python.core_time = SaturatingAdd(python.core_time, Scaled(run.CoreTimeOf(stage), share));
    python.task_time = SaturatingAdd(python.task_time, whole);
    python.critical_time =
        SaturatingAdd(python.critical_time, Scaled(run.figures_of(stage).critical_time, share));
  }
}

// Only what is called row by row is sure to have another form, if no better one than Arrow's batches;
// what gets batches, or whole tables, may be a model that nothing replaces.
bool IsBounded(const Python& python) { return python.kind != Kind::kRow; }

// Left of Python's time: with Arrow, what the function itself computes; written anew, nothing.
WhatIf Without(const Python& python) {
  const auto at = [&](double left) {
    return [callers = python.callers, left](replay::Recording& recording) {
      for (const Caller& caller : callers) {
        replay::ScaleTasks(recording, static_cast<std::uint32_t>(caller.stage),
                           1 - caller.share * (1 - left));
      }
    };
  };
  constexpr double kWithArrow = 0.6;
  constexpr double kRewritten = 0.0;
  constexpr double kExpected = (kWithArrow + kRewritten) / 2;
  if (IsBounded(python)) return {WhatIf::Order::kOtherTasks, {}, at(kRewritten), {}};
  return {WhatIf::Order::kOtherTasks, at(kWithArrow), at(kExpected), at(kRewritten)};
}

std::string Functions(const Python& python) {
  return python.functions.empty() ? "the Python function" : python.functions;
}

void Advise(const Run& run, const Python& python, Finding& finding) {
  const std::string what = Functions(python);
  if (IsBounded(python)) {
    finding.changes.push_back(
        InCode("give " + what + " only the columns and rows it needs: select and filter before it",
               python.TellsBytes() ? FormatBytes(python.sent) + " go to Python and " +
                                         FormatBytes(python.returned) + " come back"
                                   : "each row is copied to Python, and back"));
    finding.changes.push_back(
        InCode("the part of " + what +
                   " that columns can express, as pyspark.sql.functions before or after it",
               "what runs in the JVM needs no copy of its rows; what a model computes stays"));
    return;
  }
  finding.changes.push_back(
      InCode(what + " as an expression of pyspark.sql.functions (when, regexp_extract, transform, "
                    "aggregate, ...)",
             "then it is compiled into the stage, no row leaves the JVM, and filters on it can "
             "move down"));
  if (!Set(
          run, settings::kPythonUdfArrow, "true",
          "where it has to stay Python: rows go over in batches of columns, not pickled one by one",
          finding)) {
    finding.changes.push_back(
        InCode("@pandas_udf in place of @udf for " + what,
               "where it has to stay Python: rows go over in batches of columns"));
  }
}

Finding OfPython(const Python& python) {
  const auto& [sql, node] = python.nodes.front();
  Finding finding = OfNode(*sql, node);
  if (python.nodes.size() > 1) {
    finding.scope = Scope::kApplication;
    finding.subject = "Python function " + Functions(python);
    finding.sql_execution_id = -1;
  }
  return finding;
}

std::vector<Evidence> EvidenceOf(const Run& run, const Python& python) {
  const auto& [sql, node] = python.nodes.front();
  const std::string place = python.nodes.size() == 1 ? NodePlace(*sql, node) : "";
  std::vector<Evidence> evidence = {
      {python.is_measured ? "Python time" : "time that tasks waited",
       static_cast<double>(python.core_time), Unit::kCoreMilliseconds, place},
      {"rows through Python", static_cast<double>(python.rows), Unit::kCount, place}};
  if (python.TellsBytes()) {
    evidence.push_back(
        {"data sent to Python workers", static_cast<double>(python.sent), Unit::kBytes, place});
    evidence.push_back({"data returned from Python workers", static_cast<double>(python.returned),
                        Unit::kBytes, place});
  }
  for (std::size_t i = 0; i < python.callers.size() && i < 3; ++i) {
    const std::size_t stage = python.callers[i].stage;
    evidence.push_back({"task time", static_cast<double>(run.CoreTimeOf(stage)),
                        Unit::kCoreMilliseconds, StagePlace(run.stage(stage))});
  }
  return evidence;
}

void Report(const Context& context, const Python& python, std::vector<Finding>& out) {
  const Run& run = context.run;
  const Settings& settings = context.settings;
  const double share = ShareOf(python.time, python.task_time);
  if (share < settings.Get("min_share") ||
      !run.Matters(python.core_time, python.critical_time, settings.Get("min_share_of_run"))) {
    return;
  }
  Finding finding = OfPython(python);
  const std::string what = Functions(python);
  finding.title =
      "Python takes " + FormatPercent(share) + " of the task time around " + what +
      (python.nodes.size() == 1
           ? " (query " + std::to_string(python.nodes.front().first->id) + ')'
           : ", which is called in " + FormatCount(static_cast<std::int64_t>(python.nodes.size())) +
                 " places");
  finding.why = FormatCountOf(python.rows, "row goes", "rows go") +
                " to a Python process and back" +
                (python.kind == Kind::kRow ? ", pickled one by one: " : ", in batches: ") +
                FormatDuration(python.time) + " of task time" +
                (python.is_measured ? "." : " in which the tasks' own threads did not work.");
  finding.evidence = EvidenceOf(run, python);
  finding.what_if = Without(python);
  finding.impact.is_upper_bound = IsBounded(python);
  finding.impact.method = IsBounded(python)
                              ? "upper bound: without Python's time"
                              : "Python's time down to 30 % of it: between Arrow's batches (60 %) "
                                "and the same expression in the JVM (nothing)";
  Advise(run, python, finding);
  if (!python.is_measured) {
    Miss("this Spark does not measure Python's time; waiting for disks and locks is in it",
         finding);
  }
  if (python.functions.empty()) Miss("the plan does not name the function", finding);
  NoteMissing(run, *python.nodes.front().first, finding);
  out.push_back(std::move(finding));
}

void FindPython(const Context& context, std::vector<Finding>& out) {
  const Run& run = context.run;
  std::map<std::pair<std::string, Kind>, Python> by_function;
  std::set<std::size_t> claimed;
  for (const model::SqlExecution& sql : context.app.sql_executions) {
    // What a query that fails would have taken is not known.
    const bool has_failed = !context.app.text(sql.error_message).empty();
    if (has_failed || !run.HasOp(sql, Operator::kPython)) continue;
    const std::vector<model::PlanNode>& nodes = sql.final_plan()->nodes;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      if (run.OpOf(nodes[i]) != Operator::kPython) continue;
      const std::string_view name = context.app.text(nodes[i].name);
      const auto node = static_cast<std::int32_t>(i);
      const Kind kind = KindOf(name);
      std::string functions = NameOf(PlainName(context.app.text(nodes[i].simple_string)));
      // Lambdas are not the same because they are called the same.
      const bool is_named = !functions.empty() && functions.find("a lambda") == std::string::npos;
      Python& python = by_function[{is_named ? functions : functions + NodePlace(sql, node), kind}];
      python.kind = kind;
      python.functions = std::move(functions);
      Add(run, sql, node, claimed, python);
    }
  }
  for (const auto& [functions, python] : by_function) Report(context, python, out);
}

constexpr InsightSpec kPythonUdf = {
    .id = "python-udf",
    .title = "Rows go through Python functions",
    .sees =
        "Operators that call Python (BatchEvalPython, ArrowEvalPython, mapInPandas, applyInPandas "
        "and their like) and take min_share of the task time of their stages, and "
        "min_share_of_run.",
    .why =
        "Each row is copied to a Python process and back, which Spark can neither compile nor move "
        "filters through.",
    .advice =
        "Built-in functions in place of the Python function; Arrow or pandas functions where it "
        "has to stay Python; fewer rows and columns for those that take whole tables.",
    .formula =
        "Replay: the stages' tasks with 30 % of Python's time: between Arrow's batches (low: 60 %) "
        "and the same expression in the JVM (high: none); an upper bound, without it, for "
        "functions that get batches or whole tables. "
        "Python's time is what its workers took (Spark 4), else the run time in which the tasks' "
        "threads neither computed, collected garbage nor moved data.",
    .dataflint_alert = "",
    .thresholds = kThresholds,
    .run = FindPython,
};
DATAFLINT_REGISTER_INSIGHT(kPythonUdf);

}  // namespace
}  // namespace dataflint::insights
