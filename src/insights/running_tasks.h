// RunningTasks: for how long how many tasks ran at the same time, from the recorded launches and
// ends.
//
// Wall time is cut into equal bins, kBinsPerTask for a task but at most kBins, and the tasks' time
// spread over them, so that a million tasks cost one pass and no sort. Called by insights that ask what fewer cores would do.
#ifndef DATAFLINT_INSIGHTS_RUNNING_TASKS_H_
#define DATAFLINT_INSIGHTS_RUNNING_TASKS_H_

#include <cstdint>
#include <vector>

#include "analysis/figures.h"
#include "model/application.h"

namespace dataflint::insights {

class RunningTasks {
 public:
  static constexpr std::size_t kBins = 8192;
  static constexpr std::size_t kBinsPerTask = 16;

  RunningTasks(const model::Application& app, const analysis::Figures& figures);

  // How much longer the run takes, ms, when never more than `slots` tasks run at once: what ran
  // beyond them runs afterwards, and all else waits for it (later free slots might take it, so it
  // is rather too much). Work is treated as divisible.
  std::int64_t AddedWall(std::int64_t slots) const;
  // Mean number of tasks running, over the run.
  double mean() const { return mean_; }

 private:
  std::vector<double> running_;  // mean tasks running in a bin
  double bin_ms_ = 1;
  double mean_ = 0;
};

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_RUNNING_TASKS_H_
