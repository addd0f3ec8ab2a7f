#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/quantity.h"
#include "base/saturate.h"
#include "insights/advice.h"
#include "insights/executor_arrivals.h"
#include "insights/insight.h"
#include "insights/run.h"
#include "insights/warm_executors.h"
#include "replay/changes.h"

namespace dataflint::insights {
namespace {

constexpr ThresholdSpec kThresholds[] = {
    {"max_gap_ms", 600'000, Unit::kMilliseconds,
     "an executor came this soon after another had been given back"},
    {"min_cycles", 3, Unit::kCount, "... as often as this, each time for tasks that waited"},
    {"min_returns", 3, Unit::kCount, "... with as many executors in all"},
};

// Until nine in ten of those that came back would still have been there.
std::int64_t LongGap(std::vector<Arrival> returns) {
  std::sort(returns.begin(), returns.end(),
            [](const Arrival& a, const Arrival& b) { return a.gap < b.gap; });
  return returns[returns.size() * 9 / 10].gap;
}

void Advise(const Run& run, const std::vector<Arrival>& returns, Finding& finding) {
  const std::int64_t kept = WantedEachTime(returns);
  if (run.is_databricks()) {
    finding.changes.push_back(
        OnCluster("a minimum of " + FormatCountOf(kept, "worker", "workers"),
                  "so many were wanted again each time; idle ones are paid for meanwhile"));
    return;
  }
  constexpr std::int64_t kByDefault = 60'000;
  const std::int64_t now = Present(run, settings::kIdleTimeout, kByDefault);
  SetIfMore(run, settings::kIdleTimeout, SaturatingAdd(now, LongGap(returns)), kByDefault,
            "nine in ten of those that came back would not have gone; it is " +
                FormatDuration(now) + " now, and they are idle for the rest",
            finding);
  Set(run, settings::kMinExecutors, kept, "or keep as many as were wanted again each time",
      finding);
}

// What tasks took longer on executors that had just come than that quantile of the stage's others:
// their JVMs load classes, which those that stay have done.
WhatIf::Change WarmFromTheStart(const Run& run, const std::vector<std::uint32_t>& executors,
                                double quantile) {
  using model::TaskColumn;
  const WarmExecutors warm(run);
  std::vector<std::pair<std::uint32_t, std::vector<std::int64_t>>> saved_of;
  for (const std::size_t index : run.stages_by_weight()) {
    const model::TaskTable& tasks = run.stage(index).tasks;
    const std::vector<std::int64_t> executor = tasks.Read(TaskColumn::executor);
    const std::vector<std::int64_t> launch = tasks.Read(TaskColumn::launch_time);
    std::vector<std::int64_t> saved = tasks.Read(TaskColumn::duration);
    std::vector<std::int64_t> warm_durations;
    const auto is_cold = [&](std::size_t i) {
      return !warm.WasWarm(executor[i], launch[i]) &&
             std::binary_search(executors.begin(), executors.end(),
                                static_cast<std::uint32_t>(executor[i]));
    };
    for (std::size_t i = 0; i < saved.size(); ++i) {
      if (!is_cold(i)) warm_durations.push_back(saved[i]);
    }
    if (warm_durations.empty() || warm_durations.size() == saved.size()) continue;
    const auto usual =
        warm_durations.begin() +
        static_cast<std::ptrdiff_t>(quantile * static_cast<double>(warm_durations.size()));
    std::nth_element(warm_durations.begin(), usual, warm_durations.end());
    for (std::size_t i = 0; i < saved.size(); ++i) {
      saved[i] = is_cold(i) ? std::max<std::int64_t>(0, saved[i] - *usual) : 0;
    }
    if (std::any_of(saved.begin(), saved.end(), [](std::int64_t ms) { return ms > 0; })) {
      saved_of.emplace_back(static_cast<std::uint32_t>(index), std::move(saved));
    }
  }
  return [saved_of = std::move(saved_of)](replay::Recording& recording) {
    for (const auto& [stage, saved] : saved_of) replay::ShortenTasks(recording, stage, saved);
  };
}

// They are there when work begins, and as quick as others. Low: they come in half the time. High: as
// the quicker quarter of others.
WhatIf ThereAlready(const Run& run, const std::vector<std::uint32_t>& executors) {
  const auto sooner = [executors](double share) {
    return [executors, share](replay::Recording& recording) {
      replay::HastenExecutors(recording, executors, share);
    };
  };
  const auto at_once = [&](double quantile) {
    return [at_once = sooner(1),
            warm = WarmFromTheStart(run, executors, quantile)](replay::Recording& recording) {
      warm(recording);
      at_once(recording);
    };
  };
  return {WhatIf::Order::kOtherTasks, sooner(0.5), at_once(0.5), at_once(0.25)};
}

void FindAutoscaleChurn(const Context& context, std::vector<Finding>& out) {
  const Run& run = context.run;
  const Settings& settings = context.settings;
  if (run.deployment() != Deployment::kDynamic && run.deployment() != Deployment::kDatabricks) {
    return;
  }
  const Arrivals arrivals = ArrivalsOf(run);
  std::vector<Arrival> returns = arrivals.all;
  std::erase_if(returns, [](const Arrival& arrival) { return !arrival.is_return; });
  if (returns.empty() || static_cast<double>(arrivals.cycles) < settings.Get("min_cycles") ||
      static_cast<double>(returns.size()) < settings.Get("min_returns")) {
    return;
  }
  const auto count = static_cast<std::int64_t>(returns.size());
  const std::int64_t lag = LagOf(run, returns);
  Finding finding;
  finding.subject = "application";
  finding.title = FormatCountOf(count, "executor", "executors") + " came within " +
                  TextOf(settings.Get("max_gap_ms"), Unit::kMilliseconds) +
                  " of others being given back, at " + FormatCount(arrivals.cycles) + " times";
  finding.why = "Tasks waited for them each time, half of them " +
                FormatDuration(MedianLag(returns)) +
                " or longer; for the whole cluster it amounts to " + FormatDuration(lag) + '.';
  finding.evidence = {
      {"executors that came back", static_cast<double>(count), Unit::kCount, ""},
      {"times", static_cast<double>(arrivals.cycles), Unit::kCount, ""},
      {"lag for the whole cluster", static_cast<double>(lag), Unit::kMilliseconds, ""}};
  for (std::size_t i = 0; i < returns.size() && i < 5; ++i) {
    finding.evidence.push_back(
        {"came after one was given back", static_cast<double>(returns[i].gap), Unit::kMilliseconds,
         "executor " +
             std::string(context.app.text(context.app.executors[returns[i].executor].id))});
  }
  finding.what_if = ThereAlready(run, ExecutorsOf(returns));
  finding.impact.is_upper_bound = false;
  finding.impact.method =
      "those that came back are there when work begins, and warm (low: they come in half the time)";
  finding.alternative_to = "idle-cores";
  Advise(run, returns, finding);
  if (!context.app.is_finished()) {
    Miss("the log ends before the application did: more of it may follow", finding);
  }
  out.push_back(std::move(finding));
}

constexpr InsightSpec kAutoscaleChurn = {
    .id = "autoscale-churn",
    .title = "Executors are given back and wanted again soon after",
    .sees =
        "On clusters that grow and shrink: executors that came for waiting tasks within max_gap_ms "
        "of others being given back, at min_cycles times, min_returns or more in all.",
    .why =
        "Each time tasks wait for executors to come, which then load classes and fetch anew what "
        "the ones before them had cached.",
    .advice = "A longer idle timeout, or a higher minimum of executors or workers.",
    .formula =
        "Replay with these executors there as soon as the Spark job or query began behind which "
        "they came, and their first tasks as long as the median of the stage's others. Low: they "
        "come in half the time; high: a quarter of the others for the median. What idle executors "
        "cost meanwhile is not counted.",
    .dataflint_alert = "",
    .thresholds = kThresholds,
    .run = FindAutoscaleChurn,
};
DATAFLINT_REGISTER_INSIGHT(kAutoscaleChurn);

}  // namespace
}  // namespace dataflint::insights
