#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/quantity.h"
#include "base/saturate.h"
#include "base/utf8.h"
#include "insights/advice.h"
#include "insights/fingerprint.h"
#include "insights/insight.h"
#include "insights/projection.h"
#include "insights/run.h"
#include "insights/stage_words.h"
#include "replay/changes.h"

namespace dataflint::insights {
namespace {

constexpr ThresholdSpec kThresholds[] = {
    {"min_rows", 1'000, Unit::kCount, "rows that come out of the part, or go into it"},
    // Of a dozen columns, in columns: 1,000 to be packed, the rest to be read.
    {"cache_ns_per_row", 1500, Unit::kNone, "task time to cache a row and to read it, ns"},
    {"min_share_of_run", 0.01, Unit::kShare,
     "computing it again takes this of the run's core time or path"},
};

// A part of a plan that was computed more than once in one SQL execution.
struct Repeated {
  std::vector<std::int32_t> tops;  // of each time, in the order of the plan
  std::vector<std::pair<std::size_t, double>>
      again;                   // stages, and what of them it was another time
  std::int64_t core_time = 0;  // of that
  std::int64_t task_time = 0;  // likewise, ms of its tasks
  std::int64_t critical_time = 0;
  std::int64_t rows = -1;                // that come out of it; -1 unknown
  bool is_sure = true;                   // false: Spark shortened texts in it
  std::vector<std::string> expressions;  // that are the part, when it is no more than that
};

// Node ids of the running query, which differ from one part to the other.
std::string TextOf(const PlanTree& tree, std::int32_t node) {
  std::string_view text = tree.text(node);
  for (const std::string_view id : {", [plan_id=", ", [id="}) {
    text = text.substr(0, text.find(id));
  }
  return WithoutIds(text);
}

// Of a scan without its columns: a cache of the columns of both serves both.
std::string WithoutColumns(std::string text) {
  text.resize(std::min(text.size(), text.find("ReadSchema: ")));
  const std::size_t open = text.find('[');
  const std::size_t close = text.find(']', std::min(open, text.size()));
  if (close != std::string::npos) text.erase(open, close - open + 1);
  return text;
}

// What only says how something is read that stands below.
bool IsTransparent(Operator op) { return op == Operator::kReused || op == Operator::kShuffleRead; }

class Parts {
 public:
  Parts(const Run& run, const PlanTree& tree) : run_(run), tree_(tree) {
    const std::span<const std::int32_t> nodes = tree.nodes();
    for (std::size_t i = nodes.size(); i-- > 0;) hashes_[nodes[i]] = HashOf(nodes[i]);
    // Under what reuses it, a part stands again without having been computed again.
    std::int32_t reused_until = -1;
    for (const std::int32_t node : nodes) {
      if (node < reused_until) continue;
      if (tree.op(node) == Operator::kReused) {
        reused_until = tree.EndOf(node);
      } else if (!HandsOn(node) && !tree.StagesOf(node).empty()) {
        computed_[hashes_[node]].push_back(node);
      }
    }
  }

  // The largest parts that were computed at least twice.
  std::vector<std::vector<std::int32_t>> Largest() const {
    std::vector<std::vector<std::int32_t>> largest;
    for (const std::int32_t node : tree_.nodes()) {
      const auto found = computed_.find(hashes_.at(node));
      if (found == computed_.end() || found->second.size() < 2 || found->second.front() != node) {
        continue;
      }
      const bool is_within_larger = std::any_of(found->second.begin(), found->second.end(),
                                                [&](std::int32_t each) { return IsWithin(each); });
      if (!is_within_larger) largest.push_back(found->second);
    }
    return largest;
  }

  // Whether both did the same: the same rows came out of every operator.
  bool SameRows(std::int32_t a, std::int32_t b) const {
    std::vector<std::pair<std::int32_t, std::int32_t>> open = {{a, b}};
    while (!open.empty()) {
      auto [left, right] = open.back();
      open.pop_back();
      left = Through(left);
      right = Through(right);
      if (tree_.Metric(left, kRows) != tree_.Metric(right, kRows)) return false;
      const std::span<const std::int32_t> of_left = tree_.ChildrenOf(left);
      const std::span<const std::int32_t> of_right = tree_.ChildrenOf(right);
      if (of_left.size() != of_right.size()) return false;
      for (std::size_t i = 0; i < of_left.size(); ++i) open.emplace_back(of_left[i], of_right[i]);
    }
    return true;
  }

  // The Project that a part is, or that stands right above it; -1: neither.
  std::int32_t ProjectOf(std::int32_t top) const {
    const std::int32_t node = tree_.op(top) == Operator::kProject ? top : Above(top);
    return node >= 0 && tree_.op(node) == Operator::kProject ? node : -1;
  }

 private:
  static constexpr std::string_view kRows = "number of output rows";

  // Whether it only hands on what stands below.
  bool HandsOn(std::int32_t node) const {
    const std::span<const std::int32_t> children = tree_.ChildrenOf(node);
    return children.size() == 1 && hashes_.at(node) == hashes_.at(children.front());
  }

  std::int32_t Through(std::int32_t node) const {
    while (HandsOn(node)) node = tree_.ChildrenOf(node).front();
    return node;
  }

  std::int32_t Above(std::int32_t node) const {
    std::int32_t up = tree_.ParentOf(node);
    while (up >= 0 && HandsOn(up)) up = tree_.ParentOf(up);
    return up;
  }

  bool IsWithin(std::int32_t node) const {
    const std::int32_t up = Above(node);
    if (up < 0) return false;
    const auto found = computed_.find(hashes_.at(up));
    return found != computed_.end() && found->second.size() >= 2;
  }

  std::uint64_t HashOf(std::int32_t node) const {
    const std::span<const std::int32_t> children = tree_.ChildrenOf(node);
    const Operator op = tree_.op(node);
    if (IsTransparent(op) && children.size() == 1) return hashes_.at(children.front());
    Fingerprint hash;
    if (op == Operator::kProject && !model::IsShortened(tree_.text(node))) {
      // Which columns it hands on does not matter.
      const std::vector<std::string> computed = ComputedBy(tree_.text(node));
      if (computed.empty() && children.size() == 1) return hashes_.at(children.front());
      for (const std::string& item : computed) hash.Add(item);
    } else {
      const std::string text = TextOf(tree_, node);
      hash.Add(PlainName(tree_.name(node)))
          .Add(op == Operator::kScan ? WithoutColumns(text) : text);
    }
    for (const auto& [name, value] : tree_.node(node).metadata) {
      if (run_.app().text(name) != "ReadSchema") hash.Add(run_.app().text(value));
    }
    for (const std::int32_t child : children) hash.Add(hashes_.at(child));
    return hash.value();
  }

  const Run& run_;
  const PlanTree& tree_;
  std::unordered_map<std::int32_t, std::uint64_t> hashes_;
  std::unordered_map<std::uint64_t, std::vector<std::int32_t>> computed_;
};

bool IsAnyShortened(const PlanTree& tree, std::int32_t top) {
  for (std::int32_t node = top; node < tree.EndOf(top); ++node) {
    if (model::IsShortened(tree.text(node))) return true;
  }
  return false;
}

// Whether all that the stage ran stands in [top, end).
bool IsStageWithin(const StagePlan& stage, std::int32_t top, std::int32_t end) {
  const auto is_within = [&](const std::vector<std::int32_t>& nodes) {  // in pre-order
    return nodes.empty() || (nodes.front() >= top && nodes.back() < end);
  };
  return is_within(stage.nodes) && is_within(stage.writes);
}

std::set<std::size_t> StagesWithin(const Run& run, const PlanTree& tree, std::int32_t top) {
  std::set<std::size_t> within;
  std::span<const std::size_t> last;
  for (std::int32_t node = top; node < tree.EndOf(top); ++node) {
    const std::span<const std::size_t> stages = tree.StagesOf(node);
    if (stages.data() == last.data()) continue;  // neighbours share their list
    last = stages;
    for (const std::size_t stage : stages) {
      if (IsStageWithin(run.PlanOf(stage), top, tree.EndOf(top))) within.insert(stage);
    }
  }
  return within;
}

// Whether more was done another time than to read, select and sort: repeated-scan tells of reading,
// and what is reused was not done again.
bool HasWork(const PlanTree& tree, std::int32_t top) {
  for (std::int32_t node = top; node < tree.EndOf(top);) {
    const Operator op = tree.op(node);
    if (IsJoin(op) || op == Operator::kAggregate || op == Operator::kWindow ||
        op == Operator::kGenerate || op == Operator::kPython || op == Operator::kExchange) {
      return true;
    }
    node = op == Operator::kReused ? tree.EndOf(node) : node + 1;
  }
  return false;
}

// The rows that the operators of stages put out, summed up over each stage's plan once.
class StageRows {
 public:
  StageRows(const Run& run, const PlanTree& tree) : run_(run), tree_(tree) {}

  // Of the rows of the stage, the share of those operators that stand in [top, end).
  double ShareWithin(std::size_t stage, std::int32_t top) {
    const StagePlan& plan = run_.PlanOf(stage);
    const std::vector<double>& sums = SumsOf(plan);
    const auto place_of = [&](std::int32_t node) {
      return std::lower_bound(plan.nodes.begin(), plan.nodes.end(), node) - plan.nodes.begin();
    };
    const double within = sums[static_cast<std::size_t>(place_of(tree_.EndOf(top)))] -
                          sums[static_cast<std::size_t>(place_of(top))];
    return sums.back() > 0 ? std::min(1.0, within / sums.back()) : 0;
  }

 private:
  // Of the operators before each one, and at last of all.
  const std::vector<double>& SumsOf(const StagePlan& plan) {
    const auto [entry, is_new] = sums_.try_emplace(&plan);
    if (!is_new) return entry->second;
    std::vector<double>& sums = entry->second;
    sums.push_back(0);
    for (const std::int32_t node : plan.nodes) {
      const std::int64_t rows = std::max<std::int64_t>(0, tree_.RowsOf(node));
      sums.push_back(sums.back() + static_cast<double>(rows));
    }
    return sums;
  }

  const Run& run_;
  const PlanTree& tree_;
  std::unordered_map<const StagePlan*, std::vector<double>> sums_;
};

// Stages that computed the part another time, and what of them that was.
std::map<std::size_t, double> StagesAgain(const Run& run, const PlanTree& tree, StageRows& rows,
                                          const std::vector<std::int32_t>& tops) {
  std::map<std::size_t, double> again;
  const std::set<std::size_t> once = StagesWithin(run, tree, tops.front());
  for (std::size_t i = 1; i < tops.size(); ++i) {
    const std::set<std::size_t> within = StagesWithin(run, tree, tops[i]);
    for (const std::size_t stage : within) {
      if (!once.contains(stage)) again[stage] = 1;
    }
    for (const std::size_t stage : tree.StagesOf(tops[i])) {
      if (within.contains(stage) || once.contains(stage)) continue;
      again[stage] = std::min(1.0, again[stage] + rows.ShareWithin(stage, tops[i]));
    }
  }
  return again;
}

void Weigh(const Run& run, std::map<std::size_t, double> again, Repeated& found) {
  // Where whole stages are most of it, the rest need not be guessed.
  std::int64_t whole = 0;
  std::int64_t partly = 0;
  for (const auto& [stage, share] : again) {
    std::int64_t& time = share < 1 ? partly : whole;
    time = SaturatingAdd(time, Scaled(run.CoreTimeOf(stage), share));
  }
  if (whole > partly) std::erase_if(again, [](const auto& entry) { return entry.second < 1; });
  for (const auto& [stage, share] : again) {
    found.again.emplace_back(stage, share);
    found.core_time = SaturatingAdd(found.core_time, Scaled(run.CoreTimeOf(stage), share));
    found.task_time = SaturatingAdd(found.task_time, Scaled(run.TaskTimeOf(stage), share));
    found.critical_time =
        SaturatingAdd(found.critical_time, Scaled(run.figures_of(stage).critical_time, share));
  }
  std::stable_sort(found.again.begin(), found.again.end(), [&](const auto& a, const auto& b) {
    return run.CoreTimeOf(a.first) > run.CoreTimeOf(b.first);
  });
}

Repeated SameWork(const PlanTree& tree, const Parts& parts, const std::vector<std::int32_t>& tops) {
  Repeated found;
  found.tops = {tops.front()};
  for (std::size_t i = 1; i < tops.size(); ++i) {
    if (HasWork(tree, tops[i]) && parts.SameRows(tops.front(), tops[i])) {
      found.tops.push_back(tops[i]);
    }
  }
  return found;
}

// The same rows are read, and beside other things the same costly expressions are made of them.
Repeated SameExpressions(const PlanTree& tree, const Parts& parts,
                         const std::vector<std::int32_t>& tops) {
  Repeated found;
  const std::int32_t first = parts.ProjectOf(tops.front());
  if (first < 0) return found;
  found.tops = {first};
  for (std::size_t i = 1; i < tops.size(); ++i) {
    const std::int32_t other = parts.ProjectOf(tops[i]);
    if (other < 0 || !parts.SameRows(tops.front(), tops[i])) continue;
    const std::vector<std::string> both = CostlyInBoth(tree.text(first), tree.text(other));
    if (both.empty()) continue;
    found.tops.push_back(other);
    if (found.expressions.empty()) found.expressions = both;
  }
  return found;
}

std::optional<Repeated> Measure(const Context& context, const PlanTree& tree, const Parts& parts,
                                StageRows& rows, const std::vector<std::int32_t>& tops) {
  const Run& run = context.run;
  Repeated found = SameWork(tree, parts, tops);
  if (found.tops.size() < 2) found = SameExpressions(tree, parts, tops);
  if (found.tops.size() < 2) return std::nullopt;
  const std::int32_t first = found.tops.front();
  Weigh(run, StagesAgain(run, tree, rows, found.tops), found);
  if (found.again.empty()) return std::nullopt;
  found.rows = tree.RowsOf(first);
  found.is_sure = !IsAnyShortened(tree, first);
  // Too few rows to be the same only because the work is.
  std::int64_t most = 0;
  for (std::int32_t node = first; node < tree.EndOf(first); ++node) {
    most = std::max(most, tree.Metric(node, "number of output rows"));
  }
  if (static_cast<double>(most) < context.settings.Get("min_rows") ||
      !run.Matters(found.core_time, found.critical_time,
                   context.settings.Get("min_share_of_run"))) {
    return std::nullopt;
  }
  return found;
}

// Task time, ms, to put the rows into a cache and to read them once.
std::int64_t TimeToCache(const Context& context, const Repeated& found) {
  const double per_row = context.settings.Get("cache_ns_per_row") / 1e6;
  return Scaled(std::max<std::int64_t>(0, found.rows),
                per_row * static_cast<double>(found.tops.size() - 1));
}

// The part is computed once; the others read what it left, which takes `cost` ms of task time. Low and
// high: three times and a third of that, and likewise of what each row takes in operators beside the
// part.
WhatIf ComputedOnce(const Repeated& found, std::int64_t cost) {
  const double kept = ShareOf(cost, std::max<std::int64_t>(1, found.task_time));
  const auto leave = [again = found.again](double share, double others) {
    return [=](replay::Recording& recording) {
      for (const auto& [stage, by_rows] : again) {
        const double part = by_rows / (by_rows + (1 - by_rows) * others);
        const double left = 1 - part + part * std::min(1.0, share);
        replay::ScaleTasks(recording, static_cast<std::uint32_t>(stage), left);
      }
    };
  };
  return {WhatIf::Order::kShorterTasks, leave(std::max(0.1, 3 * kept), 3), leave(kept, 1),
          leave(kept / 3, 1.0 / 3)};
}

void Advise(const Run& run, bool is_off, std::int64_t times, Finding& finding) {
  if (is_off) {
    Set(run, settings::kExchangeReuse, "true", "it is on by default", finding);
  } else {
    finding.changes.push_back(
        InCode("part = <the query of this part>.cache(), used in all " + FormatCount(times) +
                   " places; part.unpersist() behind it",
               "computed once, and read from memory then; persist(StorageLevel.DISK_ONLY) where it "
               "is large"));
    finding.changes.push_back(
        InSql("CACHE TABLE part AS SELECT ...", "the same in SQL: a WITH does not keep rows"));
  }
}

std::string Why(const Repeated& found, bool is_off) {
  const std::string nodes = std::to_string(found.tops[0]) + " and " + std::to_string(found.tops[1]);
  if (!found.expressions.empty()) {
    constexpr std::size_t kLongest = 80;
    return "Nodes " + nodes + " of the plan read the same rows, and both compute \"" +
           Shortened(found.expressions.front(), kLongest) +
           "\". What is named twice in the code, or in a WITH, is planned twice.";
  }
  return "The plan has equal parts below nodes " + nodes +
         ", and the same rows came out of each operator. " +
         (is_off ? "spark.sql.exchange.reuse is false, so Spark does not look for them."
                 : "Spark only reuses whole shuffles and broadcasts that are exactly the same; "
                   "what is named twice in the code, or in a WITH, is planned twice.");
}

void Report(const Context& context, const PlanTree& tree, const Repeated& found,
            std::vector<Finding>& out) {
  const Run& run = context.run;
  const model::SqlExecution& sql = tree.sql();
  const bool is_off =
      found.expressions.empty() && !run.IsOn(settings::kExchangeReuse.key, true, sql.id);
  const std::int64_t times = static_cast<std::int64_t>(found.tops.size());
  Finding finding = OfNode(sql, found.tops[1]);
  finding.title = Capitalised(StageTitle(run, found.again.front().first)) +
                  " repeats what its query has computed already";
  finding.why = Why(found, is_off);
  for (const std::int32_t top : found.tops) {
    if (finding.evidence.size() == 4) break;
    finding.evidence.push_back({"rows that come out",
                                static_cast<double>(std::max<std::int64_t>(0, tree.RowsOf(top))),
                                Unit::kCount, NodePlace(sql, top)});
  }
  for (const auto& [stage, share] : found.again) {
    if (finding.evidence.size() == 8) break;
    finding.evidence.push_back({"task time of another time",
                                static_cast<double>(Scaled(run.CoreTimeOf(stage), share)),
                                Unit::kCoreMilliseconds, StagePlace(run.stage(stage))});
  }
  Advise(run, is_off, times, finding);
  if (!found.is_sure) {
    Miss("Spark shortened texts of these parts; that they are the same is told by their rows",
         finding);
  }
  NoteMissing(run, found.again.front().first, finding);
  finding.impact.is_upper_bound = false;
  finding.impact.method =
      is_off
          ? "the part left out of the stages that compute it again"
          : "the part left out of the stages that compute it again, but for caching its rows and "
            "reading them";
  finding.what_if = ComputedOnce(found, is_off ? 0 : TimeToCache(context, found));
  out.push_back(std::move(finding));
}

void FindExchangesNotReused(const Context& context, std::vector<Finding>& out) {
  for (const model::SqlExecution* sql : context.run.queries_by_weight()) {
    if (context.run.StagesOf(sql->id).size() < 2) continue;
    const PlanTree& tree = context.run.TreeOf(*sql);
    const Parts parts(context.run, tree);
    StageRows rows(context.run, tree);
    for (const std::vector<std::int32_t>& tops : parts.Largest()) {
      if (const std::optional<Repeated> found = Measure(context, tree, parts, rows, tops)) {
        Report(context, tree, *found, out);
      }
    }
  }
}

constexpr InsightSpec kExchangeNotReused = {
    .id = "exchange-not-reused",
    .title = "A query computes the same part of its plan more than once",
    .sees =
        "Equal parts in the plan of one SQL execution (same operators, keys, conditions and "
        "sources) that were each computed, with the same rows out of every operator, min_rows of "
        "them at least, and more than a scan: or a scan and the same costly expression of its rows "
        "(user code, JSON, XML, regular expressions). Computing it again must take "
        "min_share_of_run.",
    .why = "Spark plans what is named twice as two computations, and only merges equal exchanges.",
    .advice = "Cache the part, or write it to a table; switch spark.sql.exchange.reuse on again.",
    .formula =
        "Replay in which the part is left out of the stages that compute it again, but for "
        "cache_ns_per_row for each row that comes out of it (low three times that, high a third). "
        "Where such a stage does other work too, the part has the share that its operators have of "
        "the rows (low: a row takes three times as long in the others, high: a third).",
    .dataflint_alert = "",
    .thresholds = kThresholds,
    .run = FindExchangesNotReused,
};
DATAFLINT_REGISTER_INSIGHT(kExchangeNotReused);

}  // namespace
}  // namespace dataflint::insights
