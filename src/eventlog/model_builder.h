// ModelBuilder: the Application being built, with the lookups that reading needs.
//
// Event readers (events/*.cc) find or make rows here by Spark's ids; TaskSink hands it the tasks,
// which it folds into stages, executors and jobs as Spark's AppStatusListener does. Not a place for
// JSON or for figures. Owned by LogReader; one thread.
#ifndef DATAFLINT_EVENTLOG_MODEL_BUILDER_H_
#define DATAFLINT_EVENTLOG_MODEL_BUILDER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "eventlog/memory_budgets.h"
#include "eventlog/number_set.h"
#include "eventlog/sql_metrics.h"
#include "model/application.h"

namespace dataflint::eventlog {

class ModelBuilder {
 public:
  explicit ModelBuilder(const MemoryBudgets& budgets)
      : given_(budgets), budgets_(budgets), sql_metrics_(budgets) {}

  model::Application& app() { return app_; }
  const model::Application& app() const { return app_; }
  SqlMetrics& sql_metrics() { return sql_metrics_; }
  const MemoryBudgets& budgets() const { return budgets_; }
  // Keeps `text`. Past the budget a new one becomes "(not kept)" and a text_dropped issue.
  StringId Intern(std::string_view text) {
    if (HasRoomForTexts()) return app_.strings.Intern(text);
    return InternWithoutRoom(text);
  }

  // Rows by Spark's ids. The indices stay valid; references only until the next row is added.
  // Find* give -1 when there is none; the others add a row.
  std::int64_t FindStage(model::StageKey key) const;
  std::uint32_t StageIndex(model::StageKey key);
  std::int64_t LatestStage(std::int64_t stage_id) const;  // index of its newest attempt, or -1
  std::int64_t FindSparkJob(std::int64_t job_id) const;
  std::uint32_t SparkJobIndex(std::int64_t job_id);
  std::int64_t FindSql(std::int64_t execution_id) const;
  std::int64_t SqlIndex(std::int64_t execution_id);  // -1, past the budget (sql_plan_dropped)
  std::int64_t FindExecutor(std::string_view id) const;
  std::uint32_t ExecutorIndex(std::string_view id);  // newest row of that id
  // A new row even when the id was used before; past the budget the one for all others
  // (executor_dropped).
  std::uint32_t AddExecutor(std::string_view id);
  std::int64_t FindRdd(std::int64_t rdd_id) const;
  std::uint32_t RddIndex(std::int64_t rdd_id);
  std::uint32_t FailureIndex(const model::TaskFailure& failure);
  std::uint32_t AttributionIndex(const model::Attribution& attribution);

  // A task starts. `executor` is an index; only the columns known at the start matter.
  void TaskStarted(model::StageKey stage, const model::TaskRow& row);
  // A task ended: adds it to its stage's table and folds it into stage, Spark jobs and executor, as
  // AppStatusListener.onTaskEnd does. False, and nothing done, for a second end of the same
  // attempt.
  bool TaskEnded(std::uint32_t stage_index, const model::TaskRow& row);

  // Peaks that an executor reached while a stage attempt ran.
  void RaisePeaks(std::uint32_t stage_index, std::uint32_t executor,
                  const model::ExecutorPeaks& peaks);

  // Whether one more may be added to StageAttempt::accumulators: counts it when so.
  bool HasRoomForAccumulator(const model::StageAttempt& stage) {
    if (stage.accumulators.size() >= budgets_.stage_accumulators ||
        accumulators_held_ >= budgets_.accumulators) {
      return false;
    }
    ++accumulators_held_;
    return true;
  }

  // Whether so many bytes more may be added to lists of the model: counts them when so, else the list
  // is left out (list_dropped).
  bool HasRoomForList(std::size_t bytes, std::string_view what) {
    if (lists_held_ + bytes > budgets_.lists) {
      Issue(ImportIssue::list_dropped, what);
      return false;
    }
    lists_held_ += bytes;
    return true;
  }
  void GiveBackList(std::size_t bytes) { lists_held_ -= bytes; }
  // Puts `read` in the place of `list`, or leaves `list` empty when there is no room for it.
  template <typename T>
  void KeepList(std::vector<T>& list, std::vector<T>&& read, std::string_view what) {
    GiveBackList(list.size() * sizeof(T));
    list = HasRoomForList(read.size() * sizeof(T), what) ? std::move(read) : std::vector<T>();
    list.shrink_to_fit();
  }

  // Call between lines: when the model and what readers hold beside it (`elsewhere`, bytes) have used
  // up the budget of all, no other one has room any more; when enough was given back, all have again.
  void ShareBudgets(std::size_t elsewhere);

  // A stage attempt has ended: packs its rows and gives back spare memory. Late tasks may still
  // come.
  void StageEnded(std::uint32_t stage_index);

  // A time met in any event: widens first and last event time.
  void SawTime(model::TimeMs time) {
    if (time <= 0) return;
    if (!model::IsKnown(app_.first_event_time) || time < app_.first_event_time) {
      app_.first_event_time = time;
    }
    if (time > app_.last_event_time) app_.last_event_time = time;
  }

  // Where the line being read stands, for issues.
  void SetPlace(std::string_view source, std::int64_t byte_offset) {
    source_ = source;
    byte_offset_ = byte_offset;
  }
  void Issue(ImportIssue issue, std::string_view detail = {});

  // The log has ended: what is still running stays so, totals that need the whole log are made.
  void Close(bool more_may_come);
  // After Close(true): takes back what it added, for more has come.
  void Reopen();

 private:
  struct RunningTask {
    std::uint32_t stage_index = 0;
    std::uint32_t executor = 0;
    std::int64_t index = 0;
    std::int64_t attempt = 0;
    std::int64_t partition_delta = 0;
    model::TimeMs launch_time = 0;
    std::int64_t flags = 0;
    std::int64_t locality = 0;
    DF_FIELDS(stage_index, executor, index, attempt, partition_delta, launch_time, flags, locality)
  };
  // Where each executor's totals and peaks stand in a stage, remembered for the stages at work.
  struct ExecutorSlots {
    std::vector<std::int32_t> totals_of;  // by executor; -1 or behind the end: none yet
    std::vector<std::int32_t> peaks_of;
  };
  // What a task's end counts as: one of the three is 1.
  struct Outcome {
    std::int64_t completed = 0;
    std::int64_t failed = 0;
    std::int64_t killed = 0;
    std::int64_t no_longer_active = 0;
  };
  std::size_t TextBytes() const {
    constexpr std::size_t kBytesAText = 40;  // what the pool takes beside the text
    return app_.strings.bytes() + app_.strings.size() * kBytesAText;
  }
  bool HasRoomForTexts() const { return TextBytes() < budgets_.texts; }
  std::size_t HeldBytes() const;
  StringId InternWithoutRoom(std::string_view text);
  std::uint32_t OtherExecutor(std::string_view id);
  void SealAll();
  void AddUnfinishedTasks();
  void ForgetSlots(std::uint32_t stage_index);
  model::StageWork::Sums& OpenWork(std::uint32_t stage_index);
  ExecutorSlots& SlotsOf(std::uint32_t stage_index);
  std::int32_t& SlotOf(std::uint32_t executor, std::vector<std::int32_t>& slots);
  template <typename Entry>
  Entry& EntryOf(std::uint32_t executor, std::vector<std::int32_t>& slots,
                 std::vector<Entry>& entries);
  void CountInStage(std::uint32_t stage_index, const model::TaskRow& row, const Outcome& outcome);
  static void CountOnExecutor(const model::TaskRow& row, const Outcome& outcome,
                              model::ExecutorStageTotals& in_stage, model::Executor& executor);
  static void AddMetrics(const model::TaskRow& row, model::StageWork::Sums& sums,
                         model::ExecutorStageTotals& in_stage, model::Executor& executor);

  MemoryBudgets given_;
  MemoryBudgets budgets_;  // those, or what is held while there is no room for more
  bool is_full_ = false;
  model::Application app_;
  SqlMetrics sql_metrics_;
  std::string_view source_;
  std::int64_t byte_offset_ = -1;

  struct StageKeyHash {
    std::size_t operator()(const model::StageKey& key) const {
      return static_cast<std::size_t>(key.stage_id) * 1'000'003 +
             static_cast<std::size_t>(key.attempt_id);
    }
  };
  std::unordered_map<model::StageKey, std::uint32_t, StageKeyHash> stage_index_;
  std::unordered_map<std::int64_t, std::uint32_t> latest_stage_;
  std::unordered_map<std::int64_t, std::uint32_t> spark_job_index_;
  std::unordered_map<std::int64_t, std::uint32_t> sql_index_;
  std::unordered_map<std::int64_t, std::uint32_t> rdd_index_;
  std::unordered_map<StringId, std::uint32_t> executor_index_;
  std::unordered_map<std::int64_t, RunningTask> running_tasks_;
  std::unordered_multimap<std::uint64_t, std::uint32_t> failure_index_;
  std::unordered_multimap<std::uint64_t, std::uint32_t> attribution_index_;
  // Which task indices have succeeded: in the attempt (stage) and in any attempt (Spark jobs).
  std::unordered_map<std::uint32_t, NumberSet> completed_in_attempt_;  // by stage index
  std::unordered_map<std::int64_t, NumberSet> completed_in_stage_;     // by stage id
  NumberSet ended_tasks_;                                              // by task id
  std::size_t accumulators_held_ = 0;
  std::size_t lists_held_ = 0;  // bytes
  std::size_t open_rows_ = 0;   // rows added since all tables were packed
  std::size_t work_added_ = 0;  // bytes added to StageWork since all of it was packed
  std::int64_t others_ = -1;    // index of the executor that stands for those past the budget
  std::unordered_map<std::uint32_t, ExecutorSlots> executor_slots_;  // by stage index
  std::size_t slots_held_ = 0;  // entries in them, and one each
  std::uint32_t last_slots_stage_ = 0;
  ExecutorSlots* last_slots_ = nullptr;         // of that stage
  std::vector<std::uint32_t> folded_by_close_;  // SQL executions whose metrics Close(true) made

 public:
  // Everything but lookups that are made again as needed.
  DF_FIELDS(app_, sql_metrics_, stage_index_, latest_stage_, spark_job_index_, sql_index_,
            rdd_index_, executor_index_, running_tasks_, failure_index_, attribution_index_,
            completed_in_attempt_, completed_in_stage_, ended_tasks_, accumulators_held_,
            lists_held_, open_rows_, work_added_, others_)
};

}  // namespace dataflint::eventlog

#endif  // DATAFLINT_EVENTLOG_MODEL_BUILDER_H_
