#include "insights/straggler_host.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/quantity.h"
#include "base/saturate.h"
#include "insights/advice.h"
#include "insights/insight.h"
#include "insights/run.h"
#include "replay/changes.h"

namespace dataflint::insights {
namespace {

using model::TaskColumn;

constexpr ThresholdSpec kThresholds[] = {
    {"min_slowness", 1.5, Unit::kRatio,
     "mean duration of the host's tasks over that of the other hosts' in the same stage"},
    {"min_stages", 3, Unit::kCount, "... in this many stages"},
    {"min_share_of_stages", 0.66, Unit::kShare, "... and in this share of those compared"},
    {"min_tasks", 20, Unit::kCount, "... with this many tasks of the host"},
    {"max_more_data", 1.25, Unit::kRatio,
     "a stage is not compared where the host's tasks had this many times the bytes of the others"},
    // The first tasks of an executor load classes.
    {"min_task_ms", 500, Unit::kMilliseconds,
     "nor where the other hosts' tasks are shorter on average"},
    {"min_tasks_of_stage", 3, Unit::kCount, "nor where either side ran fewer tasks"},
};

struct Sums {
  std::int64_t tasks = 0;
  std::int64_t time = 0;   // ms
  std::int64_t bytes = 0;  // read from files and shuffles

  void Add(const Sums& other) {
    tasks = SaturatingAdd(tasks, other.tasks);
    time = SaturatingAdd(time, other.time);
    bytes = SaturatingAdd(bytes, other.bytes);
  }
  double Mean(std::int64_t value) const {
    return tasks > 0 ? static_cast<double>(value) / static_cast<double>(tasks) : 0;
  }
};

struct SlowStage {
  std::size_t index = 0;
  double slowness = 1;
};

struct Host {
  std::int64_t compared = 0;  // stages
  std::int64_t tasks = 0;     // in stages where it was slow
  bool has_bytes = false;     // some of these tell how much data the tasks had
  std::vector<SlowStage> slow;
};
using Hosts = std::map<std::string, Host, std::less<>>;

// What each host did in the stage: only whole, successful work tells how fast it is.
std::map<StringId, Sums> ByHost(const Run& run, const model::StageAttempt& stage) {
  std::map<StringId, Sums> hosts;
  for (const model::ExecutorStageTotals& totals : stage.work.executor_totals()) {
    if (totals.executor >= run.app().executors.size()) continue;
    if (totals.failed_tasks > 0 || totals.killed_tasks > 0) continue;
    const auto positive = [](std::int64_t value) { return std::max<std::int64_t>(0, value); };
    const Sums sums{positive(totals.succeeded_tasks), positive(totals.task_time),
                    SaturatingAdd(positive(totals.input_bytes), positive(totals.shuffle_read))};
    hosts[run.app().executors[totals.executor].host].Add(sums);
  }
  return hosts;
}

void CompareIn(const Run& run, const Settings& settings, std::size_t index, Hosts& hosts) {
  const std::map<StringId, Sums> by_host = ByHost(run, run.stage(index));
  if (by_host.size() < 2) return;
  Sums all;
  for (const auto& [host, sums] : by_host) all.Add(sums);
  const double least = settings.Get("min_tasks_of_stage");
  for (const auto& [host, sums] : by_host) {
    const Sums others{all.tasks - sums.tasks, all.time - sums.time, all.bytes - sums.bytes};
    if (static_cast<double>(sums.tasks) < least || static_cast<double>(others.tasks) < least ||
        others.Mean(others.time) < settings.Get("min_task_ms")) {
      continue;
    }
    if (sums.Mean(sums.bytes) > settings.Get("max_more_data") * others.Mean(others.bytes)) continue;
    Host& entry = hosts[std::string(run.app().text(host))];
    ++entry.compared;
    const double slowness = sums.Mean(sums.time) / others.Mean(others.time);
    if (slowness < settings.Get("min_slowness")) continue;
    entry.tasks = SaturatingAdd(entry.tasks, sums.tasks);
    entry.has_bytes |= sums.bytes > 0;
    entry.slow.push_back({index, slowness});
  }
}

Hosts SlowOnes(const Run& run, const Settings& settings) {
  Hosts hosts;
  std::set<StringId> names;
  for (const model::Executor& executor : run.app().executors) {
    if (executor.total_tasks > 0) names.insert(executor.host);
  }
  if (names.size() < 2) return hosts;
  for (const std::size_t index : run.stages_by_weight()) {
    if (static_cast<double>(run.figures_of(index).successful_tasks) >=
        2 * settings.Get("min_tasks_of_stage")) {
      CompareIn(run, settings, index, hosts);
    }
  }
  std::erase_if(hosts, [&](const auto& entry) {
    const Host& host = entry.second;
    const auto stages = static_cast<std::int64_t>(host.slow.size());
    return stages == 0 || static_cast<double>(stages) < settings.Get("min_stages") ||
           ShareOf(stages, host.compared) < settings.Get("min_share_of_stages") ||
           static_cast<double>(host.tasks) < settings.Get("min_tasks");
  });
  return hosts;
}

std::set<std::int64_t> ExecutorsOn(const Run& run, const std::string& host) {
  std::set<std::int64_t> executors;
  for (std::size_t i = 0; i < run.app().executors.size(); ++i) {
    if (run.app().text(run.app().executors[i].host) == host) {
      executors.insert(static_cast<std::int64_t>(i));
    }
  }
  return executors;
}

// How far the mean of such durations is from what more of them would have, as a share of it: its
// standard error, squared.
double ErrorOfMean(const std::vector<double>& durations) {
  const auto count = static_cast<double>(durations.size());
  const double mean = std::accumulate(durations.begin(), durations.end(), 0.0) / count;
  if (durations.size() < 2 || mean <= 0) return 0;
  double squares = 0;
  for (const double duration : durations) squares += (duration - mean) * (duration - mean);
  return squares / (count - 1) / count / (mean * mean);
}

// Its tasks in one stage as long as those of the others. Low and high: so much less and more slow as
// the spread of their durations allows, twice the standard error of the ratio.
void AsFastAsOthers(const Run& run, const std::set<std::int64_t>& executors, const SlowStage& stage,
                    double errors, replay::Recording& recording) {
  const model::TaskTable& tasks = run.stage(stage.index).tasks;
  std::vector<std::int64_t> saved = tasks.Read(TaskColumn::duration);
  const std::vector<std::int64_t> executor = tasks.Read(TaskColumn::executor);
  std::vector<double> its;
  std::vector<double> others;
  for (std::size_t i = 0; i < saved.size(); ++i) {
    (executors.contains(executor[i]) ? its : others).push_back(static_cast<double>(saved[i]));
  }
  const double error = std::sqrt(ErrorOfMean(its) + ErrorOfMean(others));
  const double slowness = std::max(1.0, stage.slowness * (1 + errors * error));
  for (std::size_t i = 0; i < saved.size(); ++i) {
    saved[i] = executors.contains(executor[i]) ? Scaled(saved[i], 1 - 1 / slowness) : 0;
  }
  replay::ShortenTasks(recording, static_cast<std::uint32_t>(stage.index), saved);
}

WhatIf AsFastAsOthers(const Run& run, const std::string& host, const std::vector<SlowStage>& slow) {
  const auto with = [&run, slow, executors = ExecutorsOn(run, host)](double errors) {
    return [=, &run](replay::Recording& recording) {
      for (const SlowStage& stage : slow) {
        AsFastAsOthers(run, executors, stage, errors, recording);
      }
    };
  };
  return {WhatIf::Order::kShorterTasks, with(-2), with(0), with(2)};
}

void Report(const Context& context, const std::string& name, const Host& host,
            std::vector<Finding>& out) {
  const Run& run = context.run;
  const auto stages = static_cast<std::int64_t>(host.slow.size());
  std::vector<double> ratios;
  for (const SlowStage& stage : host.slow) ratios.push_back(stage.slowness);
  std::sort(ratios.begin(), ratios.end());
  const double median = ratios[ratios.size() / 2];
  Finding finding;
  finding.subject = "host " + name;
  finding.title =
      "Tasks on host " + name + " take " + FormatRatio(median) + " as long as on other hosts";
  finding.why = "In " + FormatCount(stages) + " of " +
                FormatCountOf(host.compared, "stage", "stages") +
                " in which it and others ran tasks with about as much data, its " +
                FormatCountOf(host.tasks, "task was", "tasks were") +
                " slower: the machine is slow, or busy with something else.";
  finding.evidence = {{"stages in which it is slow", static_cast<double>(stages), Unit::kCount, ""},
                      {"its tasks in them", static_cast<double>(host.tasks), Unit::kCount, ""}};
  for (std::size_t i = 0; i < host.slow.size() && i < 5; ++i) {
    finding.evidence.push_back({"mean of its tasks over that of the others", host.slow[i].slowness,
                                Unit::kRatio, StagePlace(run.stage(host.slow[i].index))});
  }
  finding.what_if = AsFastAsOthers(run, name, host.slow);
  finding.impact.is_upper_bound = false;
  finding.impact.method = "its tasks in these stages as long as those of the other hosts";
  finding.changes.push_back(
      OnCluster("replace the machine " + name + ", or look at what else it does",
                "the same work takes less time on the others"));
  if (!run.IsOn(settings::kSpeculation.key, false)) {
    Set(run, settings::kSpeculation, "true",
        "a copy of a late task starts on another executor; tasks with effects outside Spark may "
        "then run twice",
        finding);
  }
  if (!host.has_bytes) {
    Miss(
        "no task of these stages reports what it read, so that its tasks had as much data as the "
        "others is only taken to be so",
        finding);
  }
  out.push_back(std::move(finding));
}

void FindStragglerHost(const Context& context, std::vector<Finding>& out) {
  for (const auto& [name, host] : SlowOnes(context.run, context.settings)) {
    Report(context, name, host, out);
  }
}

constexpr InsightSpec kStragglerHost = {
    .id = "straggler-host",
    .title = "Tasks on one host take longer than the same tasks elsewhere",
    .sees =
        "A host whose tasks took min_slowness times as long as those of the other hosts in "
        "min_stages or more stages, min_share_of_stages of those compared, with min_tasks of its "
        "tasks. A stage is not compared where its tasks had max_more_data times the bytes of the "
        "others', where these are shorter than min_task_ms, or where either side ran fewer than "
        "min_tasks_of_stage.",
    .why = "Every stage waits for its last task, and the slow host has it.",
    .advice = "Replace the machine, or find out what else runs on it; speculation until then.",
    .formula =
        "Replay of these stages with the host's tasks divided by how many times as long they took "
        "as the others'. Low and high: by twice the standard error of that ratio less and more.",
    .dataflint_alert = "",
    .thresholds = kThresholds,
    .run = FindStragglerHost,
};
DATAFLINT_REGISTER_INSIGHT(kStragglerHost);

}  // namespace

SlownessByHost SlowHosts(const Run& run) {
  SlownessByHost hosts;
  for (const auto& [name, host] : SlowOnes(run, run.SettingsOf(kStragglerHost.id))) {
    for (const SlowStage& stage : host.slow) hosts[name].emplace(stage.index, stage.slowness);
  }
  return hosts;
}

}  // namespace dataflint::insights
