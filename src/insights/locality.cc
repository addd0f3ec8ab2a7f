#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/quantity.h"
#include "base/saturate.h"
#include "insights/advice.h"
#include "insights/cached_rdds.h"
#include "insights/insight.h"
#include "insights/run.h"
#include "insights/stage_words.h"
#include "insights/warm_executors.h"
#include "replay/changes.h"

namespace dataflint::insights {
namespace {

using model::Locality;
using model::TaskColumn;

constexpr ThresholdSpec kThresholds[] = {
    {"min_slowness", 1.5, Unit::kRatio,
     "mean duration of tasks away from their data over that of tasks beside theirs"},
    {"min_tasks", 10, Unit::kCount, "... with this many of either in the stage"},
    {"max_more_data", 1.25, Unit::kRatio,
     "not where those away had this many times the bytes of the others"},
    {"min_share_of_stage", 0.10, Unit::kShare, "what it adds, of the stage's task time"},
    {"min_share_of_run", 0.01, Unit::kShare, "... and of the run's wall or core time"},
};

struct Sums {
  std::int64_t tasks = 0;
  std::int64_t time = 0;  // ms
  std::int64_t bytes = 0;

  double Mean(std::int64_t value) const {
    return tasks > 0 ? static_cast<double>(value) / static_cast<double>(tasks) : 0;
  }
};

struct Places {
  Sums near;  // in the process or on the host of their data
  Sums away;  // on another host
  bool reads_cache = false;
  std::vector<std::int64_t> away_times;  // ms by row; 0 for all else
  double slowness() const {
    const double time = near.Mean(near.time);
    return time > 0 ? away.Mean(away.time) / time : 0;
  }
};

enum class Place : std::uint8_t { kNear, kAway, kNoPreference };
// Spark writes PROCESS_LOCAL for tasks that have no preference too: it only says something where the
// stage reads what is cached.
Place PlaceOf(std::int64_t locality, bool reads_cache) {
  switch (static_cast<Locality>(locality)) {
    case Locality::kProcessLocal:
      return reads_cache ? Place::kNear : Place::kNoPreference;
    case Locality::kNodeLocal:
      return Place::kNear;
    case Locality::kRackLocal:
    case Locality::kAny:
      return Place::kAway;
    default:
      return Place::kNoPreference;
  }
}

Places PlacesOf(const model::StageAttempt& stage, const WarmExecutors& executors,
                const std::vector<std::int64_t>& locality, bool reads_cache) {
  const model::TaskTable& table = stage.tasks;
  const std::vector<std::int64_t> flags = table.Read(TaskColumn::flags);
  const std::vector<std::int64_t> executor = table.Read(TaskColumn::executor);
  const std::vector<std::int64_t> launch = table.Read(TaskColumn::launch_time);
  const std::vector<std::int64_t> duration = table.Read(TaskColumn::duration);
  std::vector<std::int64_t> bytes = table.Read(TaskColumn::input_bytes);
  for (const TaskColumn column :
       {TaskColumn::shuffle_remote_bytes_read, TaskColumn::shuffle_local_bytes_read}) {
    const std::vector<std::int64_t> more = table.Read(column);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      bytes[i] = SaturatingAdd(bytes[i], std::max<std::int64_t>(0, more[i]));
    }
  }
  Places places;
  places.reads_cache = reads_cache;
  places.away_times.assign(duration.size(), 0);
  for (std::size_t i = 0; i < duration.size(); ++i) {
    const Place place = PlaceOf(locality[i], reads_cache);
    if (place == Place::kNoPreference || (flags[i] & model::kTaskSucceeded) == 0 ||
        (flags[i] & model::kTaskResubmitted) != 0 || !executors.WasWarm(executor[i], launch[i])) {
      continue;
    }
    Sums& sums = place == Place::kNear ? places.near : places.away;
    ++sums.tasks;
    sums.time = SaturatingAdd(sums.time, duration[i]);
    sums.bytes = SaturatingAdd(sums.bytes, std::max<std::int64_t>(0, bytes[i]));
    if (place == Place::kAway) places.away_times[i] = duration[i];
  }
  return places;
}

bool IsHeavy(const Context& context, std::size_t index) {
  const Run& run = context.run;
  return static_cast<double>(run.figures_of(index).successful_tasks) >=
             2 * context.settings.Get("min_tasks") &&
         run.Matters(run.CoreTimeOf(index), run.figures_of(index).critical_time,
                     context.settings.Get("min_share_of_run"));
}

bool ReadsShuffleOnly(const Run& run, std::size_t index) {
  const model::StageAttempt& stage = run.stage(index);
  return stage.total(model::TaskColumn::shuffle_read_records) > 0 &&
         stage.total(model::TaskColumn::input_bytes) == 0;
}

// A slot beside the data is free after a task's time at the latest, so that is how long a wait pays;
// if it is not more than what a task away from its data loses.
void Advise(const Run& run, std::size_t index, const Places& places, Finding& finding) {
  constexpr std::int64_t kMostWait = 60'000;
  const auto near = static_cast<std::int64_t>(places.near.Mean(places.near.time));
  const auto lost = static_cast<std::int64_t>(places.away.Mean(places.away.time)) - near;
  const std::int64_t wanted = CeilDiv(near, 1000) * 1000;
  const std::int64_t now = Present(run, settings::kLocalityWait, 3000);
  if (wanted > now && wanted <= std::min(kMostWait, lost)) {
    Set(run, settings::kLocalityWait, std::to_string(wanted / 1000) + 's',
        "a slot beside the data is free after that time, and a task away from it loses " +
            FormatDuration(lost) + "; it is " + FormatDuration(now) + " now",
        finding);
  }
  if (places.reads_cache) {
    finding.changes.push_back(
        InCode("persist(StorageLevel.MEMORY_AND_DISK_2) in place of cache()",
               "two executors then hold each part, so that more slots are beside it; takes twice "
               "the memory"));
  } else if (ReadsShuffleOnly(run, index)) {
    finding.changes.push_back(
        OnCluster("fewer, larger executors",
                  "more of what they read of the shuffle is then on the host that wrote it"));
  } else {
    finding.changes.push_back(
        OnCluster("executors on the hosts that hold the files, or more copies of the files",
                  "the slots beside the data were taken when these tasks started"));
  }
}

WhatIf Nearer(std::size_t index, const Places& places) {
  std::vector<std::int64_t> saved = places.away_times;
  for (std::int64_t& ms : saved) ms = Scaled(ms, 1 - 1 / places.slowness());
  WhatIf what_if;
  what_if.order = WhatIf::Order::kShorterTasks;
  what_if.expected = [stage = static_cast<std::uint32_t>(index),
                      saved = std::move(saved)](replay::Recording& recording) {
    replay::ShortenTasks(recording, stage, saved);
  };
  return what_if;
}

void FindIn(const Context& context, std::size_t index, const Places& places,
            std::vector<Finding>& out) {
  const Run& run = context.run;
  const Settings& settings = context.settings;
  const double least = settings.Get("min_tasks");
  if (places.near.tasks == 0 || places.away.tasks == 0 ||
      static_cast<double>(places.near.tasks) < least ||
      static_cast<double>(places.away.tasks) < least ||
      places.slowness() < settings.Get("min_slowness")) {
    return;
  }
  const double bytes_near = places.near.Mean(places.near.bytes);
  const double bytes_away = places.away.Mean(places.away.bytes);
  if (bytes_away > settings.Get("max_more_data") * bytes_near) return;
  const std::int64_t added = Scaled(places.away.time, 1 - 1 / places.slowness());
  const double share = ShareOf(added, run.TaskTimeOf(index));
  const std::int64_t core_ms = run.InCoreTime(index, added);
  if (share < settings.Get("min_share_of_stage") ||
      !run.Matters(core_ms, Scaled(run.figures_of(index).critical_time, share),
                   settings.Get("min_share_of_run"))) {
    return;
  }
  Finding finding = OfStage(run, index);
  const std::string place = StagePlace(run.stage(index));
  finding.title = FormatCountOf(places.away.tasks, "task", "tasks") + " of " +
                  StageTitle(run, index) + " ran away from their data and took " +
                  FormatRatio(places.slowness()) + " as long as those beside theirs";
  finding.why = "They fetch over the network what the others find " +
                std::string(places.reads_cache ? "in memory" : "on their host") +
                "; all of them have about as much data.";
  finding.evidence = {
      {"tasks away from their data", static_cast<double>(places.away.tasks), Unit::kCount, place},
      {"mean of these", places.away.Mean(places.away.time), Unit::kMilliseconds, place},
      {"tasks beside their data", static_cast<double>(places.near.tasks), Unit::kCount, place},
      {"mean of these", places.near.Mean(places.near.time), Unit::kMilliseconds, place},
      {"what it adds", static_cast<double>(core_ms), Unit::kCoreMilliseconds, place}};
  finding.what_if = Nearer(index, places);
  finding.impact.method =
      "upper bound: these tasks as long as those beside their data; to be there, they "
      "may have to wait";
  Advise(run, index, places, finding);
  if (bytes_near <= 0) {
    Miss("no task of " + place +
             " reports what it read: that all have as much data is only taken to be so",
         finding);
  }
  NoteMissing(run, index, finding);
  out.push_back(std::move(finding));
}

// Stages that find something in the cache that an earlier one has put there.
std::set<std::size_t> StagesThatReadCaches(const Run& run) {
  std::set<std::size_t> stages;
  for (const CachedRdd& cached : CachedRdds(run)) {
    stages.insert(cached.stages.begin() + 1, cached.stages.end());
  }
  return stages;
}

void FindLocality(const Context& context, std::vector<Finding>& out) {
  // With one executor there is no other place.
  if (context.figures.max_executors < 2) return;
  std::optional<WarmExecutors> executors;
  std::set<std::size_t> read_caches;
  for (const std::size_t index : context.run.stages_by_weight()) {
    if (!IsHeavy(context, index)) continue;
    const model::StageAttempt& stage = context.run.stage(index);
    const std::vector<std::int64_t> locality = stage.tasks.Read(TaskColumn::locality);
    if (std::none_of(locality.begin(), locality.end(),
                     [](std::int64_t value) { return PlaceOf(value, false) == Place::kAway; })) {
      continue;
    }
    if (!executors) {
      executors.emplace(context.run);
      read_caches = StagesThatReadCaches(context.run);
    }
    FindIn(context, index, PlacesOf(stage, *executors, locality, read_caches.contains(index)), out);
  }
}

constexpr InsightSpec kLocality = {
    .id = "locality",
    .title = "Tasks run away from their data, and take longer for it",
    .sees =
        "A stage in which min_tasks or more tasks ran on another host than their data (RACK_LOCAL, "
        "ANY) and took min_slowness times as long as those beside theirs, of which there are as "
        "many. Not where they had max_more_data times the bytes. It must add min_share_of_stage "
        "and min_share_of_run. An executor's first seconds do not count.",
    .why = "What is cached or stored on one host has to come over the network to all others.",
    .advice =
        "A longer spark.locality.wait, where tasks are short enough for it; more copies of what "
        "is cached or stored; executors where the data is.",
    .formula =
        "Upper bound: replay of the stage with tasks away from their data divided by how many "
        "times as long they took; that they may have to wait for a slot there is not counted.",
    .dataflint_alert = "",
    .thresholds = kThresholds,
    .run = FindLocality,
};
DATAFLINT_REGISTER_INSIGHT(kLocality);

}  // namespace
}  // namespace dataflint::insights
