#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "base/quantity.h"
#include "base/saturate.h"
#include "insights/advice.h"
#include "insights/huge_plan.h"
#include "insights/insight.h"
#include "insights/many_small_jobs.h"
#include "insights/plain_text.h"
#include "insights/plan_text.h"
#include "insights/plan_tree.h"
#include "insights/run.h"
#include "insights/stage_words.h"

namespace dataflint::insights {
namespace {

using analysis::DriverGap;
using analysis::WallPart;

constexpr ThresholdSpec kThresholds[] = {
    {"min_share_of_wall", 0.15, Unit::kShare, "gaps in which the driver alone works, of wall time"},
    // 30 s is what a person notices; a short run that is mostly gaps is worth telling sooner.
    {"min_ms", 30'000, Unit::kMilliseconds, "... and this long in all"},
    {"short_run_share", 0.30, Unit::kShare,
     "in runs too short for min_ms: this share of wall time"},
    {"short_run_min_ms", 5'000, Unit::kMilliseconds, "... and this long in all"},
    // Every application loads classes, opens a session and connects to catalogs before its first
    // task, whatever it does then; on busy machines that took up to half a minute.
    {"session_start_ms", 30'000, Unit::kMilliseconds,
     "of what passes before the first task, this much is the session's start and not counted"},
    // To stop a session took up to three seconds.
    {"session_end_ms", 5'000, Unit::kMilliseconds,
     "of what passes after the last Spark job, this much may be the session's end and does not "
     "decide it"},
    {"usual_session_end_ms", 1'000, Unit::kMilliseconds, "... and this much is it as a rule"},
};
constexpr std::size_t kGapsShown = 5;

// Start-up and waiting for executors are not the driver's work.
bool IsDriverWork(WallPart kind) {
  switch (kind) {
    case WallPart::kPlanning:
    case WallPart::kListing:
    case WallPart::kCommit:
    case WallPart::kBroadcast:
    case WallPart::kUserCode:
    case WallPart::kDriverOther:
    case WallPart::kClosing:
      return true;
    default:
      return false;
  }
}

struct Kind {
  WallPart part;
  std::string_view what;  // "13 gaps of the driver's own code"
};
constexpr std::array<Kind, 7> kKinds = {{
    {WallPart::kUserCode, "the driver's own code"},
    {WallPart::kClosing, "what comes after the last Spark job, until the application ended"},
    {WallPart::kPlanning, "planning and compiling"},
    {WallPart::kListing, "listing files"},
    {WallPart::kCommit, "committing what was written"},
    {WallPart::kBroadcast, "collecting and building broadcasts"},
    {WallPart::kDriverOther, "other work inside a query"},
}};

std::string_view WhatOf(WallPart part) {
  for (const Kind& kind : kKinds) {
    if (kind.part == part) return kind.what;
  }
  return "the driver";
}

// Where a gap stands, for evidence: "between stage 3.0 and stage 4.0, in sql 7".
std::string PlaceOf(const DriverGap& gap) {
  std::string place;
  const bool has_before = gap.stage_before.stage_id >= 0;
  const bool has_after = gap.stage_after.stage_id >= 0;
  if (has_before && has_after) {
    place = "between stage " + NameOf(gap.stage_before) + " and stage " + NameOf(gap.stage_after);
  } else if (has_before) {
    place = "after stage " + NameOf(gap.stage_before);
  } else if (has_after) {
    place = "before stage " + NameOf(gap.stage_after);
  }
  if (gap.sql_execution_id >= 0) {
    place +=
        (place.empty() ? "" : ", ") + std::string("in sql ") + std::to_string(gap.sql_execution_id);
  }
  return place.empty() ? "with no stage around it" : place;
}

// Likewise for a sentence, by what the user's code called: "between collect at a.py:12 and count at
// a.py:30", "in query 4 between stage 3.0 and stage 4.0".
std::string InCodeOf(const Run& run, const DriverGap& gap) {
  if (gap.sql_execution_id >= 0) {
    const std::string query = "in query " + std::to_string(gap.sql_execution_id);
    DriverGap stages = gap;
    stages.sql_execution_id = -1;
    const bool has_stage = gap.stage_before.stage_id >= 0 || gap.stage_after.stage_id >= 0;
    return has_stage ? query + ' ' + PlaceOf(stages) : query;
  }
  const auto call = [&](model::StageKey key) {
    const std::optional<std::size_t> index = run.IndexOf(key);
    if (!index) return std::string();
    const model::StageAttempt& stage = run.stage(*index);
    return CallSiteOf(run.app(), stage, run.FindSql(stage.sql_execution_id));
  };
  const std::string before = call(gap.stage_before);
  const std::string after = call(gap.stage_after);
  if (before.empty() && after.empty()) return PlaceOf(gap);
  if (before.empty()) return "before " + after;
  return after.empty() || after == before ? "after " + before
                                          : "between " + before + " and " + after;
}

// What the query open in the gap writes, if its plan tells; format empty otherwise.
DataSource WrittenIn(const Run& run, const DriverGap& gap) {
  const model::SqlExecution* sql = run.FindSql(gap.sql_execution_id);
  if (sql == nullptr || sql->final_plan() == nullptr) return {};
  for (const model::PlanNode& node : sql->final_plan()->nodes) {
    if (run.OpOf(node) == Operator::kWrite) {
      return SourceOf(run.app(), node);
    }
  }
  return {};
}

void AdviseCommit(const Run& run, const DriverGap& longest, const std::string& time,
                  Finding& finding) {
  finding.changes.push_back(
      InCode("write fewer, larger files", time + " pass in commits, a step for each file"));
  const DataSource written = WrittenIn(run, longest);
  // The file systems and committers of EMR and Databricks are their own.
  const bool is_own =
      run.is_databricks() ||
      run.app().text(run.app().spark_version).find("-amzn-") != std::string_view::npos;
  // That committer cannot replace single partitions: such a write fails with it.
  const bool is_dynamic = Lowered(Trimmed(run.Setting("spark.sql.sources.partitionOverwriteMode",
                                                      longest.sql_execution_id))) == "dynamic";
  const OneChange committers(finding);
  if (!written.path.starts_with("s3a://") || is_own || is_dynamic || written.format == "iceberg" ||
      written.format == "delta" ||
      !Set(run, settings::kMagicCommitter, "magic",
           "files then appear at the end of the write without being copied; needs the module "
           "spark-hadoop-cloud, and what follows; not for writes with "
           "partitionOverwriteMode=dynamic",
           finding)) {
    return;
  }
  Set(run, settings::kCommitProtocol, "org.apache.spark.internal.io.cloud.PathOutputCommitProtocol",
      "with it Spark's writes ask that committer", finding);
  if (written.format.empty() || written.format == "parquet") {
    Set(run, settings::kParquetCommitter,
        "org.apache.spark.internal.io.cloud.BindingParquetOutputCommitter",
        "likewise for Parquet, which else wants one of its own", finding);
  }
}

// A broadcast is collected where the planner took a side for small, or a hint said so.
void AdviseBroadcast(const Run& run, const DriverGap& longest, const std::string& time,
                     Finding& finding) {
  const model::SqlExecution* sql = run.FindSql(longest.sql_execution_id);
  std::int64_t largest = 0;
  if (sql != nullptr && sql->final_plan() != nullptr) {
    for (const model::PlanNode& node : sql->final_plan()->nodes) {
      if (run.OpOf(node) != Operator::kBroadcastExchange) continue;
      largest = std::max(largest, MetricTotal(run.app(), *sql, node, "data size"));
    }
  }
  finding.changes.push_back(
      InCode("filter and select before the join, or leave out the broadcast hint of query " +
                 std::to_string(longest.sql_execution_id),
             time + " pass in collecting broadcasts in the driver" +
                 (largest > 0 ? ", the largest of " + FormatBytes(largest) : std::string())));
}

// Columns of "Project [a#1, b#2 AS c#3, ... 24 more fields]", those that Spark cut too.
std::int64_t ColumnsOf(std::string_view projection) {
  const std::size_t open = projection.find('[');
  if (open == std::string_view::npos) return 0;
  const std::string_view list = projection.substr(open + 1, projection.rfind(']') - open - 1);
  const std::int64_t cut = MoreFields(list);
  const auto shown = static_cast<std::int64_t>(ItemsOf(list).size());
  return cut > 0 ? SaturatingAdd(shown - 1, cut) : shown;
}

// What a plan looks like that was built column by column: many projections, or one of very many
// columns, into which Spark merges them. Empty: it does not.
std::string BuiltByColumn(const PlanTree& tree) {
  constexpr std::int64_t kManyProjections = 10;
  constexpr std::int64_t kManyColumns = 30;
  std::int64_t projections = 0;
  std::int64_t widest = 0;
  for (const std::int32_t node : tree.nodes()) {
    if (tree.op(node) != Operator::kProject) continue;
    ++projections;
    widest = std::max(widest, ColumnsOf(tree.text(node)));
  }
  if (widest >= kManyColumns) return "a projection of " + FormatCount(widest) + " columns";
  return projections >= kManyProjections ? FormatCount(projections) + " projections" : "";
}

void AdviseOneSelect(const Run& run, const DriverGap& longest, Finding& finding) {
  const std::optional<std::size_t> after = run.IndexOf(longest.stage_after);
  if (!after) return;
  const model::SqlExecution* sql = run.FindSql(run.stage(*after).sql_execution_id);
  if (sql == nullptr || sql->final_plan() == nullptr) return;
  const std::string built = BuiltByColumn(run.TreeOf(*sql));
  if (built.empty()) return;
  finding.changes.push_back(InCode(
      "one select, or withColumns({...}), in place of withColumn in a loop",
      "the plan of query " + std::to_string(sql->id) + " after the longest gap has " + built +
          ": if it is built in a loop, each withColumn analyses the whole plan again"));
}

void Advise(const Run& run, WallPart part, std::int64_t ms, const DriverGap& longest,
            Finding& finding) {
  const std::string time = FormatDuration(ms);
  switch (part) {
    case WallPart::kUserCode:
      finding.changes.push_back(
          longest.stage_before.stage_id < 0
              ? InCode("look at what the program does before its first query, and start it later "
                       "or beside a query",
                       time + " pass with no query open and no task running")
              : InCode("move what the driver does " + InCodeOf(run, longest) +
                           " into the job (a join or aggregation in place of collect() and a "
                           "loop), or run independent queries from several threads",
                       time + " pass with no query open and no task running"));
      AdviseOneSelect(run, longest, finding);
      break;
    case WallPart::kClosing:
      finding.changes.push_back(InCode(
          "stop the Spark session (spark.stop()) after its last Spark job, and do what follows "
          "without it",
          time + " pass " + InCodeOf(run, longest) +
              ", the last that Spark had to do, until "
              "the application ended"));
      break;
    case WallPart::kPlanning:
      finding.changes.push_back(
          InCode("shorten the plans: one select in place of withColumn in a loop, "
                 "localCheckpoint() or a table in between when a DataFrame is built up over many "
                 "steps",
                 time + " pass in planning and compiling, longest " + InCodeOf(run, longest)));
      break;
    case WallPart::kListing:
      finding.changes.push_back(
          InCode("read a table whose format keeps its file list (Delta, Iceberg), or filter on its "
                 "partition columns; avoid reading paths with many folders",
                 time + " pass while files are listed"));
      break;
    case WallPart::kCommit:
      AdviseCommit(run, longest, time, finding);
      break;
    case WallPart::kBroadcast:
      AdviseBroadcast(run, longest, time, finding);
      break;
    default:
      finding.changes.push_back(
          InCode("look at what the driver does " + InCodeOf(run, longest) +
                     " (a thread dump, or its log of that time)",
                 time + " pass inside " +
                     (run.app().sql_executions.empty() ? std::string("Spark jobs")
                                                       : std::string("queries")) +
                     " while no task runs"));
      break;
  }
}

// Between the queries of a shell or notebook a person thinks, and after the last one too; between
// the batches of a stream Spark waits for data.
bool WaitsByItself(const Run& run) {
  return run.is_interactive() || !run.app().streaming_queries.empty();
}

// The stretch after the last Spark job, query and task, which is at the end of every ended
// application; no driver gap of its own, since no work follows it.
DriverGap ClosingOf(const Context& context) {
  DriverGap gap;
  gap.kind = WallPart::kClosing;
  gap.end = context.app.effective_end_time();
  gap.begin = gap.end - context.figures.wall_time[WallPart::kClosing];
  model::TimeMs last = model::kNoTime;
  for (std::size_t i = 0; i < context.app.stages.size(); ++i) {
    if (context.figures.stages[i].last_finish <= last) continue;
    last = context.figures.stages[i].last_finish;
    gap.stage_before = context.app.stages[i].key;
  }
  return gap;
}

std::int64_t SessionEnd(const Context& context) {
  return static_cast<std::int64_t>(context.settings.Get("session_end_ms"));
}

// The gaps that count, in time order. What passes before the first task is the session's start, up to a
// limit; what passes after the last Spark job counts when it is more than the session's end takes.
std::vector<DriverGap> GapsThatCount(const Context& context) {
  std::vector<DriverGap> gaps = context.figures.driver_gaps;
  gaps.push_back(ClosingOf(context));
  auto start = static_cast<std::int64_t>(context.settings.Get("session_start_ms"));
  const std::int64_t end = SessionEnd(context);
  std::erase_if(gaps, [&](DriverGap& gap) {
    const bool is_persons = gap.kind == WallPart::kUserCode || gap.kind == WallPart::kClosing;
    if (!IsDriverWork(gap.kind) || (is_persons && WaitsByItself(context.run))) return true;
    if (gap.kind == WallPart::kClosing) return gap.duration() <= end;
    if (gap.stage_before.stage_id < 0) {
      const std::int64_t left_out = std::min(start, gap.duration());
      gap.begin += left_out;
      start -= left_out;
    }
    return gap.duration() <= 0;
  });
  return gaps;
}

// The gaps that count by what the driver did in them: kinds and gaps with most time first.
struct Gaps {
  std::vector<DriverGap> all;
  std::vector<Kind> kinds{kKinds.begin(), kKinds.end()};
  std::array<std::int64_t, analysis::kWallPartCount> by_kind{};  // ms
  std::int64_t total = 0;                                        // ms
  std::int64_t in_loops = 0;                                     // ms, left out

  std::int64_t Of(WallPart part) const { return by_kind[static_cast<std::size_t>(part)]; }
};

// In time order, each apart from the others.
std::vector<Stretch> Merged(std::vector<Stretch> stretches) {
  std::sort(stretches.begin(), stretches.end(),
            [](const Stretch& a, const Stretch& b) { return a.begin < b.begin; });
  std::vector<Stretch> merged;
  for (const Stretch& stretch : stretches) {
    if (merged.empty() || merged.back().end < stretch.begin) {
      merged.push_back(stretch);
    } else {
      merged.back().end = std::max(merged.back().end, stretch.end);
    }
  }
  return merged;
}

bool IsIn(const std::vector<Stretch>& merged, const DriverGap& gap) {
  const auto after = std::upper_bound(
      merged.begin(), merged.end(), gap.begin,
      [](model::TimeMs time, const Stretch& stretch) { return time < stretch.begin; });
  return after != merged.begin() && gap.end <= std::prev(after)->end;
}

// Those between the calls of a loop over small queries are left to many-small-jobs, those in which a
// huge plan is made to huge-plan.
void LeaveOutWhatOthersTell(const Run& run, Gaps& gaps) {
  const std::vector<Stretch> loops = Merged(LoopStretches(run));
  const std::vector<Stretch> plans = Merged(HugePlanStretches(run));
  std::erase_if(gaps.all, [&](const DriverGap& gap) {
    const bool is_in_loop = IsIn(loops, gap);
    if (is_in_loop) gaps.in_loops += gap.duration();
    return is_in_loop || IsIn(plans, gap);
  });
}

Gaps GapsOf(const Context& context) {
  Gaps gaps;
  gaps.all = GapsThatCount(context);
  LeaveOutWhatOthersTell(context.run, gaps);
  for (const DriverGap& gap : gaps.all) {
    gaps.total += gap.duration();
    gaps.by_kind[static_cast<std::size_t>(gap.kind)] += gap.duration();
  }
  std::stable_sort(gaps.all.begin(), gaps.all.end(), [](const DriverGap& a, const DriverGap& b) {
    return a.duration() > b.duration();
  });
  std::stable_sort(gaps.kinds.begin(), gaps.kinds.end(),
                   [&](const Kind& a, const Kind& b) { return gaps.Of(a.part) > gaps.Of(b.part); });
  return gaps;
}

bool IsWorthTelling(const Context& context, std::int64_t total) {
  const Settings& settings = context.settings;
  const double share = ShareOf(total, context.run.wall());
  const auto length = static_cast<double>(total);
  return (share >= settings.Get("min_share_of_wall") && length >= settings.Get("min_ms")) ||
         (share >= settings.Get("short_run_share") && length >= settings.Get("short_run_min_ms"));
}

std::string Why(const Run& run, const Gaps& gaps) {
  const Kind& most = gaps.kinds.front();
  const DriverGap& longest = gaps.all.front();
  std::string why =
      "Mostly " + std::string(most.what) + " (" + FormatDuration(gaps.Of(most.part)) + " in " +
      FormatCountOf(std::count_if(gaps.all.begin(), gaps.all.end(),
                                  [&](const DriverGap& gap) { return gap.kind == most.part; }),
                    "gap", "gaps") +
      "); the longest gap, " + FormatDuration(longest.duration()) + ", is " +
      InCodeOf(run, longest) + '.';
  if (WaitsByItself(run)) {
    why += run.is_interactive() ? " In a shell or notebook, time between queries is not counted."
                                : " Time between the batches of its streams is not counted.";
  }
  if (gaps.in_loops > 0) {
    why += " The " + FormatDuration(gaps.in_loops) +
           " of gaps within a loop over small queries are not counted.";
  }
  return why;
}

// Cores that nothing was done with in the gaps: until the last Spark job they wait for the driver,
// after it they are only kept.
std::int64_t IdleIn(const Context& context, const Gaps& gaps) {
  using analysis::CorePart;
  const auto cores = static_cast<double>(context.figures.max_cores);
  const std::int64_t closing = gaps.Of(WallPart::kClosing);
  return SaturatingAdd(
      std::min(context.figures.core_time[CorePart::kIdleDriver],
               Scaled(gaps.total - closing, cores)),
      std::min(context.figures.core_time[CorePart::kIdleKept], Scaled(closing, cores)));
}

// When the session is stopped, what comes after the last Spark job is not the application's any more,
// which no guess about the driver's work is needed for. Runs of one job differ, by a tenth of it here
// as in replays. Nothing when the other gaps are more than a tenth.
std::optional<Impact> StoppedInTime(const Context& context, const Gaps& gaps) {
  constexpr double kError = 0.1;
  const std::int64_t closing = gaps.Of(WallPart::kClosing);
  if (ShareOf(closing, gaps.total) < 0.9) return std::nullopt;
  const std::int64_t least = closing - SessionEnd(context);
  const auto usual = static_cast<std::int64_t>(context.settings.Get("usual_session_end_ms"));
  Impact impact;
  impact.wall_ms_low = Scaled(least, 1 - kError);
  impact.wall_ms_expected = std::max(least, closing - usual);
  impact.wall_ms_high = std::min(context.run.wall(), Scaled(closing, 1 + kError));
  const std::int64_t idle = IdleIn(context, gaps);
  const auto in_cores = [&](std::int64_t ms) { return Scaled(idle, ShareOf(ms, closing)); };
  impact.core_ms_low = in_cores(impact.wall_ms_low);
  impact.core_ms_expected = in_cores(impact.wall_ms_expected);
  impact.core_ms_high = std::min(context.run.available(), in_cores(impact.wall_ms_high));
  impact.is_upper_bound = false;
  impact.method =
      "the application ends with its last Spark job, but for the session's end; what follows it is "
      "done without a cluster";
  return impact;
}

void FindDriverBound(const Context& context, std::vector<Finding>& out) {
  const Run& run = context.run;
  const Gaps gaps = GapsOf(context);
  const std::int64_t session_end = gaps.Of(WallPart::kClosing) > 0 ? SessionEnd(context) : 0;
  if (gaps.all.empty() || !IsWorthTelling(context, gaps.total - session_end)) return;

  Finding finding;
  finding.subject = "application";
  const double share = ShareOf(gaps.total, run.wall());
  finding.title = "For " + FormatDuration(gaps.total) + ", " + FormatPercent(share) +
                  " of the run, " +
                  (gaps.kinds.front().part == WallPart::kClosing
                       ? "no task runs, mostly after the last Spark job"
                       : "the driver works and no task runs");
  finding.why = Why(run, gaps);
  finding.evidence = {{"driver gaps", static_cast<double>(gaps.total), Unit::kMilliseconds, ""},
                      {"share of wall time", share, Unit::kShare, ""}};
  for (std::size_t i = 0; i < gaps.all.size() && i < kGapsShown; ++i) {
    const DriverGap& gap = gaps.all[i];
    finding.evidence.push_back({"gap: " + std::string(WhatOf(gap.kind)),
                                static_cast<double>(gap.duration()), Unit::kMilliseconds,
                                PlaceOf(gap)});
  }
  for (const Kind& kind : gaps.kinds) {
    // A tenth of the gaps is not worth a change of its own.
    if (gaps.Of(kind.part) * 10 < gaps.total) continue;
    const auto longest = std::find_if(gaps.all.begin(), gaps.all.end(),
                                      [&](const DriverGap& gap) { return gap.kind == kind.part; });
    Advise(run, kind.part, gaps.Of(kind.part), *longest, finding);
  }
  finding.impact.wall_ms_high = gaps.total;
  finding.impact.core_ms_high = IdleIn(context, gaps);
  finding.impact.method = "upper bound: no gap in which only the driver works";
  if (std::optional<Impact> stopped = StoppedInTime(context, gaps)) {
    finding.impact = *std::move(stopped);
  }
  if (context.app.sql_executions.empty()) {
    Miss("the application ran no SQL, so gaps cannot be told apart further than by jobs", finding);
  }
  NoteIfMaybeInteractive(run, finding);
  if (!context.app.is_finished()) {
    Miss("the log ends before the application did: tasks of its last jobs may be missing", finding);
  }
  out.push_back(std::move(finding));
}

constexpr InsightSpec kDriverBound = {
    .id = "driver-bound",
    .title = "The executors wait for the driver",
    .sees =
        "Gaps without any running task, other than waiting for executors, that are "
        "min_share_of_wall of the run and min_ms long; or short_run_share of a short run, "
        "short_run_min_ms at least. Not counted are start-up and session_start_ms before the first "
        "task, what passes between the queries of a shell or notebook or the batches of a stream, "
        "and gaps within a loop that many-small-jobs tells of; what comes after the last Spark job "
        "counts when it is longer than session_end_ms, and only for what is beyond that.",
    .why =
        "Executors are paid for while the driver plans, lists files, commits, builds broadcasts or "
        "runs its own code.",
    .advice =
        "By kind of gap: move work into the job, run queries side by side, stop the session when "
        "Spark has nothing more to do, shorten plans, use formats that keep their file lists, "
        "write fewer files.",
    .formula =
        "Upper bound: the sum of these gaps; core time: the cores available in them. Where nine "
        "tenths of it come after the last Spark job, these, but for usual_session_end_ms (low: "
        "session_end_ms, and a tenth less; high: a tenth more).",
    .dataflint_alert = "",
    .thresholds = kThresholds,
    .run = FindDriverBound,
};
DATAFLINT_REGISTER_INSIGHT(kDriverBound);

}  // namespace
}  // namespace dataflint::insights
