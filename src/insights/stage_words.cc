#include "insights/stage_words.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

#include "base/utf8.h"
#include "insights/plain_text.h"

namespace dataflint::insights {
namespace {

constexpr std::size_t kLongest = 48;  // of what stands in for a name

// The entries of the list in the first brackets of `text`: "a", "lower(b)" of "[a#1, lower(b#2)]".
// None when Spark cut it.
std::vector<std::string> FirstList(std::string_view text) {
  const std::size_t open = text.find('[');
  if (open == std::string_view::npos) return {};
  std::vector<std::string> entries;
  int depth = 0;
  std::size_t begin = open + 1;
  for (std::size_t i = begin; i < text.size(); ++i) {
    if (text[i] == '(' || text[i] == '[') ++depth;
    const bool ends = depth == 0 && text[i] == ']';
    if (depth == 0 && (text[i] == ',' || ends)) {
      std::string entry = WithoutIds(text.substr(begin, i - begin));
      entry.erase(0, entry.find_first_not_of(' '));
      for (const std::string_view order : {" ASC", " DESC"}) {
        entry.resize(std::min(entry.size(), entry.find(order)));
      }
      // Spark's own name for an expression that a query groups by.
      if (entry.starts_with("_groupingexpression")) return {};
      if (!entry.empty()) entries.push_back(WithoutCast(std::move(entry)));
      begin = i + 1;
    }
    if (ends)
      return IsShortened(text.substr(open, i - open)) ? std::vector<std::string>() : entries;
    if (text[i] == ')' || text[i] == ']') --depth;
  }
  return {};
}

std::string By(std::string_view word, const std::vector<std::string>& keys) {
  if (keys.empty() || keys.size() > 3) return {};
  return ' ' + std::string(word) + ' ' + Shortened(Listed(keys), kLongest);
}

// What is scanned below each child of a node; a child with several sources or none gives "".
std::vector<std::string> SourcesOf(const model::Application& app, const model::PlanVersion& plan,
                                   std::int32_t node) {
  std::vector<std::string> sources;
  std::vector<int> scans;
  const auto at = [&](std::size_t i) -> const model::PlanNode& { return plan.nodes[i]; };
  const std::int32_t depth = at(static_cast<std::size_t>(node)).depth;
  for (auto i = static_cast<std::size_t>(node) + 1; i < plan.nodes.size() && at(i).depth > depth;
       ++i) {
    if (at(i).depth == depth + 1) {
      sources.emplace_back();
      scans.push_back(0);
    }
    if (sources.empty() || OperatorOf(app.text(at(i).name)) != Operator::kScan) continue;
    std::string name = SourceOf(app, at(i)).LastName();
    if (scans.back() == 0 || name != sources.back()) ++scans.back();
    sources.back() = scans.back() == 1 ? std::move(name) : std::string();
  }
  return sources;
}

std::string JoinWork(const model::Application& app, const StagePlan& plan, std::int32_t node) {
  const std::vector<std::string> sources = SourcesOf(app, *plan.plan, node);
  if (sources.size() == 2 && !sources[0].empty() && !sources[1].empty()) {
    return "join of " + sources[0] + " and " + sources[1];
  }
  return "join" + By("on", FirstList(app.text(plan.node(node).simple_string)));
}

std::string WindowWork(const model::Application& app, const StagePlan& plan, std::int32_t node) {
  for (const auto* exchanges : {&plan.reads, &plan.writes}) {
    for (const std::int32_t exchange : *exchanges) {
      const std::string_view text = app.text(plan.node(exchange).simple_string);
      if (text.find("SinglePartition") != std::string_view::npos && exchanges == &plan.reads) {
        return "window without PARTITION BY";
      }
      const std::vector<std::string> keys = PartitioningKeys(text);
      if (keys.empty()) continue;
      // Before its shuffle, a window only sorts and keeps the first rows of each partition.
      return (exchanges == &plan.reads ? "window" : "sort for the window") + By("by", keys);
    }
  }
  const bool is_limit = PlainName(app.text(plan.node(node).name)).starts_with("WindowGroup");
  return is_limit ? "sort for the window" : "window";
}

// "Python function tax" of "BatchEvalPython [tax(amount#3)#10], [pythonUDF0#12]".
std::string PythonWork(const model::Application& app, const StagePlan& plan, std::int32_t node) {
  std::string_view text = app.text(plan.node(node).simple_string);
  const std::size_t open = text.find('[');
  const std::size_t call = text.find('(', open == std::string_view::npos ? text.size() : open);
  if (call == std::string_view::npos) return "Python function";
  const std::string_view name = text.substr(open + 1, call - open - 1);
  const bool is_name = !name.empty() && name.find_first_of(" ,[]#<") == std::string_view::npos;
  return is_name ? "Python function " + Shortened(name, kLongest) : "Python function";
}

std::string WriteWork(const model::Application& app, const StagePlan& plan, std::int32_t node) {
  const std::string target = SourceOf(app, plan.node(node)).LastName();
  return target.empty() ? "write" : "write to " + target;
}

std::string WorkIn(const model::Application& app, const StagePlan& plan) {
  const auto find = [&](Operator op) { return plan.Find(app, op); };
  const auto text = [&](std::int32_t node) { return app.text(plan.node(node).simple_string); };
  for (const Operator join : {Operator::kCartesian, Operator::kNestedLoopJoin,
                              Operator::kSortMergeJoin, Operator::kShuffledHashJoin}) {
    if (const std::int32_t node = find(join); node >= 0) return JoinWork(app, plan, node);
  }
  if (const std::int32_t node = find(Operator::kPython); node >= 0) {
    return PythonWork(app, plan, node);
  }
  if (const std::int32_t node = find(Operator::kWindow); node >= 0) {
    return WindowWork(app, plan, node);
  }
  const std::int32_t scan = find(Operator::kScan);
  if (const std::int32_t node = find(Operator::kAggregate); node >= 0) {
    const bool is_partial = text(node).find("=[partial_") != std::string_view::npos;
    if (scan < 0 || !is_partial) return "aggregation" + By("by", FirstList(text(node)));
  }
  if (const std::int32_t node = find(Operator::kBroadcastHashJoin); node >= 0) {
    return JoinWork(app, plan, node);
  }
  if (scan >= 0) {
    const DataSource source = SourceOf(app, plan.node(scan));
    const std::string name = source.LastName();
    if (!name.empty()) return "scan of " + Shortened(name, kLongest);
    return source.format.empty() ? "scan" : "scan of " + source.format + " files";
  }
  const std::int32_t write = find(Operator::kWrite);
  // What is written into folders is sorted by them first; a stage that reads a shuffle sorts for
  // the user.
  if (write >= 0 && plan.reads.empty()) return WriteWork(app, plan, write);
  if (const std::int32_t node = find(Operator::kSort); node >= 0) {
    return "sort" + By("by", FirstList(text(node)));
  }
  if (find(Operator::kInMemoryScan) >= 0) return "scan of a cached table";
  if (write >= 0) return WriteWork(app, plan, write);
  for (const std::int32_t exchange : plan.reads) {
    if (text(exchange).find("REPARTITION") != std::string_view::npos) {
      return "repartition" + By("by", PartitioningKeys(text(exchange)));
    }
  }
  if (find(Operator::kLimit) >= 0) return "limit";
  if (find(Operator::kLocalData) >= 0) return "generation of rows";
  if (find(Operator::kRddScan) >= 0) return "scan of an RDD";
  if (find(Operator::kGenerate) >= 0) return "explode";
  return find(Operator::kUnion) >= 0 ? "union" : "";
}

// What stands before "at" in a call site, and the file and line that stand behind it.
struct Call {
  std::string_view method;
  std::string_view place;  // without folders; empty: `method` is the whole text
};
Call Split(std::string_view call_site) {
  const std::size_t at = call_site.rfind(" at ");
  if (at == std::string_view::npos) return {call_site, {}};
  std::string_view place = call_site.substr(at + 4);
  const std::size_t slash = place.rfind('/');
  if (slash != std::string_view::npos) place.remove_prefix(slash + 1);
  return {call_site.substr(0, at), place};
}

// Files of the JVM and of Spark that call the user's code, or hand it to another thread.
bool IsPlumbing(std::string_view place) {
  constexpr std::array<std::string_view, 11> kFiles = {"NativeMethodAccessorImpl.",
                                                       "DirectMethodHandleAccessor.",
                                                       "GeneratedMethodAccessor",
                                                       "CompletableFuture.",
                                                       "ThreadPoolExecutor.",
                                                       "FutureTask.",
                                                       "ForkJoinTask.",
                                                       "Executors.",
                                                       "DeltaOperation",
                                                       "SQLExecution.",
                                                       "<unknown>"};
  return std::any_of(kFiles.begin(), kFiles.end(),
                     [&](std::string_view file) { return place.starts_with(file); });
}

}  // namespace

std::string_view ReaderOf(const model::Application& app, const model::StageAttempt& stage) {
  constexpr std::string_view kReader = "DataFrameReader.";
  const std::string_view first = FirstLine(app.text(stage.details));
  const std::size_t at = first.find(kReader);
  if (at == std::string_view::npos) return {};
  const std::string_view method = first.substr(at + kReader.size());
  return method.substr(0, method.find('('));
}

Origin OriginOf(const model::Application& app, const model::StageAttempt& stage) {
  if (app.text(stage.description).starts_with("Listing leaf files and directories")) {
    return Origin::kListing;
  }
  // DataFrameReader runs jobs of its own before there is a query, to read footers or infer types.
  const std::string_view first = FirstLine(app.text(stage.details));
  return stage.sql_execution_id < 0 && first.find("DataFrameReader.") != std::string_view::npos
             ? Origin::kSchema
             : Origin::kUser;
}

bool CollectsBroadcast(const model::Application& app, const model::StageAttempt& stage) {
  return app.text(stage.description).find("broadcast exchange") != std::string_view::npos;
}

std::string WorkOf(const model::Application& app, const model::StageAttempt& stage,
                   const StagePlan& plan) {
  switch (OriginOf(app, stage)) {
    case Origin::kListing:
      return "listing of files";
    case Origin::kSchema:
      return "reading of a schema";
    case Origin::kUser:
      break;
  }
  return plan.known() ? WorkIn(app, plan) : std::string();
}

bool RunsPython(const Run& run, std::size_t index) {
  const StagePlan& plan = run.PlanOf(index);
  if (plan.known() && plan.Has(run.app(), Operator::kPython)) return true;
  const std::vector<std::int64_t>& ids = run.stage(index).rdd_ids;
  return std::any_of(run.app().rdds.begin(), run.app().rdds.end(), [&](const model::Rdd& rdd) {
    return run.app().text(rdd.name) == "PythonRDD" &&
           std::find(ids.begin(), ids.end(), rdd.id) != ids.end();
  });
}

std::string WorkOf(const model::Application& app, const model::SqlExecution& sql) {
  StagePlan whole;
  whole.sql = &sql;
  whole.plan = sql.final_plan();
  if (whole.plan == nullptr) return {};
  whole.nodes.resize(whole.plan->nodes.size());
  std::iota(whole.nodes.begin(), whole.nodes.end(), 0);
  const std::int32_t write = whole.Find(app, Operator::kWrite);
  return write >= 0 ? WriteWork(app, whole, write) : WorkIn(app, whole);
}

std::string CallSite(std::string_view name) {
  const Call call = Split(name);
  if (call.place.empty()) return std::string(name);
  if (!IsPlumbing(call.place)) return std::string(call.method) + " at " + std::string(call.place);
  const bool says_nothing = call.method.starts_with('$') || call.method == "run" ||
                            call.method == "wrapper" || call.method == "call" ||
                            call.method == "apply";
  return says_nothing ? std::string() : std::string(call.method);
}

std::string CallSiteOf(const model::Application& app, const model::StageAttempt& stage,
                       const model::SqlExecution* sql) {
  for (const std::string_view text :
       {app.text(stage.name), sql == nullptr ? std::string_view() : app.text(sql->description)}) {
    const std::string_view line = FirstLine(text);
    if (!line.empty() && !IsPlumbing(Split(line).place)) return Shortened(CallSite(line), kLongest);
  }
  return {};
}

std::string StageTitle(const Run& run, std::size_t index) {
  const model::StageAttempt& stage = run.stage(index);
  const StagePlan& plan = run.PlanOf(index);
  std::string place = "stage " + NameOf(stage.key);
  const std::string query = plan.sql == nullptr ? "" : "query " + std::to_string(plan.sql->id);
  if (const std::string work = WorkOf(run.app(), stage, plan); !work.empty()) {
    return "the " + work + " (" + (query.empty() ? place : query + ", " + place) + ')';
  }
  const std::string call_site = CallSiteOf(run.app(), stage, plan.sql);
  if (query.empty() && call_site.empty()) return place;
  const std::string comma = query.empty() || call_site.empty() ? "" : ", ";
  return place + " (" + query + comma + call_site + ')';
}

std::string Capitalised(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') {
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  }
  return text;
}

std::int64_t DurationOf(const model::Application& app, const model::StageAttempt& stage) {
  if (!model::IsKnown(stage.submission_time)) return 0;
  const model::TimeMs end =
      model::IsKnown(stage.completion_time) ? stage.completion_time : app.effective_end_time();
  return std::max<std::int64_t>(end - stage.submission_time, 0);
}

std::int64_t StageWait(const model::StageAttempt& stage) {
  const model::TimeMs launch = stage.first_task_launched_time;
  if (!model::IsKnown(launch) || !model::IsKnown(stage.submission_time)) return 0;
  return std::max<std::int64_t>(launch - stage.submission_time, 0);
}

}  // namespace dataflint::insights
