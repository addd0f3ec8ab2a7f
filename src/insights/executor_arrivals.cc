#include "insights/executor_arrivals.h"

#include <algorithm>
#include <deque>
#include <tuple>
#include <utility>

#include "base/saturate.h"
#include "insights/failure_text.h"

namespace dataflint::insights {
namespace {

using model::TaskColumn;
using model::TimeMs;

// Or going.
struct Coming {
  TimeMs time = 0;
  bool is_added = false;
  std::uint32_t executor = 0;
};

std::vector<Coming> ChangesOf(const model::Application& app) {
  std::vector<Coming> changes;
  for (std::size_t i = 0; i < app.executors.size(); ++i) {
    const model::Executor& executor = app.executors[i];
    if (executor.is_driver || !model::IsKnown(executor.add_time)) continue;
    const auto index = static_cast<std::uint32_t>(i);
    changes.push_back({executor.add_time, true, index});
    if (model::IsKnown(executor.remove_time) && executor.remove_time >= executor.add_time) {
      changes.push_back({executor.remove_time, false, index});
    }
  }
  std::sort(changes.begin(), changes.end(), [](const Coming& a, const Coming& b) {
    return std::tie(a.time, a.is_added, a.executor) < std::tie(b.time, b.is_added, b.executor);
  });
  return changes;
}

struct Period {
  TimeMs begin = 0;
  TimeMs end = 0;
};

// Until the last of its tasks was launched for the first time; not later than the run's end.
TimeMs WaitedUntil(const Run& run, const model::StageAttempt& stage) {
  const std::vector<std::int64_t> launch = stage.tasks.Read(TaskColumn::launch_time);
  const std::vector<std::int64_t> attempt = stage.tasks.Read(TaskColumn::attempt);
  const std::vector<std::int64_t> flags = stage.tasks.Read(TaskColumn::flags);
  TimeMs last = stage.submission_time;
  for (std::size_t i = 0; i < launch.size(); ++i) {
    if (attempt[i] > 0 || (flags[i] & model::kTaskSpeculative) != 0) continue;
    last = std::max(last, launch[i]);
  }
  return std::min(last, run.figures().end);
}

// When tasks waited, of the stages in which executors came; merged, in time order.
std::vector<Period> WaitingPeriods(const Run& run, const std::vector<Coming>& changes) {
  std::vector<TimeMs> added;
  for (const Coming& change : changes) {
    if (change.is_added) added.push_back(change.time);
  }
  std::vector<Period> periods;
  for (const std::size_t index : run.stages_by_weight()) {
    const model::StageAttempt& stage = run.stage(index);
    if (!model::IsKnown(stage.submission_time)) continue;
    const auto next = std::upper_bound(added.begin(), added.end(), stage.submission_time);
    if (next == added.end() || *next > run.figures_of(index).last_finish) continue;
    const TimeMs until = WaitedUntil(run, stage);
    if (*next <= until) periods.push_back({stage.submission_time, until});
  }
  std::sort(periods.begin(), periods.end(),
            [](const Period& a, const Period& b) { return a.begin < b.begin; });
  std::vector<Period> merged;
  for (const Period& period : periods) {
    if (merged.empty() || period.begin > merged.back().end) {
      merged.push_back(period);
    } else {
      merged.back().end = std::max(merged.back().end, period.end);
    }
  }
  return merged;
}

}  // namespace

Arrivals ArrivalsOf(const Run& run) {
  const model::Application& app = run.app();
  const std::vector<Coming> changes = ChangesOf(app);
  const std::vector<Period> periods = WaitingPeriods(run, changes);
  const auto most_gap =
      static_cast<std::int64_t>(run.SettingsOf("autoscale-churn").Get("max_gap_ms"));
  Arrivals arrivals;
  std::deque<TimeMs> given_back;
  bool shrinks = false;      // the last change was that one was given back
  std::int64_t count = 0;    // executors
  std::int64_t highest = 0;  // of the period
  auto period = periods.begin();
  bool is_inside = false;
  for (const Coming& change : changes) {
    while (period != periods.end() && period->end < change.time) {
      ++period;
      is_inside = false;
    }
    if (period != periods.end() && period->begin <= change.time && !is_inside) {
      is_inside = true;
      highest = count;
    }
    if (!change.is_added) {
      --count;
      if (SaysGivenBack(app.text(app.executors[change.executor].remove_reason))) {
        given_back.push_back(change.time);
        shrinks = true;
      }
      continue;
    }
    ++count;
    while (!given_back.empty() && change.time - given_back.front() > most_gap) {
      given_back.pop_front();
    }
    if (!is_inside || count <= highest) continue;
    highest = count;
    Arrival arrival{change.executor, change.time - period->begin, period->begin, count, false, 0};
    if (!given_back.empty()) {
      arrival.is_return = true;
      arrival.gap = change.time - given_back.front();
      given_back.pop_front();
      arrivals.cycles += shrinks ? 1 : 0;
    }
    shrinks = false;
    arrivals.all.push_back(arrival);
  }
  return arrivals;
}

std::int64_t AskedForAtStart(const Run& run) {
  return std::max({run.Number(settings::kMinExecutors.key, 0),
                   run.Number(settings::kInitialExecutors.key, 0),
                   run.Number(settings::kExecutorInstances.key, 0)});
}

std::int64_t LagOf(const Run& run, const std::vector<Arrival>& arrivals) {
  double lag = 0;
  for (const Arrival& arrival : arrivals) {
    const model::Executor& executor = run.app().executors[arrival.executor];
    lag += static_cast<double>(std::max<std::int64_t>(0, arrival.lag)) *
           std::clamp(ShareOf(executor.total_cores, run.figures().max_cores), 0.0, 1.0);
  }
  return std::min(Scaled(1, lag), run.wall());
}

std::vector<std::uint32_t> ExecutorsOf(const std::vector<Arrival>& arrivals) {
  std::vector<std::uint32_t> executors;
  executors.reserve(arrivals.size());
  for (const Arrival& arrival : arrivals) executors.push_back(arrival.executor);
  std::sort(executors.begin(), executors.end());
  return executors;
}

std::int64_t WantedEachTime(const std::vector<Arrival>& arrivals) {
  std::int64_t wanted = 0;
  for (std::size_t i = 0; i < arrivals.size(); ++i) {
    const bool is_last = i + 1 == arrivals.size() || arrivals[i + 1].since != arrivals[i].since;
    if (is_last) wanted = wanted == 0 ? arrivals[i].count : std::min(wanted, arrivals[i].count);
  }
  return std::max<std::int64_t>(1, wanted);
}

std::int64_t MedianLag(const std::vector<Arrival>& arrivals) {
  if (arrivals.empty()) return 0;
  std::vector<std::int64_t> lags;
  lags.reserve(arrivals.size());
  for (const Arrival& arrival : arrivals) lags.push_back(arrival.lag);
  std::sort(lags.begin(), lags.end());
  return lags[lags.size() / 2];
}

}  // namespace dataflint::insights
