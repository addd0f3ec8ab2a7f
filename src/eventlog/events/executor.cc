// Executors: added, removed, excluded, and their peaks.
#include <string>
#include <utility>
#include <vector>

#include "eventlog/events/executor_metrics.h"
#include "eventlog/events/properties.h"
#include "eventlog/events/readers.h"
#include "eventlog/events/redaction.h"
#include "eventlog/events/storage.h"
#include "eventlog/executor_metric_finder.h"
#include "eventlog/sorted_list.h"

namespace dataflint::eventlog {
namespace {

using model::Executor;

// Excludes or readmits the executors of a host that are alive; Spark leaves the driver out.
void SetNodeExcluded(const JsonValue& event, EventContext& context, bool excluded) {
  JsonValue time;
  JsonValue host;
  event.Pick({{"time", time}, {"hostId", host}});
  context.Time(time);
  if (!context.Need(host, "hostId")) return;
  const StringId wanted = context.Intern(host);
  for (Executor& executor : context.app().executors) {
    if (executor.is_active && !executor.is_driver && executor.host == wanted) {
      executor.excluded = excluded;
    }
  }
}

void SetExecutorExcluded(const JsonValue& event, EventContext& context, bool excluded) {
  JsonValue time;
  JsonValue id;
  event.Pick({{"time", time}, {"executorId", id}});
  context.Time(time);
  if (!context.Need(id, "executorId")) return;
  const std::int64_t index = context.builder.FindExecutor(id.Text());
  if (index >= 0 && context.app().executors[static_cast<std::size_t>(index)].is_active) {
    context.app().executors[static_cast<std::size_t>(index)].excluded = excluded;
  }
}

// 0 (not known) for what no executor can have.
std::int64_t ReadCores(const JsonValue& value, const EventContext& context) {
  constexpr std::int64_t kMostCores = 1'000'000;
  const std::int64_t cores = value.Int();
  if (cores >= 0 && cores <= kMostCores) return cores;
  context.builder.Issue(ImportIssue::bad_number, value.Raw());
  return 0;
}

// Excludes from one stage attempt every executor alive that `is_meant`.
template <typename IsMeant>
void ExcludeForStage(const JsonValue& event, EventContext& context, const IsMeant& is_meant) {
  JsonValue time;
  JsonValue stage_id;
  JsonValue attempt;
  event.Pick({{"time", time}, {"stageId", stage_id}, {"stageAttemptId", attempt}});
  context.Time(time);
  if (!context.Need(stage_id, "stageId")) return;
  const std::int64_t found = context.builder.FindStage({stage_id.Int(-1), attempt.Int(0)});
  model::Application& app = context.app();
  for (std::size_t i = 0; i < app.executors.size(); ++i) {
    Executor& executor = app.executors[i];
    if (!executor.is_active || !is_meant(executor)) continue;
    constexpr std::size_t kBytes = 2 * (sizeof(std::int64_t) + sizeof(std::uint32_t));  // to grow
    if (!context.builder.HasRoomForList(kBytes, "executors excluded from a stage")) return;
    if (!InsertSorted(executor.excluded_in_stages, stage_id.Int(-1))) {
      context.builder.GiveBackList(kBytes);
    }
    if (found >= 0) {
      InsertSorted(app.stages[static_cast<std::size_t>(found)].excluded_executors,
                   static_cast<std::uint32_t>(i));
    }
  }
}

using Resources = std::vector<std::pair<StringId, std::vector<StringId>>>;

std::size_t BytesOf(const Resources& resources) {
  std::size_t bytes = 0;
  for (const auto& [name, addresses] : resources) {
    bytes += sizeof(resources[0]) + addresses.size() * sizeof(StringId);
  }
  return bytes;
}

// "gpu": its addresses.
void ReadResources(const JsonValue& object, Resources& kept, EventContext& context) {
  Resources resources;
  for (const JsonMember& member : context.Members(object, "resources")) {
    auto& [name, addresses] = resources.emplace_back();
    name = context.Intern(member.name());
    for (const JsonValue& address : context.Items(member.value["addresses"], "resources")) {
      addresses.push_back(context.Intern(address));
    }
  }
  context.builder.GiveBackList(BytesOf(kept));
  kept.clear();
  if (context.builder.HasRoomForList(BytesOf(resources), "resources")) kept = std::move(resources);
}

void Remove(std::uint32_t index, const ExecutorRemoval& removal, EventContext& context) {
  Executor& executor = context.app().executors[index];
  if (!executor.is_active) return;
  executor.is_active = false;
  executor.remove_time = removal.time;
  executor.remove_reason = removal.reason;
  if (model::IsKnown(removal.time) && removal.time < executor.add_time) {
    context.builder.Issue(ImportIssue::negative_duration, "executor");
    executor.remove_time = executor.add_time;
  }
  ForgetBlocksOf(index, context);
}

}  // namespace

model::ExecutorPeaks ReadExecutorPeaks(const JsonValue& object) {
  model::ExecutorPeaks peaks;
  if (!object.is_object()) return peaks;
  peaks.seen = true;
  ExecutorMetricFinder finder;
  for (const JsonMember& member : object.members()) {
    const std::size_t at = finder.Find(member.name());
    if (at < model::kExecutorMetricCount) peaks.values[at] = member.value.Int();
  }
  return peaks;
}

std::int64_t LiveExecutor(std::string_view id, model::TimeMs time, EventContext& context) {
  const std::int64_t known = context.builder.FindExecutor(id);
  if (known >= 0) {
    const Executor& newest = context.app().executors[static_cast<std::size_t>(known)];
    if (newest.is_active) return known;
    const bool told_twice = model::IsKnown(time) && model::IsKnown(newest.remove_time) &&
                            (time < newest.remove_time || time == newest.add_time);
    if (told_twice) return -1;
  }
  return context.builder.AddExecutor(id);
}

void ReadExecutorAdded(const JsonValue& event, EventContext& context) {
  JsonValue timestamp;
  JsonValue id;
  JsonValue info;
  event.Pick({{"Timestamp", timestamp}, {"Executor ID", id}, {"Executor Info", info}});
  if (!context.Need(id, "Executor ID")) return;
  const model::TimeMs time = context.Time(timestamp);
  const std::int64_t live = LiveExecutor(id.Text(), time, context);
  if (live < 0) return;
  const auto index = static_cast<std::uint32_t>(live);
  JsonValue host;
  JsonValue cores;
  JsonValue urls;
  JsonValue attributes;
  JsonValue resources;
  JsonValue profile;
  info.Pick({{"Host", host},
             {"Total Cores", cores},
             {"Log Urls", urls},
             {"Attributes", attributes},
             {"Resources", resources},
             {"Resource Profile Id", profile}});
  Executor& executor = context.app().executors[index];
  executor.announced = true;
  if (!model::IsKnown(executor.add_time)) executor.add_time = time;
  if (context.Need(host, "Host")) executor.host = context.Intern(host);
  if (context.Need(cores, "Total Cores")) executor.total_cores = ReadCores(cores, context);
  executor.resource_profile_id = profile.Int();
  context.builder.KeepList(executor.log_urls, ReadTexts(urls, context), "log URLs");
  context.builder.KeepList(executor.attributes, ReadProperties(attributes, context), "attributes");
  ReadResources(resources, executor.resources, context);
  const auto removed = context.state.removed_unknown.find(executor.id);
  if (removed == context.state.removed_unknown.end()) return;
  Remove(index, removed->second, context);  // told before it was added
  context.state.removed_unknown.erase(removed);
}

void ReadExecutorRemoved(const JsonValue& event, EventContext& context) {
  JsonValue timestamp;
  JsonValue id;
  JsonValue reason;
  event.Pick({{"Timestamp", timestamp}, {"Executor ID", id}, {"Removed Reason", reason}});
  if (!context.Need(id, "Executor ID")) return;
  const model::TimeMs time = context.Time(timestamp);
  const ExecutorRemoval removal{time, InternWithoutSecrets(reason.Text(), context)};
  const std::int64_t index = context.builder.FindExecutor(id.Text());
  if (index >= 0) {
    Remove(static_cast<std::uint32_t>(index), removal, context);
    return;
  }
  auto& unknown = context.state.removed_unknown;
  if (unknown.size() >= context.budgets().unknown_removals) {
    context.builder.Issue(ImportIssue::list_dropped, "removals of executors that were not added");
    return;
  }
  unknown.try_emplace(context.Intern(id), removal);
}

void ReadExecutorExcluded(const JsonValue& event, EventContext& context) {
  SetExecutorExcluded(event, context, true);
}
void ReadExecutorUnexcluded(const JsonValue& event, EventContext& context) {
  SetExecutorExcluded(event, context, false);
}
void ReadNodeExcluded(const JsonValue& event, EventContext& context) {
  SetNodeExcluded(event, context, true);
}
void ReadNodeUnexcluded(const JsonValue& event, EventContext& context) {
  SetNodeExcluded(event, context, false);
}
void ReadExecutorExcludedForStage(const JsonValue& event, EventContext& context) {
  const StringId id = context.Intern(event["executorId"]);
  ExcludeForStage(event, context, [id](const Executor& executor) { return executor.id == id; });
}
void ReadNodeExcludedForStage(const JsonValue& event, EventContext& context) {
  const StringId host = context.Intern(event["hostId"]);
  ExcludeForStage(event, context, [host](const Executor& executor) {
    return !executor.is_driver && executor.host == host;
  });
}

// Spark logs these for the driver only, when spark.eventLog.logStageExecutorMetrics is set. What
// running tasks have done so far comes again with their ends.
void ReadExecutorMetricsUpdate(const JsonValue& event, EventContext& context) {
  JsonValue id;
  JsonValue updates;
  event.Pick({{"Executor ID", id}, {"Executor Metrics Updated", updates}});
  const std::int64_t executor = context.builder.FindExecutor(id.Text());
  if (executor < 0) return;
  for (const JsonValue& update : updates.items()) {
    JsonValue stage;
    JsonValue attempt;
    JsonValue metrics;
    update.Pick(
        {{"Stage ID", stage}, {"Stage Attempt ID", attempt}, {"Executor Metrics", metrics}});
    context.sink.RaisePeaks(context.builder.FindStage({stage.Int(-1), attempt.Int(-1)}),
                            static_cast<std::uint32_t>(executor), ReadExecutorPeaks(metrics));
  }
}

// Peaks of an executor while a stage ran; Spark writes them when the stage completes.
void ReadStageExecutorMetrics(const JsonValue& event, EventContext& context) {
  JsonValue id;
  JsonValue stage;
  JsonValue attempt;
  JsonValue metrics;
  event.Pick({{"Executor ID", id},
              {"Stage ID", stage},
              {"Stage Attempt ID", attempt},
              {"Executor Metrics", metrics}});
  const std::int64_t executor = context.builder.FindExecutor(id.Text());
  if (executor < 0) return;
  context.sink.RaisePeaks(context.builder.FindStage({stage.Int(-1), attempt.Int(0)}),
                          static_cast<std::uint32_t>(executor), ReadExecutorPeaks(metrics));
}

}  // namespace dataflint::eventlog
