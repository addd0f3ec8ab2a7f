#include <algorithm>
#include <string>
#include <vector>

#include "base/quantity.h"
#include "insights/advice.h"
#include "insights/executor_arrivals.h"
#include "insights/insight.h"
#include "insights/run.h"
#include "replay/changes.h"

namespace dataflint::insights {
namespace {

constexpr ThresholdSpec kThresholds[] = {
    {"min_share_of_wall", 0.05, Unit::kShare,
     "time that the lag of executors amounts to for the whole cluster, of wall time"},
    {"min_ms", 15'000, Unit::kMilliseconds, "... and this long"},
    {"min_median_ms", 5'000, Unit::kMilliseconds, "... with half of the executors this late"},
    {"lag_left", 0.1, Unit::kShare, "of their lag that is left after the change"},
    {"lag_left_low", 0.4, Unit::kShare, "... where they take their time to start yet"},
};

void Advise(const Run& run, const std::vector<Arrival>& late, Finding& finding) {
  const std::int64_t wanted = WantedEachTime(late);
  const std::string lag = FormatDuration(MedianLag(late));
  if (run.is_databricks()) {
    finding.changes.push_back(
        OnCluster("a minimum of " + FormatCountOf(wanted, "worker", "workers"),
                  "so many were there in the end each time; idle ones are paid for meanwhile"));
    finding.changes.push_back(OnCluster("or a pool with idle machines, from which workers come",
                                        "half of them took " + lag + " or more to come"));
    return;
  }
  const std::int64_t most =
      std::max<std::int64_t>(1, run.Number(settings::kMaxExecutors.key, wanted));
  const std::int64_t count = std::min(wanted, most);
  if (count > AskedForAtStart(run)) {
    Set(run, settings::kInitialExecutors, count,
        "so many are asked for at the start, not one, then two, then four", finding);
  }
  // Those of the start are given back when they are idle for a minute.
  if (late.back().since > late.front().since) {
    SetIfMore(run, settings::kMinExecutors, count, 0,
              "or keeps them, as work comes in waves; idle ones are there meanwhile", finding);
  }
  constexpr std::int64_t kBacklog = 1000;  // Spark's default
  SetIfLess(run, settings::kBacklogTimeout, kBacklog, kBacklog,
            "it is " + FormatDuration(Present(run, settings::kBacklogTimeout, kBacklog)) +
                " now: so long tasks wait before executors are asked for",
            finding);
  if (finding.changes.empty()) {
    finding.changes.push_back(OnCluster(
        "look at what executors wait for before they start: machines that are free, "
        "limits of the queue or namespace, images and jars to fetch",
        "as many are asked for at once already; half of them took " + lag + " or more to come"));
  }
}

void FindScaleUpLag(const Context& context, std::vector<Finding>& out) {
  const Run& run = context.run;
  const Settings& settings = context.settings;
  // Executors of a fixed number come with the application, whatever waits.
  if (run.deployment() != Deployment::kDynamic && run.deployment() != Deployment::kDatabricks) {
    return;
  }
  std::vector<Arrival> late = ArrivalsOf(run).all;
  std::erase_if(late, [](const Arrival& arrival) { return arrival.is_return; });  // autoscale-churn
  const std::int64_t lag = LagOf(run, late);
  const std::int64_t median = MedianLag(late);
  if (late.empty() || ShareOf(lag, run.wall()) < settings.Get("min_share_of_wall") ||
      static_cast<double>(lag) < settings.Get("min_ms") ||
      static_cast<double>(median) < settings.Get("min_median_ms")) {
    return;
  }
  Finding finding;
  finding.subject = "application";
  const auto count = static_cast<std::int64_t>(late.size());
  finding.title = FormatCountOf(count, "executor", "executors") +
                  " came while tasks waited for a " + "slot, half of them " +
                  FormatDuration(median) + " after these had begun to";
  finding.why = "For the whole cluster it amounts to " + FormatDuration(lag) + " of " +
                FormatDuration(run.wall()) + '.';
  finding.evidence = {
      {"executors that came late", static_cast<double>(count), Unit::kCount, ""},
      {"median of their lag", static_cast<double>(median), Unit::kMilliseconds, ""},
      {"lag for the whole cluster", static_cast<double>(lag), Unit::kMilliseconds, ""}};
  for (std::size_t i = 0; i < late.size() && i < 5; ++i) {
    finding.evidence.push_back(
        {"came after", static_cast<double>(late[i].lag), Unit::kMilliseconds,
         "executor " + std::string(context.app.text(context.app.executors[late[i].executor].id))});
  }
  const auto sooner = [executors = ExecutorsOf(late)](double left) {
    return [=](replay::Recording& recording) {
      replay::HastenExecutors(recording, executors, 1 - left);
    };
  };
  const double left = settings.Get("lag_left");
  finding.what_if = {WhatIf::Order::kOtherTasks, sooner(settings.Get("lag_left_low")), sooner(left),
                     sooner(0), false};
  finding.impact.is_upper_bound = false;
  finding.impact.method = "these executors come with " + FormatPercent(left) + " of their lag";
  finding.alternative_to = "idle-cores";
  Advise(run, late, finding);
  Miss("when executors were asked for is not in the log: that tasks waited is taken for it",
       finding);
  out.push_back(std::move(finding));
}

constexpr InsightSpec kScaleUpLag = {
    .id = "scale-up-lag",
    .title = "Tasks wait while the cluster grows",
    .sees =
        "On clusters that grow: executors that came while tasks waited for a slot, half of them "
        "min_median_ms or more after these had begun to; each weighed by its part of the cluster, "
        "that is min_share_of_wall of the run and min_ms. Those that come for lost ones do not "
        "count, and those that come back are autoscale-churn's.",
    .why =
        "Executors are asked for when tasks wait already, a few at first, and take time to come.",
    .advice = "More executors at the start or always, or machines that are ready to be taken.",
    .formula =
        "Replay with lag_left of the time that passed before these executors came, after the Spark "
        "job or query began behind which they did. Low: lag_left_low. High: they are there at "
        "once. "
        "Saves no core time: what idle executors cost meanwhile is not counted.",
    .dataflint_alert = "",
    .thresholds = kThresholds,
    .run = FindScaleUpLag,
};
DATAFLINT_REGISTER_INSIGHT(kScaleUpLag);

}  // namespace
}  // namespace dataflint::insights
