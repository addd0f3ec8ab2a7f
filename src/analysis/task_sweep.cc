#include "analysis/task_sweep.h"

#include <algorithm>
#include <queue>
#include <utility>

#include "analysis/segment_events.h"

namespace dataflint::analysis {
namespace {

using model::Application;
using model::IsKnown;
using model::kNoTime;

// A stage of the segment being walked.
struct Active {
  std::uint32_t stage = 0;  // index into Application::stages
  std::int64_t cpus = 1;
  std::int64_t width = 0;
  std::int64_t slots = 0;
  std::int64_t running = 0;
  std::int64_t left = 0;  // tasks that have not ended
  bool begun = false;
  bool pending = false;  // has tasks that were not launched
  bool in_heap = false;
};

class SegmentWalk {
 public:
  SegmentWalk(const Application& app, std::span<const StageDigest> digests,
              const SlotTimeline& slots, const Life& life, const Demand& demand,
              SweepResult& result)
      : app_(app),
        digests_(digests),
        slots_(slots),
        life_(life),
        demand_(demand),
        result_(result),
        state_(result.state),
        step_(slots.StepAt(result.state.at)) {}

  void Segment(std::span<const std::uint32_t> stages, TimeMs begin, TimeMs end);
  void Finish();

 private:
  void AdvanceTo(TimeMs time);
  void AdvanceQuiet(TimeMs time);
  std::int64_t& IdleCause(std::int64_t cores);
  bool FilledBySome(std::int64_t cores);
  void Launch(std::size_t position);
  void End(std::size_t position);

  const Application& app_;
  std::span<const StageDigest> digests_;
  const SlotTimeline& slots_;
  const Life& life_;
  const Demand& demand_;
  SweepResult& result_;
  SweepState& state_;
  std::size_t step_;

  SegmentEvents events_;
  std::vector<Active> stages_;
  // Stages that run or ran, widest first; those that do not run are dropped when they come to the
  // top.
  std::priority_queue<std::pair<std::int64_t, std::size_t>> widest_;
  std::int64_t running_tasks_ = 0;
  std::int64_t running_cores_ = 0;
  std::int64_t running_stages_ = 0;
  std::size_t running_xor_ =
      0;  // of the positions of the running stages: names the one when it is alone
  std::int64_t pending_stages_ = 0;
};

bool SegmentWalk::FilledBySome(std::int64_t cores) {
  while (!widest_.empty() && stages_[widest_.top().second].running == 0) {
    stages_[widest_.top().second].in_heap = false;
    widest_.pop();
  }
  return !widest_.empty() && widest_.top().first >= cores;
}

// Where idle time counts now, while tasks run and `cores` are offered. Adds nothing itself.
std::int64_t& SegmentWalk::IdleCause(std::int64_t cores) {
  if (pending_stages_ > 0) return state_.idle_kept;
  return FilledBySome(cores) ? state_.idle_tail : state_.idle_narrow;
}

// Counts the time from state_.at to `time`, in which what runs does not change.
void SegmentWalk::AdvanceTo(TimeMs time) {
  if (time <= state_.at) return;
  if (running_tasks_ == 0) {
    AdvanceQuiet(time);
    return;
  }
  state_.executing += time - state_.at;
  const std::span<const SlotStep> steps = slots_.steps();
  while (state_.at < time) {
    while (step_ + 1 < steps.size() && steps[step_ + 1].time <= state_.at) ++step_;
    const TimeMs until = step_ + 1 < steps.size() ? std::min(time, steps[step_ + 1].time) : time;
    const std::int64_t free = steps[step_].cores - running_cores_;
    if (free < 0) {
      state_.widened -= free * (until - state_.at);
    } else if (free > 0) {
      const std::int64_t idle = free * (until - state_.at);
      std::int64_t& cause = IdleCause(steps[step_].cores);
      cause += idle;
      if (running_stages_ == 1 && &cause != &state_.idle_kept) {
        StageSweep& stage = result_.stages[stages_[running_xor_].stage];
        (&cause == &state_.idle_tail ? stage.tail_core_time : stage.narrow_core_time) += idle;
      }
    }
    state_.at = until;
  }
}

void SegmentWalk::AdvanceQuiet(TimeMs time) {
  std::vector<QuietStretch>& quiet = result_.quiet;
  if (!quiet.empty() && quiet.back().end == state_.at) {
    quiet.back().end = time;
  } else {
    quiet.push_back({state_.at, time, state_.stage_before, -1});
  }
  const std::span<const SlotStep> steps = slots_.steps();
  while (state_.at < time) {
    while (step_ + 1 < steps.size() && steps[step_ + 1].time <= state_.at) ++step_;
    TimeMs until = step_ + 1 < steps.size() ? std::min(time, steps[step_ + 1].time) : time;
    const bool wanted = state_.at >= demand_.begin && state_.at < demand_.end;
    for (const TimeMs edge : {demand_.begin, demand_.end}) {
      if (edge > state_.at) until = std::min(until, edge);
    }
    (wanted ? state_.idle_driver : state_.idle_kept) += steps[step_].cores * (until - state_.at);
    state_.at = until;
  }
}

void SegmentWalk::Launch(std::size_t position) {
  Active& stage = stages_[position];
  if (running_tasks_ == 0 && !result_.quiet.empty() && result_.quiet.back().end == state_.at &&
      result_.quiet.back().stage_after < 0) {
    result_.quiet.back().stage_after = stage.stage;
  }
  if (!stage.begun) {
    stage.begun = true;
    if (stage.pending) ++pending_stages_;
  }
  if (stage.running++ == 0) {
    ++running_stages_;
    running_xor_ ^= position;
    if (!stage.in_heap) {
      widest_.emplace(stage.width, position);
      stage.in_heap = true;
    }
  }
  ++running_tasks_;
  running_cores_ += stage.cpus;
  state_.peak_running_tasks = std::max(state_.peak_running_tasks, running_tasks_);
}

void SegmentWalk::End(std::size_t position) {
  Active& stage = stages_[position];
  if (--stage.running == 0) {
    --running_stages_;
    running_xor_ ^= position;
  }
  --running_tasks_;
  running_cores_ -= stage.cpus;
  --stage.left;
  StageSweep& sweep = result_.stages[stage.stage];
  if (!IsKnown(sweep.tail_begin) && stage.width >= stage.slots && stage.slots > 0 &&
      stage.left * stage.cpus < stage.slots) {
    sweep.tail_begin = state_.at;
  }
  state_.stage_before = stage.stage;
}

void SegmentWalk::Segment(std::span<const std::uint32_t> stages, TimeMs begin, TimeMs end) {
  AdvanceTo(begin);
  stages_.clear();
  widest_ = {};
  for (const std::uint32_t index : stages) {
    const StageDigest& digest = digests_[index];
    Active active;
    active.stage = index;
    active.cpus = digest.cpus;
    active.width = digest.width;
    active.slots = slots_.MostCores(digest.busy_begin, digest.busy_end - 1);
    active.left = digest.timed_tasks;
    active.pending = digest.pending_until > digest.busy_begin;
    stages_.push_back(active);
    result_.stages[index].slots = active.slots;
  }
  events_.Load(app_, digests_, stages, life_, begin, end);
  for (std::size_t i = 0; i < events_.size(); ++i) {
    const SegmentEvents::Event event = events_[i];
    AdvanceTo(event.time);
    switch (event.kind) {
      case SegmentEventKind::kLaunch:
        Launch(event.stage);
        break;
      case SegmentEventKind::kFinish:
        End(event.stage);
        break;
      case SegmentEventKind::kAllLaunched: {
        Active& stage = stages_[event.stage];
        if (stage.begun && stage.pending) --pending_stages_;
        stage.pending = false;
        break;
      }
    }
  }
}

void SegmentWalk::Finish() { AdvanceTo(life_.end); }

}  // namespace

Demand DemandOf(const Application& app, std::span<const StageDigest> digests, const Life& life) {
  TimeMs begin = kNoTime;
  TimeMs end = kNoTime;
  const auto add = [&](TimeMs from, TimeMs to) {
    if (!IsKnown(from)) return;
    begin = IsKnown(begin) ? std::min(begin, from) : from;
    end = std::max(end, IsKnown(to) ? to : life.end);
  };
  for (const model::SparkJob& job : app.spark_jobs) add(job.submission_time, job.completion_time);
  for (const model::SqlExecution& sql : app.sql_executions) {
    add(sql.submission_time, sql.completion_time);
  }
  for (const StageDigest& digest : digests) {
    if (digest.timed_tasks > 0) add(digest.busy_begin, digest.busy_end);
  }
  if (!IsKnown(begin)) return {life.end, life.end};
  return {life.Clip(begin), life.Clip(end)};
}

// Up to when slots and demand are as they were in the last walk.
TimeMs TaskSweep::UnchangedUntil(const SlotTimeline& slots, const Life& life,
                                 const Demand& demand) const {
  TimeMs until = std::min(life.end, life_.end);
  if (demand.begin != demand_.begin) until = std::min({until, demand.begin, demand_.begin});
  if (demand.end != demand_.end) until = std::min({until, demand.end, demand_.end});
  const std::span<const SlotStep> steps = slots.steps();
  const auto [now, before] =
      std::mismatch(steps.begin(), steps.end(), slot_steps_.begin(), slot_steps_.end());
  if (now != steps.end()) until = std::min(until, now->time);
  if (before != slot_steps_.end()) until = std::min(until, before->time);
  return until;
}

// Forgets everything behind `border`; `stages` is how many there are now.
void TaskSweep::GoBackTo(const SweepState& border, std::size_t stages) {
  std::vector<StageSweep> kept(stages);
  for (std::size_t i = 0; i < border.stages_done; ++i) {
    kept[keys_[i].stage] = result_.stages[keys_[i].stage];
  }
  result_.stages = std::move(kept);
  result_.quiet.resize(border.quiet_stretches);
  result_.state = border;
}

const SweepResult& TaskSweep::Walk(const Application& app, std::span<const StageDigest> digests,
                                   std::span<const std::uint64_t> versions,
                                   const SlotTimeline& slots, const Life& life,
                                   const Demand& demand) {
  std::vector<std::uint32_t> order;
  for (std::size_t i = 0; i < digests.size(); ++i) {
    if (digests[i].timed_tasks > 0) order.push_back(static_cast<std::uint32_t>(i));
  }
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return digests[a].busy_begin != digests[b].busy_begin
               ? digests[a].busy_begin < digests[b].busy_begin
               : a < b;
  });
  std::vector<StageKey> keys;
  keys.reserve(order.size());
  for (const std::uint32_t i : order) {
    keys.push_back({i, versions[i], digests[i].cpus, digests[i].width, digests[i].pending_until});
  }

  // The last border that this walk would reach with the same state.
  if (life.begin != life_.begin) borders_.clear();
  const TimeMs unchanged_until = UnchangedUntil(slots, life, demand);
  const auto same_stages = static_cast<std::size_t>(
      std::mismatch(keys.begin(), keys.end(), keys_.begin(), keys_.end()).first - keys.begin());
  const auto is_border = [&](const SweepState& border) {
    return border.at <= unchanged_until && border.stages_done <= same_stages &&
           (border.stages_done == order.size() ||
            digests[order[border.stages_done]].busy_begin >= border.at);
  };
  while (!borders_.empty() && !is_border(borders_.back())) borders_.pop_back();
  if (borders_.empty()) {
    borders_.emplace_back().at = life.begin;
    borders_.back().stage_before = -1;
  }
  GoBackTo(borders_.back(), digests.size());
  keys_ = std::move(keys);
  slot_steps_.assign(slots.steps().begin(), slots.steps().end());
  life_ = life;
  demand_ = demand;

  SegmentWalk walk(app, digests, slots, life, demand, result_);
  for (std::size_t first = result_.state.stages_done; first < order.size();) {
    TimeMs end = digests[order[first]].busy_end;
    std::size_t last = first + 1;
    while (last < order.size() && digests[order[last]].busy_begin < end) {
      end = std::max(end, digests[order[last]].busy_end);
      ++last;
    }
    walk.Segment(std::span(order).subspan(first, last - first), digests[order[first]].busy_begin,
                 end);
    first = last;
    result_.state.stages_done = last;
    result_.state.quiet_stretches = result_.quiet.size();
    borders_.push_back(result_.state);
  }
  walk.Finish();
  return result_;
}

}  // namespace dataflint::analysis
