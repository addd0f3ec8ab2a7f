#include "insights/many_small_jobs.h"

#include <algorithm>
#include <map>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/quantity.h"
#include "base/saturate.h"
#include "base/string_pool.h"
#include "insights/advice.h"
#include "insights/insight.h"
#include "insights/run.h"
#include "insights/stage_words.h"

namespace dataflint::insights {
namespace {

constexpr ThresholdSpec kThresholds[] = {
    {"min_calls", 50, Unit::kCount, "queries, or Spark jobs outside of any, of one call site"},
    {"max_call_ms", 2000, Unit::kMilliseconds, "... each shorter than this"},
    {"min_share_of_wall", 0.10, Unit::kShare, "... together of the run's wall time"},
    {"min_ms", 10'000, Unit::kMilliseconds, "... and this long"},
};

// One query, or one Spark job outside of any.
struct Call {
  model::TimeMs begin = 0;
  model::TimeMs end = 0;
  std::int64_t id = 0;
};

// What one line of the user's code started.
struct Calls {
  std::vector<Call> queries;
  std::vector<Call> spark_jobs;
  std::int64_t task_time = 0;  // ms
  std::int64_t core_time = 0;  // core-ms

  std::int64_t size() const {
    return static_cast<std::int64_t>(queries.size() + spark_jobs.size());
  }
};

// Iterations of Spark's own algorithms look like a loop, and are none that the user could undo. Stages
// of a loop have the same stack, which is long: it is read once.
class SparksOwnLoops {
 public:
  explicit SparksOwnLoops(const model::Application& app) : app_(app) {}

  bool Has(const model::StageAttempt& stage) {
    const auto [known, is_new] = known_.try_emplace(stage.details, false);
    if (is_new) {
      const std::string_view stack = app_.text(stage.details);
      known->second = stack.find("org.apache.spark.ml") != std::string_view::npos ||
                      stack.find("org.apache.spark.graphx") != std::string_view::npos;
    }
    return known->second;
  }

 private:
  const model::Application& app_;
  std::unordered_map<StringId, bool> known_;  // by stack
};

bool IsShort(model::TimeMs begin, model::TimeMs end, double most) {
  std::int64_t length = 0;
  if (!model::IsKnown(begin) || !model::IsKnown(end)) return false;
  if (__builtin_sub_overflow(end, begin, &length)) return false;
  return length >= 0 && static_cast<double>(length) < most;
}

// Short calls by their call site. A query with several Spark jobs is one call.
std::map<std::string, Calls> ShortCalls(const Run& run, double most) {
  std::map<std::string, Calls> by_site;
  SparksOwnLoops own_loops(run.app());
  std::unordered_set<std::int64_t> seen;  // SQL executions
  for (const std::size_t index : run.stages_by_weight()) {
    const model::StageAttempt& stage = run.stage(index);
    if (stage.spark_jobs.empty() || own_loops.Has(stage)) continue;
    const model::SqlExecution* sql = run.FindSql(stage.sql_execution_id);
    const model::SparkJob& job = run.app().spark_jobs[stage.spark_jobs.front()];
    const bool is_short = sql != nullptr ? IsShort(sql->submission_time, sql->completion_time, most)
                                         : IsShort(job.submission_time, job.completion_time, most);
    if (!is_short) continue;
    const std::string site = CallSiteOf(run.app(), stage, sql);
    if (site.empty()) continue;
    Calls& calls = by_site[site];
    calls.task_time = SaturatingAdd(calls.task_time, run.TaskTimeOf(index));
    calls.core_time = SaturatingAdd(calls.core_time, run.CoreTimeOf(index));
    if (sql == nullptr) {
      calls.spark_jobs.push_back({job.submission_time, job.completion_time, job.job_id});
    } else if (seen.insert(sql->id).second) {
      calls.queries.push_back({sql->submission_time, sql->completion_time, sql->id});
    }
  }
  for (auto& [site, calls] : by_site) {  // a job with several stages was met as often
    const auto by_id = [](const Call& a, const Call& b) { return a.id < b.id; };
    const auto is_same = [](const Call& a, const Call& b) { return a.id == b.id; };
    std::sort(calls.spark_jobs.begin(), calls.spark_jobs.end(), by_id);
    calls.spark_jobs.erase(std::unique(calls.spark_jobs.begin(), calls.spark_jobs.end(), is_same),
                           calls.spark_jobs.end());
  }
  return by_site;
}

struct Lengths {
  std::int64_t all = 0;      // ms in which at least one of them ran
  std::int64_t between = 0;  // ms from the end of one to the begin of the next, where that is short
  std::int64_t longest = 0;  // of one
  std::int64_t sum = 0;
  std::vector<Stretch> stretches;
  bool is_sequence() const { return sum <= Scaled(all, 1.2); }
};

Lengths LengthsOf(const Calls& calls, model::TimeMs begin, model::TimeMs end, double most) {
  std::vector<Call> all = calls.queries;
  all.insert(all.end(), calls.spark_jobs.begin(), calls.spark_jobs.end());
  std::sort(all.begin(), all.end(), [](const Call& a, const Call& b) { return a.begin < b.begin; });
  Lengths lengths;
  model::TimeMs until = begin;
  for (const Call& call : all) {
    const model::TimeMs from = std::clamp(call.begin, until, std::max(until, end));
    const model::TimeMs to = std::clamp(call.end, from, std::max(from, end));
    lengths.all += to - from;
    const bool follows = until > begin && static_cast<double>(from - until) < most;
    if (follows) lengths.between += from - until;
    until = std::max(until, to);
    if (!follows) lengths.stretches.push_back({from, until});
    lengths.stretches.back().end = until;
    lengths.sum += call.end - call.begin;
    lengths.longest = std::max(lengths.longest, call.end - call.begin);
  }
  return lengths;
}

void Advise(const std::string& site, std::int64_t calls, bool is_sequence, Finding& finding) {
  const std::string_view action = std::string_view(site).substr(0, site.find(' '));
  const auto is = [&](std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), action) != names.end();
  };
  std::string instead = "one query that gives all of it, in place of one for each turn of the loop";
  if (is({"count", "isEmpty", "reduce", "sum", "aggregate", "max", "min"})) {
    instead = "one aggregation with groupBy(key) in place of one for each key";
  } else if (is({"collect", "take", "first", "head", "show", "showString", "toPandas",
                 "collectToPython", "toLocalIterator"})) {
    instead =
        "collect once what the loop needs (a join or groupBy in place of a filter for each "
        "turn)";
  } else if (is({"save", "saveAsTable", "insertInto", "parquet", "csv", "json", "orc",
                 "saveAsTextFile"})) {
    instead = "write once, partitionBy(key) in place of a write for each key";
  }
  finding.changes.push_back(InCode(instead, site + " runs " + FormatCount(calls) +
                                                " times: each time is planned, "
                                                "started and waited for on its own"));
  if (!is_sequence) return;
  finding.changes.push_back(InCode("or run them side by side from several threads",
                                   "where one query cannot give it: the slots are then shared"));
}

struct Loop {
  std::string site;
  Calls calls;
  Lengths lengths;
};

std::vector<Loop> LoopsIn(const Run& run, const Settings& settings) {
  std::vector<Loop> loops;
  if (!run.app().streaming_queries.empty()) return loops;  // batches are meant to be short
  const double least = settings.Get("min_calls");
  if (static_cast<double>(run.app().spark_jobs.size()) < least) return loops;
  const double most = settings.Get("max_call_ms");
  for (auto& [site, calls] : ShortCalls(run, most)) {
    if (static_cast<double>(calls.size()) < least) continue;
    Lengths lengths = LengthsOf(calls, run.figures().begin, run.figures().end, most);
    if (static_cast<double>(lengths.all) < settings.Get("min_ms") ||
        ShareOf(lengths.all, run.wall()) < settings.Get("min_share_of_wall")) {
      continue;
    }
    loops.push_back({site, std::move(calls), std::move(lengths)});
  }
  return loops;
}

void Report(const Context& context, const Loop& loop, std::vector<Finding>& out) {
  const Run& run = context.run;
  const auto& [site, calls, lengths] = loop;
  Finding finding;
  finding.subject = "calls of " + site;
  const bool are_queries = calls.queries.size() >= calls.spark_jobs.size();
  const std::string what = are_queries ? "queries" : "Spark jobs";
  finding.title = FormatCount(calls.size()) + " short " + what + " of " + site + " take " +
                  FormatDuration(lengths.all) +
                  (lengths.is_sequence() ? ", one after the other" : "");
  // At least, together they do the same work on all slots and wait for the driver once; at most,
  // the work was the same each time, and one query does it in the time of one.
  const std::int64_t work = calls.task_time / run.max_slots();
  Impact& impact = finding.impact;
  impact.is_upper_bound = false;
  impact.wall_ms_low = std::max<std::int64_t>(0, lengths.all - std::max(work, lengths.longest));
  impact.wall_ms_high =
      std::max<std::int64_t>(0, SaturatingAdd(lengths.all, lengths.between) - lengths.longest);
  impact.wall_ms_expected = impact.wall_ms_low + (impact.wall_ms_high - impact.wall_ms_low) / 2;
  impact.method =
      "low: their tasks on all slots, and what comes with a query once; high: all of them in the "
      "time of the longest; expected: the middle";
  finding.why = "On average one takes " + FormatDuration(lengths.sum / calls.size()) +
                "; their tasks would fill " + FormatCountOf(run.max_slots(), "slot", "slots") +
                " for " + FormatDuration(work) + " in all.";
  finding.evidence = {
      {"short " + what, static_cast<double>(calls.size()), Unit::kCount, ""},
      {"time in which they ran", static_cast<double>(lengths.all), Unit::kMilliseconds, ""},
      {"their task time", static_cast<double>(calls.core_time), Unit::kCoreMilliseconds, ""}};
  const std::vector<Call>& shown = are_queries ? calls.queries : calls.spark_jobs;
  for (std::size_t i = 0; i < shown.size() && i < 3; ++i) {
    finding.evidence.push_back(
        {"one of them", static_cast<double>(shown[i].end - shown[i].begin), Unit::kMilliseconds,
         (are_queries ? "sql " : "spark job ") + std::to_string(shown[i].id)});
  }
  Advise(site, calls.size(), lengths.is_sequence(), finding);
  if (!context.app.is_finished()) {
    Miss("the log ends before the application did: more of them may follow", finding);
  }
  out.push_back(std::move(finding));
}

void FindManySmallJobs(const Context& context, std::vector<Finding>& out) {
  for (const Loop& loop : LoopsIn(context.run, context.settings)) Report(context, loop, out);
}

constexpr InsightSpec kManySmallJobs = {
    .id = "many-small-jobs",
    .title = "A loop runs one small query after the other",
    .sees =
        "min_calls or more queries (Spark jobs outside of queries) of one call site, each shorter "
        "than max_call_ms, that take min_share_of_wall of the run and min_ms. Iterations of "
        "Spark's own algorithms and batches of streams are not counted.",
    .why =
        "Each is planned, scheduled and waited for on its own, and most are too small for the "
        "slots there are.",
    .advice =
        "One query for all (groupBy, join, partitionBy) in place of a loop over keys, files or "
        "columns; else several at a time from threads.",
    .formula =
        "Low: the time in which any of them ran less the larger of their task time / slots and the "
        "longest of them. High: that time, and what passes between them, less the longest. "
        "Expected: the middle.",
    .dataflint_alert = "",
    .thresholds = kThresholds,
    .run = FindManySmallJobs,
};
DATAFLINT_REGISTER_INSIGHT(kManySmallJobs);

}  // namespace

std::vector<Stretch> LoopStretches(const Run& run) {
  std::vector<Stretch> stretches;
  if (!run.in_force().IsOn(kManySmallJobs)) return stretches;
  for (const Loop& loop : LoopsIn(run, run.SettingsOf(kManySmallJobs.id))) {
    stretches.insert(stretches.end(), loop.lengths.stretches.begin(), loop.lengths.stretches.end());
  }
  return stretches;
}

}  // namespace dataflint::insights
