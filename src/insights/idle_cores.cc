#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <vector>

#include "base/quantity.h"
#include "base/saturate.h"
#include "insights/advice.h"
#include "insights/executor_arrivals.h"
#include "insights/insight.h"
#include "insights/run.h"
#include "insights/running_tasks.h"
#include "replay/changes.h"

namespace dataflint::insights {
namespace {

using analysis::CorePart;

constexpr ThresholdSpec kThresholds[] = {
    {"min_idle_share", 0.30, Unit::kShare, "idle core time, of available core time"},
    // Less than ten core-minutes costs nobody anything, and short local runs are always half idle.
    {"min_idle_core_ms", 600'000, Unit::kCoreMilliseconds, "... and this much of it"},
    {"short_run_share", 0.50, Unit::kShare,
     "in runs too small for that, on several executors: this share of idle time"},
    {"short_run_min_core_ms", 30'000, Unit::kCoreMilliseconds, "... and this much"},
    {"max_wall_growth", 0.05, Unit::kShare, "how much longer the run may take with fewer cores"},
    {"min_size_share", 0.10, Unit::kShare, "fewer cores are advised when this share of them goes"},
};

struct Cause {
  CorePart part;
  std::string_view name;
  std::string_view what;
};
constexpr std::array<Cause, 4> kCauses = {{
    {CorePart::kIdleDriver, "no task anywhere",
     "no task ran anywhere: the driver was at work or waited"},
    {CorePart::kIdleTail, "tail of a stage", "stages waited for their last tasks"},
    {CorePart::kIdleNarrow, "too few tasks",
     "the stages that ran had fewer tasks than there were slots"},
    {CorePart::kIdleKept, "no demand", "executors were kept while nothing was to be done"},
}};

// The smallest number of slots with which the run takes at most `growth` longer.
std::int64_t FewestSlots(const RunningTasks& running, std::int64_t slots, std::int64_t wall,
                         double growth) {
  const std::int64_t allowed = Scaled(wall, growth);
  std::int64_t low = 1;
  std::int64_t high = slots;
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    if (running.AddedWall(middle) <= allowed) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return high;
}

void AdviseCause(const Cause& cause, bool interactive, Finding& finding) {
  switch (cause.part) {
    case CorePart::kIdleDriver:
      if (!interactive) {
        finding.changes.push_back(
            InCode("run independent queries from several threads, and move driver code into jobs",
                   "fills the gaps in place of paying for them"));
      }
      break;
    case CorePart::kIdleTail:
      finding.changes.push_back(
          InCode("even out the stages with long last tasks", "their slots wait for one task"));
      break;
    case CorePart::kIdleNarrow:
      finding.changes.push_back(
          InCode("give the narrow stages more partitions (at least one for each slot)",
                 "slots without a task do nothing"));
      break;
    default:
      break;
  }
}

// A cluster that would do: whole executors, or smaller ones where there is only one.
struct Size {
  std::int64_t executors = 0;
  std::int64_t slots = 0;
};

Size SizeOf(const Run& run, std::int64_t executors) {
  if (executors >= run.figures().max_executors) return {executors, run.max_slots()};
  const auto each = static_cast<double>(std::max<std::int64_t>(1, run.slots_per_executor()));
  return {executors, std::min(run.max_slots(), Scaled(executors, each))};
}

Size SizeFor(const Run& run, std::int64_t slots) {
  const std::int64_t per_executor = std::max<std::int64_t>(1, run.slots_per_executor());
  const std::int64_t now = std::max<std::int64_t>(1, run.figures().max_executors);
  if (now == 1) {
    // Machines come in doubling sizes; an executor of half the cores always exists.
    const std::int64_t least = run.is_databricks() ? 4 : 1;
    std::int64_t kept = per_executor;
    while (kept / 2 >= std::max(slots, least) && kept % 2 == 0) kept /= 2;
    return {1, kept};
  }
  return SizeOf(run, std::clamp<std::int64_t>(CeilDiv(slots, per_executor), 1, now));
}

// With how much longer the run takes, and what is saved, as played with so many executors.
struct Played {
  std::int64_t executors = 0;  // 0: cannot be played, or no fewer would do
  std::int64_t added = 0;      // ms
  std::int64_t core_time = 0;  // core-ms
};

// Where executors come and go, the first few to come are not what a lower limit would give.
bool CanPlay(const Context& context) {
  std::int64_t executors = 0;
  for (const model::Executor& executor : context.app.executors) {
    executors += executor.is_driver ? 0 : 1;
  }
  return executors > 1 && executors == context.figures.max_executors;
}

Played PlayWith(const Context& context, std::int64_t executors) {
  replay::Recording changed = context.replay.recording();
  replay::KeepExecutors(changed, static_cast<std::size_t>(executors));
  const replay::Saving saving = context.replay.With(changed);
  return {executors, std::max<std::int64_t>(0, -saving.wall / replay::kMicrosPerMs),
          std::max<std::int64_t>(0, saving.core_time / replay::kMicrosPerMs)};
}

// The fewest executors with which the run takes at most `growth` longer. `guess` is where to look:
// playing a large run is no matter of milliseconds.
Played FewestExecutors(const Context& context, std::int64_t guess, double growth) {
  const std::int64_t now = context.figures.max_executors;
  const std::int64_t allowed =
      Scaled(context.replay.unchanged().wall / replay::kMicrosPerMs, growth);
  std::int64_t low = std::max<std::int64_t>(1, guess / 2);  // as if fewer would not do
  std::int64_t high = now;                                  // does
  Played best;
  for (int plays = 0; low < high && plays < 6; ++plays) {
    const std::int64_t at = plays == 0 ? std::clamp(guess, low, high - 1) : low + (high - low) / 2;
    const Played played = PlayWith(context, at);
    if (played.added <= allowed) {
      best = played;
      high = at;
    } else {
      low = at + 1;
    }
  }
  return best;
}

// A limit, and with it what Spark asks for at the start: it does not start when that is above the limit.
void AdviseAtMost(const Run& run, std::int64_t executors, const std::string& reason,
                  Finding& finding) {
  const OneChange all(finding);
  Set(run, settings::kMaxExecutors, executors, reason, finding);
  for (const SparkSetting& setting :
       {settings::kMinExecutors, settings::kInitialExecutors, settings::kExecutorInstances}) {
    if (run.Number(setting.key, 0) <= executors) continue;
    Set(run, setting, executors, "with more than the maximum, the application would not start",
        finding);
  }
}

void AdviseSize(const Run& run, const Size& size, const std::string& reason, Finding& finding) {
  const std::int64_t now = run.figures().max_executors;
  const bool fewer = size.executors < now;
  const std::string executors = FormatCountOf(size.executors, "executor", "executors");
  const std::string where_now = " at most, where there were " + FormatCount(now);
  switch (run.deployment()) {
    case Deployment::kDatabricks:
      finding.changes.push_back(OnCluster(
          fewer ? FormatCountOf(size.executors, "worker", "workers") + where_now
                : std::string(run.runs_in_driver() ? "a node type" : "a worker type") + " with " +
                      FormatCountOf(CoresFor(run, size.slots), "core", "cores"),
          reason));
      return;
    case Deployment::kDynamic:
      if (!fewer) {
        Set(run, settings::kExecutorCores, CoresFor(run, size.slots), reason, finding);
        return;
      }
      AdviseAtMost(run, size.executors, reason, finding);
      return;
    case Deployment::kStatic:
      // A standalone cluster starts as many executors as there is room for, of whatever cores.
      if (run.manager() == Manager::kStandalone) {
        Set(run, settings::kCoresMax, CoresFor(run, size.slots), reason, finding);
      } else if (!fewer) {
        Set(run, settings::kExecutorCores, CoresFor(run, size.slots), reason, finding);
      } else if (run.manager() == Manager::kYarnOrKubernetes) {
        Set(run, settings::kExecutorInstances, size.executors, reason, finding);
      } else {
        finding.changes.push_back(OnCluster(executors + where_now, reason));
      }
      return;
    case Deployment::kLocal:
      return;
  }
}

constexpr std::int64_t kIdleTimeoutByDefault = 60'000;  // ms

// Executors with shuffled or cached data on them are kept for longer, by default without end.
void AdviseGivingBackSooner(const Run& run, Finding& finding) {
  constexpr std::int64_t kMsOfASecond = 1000;
  constexpr std::int64_t kForever = std::numeric_limits<std::int64_t>::max();
  if (SetIfLess(run, settings::kIdleTimeout, 30 * kMsOfASecond, kIdleTimeoutByDefault,
                "executors are given back sooner", finding)) {
    return;
  }
  if (run.IsOn(settings::kShuffleTracking.key, run.IsAtLeast(3, 4)) &&
      !run.IsOn("spark.shuffle.service.enabled", false)) {
    SetIfLess(run, settings::kShuffleTimeout, 300 * kMsOfASecond, kForever,
              "executors that hold shuffled data are given back too, if late", finding);
  }
  const std::vector<model::Rdd>& rdds = run.app().rdds;
  if (std::any_of(rdds.begin(), rdds.end(), [&](const model::Rdd& rdd) {
        return !run.app().text(rdd.storage_level).empty();
      })) {
    SetIfLess(run, settings::kCachedIdleTimeout, 300 * kMsOfASecond, kForever,
              "executors that hold cached data are given back too, if late", finding);
  }
}

// Whether most of the `idle` core time lies in stretches without a task that are long enough for
// executors to be given back in them.
bool HasLongGaps(const Context& context, std::int64_t idle) {
  const std::int64_t timeout = Present(context.run, settings::kIdleTimeout, kIdleTimeoutByDefault);
  const std::int64_t closing = context.figures.wall_time[analysis::WallPart::kClosing];
  std::int64_t in_long = closing > timeout ? closing : 0;
  const std::vector<analysis::DriverGap>& gaps = context.figures.driver_gaps;
  for (std::size_t i = 0; i < gaps.size();) {
    const model::TimeMs begin = gaps[i].begin;
    model::TimeMs end = gaps[i].end;
    // What the driver did may change within a gap.
    for (++i; i < gaps.size() && gaps[i].begin == end; ++i) end = gaps[i].end;
    if (end - begin > timeout) in_long = SaturatingAdd(in_long, end - begin);
  }
  return Scaled(in_long, static_cast<double>(context.figures.max_cores)) > idle / 2;
}

void AdviseDynamicAllocation(const Run& run, Finding& finding) {
  const OneChange all(finding);
  Set(run, settings::kDynamicAllocation, "true",
      run.Knows(settings::kShuffleTracking)
          ? "gives executors back while nothing is to be done"
          : "gives executors back while nothing is to be done; needs the external shuffle service",
      finding);
  // On by default from Spark 3.4 on.
  if (!run.IsOn(settings::kShuffleTracking.key, run.IsAtLeast(3, 4)) &&
      !run.IsOn("spark.shuffle.service.enabled", false)) {
    Set(run, settings::kShuffleTracking, "true", "with it, as there is no external shuffle service",
        finding);
  }
  const std::int64_t at_start = AskedForAtStart(run);
  if (run.Setting(settings::kMaxExecutors.key).empty()) {
    const std::int64_t now = std::max<std::int64_t>(1, run.figures().max_executors);
    Set(run, settings::kMaxExecutors, std::max(now, at_start),
        std::string(at_start > now ? "as many as are asked for at the start"
                                   : "as many as there are now") +
            "; without it, it asks for one for all tasks that wait",
        finding);
  } else {
    SetIfMore(run, settings::kMaxExecutors, at_start, at_start,
              "so many are asked for at the start: with fewer, the application would not start",
              finding);
  }
}

// Executors that are there while nothing is to be done, `idle` core-ms of all.
void AdviseGivingBack(const Context& context, std::int64_t idle, Finding& finding) {
  const Run& run = context.run;
  switch (run.deployment()) {
    case Deployment::kDatabricks:
      // A single node is no cluster that could shrink.
      if (run.runs_in_driver() && !run.is_interactive()) return;
      finding.changes.push_back(
          run.is_interactive()
              ? OnCluster(run.figures().max_executors > 1
                              ? "autoscaling from one worker, and a short auto-termination"
                              : "a short auto-termination",
                          "workers then go while nobody runs anything")
              : OnCluster("autoscaling with a lower minimum of workers",
                          "workers then go while nothing is to be done"));
      return;
    case Deployment::kDynamic:
      if (run.Number(settings::kMinExecutors.key, 0) > 1) {
        Set(run, settings::kMinExecutors, 1, "so many are kept whatever there is to do", finding);
      }
      AdviseGivingBackSooner(run, finding);
      return;
    case Deployment::kStatic:
      if (run.knows_settings() && HasLongGaps(context, idle)) AdviseDynamicAllocation(run, finding);
      return;
    case Deployment::kLocal:
      return;
  }
}

// "0.4" of few slots, "22" of many.
std::string Mean(double mean) {
  if (mean >= 10) return FormatCount(Scaled(1, mean));
  const std::int64_t tenths = Scaled(10, mean);
  if (tenths == 0) return "less than 0.1";
  return std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10);
}

// Not counted as replayed: it stands against what other findings advise, so what all of them save
// together is without it.
std::string MethodOf(bool is_smaller, bool is_played, double growth) {
  if (!is_smaller) return "no number of fewer cores would do; high: no idle core";
  const std::string range = "(low: it takes that much longer, high: no longer)";
  const std::string longer =
      " with which the run takes at most " + FormatPercent(growth) + " longer";
  if (is_played) return "replay with the fewest executors" + longer + ' ' + range;
  return "the fewest cores" + longer +
         ", tasks that run at the same time taken as divisible work " + range;
}

// How much of the core time was idle, and why: causes with most of it first.
struct Idle {
  std::array<Cause, 4> causes = kCauses;
  std::int64_t core_time = 0;
  double share = 0;  // of what was available
};

Idle IdleOf(const Context& context) {
  const analysis::CoreTime& core_time = context.figures.core_time;
  Idle idle;
  std::stable_sort(idle.causes.begin(), idle.causes.end(), [&](const Cause& a, const Cause& b) {
    return core_time[a.part] > core_time[b.part];
  });
  for (const Cause& cause : idle.causes) {
    idle.core_time = SaturatingAdd(idle.core_time, core_time[cause.part]);
  }
  idle.share = ShareOf(idle.core_time, context.run.available());
  return idle;
}

bool IsWorthTelling(const Context& context, const Idle& idle) {
  const Settings& settings = context.settings;
  const auto amount = static_cast<double>(idle.core_time);
  const bool is_large =
      idle.share >= settings.Get("min_idle_share") && amount >= settings.Get("min_idle_core_ms");
  const bool is_most = idle.share >= settings.Get("short_run_share") &&
                       amount >= settings.Get("short_run_min_core_ms") &&
                       context.figures.max_executors > 1;
  return is_large || is_most;
}

// The cluster that would do, and what is known of the run with it.
struct Smaller {
  Size size;
  std::int64_t added = 0;  // ms
  Played played;
  bool is_smaller = false;  // by enough to be advised
};

Smaller SmallerFor(const Context& context, const RunningTasks& running) {
  const Run& run = context.run;
  const std::int64_t slots = run.max_slots();
  const double growth = context.settings.Get("max_wall_growth");
  Smaller smaller;
  smaller.size = SizeFor(run, FewestSlots(running, slots, run.wall(), growth));
  smaller.added = running.AddedWall(smaller.size.slots);
  if (CanPlay(context)) {
    smaller.played = FewestExecutors(context, smaller.size.executors, growth);
    smaller.size = SizeOf(run, smaller.played.executors > 0 ? smaller.played.executors
                                                            : context.figures.max_executors);
    smaller.added = smaller.played.added;
  }
  smaller.is_smaller =
      ShareOf(slots - smaller.size.slots, slots) >= context.settings.Get("min_size_share");
  return smaller;
}

// What is kept runs longer by what is added. Low: by the most that is allowed; high: not at all.
Impact ImpactOf(const Context& context, const Idle& idle, const Smaller& smaller) {
  const Run& run = context.run;
  const double growth = context.settings.Get("max_wall_growth");
  const double kept = ShareOf(smaller.size.slots, run.max_slots());
  const auto saved = [&](double longer) {
    return smaller.is_smaller
               ? std::min(idle.core_time, Scaled(run.available(), 1 - kept * (1 + longer)))
               : 0;
  };
  Impact impact;
  impact.is_upper_bound = false;
  impact.core_ms_low = saved(growth);
  impact.core_ms_expected = saved(ShareOf(smaller.added, run.wall()));
  impact.core_ms_high = smaller.is_smaller ? saved(0) : idle.core_time;
  const bool is_played = smaller.played.executors > 0;
  if (smaller.is_smaller && is_played) {
    // An unchanged play that takes longer than the run has more core time, too.
    impact.core_ms_expected = std::min(idle.core_time, smaller.played.core_time);
    impact.core_ms_low = std::min(impact.core_ms_low, impact.core_ms_expected);
    impact.core_ms_high = std::max(impact.core_ms_high, impact.core_ms_expected);
  }
  impact.method = MethodOf(smaller.is_smaller, is_played, growth);
  return impact;
}

std::vector<Evidence> EvidenceOf(const Context& context, const Idle& idle,
                                 const RunningTasks& running) {
  std::vector<Evidence> evidence = {
      {"idle core time", static_cast<double>(idle.core_time), Unit::kCoreMilliseconds, ""},
      {"share of available core time", idle.share, Unit::kShare, ""},
      {"mean of running tasks", running.mean(), Unit::kCount, ""}};
  for (const Cause& cause : idle.causes) {
    evidence.push_back({"idle: " + std::string(cause.name),
                        static_cast<double>(context.figures.core_time[cause.part]),
                        Unit::kCoreMilliseconds, ""});
  }
  return evidence;
}

void Advise(const Context& context, const Idle& idle, const Smaller& smaller, Finding& finding) {
  const Run& run = context.run;
  const CorePart most = idle.causes.front().part;
  AdviseCause(idle.causes.front(), run.is_interactive(), finding);
  const bool gives_back = most == CorePart::kIdleKept || most == CorePart::kIdleDriver;
  if (gives_back) {
    AdviseGivingBack(context, idle.core_time, finding);
    NoteIfMaybeInteractive(run, finding);
  }
  if (smaller.is_smaller) {
    finding.alternative_to = "too-few-tasks";
    // Beside what else is advised, unless both hold at the same time: a limit, and going below it.
    const bool adds = gives_back && run.deployment() != Deployment::kStatic;
    AdviseSize(run, smaller.size,
               std::string(finding.changes.empty() || adds ? "" : "or, ") + "as the run is now, " +
                   FormatCountOf(smaller.size.slots, "slot", "slots") + " would take " +
                   (smaller.added > 0 ? "about " + FormatDuration(smaller.added) : "no time") +
                   " longer",
               finding);
  }
}

void FindIdleCores(const Context& context, std::vector<Finding>& out) {
  const Run& run = context.run;
  // The cores of local mode are those of a machine that is there anyway.
  if (run.deployment() == Deployment::kLocal) return;
  const Idle idle = IdleOf(context);
  if (!IsWorthTelling(context, idle)) return;

  const RunningTasks running(context.app, context.figures);
  const Smaller smaller = SmallerFor(context, running);
  const Cause& most = idle.causes.front();
  Finding finding;
  finding.subject = "application";
  finding.impact = ImpactOf(context, idle, smaller);
  finding.title = FormatPercent(idle.share) + " of the core time is idle: on average " +
                  Mean(running.mean()) + " of " + FormatCountOf(run.max_slots(), "slot", "slots") +
                  " had a task";
  finding.why = "Most of it, " + FormatCoreTime(context.figures.core_time[most.part]) +
                ", because " + std::string(most.what) + '.';
  finding.evidence = EvidenceOf(context, idle, running);
  if (smaller.is_smaller) {
    finding.evidence.push_back(
        {"slots that would do", static_cast<double>(smaller.size.slots), Unit::kCount, ""});
  }
  Advise(context, idle, smaller, finding);
  if (finding.changes.empty()) return;  // what else tells of those gaps says what to do about them
  if (std::none_of(context.app.executors.begin(), context.app.executors.end(),
                   [](const model::Executor& executor) { return executor.announced; })) {
    Miss(
        "the log does not say when executors came and went: their lifetimes are those of their "
        "tasks",
        finding);
  }
  if (!run.knows_settings()) {
    Miss(
        "the application's settings are not in the log: whether it gives executors back by itself "
        "is not known",
        finding);
  }
  out.push_back(std::move(finding));
}

constexpr InsightSpec kIdleCores = {
    .id = "idle-cores",
    .title = "Much of the core time that was paid for is idle",
    .sees =
        "Idle core time of min_idle_share and min_idle_core_ms; or short_run_share of a small run "
        "on several executors, short_run_min_core_ms at least. Not in local mode, where cores are "
        "the machine's own.",
    .why = "Cores cost the same whether they work or not.",
    .advice =
        "First what leaves them idle (driver gaps, tails, narrow stages, executors kept), then "
        "fewer cores, if min_size_share of them can go: the number of whole executors with which "
        "the run takes at most max_wall_growth longer.",
    .formula =
        "Replay with the first n executors, for the smallest n with which the run takes at most "
        "max_wall_growth longer. Where executors come and go, or there is only one: core time of "
        "the cores that are too many, available x (1 - slots that would do / slots x (1 + wall "
        "added / wall)); wall added = sum over time of what ran beyond these slots / these slots. "
        "Low: the run takes max_wall_growth longer; high: it takes no longer. Saves no wall time.",
    .dataflint_alert = "idleCoresTooHigh",
    .thresholds = kThresholds,
    .run = FindIdleCores,
};
DATAFLINT_REGISTER_INSIGHT(kIdleCores);

}  // namespace
}  // namespace dataflint::insights
