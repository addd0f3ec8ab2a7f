#include "insights/stage_work.h"

#include <algorithm>
#include <array>
#include <vector>

namespace dataflint::insights {
namespace {

constexpr std::size_t kLongest = 48;  // of what stands in for a name

std::string Shortened(std::string text) {
  if (text.size() <= kLongest) return text;
  std::size_t size = kLongest;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
  text.resize(size);
  return text + "...";
}

// "orders" of "spark_catalog.shop.orders" and of "s3://bucket/shop/orders".
std::string LastName(const DataSource& source) {
  const std::string& name = source.table.empty() ? source.path : source.table;
  std::string_view last = name;
  while (!last.empty() && last.back() == '/') last.remove_suffix(1);
  const std::size_t border = last.find_last_of(source.table.empty() ? "/" : ".");
  if (border != std::string_view::npos) last.remove_prefix(border + 1);
  return std::string(last);
}

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
  return ' ' + std::string(word) + ' ' + Shortened(Listed(keys));
}

// What is scanned below each child of a node; a child with several sources or none gives "".
std::vector<std::string> SourcesOf(const Run& run, const model::PlanVersion& plan,
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
    if (sources.empty() || OperatorOf(run.app().text(at(i).name)) != Operator::kScan) continue;
    std::string name = LastName(SourceOf(run.app(), at(i)));
    if (scans.back() == 0 || name != sources.back()) ++scans.back();
    sources.back() = scans.back() == 1 ? std::move(name) : std::string();
  }
  return sources;
}

std::string JoinWork(const Run& run, const StagePlan& plan, std::int32_t node) {
  const std::vector<std::string> sources = SourcesOf(run, *plan.plan, node);
  if (sources.size() == 2 && !sources[0].empty() && !sources[1].empty()) {
    return "the join of " + sources[0] + " and " + sources[1];
  }
  return "the join" + By("on", FirstList(run.app().text(plan.node(node).simple_string)));
}

std::string WindowWork(const Run& run, const StagePlan& plan, std::int32_t node) {
  for (const auto* exchanges : {&plan.reads, &plan.writes}) {
    for (const std::int32_t exchange : *exchanges) {
      const std::string_view text = run.app().text(plan.node(exchange).simple_string);
      if (text.find("SinglePartition") != std::string_view::npos && exchanges == &plan.reads) {
        return "the window without PARTITION BY";
      }
      const std::vector<std::string> keys = PartitioningKeys(text);
      if (keys.empty()) continue;
      // Before its shuffle, a window only sorts and keeps the first rows of each partition.
      return (exchanges == &plan.reads ? "the window" : "the sort for the window") + By("by", keys);
    }
  }
  const bool is_limit = PlainName(run.app().text(plan.node(node).name)).starts_with("WindowGroup");
  return is_limit ? "the sort for the window" : "the window";
}

// "the Python function tax" of "BatchEvalPython [tax(amount#3)#10], [pythonUDF0#12]".
std::string PythonWork(const Run& run, const StagePlan& plan, std::int32_t node) {
  std::string_view text = run.app().text(plan.node(node).simple_string);
  const std::size_t open = text.find('[');
  const std::size_t call = text.find('(', open == std::string_view::npos ? text.size() : open);
  if (call == std::string_view::npos) return "the Python function";
  const std::string_view name = text.substr(open + 1, call - open - 1);
  const bool is_name = !name.empty() && name.find_first_of(" ,[]#<") == std::string_view::npos;
  return is_name ? "the Python function " + Shortened(std::string(name)) : "the Python function";
}

std::string WriteWork(const Run& run, const StagePlan& plan, std::int32_t node) {
  const std::string target = LastName(SourceOf(run.app(), plan.node(node)));
  return target.empty() ? "the write" : "the write to " + target;
}

std::string WorkOf(const Run& run, const StagePlan& plan) {
  const auto find = [&](Operator op) { return plan.Find(run.app(), op); };
  const auto text = [&](std::int32_t node) {
    return run.app().text(plan.node(node).simple_string);
  };
  for (const Operator join : {Operator::kCartesian, Operator::kNestedLoopJoin,
                              Operator::kSortMergeJoin, Operator::kShuffledHashJoin}) {
    if (const std::int32_t node = find(join); node >= 0) return JoinWork(run, plan, node);
  }
  if (const std::int32_t node = find(Operator::kPython); node >= 0) {
    return PythonWork(run, plan, node);
  }
  if (const std::int32_t node = find(Operator::kWindow); node >= 0) {
    return WindowWork(run, plan, node);
  }
  const std::int32_t scan = find(Operator::kScan);
  if (const std::int32_t node = find(Operator::kAggregate); node >= 0) {
    const bool is_partial = text(node).find("=[partial_") != std::string_view::npos;
    if (scan < 0 || !is_partial) return "the aggregation" + By("by", FirstList(text(node)));
  }
  if (const std::int32_t node = find(Operator::kBroadcastHashJoin); node >= 0) {
    return JoinWork(run, plan, node);
  }
  if (scan >= 0) {
    const DataSource source = SourceOf(run.app(), plan.node(scan));
    const std::string name = LastName(source);
    if (!name.empty()) return "the scan of " + Shortened(name);
    return source.format.empty() ? "the scan" : "the scan of " + source.format + " files";
  }
  if (const std::int32_t node = find(Operator::kSort); node >= 0) {
    return "the sort" + By("by", FirstList(text(node)));
  }
  if (find(Operator::kInMemoryScan) >= 0) return "the scan of a cached table";
  if (const std::int32_t node = find(Operator::kWrite); node >= 0) {
    return WriteWork(run, plan, node);
  }
  for (const std::int32_t exchange : plan.reads) {
    if (text(exchange).find("REPARTITION") != std::string_view::npos) {
      return "the repartition" + By("by", PartitioningKeys(text(exchange)));
    }
  }
  if (find(Operator::kLimit) >= 0) return "the limit";
  if (find(Operator::kLocalData) >= 0) return "the generation of rows";
  return {};
}

bool IsSparksOwn(std::string_view call_site) {
  constexpr std::array<std::string_view, 9> kOwn = {"ThreadPoolExecutor",
                                                    "NativeMethodAccessor",
                                                    "DirectMethodHandleAccessor",
                                                    "FutureTask",
                                                    "GeneratedMethodAccessor",
                                                    "CompletableFuture",
                                                    "DeltaOperation",
                                                    "SQLExecution",
                                                    "<unknown>"};
  return call_site.empty() || std::any_of(kOwn.begin(), kOwn.end(), [&](std::string_view part) {
           return call_site.find(part) != std::string_view::npos;
         });
}

// "collect at demo.py:56" of "collect at /srv/jobs/demo.py:56".
std::string WithoutFolders(std::string_view call_site) {
  const std::size_t at = call_site.find(" at ");
  const std::size_t slash = call_site.rfind('/');
  if (at == std::string_view::npos || slash == std::string_view::npos || slash < at) {
    return Shortened(std::string(call_site));
  }
  return Shortened(std::string(call_site.substr(0, at + 4)) +
                   std::string(call_site.substr(slash + 1)));
}

}  // namespace

Origin OriginOf(const Run& run, std::size_t index) {
  const model::StageAttempt& stage = run.stage(index);
  if (run.app().text(stage.description).starts_with("Listing leaf files and directories")) {
    return Origin::kListing;
  }
  // DataFrameReader runs jobs of its own before there is a query, to read footers or infer types.
  const std::string_view details = run.app().text(stage.details);
  const std::string_view first = details.substr(0, details.find('\n'));
  return stage.sql_execution_id < 0 && first.find("DataFrameReader.") != std::string_view::npos
             ? Origin::kSchema
             : Origin::kUser;
}

std::string CallSiteOf(const Run& run, std::size_t index) {
  const model::StageAttempt& stage = run.stage(index);
  const std::string_view name = run.app().text(stage.name);
  if (!IsSparksOwn(name)) return WithoutFolders(name);
  const model::SqlExecution* sql = run.FindSql(stage.sql_execution_id);
  const std::string_view description = sql == nullptr ? "" : run.app().text(sql->description);
  const std::string_view line = description.substr(0, description.find('\n'));
  return IsSparksOwn(line) ? std::string() : WithoutFolders(line);
}

std::string StageTitle(const Run& run, std::size_t index) {
  const model::StageAttempt& stage = run.stage(index);
  const std::string place = "stage " + NameOf(stage.key);
  switch (OriginOf(run, index)) {
    case Origin::kListing:
      return "the listing of files (" + place + ')';
    case Origin::kSchema:
      return "the reading of a schema (" + place + ')';
    case Origin::kUser:
      break;
  }
  const StagePlan& plan = run.PlanOf(index);
  const std::string work = plan.known() ? WorkOf(run, plan) : std::string();
  const std::string query =
      plan.sql == nullptr ? std::string() : "query " + std::to_string(plan.sql->id) + ", ";
  if (!work.empty()) return work + " (" + query + place + ')';
  const std::string call_site = CallSiteOf(run, index);
  if (call_site.empty())
    return query.empty() ? place : place + " (" + query.substr(0, query.size() - 2) + ')';
  return place + " (" + query + call_site + ')';
}

std::string Capitalised(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') {
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  }
  return text;
}

}  // namespace dataflint::insights
