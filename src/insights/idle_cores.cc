#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/quantity.h"
#include "insights/advice.h"
#include "insights/insight.h"
#include "insights/run.h"
#include "insights/running_tasks.h"

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

void AdviseCause(const Cause& cause, Finding& finding) {
  switch (cause.part) {
    case CorePart::kIdleDriver:
      finding.changes.push_back(
          InCode("run independent queries from several threads, and move driver code into jobs",
                 "fills the gaps in place of paying for them"));
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

void AdviseSize(const Run& run, std::int64_t slots, const std::string& reason, Finding& finding) {
  const std::int64_t per_executor = std::max<std::int64_t>(1, run.slots_per_executor());
  const std::int64_t executors = std::max<std::int64_t>(1, CeilDiv(slots, per_executor));
  const std::int64_t now = run.figures().max_executors;
  switch (run.deployment()) {
    case Deployment::kDatabricks:
      finding.changes.push_back(
          OnCluster(executors < now ? FormatCountOf(executors, "worker", "workers") +
                                          " at most, where there were " + FormatCount(now)
                                    : "a worker type with " + FormatCountOf(slots, "core", "cores"),
                    reason));
      return;
    case Deployment::kDynamic:
      if (executors < now) {
        finding.changes.push_back(SetTo("spark.dynamicAllocation.maxExecutors", executors, reason));
      }
      finding.changes.push_back(SetTo("spark.dynamicAllocation.executorAllocationRatio", "0.5",
                                      "asks for half an executor's slots per pending task"));
      return;
    case Deployment::kStatic:
      if (executors < now) {
        finding.changes.push_back(SetTo("spark.executor.instances", executors, reason));
      } else if (slots < per_executor) {
        finding.changes.push_back(SetTo("spark.executor.cores", slots, reason));
      }
      if (now > 1) {
        finding.changes.push_back(
            SetTo("spark.dynamicAllocation.enabled", "true",
                  "gives executors back while nothing is to be done; needs "
                  "spark.dynamicAllocation.shuffleTracking.enabled=true or a shuffle service"));
      }
      return;
    case Deployment::kLocal:
      finding.changes.push_back(
          SetTo("spark.master", "local[" + std::to_string(slots) + ']', reason));
      return;
  }
}

void FindIdleCores(const Context& context, std::vector<Finding>& out) {
  const Run& run = context.run;
  const Settings& settings = context.settings;
  const analysis::CoreTime& core_time = context.figures.core_time;
  std::array<Cause, 4> causes = kCauses;
  std::stable_sort(causes.begin(), causes.end(), [&](const Cause& a, const Cause& b) {
    return core_time[a.part] > core_time[b.part];
  });
  std::int64_t idle = 0;
  for (const Cause& cause : causes) idle += core_time[cause.part];
  const double share = ShareOf(idle, run.available());
  const auto amount = static_cast<double>(idle);
  const bool is_large =
      share >= settings.Get("min_idle_share") && amount >= settings.Get("min_idle_core_ms");
  const bool is_most = share >= settings.Get("short_run_share") &&
                       amount >= settings.Get("short_run_min_core_ms") &&
                       context.figures.max_executors > 1;
  if (!is_large && !is_most) return;

  const RunningTasks running(context.app, context.figures);
  const std::int64_t slots = run.max_slots();
  const std::int64_t fewer =
      FewestSlots(running, slots, run.wall(), settings.Get("max_wall_growth"));
  const std::int64_t added = running.AddedWall(fewer);

  Finding finding;
  finding.subject = "application";
  Impact& impact = finding.impact;
  impact.is_upper_bound = false;
  // What is kept runs longer by what is added.
  const double kept = ShareOf(fewer, slots) * (1 + ShareOf(added, run.wall()));
  impact.core_ms_expected = std::min(idle, Scaled(run.available(), 1 - kept));
  impact.core_ms_low = impact.core_ms_expected / 2;
  impact.core_ms_high = idle;
  impact.method =
      "fewest slots with which the run takes at most " +
      FormatPercent(settings.Get("max_wall_growth")) +
      " longer, tasks running at the same time taken as divisible work (high: no idle core)";

  finding.title = FormatPercent(share) + " of the core time is idle: on average " +
                  FormatCount(Scaled(1, running.mean())) + " of " +
                  FormatCountOf(slots, "slot", "slots") + " had a task";
  finding.why = "Most of it, " + FormatCoreTime(core_time[causes[0].part]) + ", because " +
                std::string(causes[0].what) + '.';
  finding.evidence = {{"idle core time", amount, Unit::kCoreMilliseconds, ""},
                      {"share of available core time", share, Unit::kShare, ""},
                      {"mean of running tasks", running.mean(), Unit::kCount, ""}};
  for (const Cause& cause : causes) {
    finding.evidence.push_back({"idle: " + std::string(cause.name),
                                static_cast<double>(core_time[cause.part]), Unit::kCoreMilliseconds,
                                ""});
  }
  AdviseCause(causes[0], finding);
  if (fewer < slots) {
    finding.evidence.push_back(
        {"slots that would do", static_cast<double>(fewer), Unit::kCount, ""});
    AdviseSize(run, fewer,
               FormatCountOf(fewer, "slot", "slots") + " would take about " +
                   FormatDuration(added) + " longer",
               finding);
  } else if (run.deployment() == Deployment::kDynamic && causes[0].part == CorePart::kIdleKept) {
    finding.changes.push_back(SetTo("spark.dynamicAllocation.executorIdleTimeout", "30s",
                                    "executors are given back sooner"));
  }
  bool announced = false;
  for (const model::Executor& executor : context.app.executors) announced |= executor.announced;
  if (!announced && run.deployment() != Deployment::kLocal) {
    Miss(
        "the log does not say when executors came and went: their lifetimes are those of their "
        "tasks",
        finding);
  }
  out.push_back(std::move(finding));
}

constexpr InsightSpec kIdleCores = {
    .id = "idle-cores",
    .title = "Much of the core time that was paid for is idle",
    .sees =
        "Idle core time of min_idle_share and min_idle_core_ms; or short_run_share of a small run "
        "on several "
        "executors.",
    .why = "Cores cost the same whether they work or not.",
    .advice =
        "First what leaves them idle (driver gaps, tails, narrow stages, executors kept), then "
        "fewer cores: the "
        "number with which the run takes at most max_wall_growth longer.",
    .formula =
        "Core time of the slots that are too many: available x (1 - slots that would do / slots x "
        "(1 + wall "
        "added)); wall added = sum over time of what ran beyond these slots / these slots. Low "
        "half of it, high "
        "all idle core time. Saves no wall time.",
    .dataflint_alert = "idleCoresTooHigh",
    .thresholds = kThresholds,
    .run = FindIdleCores,
};
DATAFLINT_REGISTER_INSIGHT(kIdleCores);

}  // namespace
}  // namespace dataflint::insights
