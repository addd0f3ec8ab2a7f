// Analyzer: the figures of an application that grows, each time at the cost of what is new.
//
// Gives exactly what Analyze() gives, which is an Analyzer used once. What is kept from call to
// call: for each stage attempt what its rows add up to (in the figures themselves and a digest
// beside them), used again while neither the rows nor the part of the life that they touch have
// changed; what the plans of ended SQL executions say; and the walk over time up to the last moment before any change (task_sweep.h). All else is made anew:
// it costs no pass over tasks. Called by engine/; one application an analyzer, whose rows are only
// added or (running tasks) taken back; one thread.
#ifndef DATAFLINT_ANALYSIS_ANALYZER_H_
#define DATAFLINT_ANALYSIS_ANALYZER_H_

#include <cstdint>
#include <vector>

#include "analysis/driver_gaps.h"
#include "analysis/figures.h"
#include "analysis/stage_figures.h"
#include "analysis/task_sweep.h"
#include "analysis/timeline.h"

namespace dataflint::analysis {

class Analyzer {
 public:
  // `figures` is as the last call left it; anything before the first.
  void Update(const model::Application& app, Figures& figures);

 private:
  void ReadStages(const model::Application& app, const Life& life, const TaskCpus& task_cpus,
                  std::vector<StageFigures>& figures);

  std::vector<StageDigest> digests_;     // as Application::stages; of the last call
  std::vector<std::uint64_t> versions_;  // likewise; of the rows behind each digest, 0: never read
  std::uint64_t reads_ = 0;
  Life life_;                        // of the last call: every digest says what its rows say in it
  std::vector<SqlFacts> sql_facts_;  // as Application::sql_executions
  TaskSweep sweep_;
};

}  // namespace dataflint::analysis

#endif  // DATAFLINT_ANALYSIS_ANALYZER_H_
