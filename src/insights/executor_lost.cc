#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/quantity.h"
#include "base/saturate.h"
#include "base/utf8.h"
#include "insights/advice.h"
#include "insights/failed_attempts.h"
#include "insights/failure_text.h"
#include "insights/insight.h"
#include "insights/run.h"
#include "replay/changes.h"

namespace dataflint::insights {
namespace {

constexpr ThresholdSpec kThresholds[] = {
    {"min_executors", 1, Unit::kCount, "executors lost while there was work"},
    // Collecting for a tenth of the time, an executor stands still for seconds at a time.
    {"gc_share", 0.10, Unit::kShare,
     "an executor without heartbeat spent this share of its tasks' time in GC: more heap is "
     "advised"},
};

// Why an executor went; kWanted: it was not lost.
enum class Cause : std::uint8_t {
  kWanted,
  kKilled,
  kOutOfHeap,
  kNoHeartbeat,
  kReclaimed,
  kUnreachable,
  kDisk,
  kUnknown,
  kCount
};

struct CauseWords {
  Cause cause;
  std::string_view words;
};
constexpr std::array<CauseWords, 7> kCauses = {{
    {Cause::kKilled, "killed from outside, mostly for memory"},
    {Cause::kOutOfHeap, "full heap"},
    {Cause::kNoHeartbeat, "no heartbeat"},
    {Cause::kReclaimed, "machine or container taken away"},
    {Cause::kUnreachable, "contact with the machine lost for a while"},
    {Cause::kDisk, "full or bad disk"},
    {Cause::kUnknown, "the log does not say why"},
}};

bool HasAny(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return text.find(word) != std::string_view::npos;
  });
}

// In words of YARN, Kubernetes, standalone and Databricks, and Spark's own exit codes
// (SparkExitCode, ExecutorExitCode).
Cause CauseOf(std::string_view reason) {
  if (SaysGivenBack(reason)) return Cause::kWanted;
  if (SaysKilled(reason)) return Cause::kKilled;
  if (SaysRemovedOutOfHeap(reason)) return Cause::kOutOfHeap;
  if (HasAny(reason, {"eartbeat timed out", "code 56", "code: 56", "status: 56"})) {
    return Cause::kNoHeartbeat;
  }
  if (HasAny(reason, {"No space left", "code 53", "code: 53", "status: 53", "bad disk"})) {
    return Cause::kDisk;
  }
  if (HasAny(reason, {"reempt", "ecommission", "lost node", "orker lost", "lave lost", "spot ",
                      "Spot ", "ode lost", "status: -100"})) {
    return Cause::kReclaimed;
  }
  return Cause::kUnknown;
}

// When each host got its last executor.
using LastAdded = std::unordered_map<StringId, model::TimeMs>;

LastAdded LastAddedIn(const model::Application& app) {
  LastAdded last;
  for (const model::Executor& executor : app.executors) {
    if (!model::IsKnown(executor.add_time) || app.text(executor.host).empty()) continue;
    const auto [known, is_new] = last.try_emplace(executor.host, executor.add_time);
    known->second = std::max(known->second, executor.add_time);
  }
  return last;
}

// A standalone master also says of a worker that it is lost when it has not heard of it for a
// minute: such a machine comes back.
Cause CauseOf(const model::Application& app, const model::Executor& executor,
              const LastAdded& last_added) {
  const std::string_view reason = app.text(executor.remove_reason);
  const Cause cause = CauseOf(reason);
  if (cause != Cause::kReclaimed || !HasAny(reason, {"orker lost", "lave lost"})) return cause;
  const auto last = last_added.find(executor.host);
  const bool is_back = last != last_added.end() && last->second >= executor.remove_time;
  return is_back ? Cause::kUnreachable : cause;
}

struct Lost {
  std::vector<const model::Executor*> executors;  // the first to go first
  std::array<std::int64_t, static_cast<std::size_t>(Cause::kCount)> by_cause{};
  std::int64_t Of(Cause cause) const { return by_cause[static_cast<std::size_t>(cause)]; }
};

// Executors that went while there was work. After the last Spark job the application takes them
// down, in whatever words.
Lost LostIn(const Context& context) {
  const analysis::Figures& figures = context.figures;
  const model::TimeMs work_end = figures.end - figures.wall_time[analysis::WallPart::kClosing];
  const LastAdded last_added = LastAddedIn(context.app);
  Lost lost;
  for (const model::Executor& executor : context.app.executors) {
    if (executor.is_driver || executor.is_active || !model::IsKnown(executor.remove_time)) continue;
    if (executor.remove_time >= work_end || executor.remove_time < figures.begin) continue;
    const Cause cause = CauseOf(context.app, executor, last_added);
    if (cause == Cause::kWanted) continue;
    lost.executors.push_back(&executor);
    ++lost.by_cause[static_cast<std::size_t>(cause)];
  }
  std::stable_sort(lost.executors.begin(), lost.executors.end(),
                   [](const model::Executor* a, const model::Executor* b) {
                     return a->remove_time < b->remove_time;
                   });
  return lost;
}

void AdviseReclaimed(const Run& run, Finding& finding) {
  if (run.is_databricks()) {
    finding.changes.push_back(OnCluster("on-demand workers, or spot with fall-back to on-demand",
                                        "what a reclaimed worker had done is done again"));
  } else {
    finding.changes.push_back(
        OnCluster("look at why the machines went; where they are spot machines or of a queue that "
                  "others may take from, use some that stay",
                  "what they had done is done again"));
  }
  AdviseDecommission(run, finding);
}

void AdviseUnreachable(Finding& finding) {
  finding.changes.push_back(OnCluster(
      "look at what kept the workers from answering the master at that time (their CPU, swapping, "
      "the network, the master itself), or a higher spark.worker.timeout of the master",
      "the machines were not gone: their hosts had executors again"));
}

void AdviseHeartbeat(const Context& context, const Lost& lost, Finding& finding) {
  const Run& run = context.run;
  std::int64_t gc = 0;
  std::int64_t time = 0;
  for (const model::Executor* executor : lost.executors) {
    if (CauseOf(run.app().text(executor->remove_reason)) != Cause::kNoHeartbeat) continue;
    gc = SaturatingAdd(gc, executor->total_gc_time);
    time = SaturatingAdd(time, executor->total_duration);
  }
  if (ShareOf(gc, time) >= context.settings.Get("gc_share")) {
    AdviseMemory(run, Scaled(run.executor_heap(), 1.5),
                 "it spent " + FormatPercent(ShareOf(gc, time)) +
                     " of its tasks' time in GC: it stood still too long to answer",
                 finding);
    return;
  }
  finding.changes.push_back(
      OnCluster("look at what held the machine up at that time: its CPU, swapping, its network",
                "the executor did not answer; GC was not what kept it"));
  constexpr std::int64_t kMsOfASecond = 1000;
  SetIfMore(run, settings::kNetworkTimeout, 300 * kMsOfASecond, 120 * kMsOfASecond,
            "or, if it answers in the end: wait longer before it is given up", finding);
}

void Advise(const Context& context, const Lost& lost, Cause cause, Finding& finding) {
  const Run& run = context.run;
  switch (cause) {
    case Cause::kKilled:
      AdviseOnKilledProcess(run, finding);
      return;
    case Cause::kOutOfHeap:
      AdviseMemory(run, Scaled(run.executor_heap(), 1.5), HeapInWords(run) + " was full", finding);
      return;
    case Cause::kNoHeartbeat:
      AdviseHeartbeat(context, lost, finding);
      return;
    case Cause::kReclaimed:
      AdviseReclaimed(run, finding);
      return;
    case Cause::kUnreachable:
      AdviseUnreachable(finding);
      return;
    case Cause::kDisk:
      finding.changes.push_back(
          OnCluster("larger or more local disks (spark.local.dir) for the executors",
                    "shuffle and spill files need room"));
      return;
    default:
      finding.changes.push_back(
          OnCluster("look at the end of the executor's own log, and at that of its machine",
                    "the driver only saw the connection go"));
      return;
  }
}

std::string Title(const Lost& lost) {
  const auto all = static_cast<std::int64_t>(lost.executors.size());
  std::string title = FormatCountOf(all, "executor was lost", "executors were lost");
  std::vector<std::string> parts;
  for (const CauseWords& words : kCauses) {
    const std::int64_t count = lost.Of(words.cause);
    if (count == 0) continue;
    if (count == all) return title + " (" + std::string(words.words) + ')';
    parts.push_back(std::string(words.words) + ": " + FormatCount(count));
  }
  return title + " (" + Listed(parts, ", ") + ')';
}

std::string Why(const FailureGroup& group, std::size_t executors) {
  if (group.attempts == 0 && group.resubmitted == 0) return "No task failed by it this time.";
  std::string why = FormatCountOf(group.attempts, "task attempt", "task attempts") + " of " +
                    FormatCoreTime(group.time) + " failed with " + (executors == 1 ? "it" : "them");
  if (group.fetch_failures > 0) {
    why += ", " + FormatCount(group.fetch_failures) + " of them for shuffled data that was gone";
  }
  if (group.resubmitted > 0) {
    why +=
        "; " + FormatCountOf(group.resubmitted, "result", "results") + " had to be computed again";
  }
  return why + '.';
}

void AddEvidence(const Context& context, const Lost& lost, const FailureGroup& group,
                 Finding& finding) {
  constexpr std::size_t kShown = 5;
  constexpr std::size_t kReason = 90;
  finding.evidence.push_back(
      {"executors lost", static_cast<double>(lost.executors.size()), Unit::kCount, ""});
  for (std::size_t i = 0; i < lost.executors.size() && i < kShown; ++i) {
    const model::Executor& executor = *lost.executors[i];
    std::string_view reason = context.app.text(executor.remove_reason);
    reason = reason.substr(0, reason.find('\n'));
    finding.evidence.push_back(
        {"lost after" + (reason.empty() ? "" : ": " + Shortened(reason, kReason)),
         static_cast<double>(executor.remove_time - context.figures.begin), Unit::kMilliseconds,
         "executor " + std::string(context.app.text(executor.id))});
  }
  if (group.attempts > 0) {
    finding.evidence.push_back(
        {"failed attempts", static_cast<double>(group.attempts), Unit::kCount, ""});
    finding.evidence.push_back(
        {"their time", static_cast<double>(group.time), Unit::kCoreMilliseconds, ""});
  }
  if (group.resubmitted > 0) {
    finding.evidence.push_back({"results lost, to be computed again (Resubmitted)",
                                static_cast<double>(group.resubmitted), Unit::kCount, ""});
  }
  std::size_t shown = 0;
  for (const auto& [index, count] : group.by_stage) {
    if (shown++ == kShown) break;
    finding.evidence.push_back({"failed attempts", static_cast<double>(count), Unit::kCount,
                                StagePlace(context.run.stage(index))});
  }
  AddFailedJobs(context.run, group, finding);
}

// The attempts do not fail, and (but for `low`) the executors stay. Where others came later, as many
// are taken to stand for them.
WhatIf WithoutLoss(const Context& context, const Lost& lost, const FailureGroup& group) {
  const std::vector<model::Executor>& all = context.app.executors;
  const model::TimeMs first = lost.executors.front()->remove_time;
  const auto replaced = static_cast<std::size_t>(
      std::count_if(all.begin(), all.end(), [&](const model::Executor& executor) {
        return !executor.is_driver && executor.add_time >= first;
      }));
  std::vector<std::uint32_t> kept;
  for (std::size_t i = replaced; i < lost.executors.size(); ++i) {
    kept.push_back(static_cast<std::uint32_t>(lost.executors[i] - all.data()));
  }
  WhatIf what_if = WithoutFailures(context.run, group);
  const auto and_kept = [&](const WhatIf::Change& change) {
    return [change, kept](replay::Recording& recording) {
      change(recording);
      for (const std::uint32_t executor : kept) replay::KeepExecutor(recording, executor);
    };
  };
  what_if.expected = and_kept(what_if.expected);
  what_if.high = and_kept(what_if.high);
  return what_if;
}

void FindExecutorLost(const Context& context, std::vector<Finding>& out) {
  const Run& run = context.run;
  const Lost lost = LostIn(context);
  const auto count = static_cast<std::int64_t>(lost.executors.size());
  if (count == 0 || static_cast<double>(count) < context.settings.Get("min_executors")) return;
  const FailureGroup group = run.failed_attempts().OfLostExecutors(run);
  const bool is_defect = lost.Of(Cause::kReclaimed) + lost.Of(Cause::kUnknown) < count;
  if (!is_defect && group.attempts == 0 && group.resubmitted == 0) return;

  Finding finding;
  finding.subject = "application";
  finding.title = Title(lost);
  finding.title += FailedJobsIn(run, group, count == 1);
  finding.why = Why(group, lost.executors.size());
  // Else it is there in the next run too, whether or not it cost anything in this one.
  finding.severity = Severity::kLow;
  RankByFailedJobs(run, group, finding);
  AddEvidence(context, lost, group, finding);
  finding.impact.is_upper_bound = false;
  finding.impact.method =
      "no attempt fails with an executor, and it stays (low: it goes nevertheless)";
  if (group.attempts > 0) finding.what_if = WithoutLoss(context, lost, group);
  std::vector<CauseWords> causes(kCauses.begin(), kCauses.end());
  std::stable_sort(causes.begin(), causes.end(), [&](const CauseWords& a, const CauseWords& b) {
    return lost.Of(a.cause) > lost.Of(b.cause);
  });
  for (const CauseWords& words : causes) {
    if (lost.Of(words.cause) > 0) Advise(context, lost, words.cause, finding);
  }
  if (lost.Of(Cause::kUnknown) > 0) {
    Miss("the log does not say why " +
             FormatCountOf(lost.Of(Cause::kUnknown), "executor was", "executors were") + " lost",
         finding);
  }
  out.push_back(std::move(finding));
}

constexpr InsightSpec kExecutorLost = {
    .id = "executor-lost",
    .title = "Executors are lost while there is work",
    .sees =
        "min_executors or more were removed before the last Spark job ended, other than by the "
        "driver: killed for memory, without heartbeat, with a machine that was taken away or that "
        "the master lost contact with, by a disk. Machines that were taken away and unknown "
        "reasons count when tasks failed by it.",
    .why = "The tasks that run on it fail, and what it had shuffled or cached is computed again.",
    .advice =
        "By cause: room outside the heap, more heap, fewer tasks at a time, decommissioning or "
        "on-demand machines, larger disks.",
    .formula =
        "Replay of the stages whose attempts failed with an executor, or for data that was lost "
        "with it, with each task at once as its successful attempt, without stages that were "
        "complete and ran again for lost data and, unless another came for it, with the executor "
        "there until the end. Low: without it. High: and without any later attempt of a stage or "
        "the stages of jobs that failed and were done again. What a failed job was to do and "
        "nothing did later is left to do.",
    .dataflint_alert = "",
    .thresholds = kThresholds,
    .run = FindExecutorLost,
};
DATAFLINT_REGISTER_INSIGHT(kExecutorLost);

}  // namespace
}  // namespace dataflint::insights
