// Recorder: makes the Recording of an application, again whenever that has grown: the tasks of a
// stage whose rows are the same are not read again. Called by Replay; one application a recorder;
// one thread.
#ifndef DATAFLINT_REPLAY_RECORDER_H_
#define DATAFLINT_REPLAY_RECORDER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "analysis/timeline.h"
#include "model/application.h"
#include "replay/recording.h"
#include "replay/task_list.h"

namespace dataflint::replay {

// What one stage attempt's rows say, kept from recording to recording.
struct StageTasks {
  std::size_t rows = 0;
  bool is_read = false;
  std::shared_ptr<const TaskList> list;
  TaskTimes times;
};

class Recorder {
 public:
  Recording Record(const model::Application& app);

 private:
  void ReadTasks(const model::Application& app, const analysis::Life& life,
                 const std::vector<std::uint32_t>& slots);

  analysis::Life life_;  // in which they were read
  std::vector<std::uint32_t> slots_;
  std::vector<StageTasks> stages_;  // as Application::stages
  std::vector<bool> used_;          // executors that ran any task
};

}  // namespace dataflint::replay

#endif  // DATAFLINT_REPLAY_RECORDER_H_
