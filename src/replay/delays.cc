#include "replay/delays.h"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace dataflint::replay {
namespace {

using analysis::ExecutorSpan;
using analysis::Life;
using model::Application;
using model::IsKnown;
using model::TimeMs;

constexpr std::int64_t kLocalityWait = 3000;  // ms, spark.locality.wait

class Delays {
 public:
  Delays(const Application& app, const Life& life, std::span<const Interval> stage_times,
         std::span<const StageTasks> stages, Recording& recording)
      : app_(app), life_(life), stage_times_(stage_times), stages_(stages), recording_(recording) {}

  void Set(std::span<const ExecutorSpan> executors, const std::vector<bool>& used) {
    AddActivities();
    OrderCompletions();
    for (std::uint32_t i = 0; i < times_.size(); ++i) LinkStart(i);
    IndexStages();
    for (std::uint32_t i = 0; i < app_.stages.size(); ++i) LinkStage(i);
    OrderStages();
    LinkEnds();
    SortMarks();
    FindLongLaunches();
    for (const ExecutorSpan& span : executors) {
      if (span.end > span.begin && (used[span.executor] || !WasPassedOver(span))) AddMarks(span);
    }
    Close();
  }

 private:
  // A start or end of an activity.
  struct Moment {
    TimeMs time;
    std::uint32_t activity;
    bool is_end;
    std::uint32_t mark = kNone;  // in Recording::marks
  };

  void AddActivities();
  void OrderCompletions();
  void LinkStart(std::uint32_t index);
  void IndexStages();
  void LinkStage(std::uint32_t index);
  void OrderStages();
  void LinkEnds();
  void SortMarks();
  void FindLongLaunches();
  bool WasPassedOver(const ExecutorSpan& span) const;
  void AddMarks(const ExecutorSpan& span);
  void AddMark(TimeMs time, std::uint32_t executor, bool is_added);
  void Close();

  Interval Clipped(TimeMs begin, TimeMs end) const {
    const TimeMs from = IsKnown(begin) ? life_.Clip(begin) : life_.begin;
    return {from, std::max(from, IsKnown(end) ? life_.Clip(end) : life_.end)};
  }
  std::uint32_t ActivityOfSql(std::int64_t execution_id) const;
  std::uint32_t WholeOf(std::uint32_t activity) const;
  std::uint32_t ActivityOfStage(std::uint32_t stage) const;
  std::span<const std::uint32_t> AttemptsAt(std::int64_t stage_id) const;
  std::uint32_t DoneLast(std::span<const std::uint32_t> by_end, std::uint32_t before) const;

  const Application& app_;
  const Life& life_;
  std::span<const Interval> stage_times_;
  std::span<const StageTasks> stages_;
  Recording& recording_;
  std::vector<Interval> times_;                          // of activities
  std::vector<std::uint32_t> rank_;                      // of activities in Recording::completions
  std::unordered_map<std::int64_t, std::uint32_t> sql_;  // activity of an execution id
  std::vector<std::uint32_t> by_end_;     // stages that ran, in the order in which they ended
  std::vector<std::uint32_t> by_id_;      // likewise, by stage id first
  std::vector<std::uint32_t> waits_for_;  // of the stage that is being linked
  std::vector<std::uint32_t> part_of_;    // likewise
  std::vector<Moment> moments_;           // in time order
  // Of stages that launched tasks for long: by first launch, each with the last launch of it and of
  // those before.
  std::vector<Interval> long_launches_;
};

void Delays::AddActivities() {
  for (const model::SparkJob& job : app_.spark_jobs) {
    times_.push_back(Clipped(job.submission_time, job.completion_time));
  }
  for (const model::SqlExecution& sql : app_.sql_executions) {
    sql_.try_emplace(sql.id, static_cast<std::uint32_t>(times_.size()));
    times_.push_back(Clipped(sql.submission_time, sql.completion_time));
  }
  recording_.activities.resize(times_.size());
}

void Delays::OrderCompletions() {
  std::vector<std::uint32_t>& order = recording_.completions;
  order.resize(times_.size());
  std::iota(order.begin(), order.end(), 0U);
  // What ended in one millisecond: Spark jobs in the order of their starts, then the SQL executions
  // that they are of, an inner one before the outer one; what took no time last.
  const auto key = [this](std::uint32_t i) {
    const auto [begin, end] = times_[i];
    const bool is_sql = i >= app_.spark_jobs.size();
    return std::tuple(end, is_sql, begin == end, is_sql ? -begin : begin, i);
  };
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return key(a) < key(b); });
  rank_.resize(order.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) rank_[order[i]] = i;
}

std::uint32_t Delays::ActivityOfSql(std::int64_t execution_id) const {
  const auto known = sql_.find(execution_id);
  return known == sql_.end() ? kNone : known->second;
}

// The SQL execution that started it.
std::uint32_t Delays::WholeOf(std::uint32_t activity) const {
  if (activity < app_.spark_jobs.size()) {
    return ActivityOfSql(app_.spark_jobs[activity].sql_execution_id);
  }
  const model::SqlExecution& sql = app_.sql_executions[activity - app_.spark_jobs.size()];
  return sql.root_id == sql.id ? kNone : ActivityOfSql(sql.root_id);
}

void Delays::LinkStart(std::uint32_t index) {
  Activity& activity = recording_.activities[index];
  const std::vector<std::uint32_t>& order = recording_.completions;
  const TimeMs begin = times_[index].begin;
  const auto ended = std::partition_point(
      order.begin(), order.end(), [&](std::uint32_t other) { return times_[other].end <= begin; });
  // Only what is before it in the order of ends: so nothing ever waits for itself.
  activity.after = std::min(static_cast<std::uint32_t>(ended - order.begin()), rank_[index]);
  TimeMs base = activity.after > 0 ? times_[order[activity.after - 1]].end : life_.begin;

  const std::uint32_t whole = WholeOf(index);
  if (whole != kNone && whole != index && times_[whole].begin <= begin) {
    activity.within = whole;
    base = std::max(base, times_[whole].begin);
  }
  activity.delay = (begin - base) * kMicrosPerMs;
  activity.recorded_begin = (begin - life_.begin) * kMicrosPerMs;
  activity.recorded_end = (times_[index].end - life_.begin) * kMicrosPerMs;
}

void Delays::IndexStages() {
  for (std::uint32_t i = 0; i < app_.stages.size(); ++i) {
    if (recording_.stages[i].ran) by_end_.push_back(i);
  }
  std::sort(by_end_.begin(), by_end_.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::tuple(stage_times_[a].end, app_.stages[a].key, a) <
           std::tuple(stage_times_[b].end, app_.stages[b].key, b);
  });
  by_id_ = by_end_;
  std::stable_sort(by_id_.begin(), by_id_.end(), [&](std::uint32_t a, std::uint32_t b) {
    return app_.stages[a].key.stage_id < app_.stages[b].key.stage_id;
  });
}

// The attempts at a stage, in the order in which they ended.
std::span<const std::uint32_t> Delays::AttemptsAt(std::int64_t stage_id) const {
  const auto id = [this](std::uint32_t stage) { return app_.stages[stage].key.stage_id; };
  const auto begin = std::partition_point(
      by_id_.begin(), by_id_.end(), [&](std::uint32_t stage) { return id(stage) < stage_id; });
  const auto end = std::partition_point(begin, by_id_.end(),
                                        [&](std::uint32_t stage) { return id(stage) == stage_id; });
  return {begin, end};
}

// The Spark job that submitted it: the last of its jobs to have started by then.
std::uint32_t Delays::ActivityOfStage(std::uint32_t stage) const {
  std::uint32_t best = kNone;
  for (const std::uint32_t job : app_.stages[stage].spark_jobs) {
    if (best == kNone || times_[job].begin <= stage_times_[stage].begin) best = job;
  }
  return best;
}

// Of stages in the order of their ends, the last that had ended when `before` was submitted.
std::uint32_t Delays::DoneLast(std::span<const std::uint32_t> by_end, std::uint32_t before) const {
  // Stages without a length, at one moment: by key, so that no two wait for each other.
  const std::pair submitted(stage_times_[before].begin, app_.stages[before].key);
  const auto after = std::partition_point(by_end.begin(), by_end.end(), [&](std::uint32_t other) {
    return std::pair(stage_times_[other].end, app_.stages[other].key) < submitted;
  });
  return after == by_end.begin() ? kNone : *(after - 1);
}

void Delays::LinkStage(std::uint32_t index) {
  const model::StageAttempt& stage = app_.stages[index];
  StageWork& work = recording_.stages[index];
  waits_for_.clear();
  part_of_.clear();
  if (!work.ran) {
    recording_.waits_for.Append(waits_for_);
    recording_.part_of.Append(part_of_);
    return;
  }
  const TimeMs submitted = stage_times_[index].begin;
  work.activity = ActivityOfStage(index);
  TimeMs base = work.activity == kNone ? life_.begin : times_[work.activity].begin;
  const auto wait_for = [&](std::uint32_t other) {
    if (other == kNone) return;
    waits_for_.push_back(other);
    base = std::max(base, stage_times_[other].end);
  };
  const auto wait_for_attempt = [&](std::int64_t stage_id) {
    wait_for(DoneLast(AttemptsAt(stage_id), index));
  };
  for (const std::int64_t parent : stage.parent_stage_ids) {
    if (parent != stage.key.stage_id) wait_for_attempt(parent);
  }
  wait_for_attempt(stage.key.stage_id);
  // Without a Spark job that is known to have started it: behind what had ended last.
  if (work.activity == kNone && waits_for_.empty()) wait_for(DoneLast(by_end_, index));
  work.delay = std::max<std::int64_t>(0, submitted - base) * kMicrosPerMs;
  work.recorded_begin = (submitted - life_.begin) * kMicrosPerMs;
  work.recorded_end = (stage_times_[index].end - life_.begin) * kMicrosPerMs;

  const TimeMs finish = stages_[index].times.needed_finish;
  work.end_delay =
      (stage_times_[index].end - (IsKnown(finish) ? finish : submitted)) * kMicrosPerMs;
  for (const std::uint32_t job : stage.spark_jobs) {
    if (submitted < times_[job].end) part_of_.push_back(job);
  }
  recording_.waits_for.Append(waits_for_);
  recording_.part_of.Append(part_of_);
}

void Delays::OrderStages() {
  std::vector<std::uint32_t> order(app_.stages.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::tuple(recording_.stages[a].activity, app_.stages[a].key, a) <
           std::tuple(recording_.stages[b].activity, app_.stages[b].key, b);
  });
  recording_.urgency.resize(order.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) recording_.urgency[order[i]] = i;
}

void Delays::LinkEnds() {
  std::vector<TimeMs> last(times_.size(), model::kNoTime);
  const auto add_part = [&](std::uint32_t whole, TimeMs end) {
    ++recording_.activities[whole].parts;
    last[whole] = std::max(last[whole], end);
  };
  for (std::size_t i = 0; i < recording_.stages.size(); ++i) {
    for (const std::uint32_t job : recording_.part_of[i]) add_part(job, stage_times_[i].end);
  }
  for (std::uint32_t i = 0; i < times_.size(); ++i) {
    Activity& part = recording_.activities[i];
    // What went on behind the end of its whole does not hold that up.
    if (part.within == kNone || rank_[part.within] < rank_[i]) continue;
    part.part_of = part.within;
    add_part(part.part_of, times_[i].end);
  }
  for (std::size_t i = 0; i < times_.size(); ++i) {
    // A job may list stages that ended before it began: it does not wait for them.
    const TimeMs base = IsKnown(last[i]) ? std::max(last[i], times_[i].begin) : times_[i].begin;
    recording_.activities[i].end_delay = (times_[i].end - base) * kMicrosPerMs;
  }
}

void Delays::SortMarks() {
  moments_.push_back({life_.begin, kNone, false});
  for (std::uint32_t i = 0; i < times_.size(); ++i) {
    moments_.push_back({times_[i].begin, i, false});
    moments_.push_back({times_[i].end, i, true});
  }
  std::stable_sort(moments_.begin(), moments_.end(),
                   [](const Moment& a, const Moment& b) { return a.time < b.time; });
}

void Delays::FindLongLaunches() {
  for (const StageTasks& stage : stages_) {
    if (stage.times.last_launch - stage.times.first_launch > kLocalityWait) {
      long_launches_.push_back({stage.times.first_launch, stage.times.last_launch});
    }
  }
  std::sort(long_launches_.begin(), long_launches_.end(),
            [](const Interval& a, const Interval& b) { return a.begin < b.begin; });
  for (std::size_t i = 1; i < long_launches_.size(); ++i) {
    long_launches_[i].end = std::max(long_launches_[i].end, long_launches_[i - 1].end);
  }
}

// Whether a stage launched tasks elsewhere for longer than kLocalityWait while it was there: those
// waited for a slot near their data.
bool Delays::WasPassedOver(const ExecutorSpan& span) const {
  if (span.end - span.begin <= kLocalityWait) return false;
  const auto later = std::partition_point(
      long_launches_.begin(), long_launches_.end(),
      [&](const Interval& launches) { return launches.begin < span.end - kLocalityWait; });
  return later != long_launches_.begin() && (later - 1)->end > span.begin + kLocalityWait;
}

void Delays::AddMark(TimeMs time, std::uint32_t executor, bool is_added) {
  const auto after =
      std::partition_point(moments_.begin(), moments_.end(),
                           [time](const Moment& moment) { return moment.time <= time; });
  Moment& moment = time == life_.begin ? moments_.front() : *(after - 1);
  if (moment.mark == kNone) {
    moment.mark = static_cast<std::uint32_t>(recording_.marks.size());
    recording_.marks.push_back({moment.activity, moment.is_end, {}});
  }
  recording_.marks[moment.mark].changes.push_back(
      {(time - moment.time) * kMicrosPerMs, executor, is_added});
}

void Delays::AddMarks(const ExecutorSpan& span) {
  AddMark(span.begin, span.executor, true);
  if (span.end < life_.end) AddMark(span.end, span.executor, false);
}

void Delays::Close() {
  TimeMs last = life_.begin;
  for (const Interval& activity : times_) last = std::max(last, activity.end);
  for (const std::uint32_t stage : by_end_) last = std::max(last, stage_times_[stage].end);
  recording_.closing = (life_.end - last) * kMicrosPerMs;
  recording_.wall = life_.length() * kMicrosPerMs;
}

}  // namespace

void SetDelays(const Application& app, const Life& life, std::span<const Interval> stage_times,
               std::span<const StageTasks> stages, std::span<const ExecutorSpan> executors,
               const std::vector<bool>& used, Recording& recording) {
  Delays(app, life, stage_times, stages, recording).Set(executors, used);
}

}  // namespace dataflint::replay
