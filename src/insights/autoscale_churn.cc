#include <algorithm>
#include <string>
#include <vector>

#include "base/quantity.h"
#include "base/saturate.h"
#include "insights/advice.h"
#include "insights/executor_arrivals.h"
#include "insights/insight.h"
#include "insights/run.h"
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
  const auto sooner = [executors = ExecutorsOf(returns)](double share) {
    return [executors, share](replay::Recording& recording) {
      replay::HastenExecutors(recording, executors, share);
    };
  };
  finding.what_if = {WhatIf::Order::kOtherTasks, sooner(0.5), sooner(1), sooner(1)};
  finding.impact.is_upper_bound = false;
  finding.impact.method = "those that came back are there when work begins (low: in half the time)";
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
        "they came; low: in half the time. What idle executors cost meanwhile is not counted.",
    .dataflint_alert = "",
    .thresholds = kThresholds,
    .run = FindAutoscaleChurn,
};
DATAFLINT_REGISTER_INSIGHT(kAutoscaleChurn);

}  // namespace
}  // namespace dataflint::insights
