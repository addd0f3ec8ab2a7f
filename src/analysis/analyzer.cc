#include "analysis/analyzer.h"

#include <algorithm>
#include <utility>

#include "analysis/critical_path.h"
#include "analysis/driver_gaps.h"
#include "analysis/wall_time.h"

namespace dataflint::analysis {
namespace {

void AddStages(const std::vector<StageDigest>& digests, const SweepResult& sweep,
               Figures& figures) {
  for (std::size_t i = 0; i < digests.size(); ++i) {
    StageFigures& stage = figures.stages[i];
    stage.critical_time = 0;
    stage.tail_core_time = sweep.stages[i].tail_core_time;
    stage.narrow_core_time = sweep.stages[i].narrow_core_time;
    stage.tail_begin = sweep.stages[i].tail_begin;
    stage.slots = sweep.stages[i].slots;
    for (std::size_t p = 0; p < kCorePartCount; ++p) {
      figures.core_time.parts[p] += stage.core_time.parts[p];
    }
    figures.total_tasks += stage.tasks;
    figures.failed_tasks += digests[i].failed_tasks;
    figures.killed_tasks += digests[i].killed_tasks;
  }
}

void AddIdleTime(const SweepState& sweep, CoreTime& core_time) {
  core_time[CorePart::kIdleDriver] = sweep.idle_driver;
  core_time[CorePart::kIdleTail] = sweep.idle_tail;
  core_time[CorePart::kIdleNarrow] = sweep.idle_narrow;
  core_time[CorePart::kIdleKept] = sweep.idle_kept;
  for (const std::int64_t part : core_time.parts) core_time.available += part;
}

void AddCriticalTime(const model::Application& app, Figures& figures) {
  std::vector<std::pair<StageKey, std::size_t>> index;
  index.reserve(app.stages.size());
  for (std::size_t i = 0; i < app.stages.size(); ++i) index.emplace_back(app.stages[i].key, i);
  std::sort(index.begin(), index.end());
  for (const CriticalLink& link : figures.critical_path) {
    if (link.kind != CriticalLink::Kind::kStage) continue;
    const auto at =
        std::lower_bound(index.begin(), index.end(), std::pair{link.stage, std::size_t{0}});
    figures.stages[at->second].critical_time += link.duration();
  }
}

// Whether rows read in `before` say the same in `now`: both begin at the same time, and neither
// ends before the last of the rows does.
bool SaysTheSame(const StageFigures& figures, const Life& before, const Life& now) {
  if (before == now) return true;
  return before.known == now.known && before.begin == now.begin &&
         figures.last_finish <= std::min(before.end, now.end);
}

}  // namespace

void Analyzer::ReadStages(const model::Application& app, const Life& life,
                          const TaskCpus& task_cpus, std::vector<StageFigures>& figures) {
  StageReader reader(app, life, task_cpus);
  figures.resize(app.stages.size());
  digests_.resize(app.stages.size());
  versions_.resize(app.stages.size());
  for (std::size_t i = 0; i < app.stages.size(); ++i) {
    const model::StageAttempt& stage = app.stages[i];
    StageDigest& digest = digests_[i];
    const bool reusable = versions_[i] > 0 && !digest.has_running_tasks &&
                          figures[i].tasks == static_cast<std::int64_t>(stage.tasks.size()) &&
                          digest.cpus == task_cpus.Of(stage) &&
                          SaysTheSame(figures[i], life_, life);
    if (!reusable) {
      reader.ReadTable(stage, figures[i], digest);
      versions_[i] = ++reads_;
    }
    reader.Complete(stage, digest);
  }
  life_ = life;
}

void Analyzer::Update(const model::Application& app, Figures& figures) {
  const Life life = LifeOf(app);
  const TaskCpus task_cpus(app, life);
  std::vector<StageFigures> stages = std::move(figures.stages);
  ReadStages(app, life, task_cpus, stages);
  figures = {};
  figures.stages = std::move(stages);
  const std::vector<ExecutorSpan> executors = ExecutorSpans(app, life, task_cpus);
  const SlotTimeline slots(executors, life);
  const Demand demand = DemandOf(app, digests_, life);
  const SweepResult& sweep = sweep_.Walk(app, digests_, versions_, slots, life, demand);

  if (life.known) {
    figures.begin = life.begin;
    figures.end = life.end;
  }
  for (const SlotStep& step : slots.steps()) {
    figures.max_cores = std::max(figures.max_cores, step.cores);
    figures.max_executors = std::max(figures.max_executors, step.executors);
  }
  figures.peak_running_tasks = sweep.state.peak_running_tasks;
  figures.widened_core_time = sweep.state.widened;
  AddStages(digests_, sweep, figures);
  AddIdleTime(sweep.state, figures.core_time);

  const GapClassifier classifier(app, digests_, slots, life, demand, sql_facts_);
  std::vector<Gap> gaps;
  gaps.reserve(sweep.quiet.size());
  for (const QuietStretch& quiet : sweep.quiet) gaps.push_back({quiet.begin, quiet.end});
  const std::vector<GapPiece> pieces = classifier.Classify(gaps);
  figures.wall_time = WallTimeOf(sweep.state.executing, pieces);
  figures.driver_gaps = DriverGapsOf(app, pieces, sweep.quiet);
  figures.critical_path = CriticalPath(app, digests_, figures.stages, classifier, life);
  AddCriticalTime(app, figures);
}

}  // namespace dataflint::analysis
