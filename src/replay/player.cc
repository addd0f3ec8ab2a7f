#include "replay/player.h"

#include <algorithm>
#include <deque>
#include <functional>
#include <limits>
#include <queue>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "base/saturate.h"
#include "replay/player_state.h"

namespace dataflint::replay {
namespace {

// Later than any sound run ends; times of the wildest logs stop there, far from where 64 bits do.
constexpr Micros kLatest = Micros{1} << 61;

// A stage of so many tasks is played as soon as it is looked up.
constexpr std::size_t kFewTasks = 16;

Micros CoresTimes(Micros time, std::int64_t cores) {
  Micros product = 0;
  if (!__builtin_mul_overflow(time, cores, &product)) return product;
  return std::numeric_limits<Micros>::max();
}

class Player {
 public:
  Player(const Recording& recording, const StageMemo* known, StageMemo* found);
  Played Run();

 private:
  void PrepareActivities();
  void PrepareStages();
  void PrepareExecutors();
  void Push(Micros time, EventKind kind, std::uint32_t index, std::uint32_t stage = kNone) {
    events_.push({std::min(time, kLatest), kind, index, stage});
  }
  void Begin();
  void Handle(const Event& event);
  void Apply(const std::vector<ExecutorChange>& changes);
  void ActivityMet(std::uint32_t activity);
  void StartActivity(std::uint32_t index);
  void PartEnded(std::uint32_t activity);
  void EndActivity(std::uint32_t index);
  void StageMet(std::uint32_t stage);
  void Submit(std::uint32_t index);
  bool SkipAhead(std::uint32_t index);
  void Activate(std::uint32_t index);
  void Deactivate(std::uint32_t index);
  void EndStage(std::uint32_t index);
  void AddExecutor(std::uint32_t index);
  void RemoveExecutor(std::uint32_t index);
  void EndTask(std::uint32_t slot);
  void FreeSlot(std::uint32_t slot);
  void Dispatch();
  void Dispatch(Pool& pool);
  std::uint32_t NextStage(const Pool& pool) const;
  std::uint32_t TakeTask(std::uint32_t index);
  void Launch(std::uint32_t index, std::uint32_t slot);
  void PushFollowUps(std::uint32_t index, std::uint32_t task, Micros launch);
  void AddCoreTime(const ExecutorState& executor, std::int64_t cores, Micros until);
  bool Unstick();
  bool BringExecutors();
  Played Result();

  const StageWork& work(std::uint32_t stage) const { return recording_.stages[stage]; }
  Pool& pool_of(std::uint32_t stage) { return pools_[work(stage).executor_pool]; }
  // Where the stage stands in Pool::active.
  std::uint32_t queue_of(std::uint32_t stage) const {
    return recording_.is_fair ? work(stage).scheduling_pool : 0;
  }
  bool HasTasksToLaunch(std::uint32_t stage) const {
    return stages_[stage].launched < work(stage).tasks->initial || ready_.contains(stage);
  }

  const Recording& recording_;
  const StageMemo* known_;
  StageMemo* found_;
  Micros now_ = 0;
  Micros last_end_ = 0;
  Micros core_time_ = 0;
  std::size_t left_ = 0;              // stages and activities that have not ended
  std::uint32_t stuck_activity_ = 0;  // those before need no push any more
  std::uint32_t stuck_stage_ = 0;
  std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
  std::vector<StageState> stages_;
  // Of stages that have any: tasks that follow others and may be launched.
  std::unordered_map<std::uint32_t, std::deque<std::uint32_t>> ready_;
  std::vector<std::uint32_t> by_urgency_;  // stages
  IndexLists dependents_;                  // of each stage: stages that wait for it
  std::vector<ActivityState> activities_;
  IndexLists activities_within_;         // of each activity: those that wait for its start
  IndexLists stages_within_;             // likewise
  std::vector<std::uint32_t> by_after_;  // activities by Activity::after
  std::size_t next_after_ = 0;           // the first of them that still waits
  std::vector<std::uint32_t> rank_;      // of activities in Recording::completions
  std::vector<bool> done_;               // by rank
  std::uint32_t done_in_order_ = 0;
  std::vector<std::uint32_t> mark_;  // of 2 x activity + is_end; kNone: none
  std::vector<ExecutorState> executors_;
  std::vector<Slot> slots_;
  std::vector<Pool> pools_;
  std::vector<std::uint32_t> to_dispatch_;  // pools with slots or stages that are new
  IndexLists executors_in_;                 // of each pool
  std::vector<std::uint32_t> running_;      // tasks of each scheduling pool
};

Player::Player(const Recording& recording, const StageMemo* known, StageMemo* found)
    : recording_(recording), known_(known), found_(found) {
  PrepareActivities();
  PrepareStages();
  PrepareExecutors();
}

void Player::PrepareActivities() {
  const auto count = static_cast<std::uint32_t>(recording_.activities.size());
  activities_.resize(count);
  rank_.resize(count);
  done_.resize(count);
  left_ += count;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> within;
  for (std::uint32_t i = 0; i < count; ++i) {
    const Activity& activity = recording_.activities[i];
    rank_[recording_.completions[i]] = i;
    activities_[i].parts = activity.parts;
    activities_[i].unmet = activity.within == kNone ? 1 : 2;
    if (activity.within != kNone) within.emplace_back(activity.within, i);
    by_after_.push_back(i);
  }
  activities_within_ = IndexLists::Of(count, within);
  std::sort(by_after_.begin(), by_after_.end(), [this](std::uint32_t a, std::uint32_t b) {
    return std::pair(recording_.activities[a].after, a) <
           std::pair(recording_.activities[b].after, b);
  });
}

void Player::PrepareStages() {
  const auto count = static_cast<std::uint32_t>(recording_.stages.size());
  stages_.resize(count);
  running_.resize(recording_.scheduling_pools);
  by_urgency_.resize(count);
  for (std::uint32_t i = 0; i < count; ++i) by_urgency_[recording_.urgency[i]] = i;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> dependents;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> within;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (!work(i).ran) continue;
    ++left_;
    const auto waits_for = recording_.waits_for[i];
    stages_[i].unmet = static_cast<std::uint32_t>(waits_for.size()) + 1;
    for (const std::uint32_t other : waits_for) dependents.emplace_back(other, i);
    if (work(i).activity != kNone) within.emplace_back(work(i).activity, i);
  }
  dependents_ = IndexLists::Of(count, dependents);
  stages_within_ = IndexLists::Of(activities_.size(), within);
}

void Player::PrepareExecutors() {
  pools_.resize(recording_.executor_pools);
  executors_.resize(recording_.executors.size());
  std::vector<std::pair<std::uint32_t, std::uint32_t>> in;
  for (std::uint32_t i = 0; i < executors_.size(); ++i) {
    in.emplace_back(recording_.executors[i].pool, i);
    executors_[i].first_slot = static_cast<std::uint32_t>(slots_.size());
    slots_.resize(slots_.size() + recording_.executors[i].slots, Slot{i, kNone});
  }
  executors_in_ = IndexLists::Of(pools_.size(), in);
  mark_.resize(2 * activities_.size(), kNone);
  for (std::uint32_t i = 0; i < recording_.marks.size(); ++i) {
    const Mark& mark = recording_.marks[i];
    if (mark.activity != kNone) mark_[2 * std::size_t{mark.activity} + (mark.is_end ? 1 : 0)] = i;
  }
}

void Player::Begin() {
  for (const Mark& mark : recording_.marks) {
    if (mark.activity == kNone) Apply(mark.changes);
  }
  while (next_after_ < by_after_.size() &&
         recording_.activities[by_after_[next_after_]].after == 0) {
    ActivityMet(by_after_[next_after_++]);
  }
  for (std::uint32_t i = 0; i < stages_.size(); ++i) {
    if (work(i).ran && work(i).activity == kNone) StageMet(i);
  }
}

Played Player::Run() {
  Begin();
  while (left_ > 0 && (!events_.empty() || Unstick())) {
    now_ = std::max(now_, events_.top().time);
    while (!events_.empty() && events_.top().time <= now_) {
      const Event event = events_.top();
      events_.pop();
      Handle(event);
    }
    Dispatch();
  }
  return Result();
}

Played Player::Result() {
  Played played;
  played.wall = last_end_ + recording_.closing;
  for (std::size_t i = 0; i < executors_.size(); ++i) {
    if (!executors_[i].is_there) continue;
    AddCoreTime(executors_[i], recording_.executors[i].cores, played.wall);
  }
  played.core_time = core_time_;
  played.stage_begin.reserve(stages_.size());
  played.stage_end.reserve(stages_.size());
  for (std::size_t i = 0; i < stages_.size(); ++i) {
    const StageState& stage = stages_[i];
    played.task_time =
        SaturatingAdd(played.task_time, CoresTimes(stage.task_time, recording_.stages[i].cpus));
    played.stage_begin.push_back(stage.begin);
    played.stage_end.push_back(stage.end);
  }
  return played;
}

void Player::Handle(const Event& event) {
  switch (event.kind) {
    case EventKind::kTaskEnd:
      EndTask(event.index);
      break;
    case EventKind::kSlotReady:
      FreeSlot(event.index);
      break;
    case EventKind::kStageEnd:
      EndStage(event.index);
      break;
    case EventKind::kActivityEnd:
      EndActivity(event.index);
      break;
    case EventKind::kActivityStart:
      StartActivity(event.index);
      break;
    case EventKind::kStageSubmit:
      Submit(event.index);
      break;
    case EventKind::kExecutorAdded:
      AddExecutor(event.index);
      break;
    case EventKind::kExecutorRemoved:
      RemoveExecutor(event.index);
      break;
    case EventKind::kFollowUp:
      if (stages_[event.stage].has_ended) break;
      ready_[event.stage].push_back(work(event.stage).tasks->follow_ups[event.index].next);
      Activate(event.stage);
      break;
    case EventKind::kFirstLaunch:
      if (!stages_[event.index].has_ended) Activate(event.index);
      break;
  }
}

void Player::Apply(const std::vector<ExecutorChange>& changes) {
  for (const ExecutorChange& change : changes) {
    Push(now_ + change.delay,
         change.is_added ? EventKind::kExecutorAdded : EventKind::kExecutorRemoved,
         change.executor);
  }
}

void Player::ActivityMet(std::uint32_t activity) {
  ActivityState& state = activities_[activity];
  if (state.is_scheduled) return;
  if (--state.unmet > 0) return;
  state.is_scheduled = true;
  Push(now_ + recording_.activities[activity].delay, EventKind::kActivityStart, activity);
}

void Player::StartActivity(std::uint32_t index) {
  ActivityState& state = activities_[index];
  state.has_started = true;
  state.begin = now_;
  const std::uint32_t mark = mark_[2 * std::size_t{index}];
  if (mark != kNone) Apply(recording_.marks[mark].changes);
  for (const std::uint32_t other : activities_within_[index]) ActivityMet(other);
  for (const std::uint32_t stage : stages_within_[index]) StageMet(stage);
  if (state.parts > 0) return;
  Push(now_ + std::max<Micros>(0, recording_.activities[index].end_delay), EventKind::kActivityEnd,
       index);
}

void Player::PartEnded(std::uint32_t activity) {
  ActivityState& state = activities_[activity];
  if (state.parts == 0) return;
  if (--state.parts > 0 || !state.has_started) return;
  Push(std::max(state.begin, now_ + recording_.activities[activity].end_delay),
       EventKind::kActivityEnd, activity);
}

void Player::EndActivity(std::uint32_t index) {
  ActivityState& state = activities_[index];
  if (state.has_ended) return;
  state.has_ended = true;
  --left_;
  last_end_ = std::max(last_end_, now_);
  const std::uint32_t mark = mark_[2 * std::size_t{index} + 1];
  if (mark != kNone) Apply(recording_.marks[mark].changes);
  if (recording_.activities[index].part_of != kNone) {
    PartEnded(recording_.activities[index].part_of);
  }
  done_[rank_[index]] = true;
  while (done_in_order_ < done_.size() && done_[done_in_order_]) ++done_in_order_;
  while (next_after_ < by_after_.size() &&
         recording_.activities[by_after_[next_after_]].after <= done_in_order_) {
    ActivityMet(by_after_[next_after_++]);
  }
}

void Player::StageMet(std::uint32_t stage) {
  StageState& state = stages_[stage];
  if (state.unmet == 0) return;
  if (--state.unmet > 0) return;
  Push(now_ + work(stage).delay, EventKind::kStageSubmit, stage);
}

void Player::Submit(std::uint32_t index) {
  StageState& stage = stages_[index];
  if (stage.is_submitted) return;
  stage.is_submitted = true;
  stage.begin = stage.last_needed = now_;
  const StageWork& work = this->work(index);
  if (work.tasks->needed_count == 0) {
    Push(now_ + std::max<Micros>(0, work.end_delay), EventKind::kStageEnd, index);
    return;
  }
  Pool& pool = pool_of(index);
  const bool has_all = pool.free.size() == pool.slots && pool.open_stages == 0 &&
                       work.tasks->durations.size() == work.tasks->needed_count &&
                       work.tasks->follow_ups.empty() && work.end_delay >= 0;
  ++pool.open_stages;
  pool.alone = has_all ? index : kNone;
  pool.slots_of_alone = pool.slots;
  if (has_all && SkipAhead(index)) return;
  stage.spaced = pool.free.size();
  Push(now_ + work.first_launch, EventKind::kFirstLaunch, index);
}

// Of a stage that has all slots for itself, and will until it ends, it is known when that is.
bool Player::SkipAhead(std::uint32_t index) {
  if (known_ == nullptr) return false;
  const StageMemo::Entry* known = known_->Find(index, work(index), pool_of(index).slots);
  if (known == nullptr) return false;
  const Micros end = now_ + known->length;
  if (!events_.empty() && events_.top().time <= end) return false;
  stages_[index].launched = work(index).tasks->initial;
  stages_[index].last_needed = end;
  stages_[index].task_time = known->task_time;
  Push(end + work(index).end_delay, EventKind::kStageEnd, index);
  return true;
}

void Player::Activate(std::uint32_t index) {
  pool_of(index).active[queue_of(index)].insert(recording_.urgency[index]);
  to_dispatch_.push_back(work(index).executor_pool);
}

void Player::Deactivate(std::uint32_t index) {
  Pool& pool = pool_of(index);
  const auto queue = pool.active.find(queue_of(index));
  if (queue == pool.active.end()) return;
  queue->second.erase(recording_.urgency[index]);
  if (queue->second.empty()) pool.active.erase(queue);
}

void Player::EndStage(std::uint32_t index) {
  StageState& stage = stages_[index];
  if (stage.has_ended) return;
  stage.has_ended = true;
  stage.end = now_;
  --left_;
  last_end_ = std::max(last_end_, now_);
  ready_.erase(index);
  Deactivate(index);
  Pool& pool = pool_of(index);
  if (stage.is_submitted && work(index).tasks->needed_count > 0) --pool.open_stages;
  if (pool.alone == index) {
    pool.alone = kNone;
    if (found_ != nullptr && work(index).tasks->durations.size() >= kFewTasks) {
      found_->Remember(index, work(index), pool.slots_of_alone, stage.last_needed - stage.begin,
                       stage.task_time);
    }
  }
  for (const std::uint32_t other : dependents_[index]) StageMet(other);
  for (const std::uint32_t activity : recording_.part_of[index]) PartEnded(activity);
}

void Player::AddExecutor(std::uint32_t index) {
  ExecutorState& executor = executors_[index];
  if (executor.is_there) return;
  executor.is_there = true;
  executor.since = now_;
  const ExecutorSlots& spec = recording_.executors[index];
  Pool& pool = pools_[spec.pool];
  pool.slots += spec.slots;
  pool.alone = kNone;
  to_dispatch_.push_back(spec.pool);
  for (std::uint32_t slot = executor.first_slot; slot < executor.first_slot + spec.slots; ++slot) {
    if (slots_[slot].stage == kNone) pool.free.push_back(slot);
  }
}

void Player::RemoveExecutor(std::uint32_t index) {
  ExecutorState& executor = executors_[index];
  if (!executor.is_there) return;
  executor.is_there = false;
  const ExecutorSlots& spec = recording_.executors[index];
  AddCoreTime(executor, spec.cores, now_);
  Pool& pool = pools_[spec.pool];
  pool.slots -= spec.slots;
  pool.alone = kNone;
  std::erase_if(pool.free, [&](std::uint32_t slot) { return slots_[slot].executor == index; });
}

void Player::AddCoreTime(const ExecutorState& executor, std::int64_t cores, Micros until) {
  const Micros time = std::max<Micros>(0, until - executor.since);
  core_time_ = SaturatingAdd(core_time_, CoresTimes(time, cores));
}

void Player::EndTask(std::uint32_t slot) {
  const std::uint32_t stage = slots_[slot].stage;
  --running_[work(stage).scheduling_pool];
  if (work(stage).turnaround > 0 && !stages_[stage].has_ended && HasTasksToLaunch(stage)) {
    Push(now_ + work(stage).turnaround, EventKind::kSlotReady, slot);
  } else {
    FreeSlot(slot);
  }
}

void Player::FreeSlot(std::uint32_t slot) {
  slots_[slot].stage = kNone;
  const std::uint32_t executor = slots_[slot].executor;
  if (executors_[executor].is_there) {
    const std::uint32_t pool = recording_.executors[executor].pool;
    pools_[pool].free.push_back(slot);
    to_dispatch_.push_back(pool);
  }
}

// The stage whose task is launched next; there is one. Fair: of the pool with fewest tasks running.
std::uint32_t Player::NextStage(const Pool& pool) const {
  const auto least = std::min_element(pool.active.begin(), pool.active.end(),
                                      [this](const auto& a, const auto& b) {
                                        return std::pair(running_[a.first], *a.second.begin()) <
                                               std::pair(running_[b.first], *b.second.begin());
                                      });
  return by_urgency_[*least->second.begin()];
}

void Player::Dispatch() {
  std::sort(to_dispatch_.begin(), to_dispatch_.end());
  to_dispatch_.erase(std::unique(to_dispatch_.begin(), to_dispatch_.end()), to_dispatch_.end());
  for (const std::uint32_t pool : to_dispatch_) Dispatch(pools_[pool]);
  to_dispatch_.clear();
}

void Player::Dispatch(Pool& pool) {
  while (!pool.free.empty() && !pool.active.empty()) {
    const std::uint32_t stage = NextStage(pool);
    const std::uint32_t slot = pool.free.back();
    pool.free.pop_back();
    Launch(stage, slot);
    if (!HasTasksToLaunch(stage)) Deactivate(stage);
  }
}

std::uint32_t Player::TakeTask(std::uint32_t index) {
  const auto ready = ready_.find(index);
  if (ready == ready_.end()) return stages_[index].launched++;
  const std::uint32_t task = ready->second.front();
  ready->second.pop_front();
  if (ready->second.empty()) ready_.erase(ready);
  return task;
}

void Player::Launch(std::uint32_t index, std::uint32_t slot) {
  StageState& stage = stages_[index];
  const StageWork& work = this->work(index);
  const TaskList& tasks = *work.tasks;
  const std::uint32_t task = TakeTask(index);
  // Free slots are given out in one round, in which the driver makes one task after the other.
  Micros launch = now_;
  if (stage.spaced > 0) {
    --stage.spaced;
    if (stage.last_launch >= 0) launch = std::max(now_, stage.last_launch + work.spacing);
    stage.last_launch = launch;
  }
  const Micros end = launch + tasks.Duration(task);
  stage.task_time = SaturatingAdd(stage.task_time, tasks.Duration(task));
  slots_[slot].stage = index;
  ++running_[work.scheduling_pool];
  Push(end, EventKind::kTaskEnd, slot);
  if (!tasks.follow_ups.empty()) PushFollowUps(index, task, launch);
  if (!tasks.IsNeeded(task)) return;
  stage.last_needed = std::max(stage.last_needed, end);
  if (++stage.needed_launched < tasks.needed_count) return;
  Push(std::max(stage.begin, stage.last_needed + work.end_delay), EventKind::kStageEnd, index);
}

void Player::PushFollowUps(std::uint32_t index, std::uint32_t task, Micros launch) {
  const std::vector<FollowUp>& all = work(index).tasks->follow_ups;
  const auto first = std::partition_point(
      all.begin(), all.end(), [task](const FollowUp& follow_up) { return follow_up.task < task; });
  for (auto next = first; next != all.end() && next->task == task; ++next) {
    Push(launch + Micros{next->delay} * kMicrosPerMs, EventKind::kFollowUp,
         static_cast<std::uint32_t>(next - all.begin()), index);
  }
}

// Executors that had gone, or never came by the log, for tasks that nobody else can run.
bool Player::BringExecutors() {
  for (std::uint32_t pool = 0; pool < pools_.size(); ++pool) {
    if (pools_[pool].active.empty()) continue;
    for (const std::uint32_t i : executors_in_[pool]) {
      if (recording_.executors[i].slots == 0 || executors_[i].is_there) continue;
      Push(now_, EventKind::kExecutorAdded, i);
    }
    if (!events_.empty()) return true;
    for (const auto& [queue, stages] : pools_[pool].active) {
      for (const std::uint32_t urgency : stages) {
        Push(now_, EventKind::kStageEnd, by_urgency_[urgency]);
      }
    }
  }
  return !events_.empty();
}

// A log may tell of tasks without executors, or of things that wait for each other: whatever can
// begin, begins; what cannot end, ends. False when nothing is left.
bool Player::Unstick() {
  if (BringExecutors()) return true;
  for (; stuck_activity_ < activities_.size(); ++stuck_activity_) {
    if (activities_[stuck_activity_].is_scheduled) continue;
    activities_[stuck_activity_].is_scheduled = true;
    Push(now_, EventKind::kActivityStart, stuck_activity_);
    return true;
  }
  for (; stuck_stage_ < stages_.size(); ++stuck_stage_) {
    if (!work(stuck_stage_).ran || stages_[stuck_stage_].is_submitted) continue;
    Push(now_, EventKind::kStageSubmit, stuck_stage_);
    return true;
  }
  for (std::uint32_t i = 0; i < stages_.size(); ++i) {
    if (work(i).ran && !stages_[i].has_ended) Push(now_, EventKind::kStageEnd, i);
  }
  for (std::uint32_t i = 0; i < activities_.size(); ++i) {
    if (!activities_[i].has_ended) Push(now_, EventKind::kActivityEnd, i);
  }
  return !events_.empty();
}

}  // namespace

Played Play(const Recording& recording, const StageMemo* known, StageMemo* found) {
  return Player(recording, known, found).Run();
}

}  // namespace dataflint::replay
