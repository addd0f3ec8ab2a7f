// Driver gaps: what the driver was doing while no task ran, as far as the log tells.
//
// The exact rule; the first that holds at a moment, and stretches are cut where the answer changes:
// clang-format off
//   start-up               before the first executor offered a core (or, without any, the first task,
//                          Spark job or SQL execution started)
//   closing                after the last end of any Spark job, SQL execution or task, if the
//                          application ended
//   waiting-for-executors  a stage attempt is submitted and has tasks that were never launched
//   listing                a Spark job is open that lists files ("Listing leaf files ...", Delta's
//                          "Filtering files for query")
//   broadcast              a Spark job is open that collects a broadcast
//   planning               a SQL execution is open and has not started its first Spark job (or never
//                          has one, and is no command). When several are open, the one submitted last
//                          counts.
//   commit                 it writes (its plan has a writing node) and its last task has ended
//   driver-other           a SQL execution or Spark job is open, and none of these
//   user-code              nothing is open
// clang-format on
// Then two kinds of driver metric are placed, each at most as long as it says: `metadata time` of
// scans turns the end of their execution's planning into listing; `time to build` and `time to
// broadcast` turn the beginning of the gap behind a broadcast's Spark job into broadcast. Used
// inside analysis/; pure.
#ifndef DATAFLINT_ANALYSIS_DRIVER_GAPS_H_
#define DATAFLINT_ANALYSIS_DRIVER_GAPS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "analysis/figures.h"
#include "analysis/stage_figures.h"
#include "analysis/task_sweep.h"
#include "analysis/timeline.h"

namespace dataflint::analysis {

// Part of a gap with one answer.
struct GapPiece {
  TimeMs begin = 0;
  TimeMs end = 0;
  WallPart kind = WallPart::kUserCode;
  std::int64_t sql = -1;  // index into Application::sql_executions of the one that was open
  std::size_t gap = 0;    // which of the gaps asked for it is a part of
};

struct Gap {
  TimeMs begin = 0;
  TimeMs end = 0;
};

// What the plan of one SQL execution and the driver's metrics say. Once it has ended it takes
// neither further plans (but for a start that is told after its end) nor driver metrics.
struct SqlFacts {
  bool writes = false;
  bool is_command = false;
  std::int64_t listing = 0;  // ms that driver metrics tell
  std::int64_t broadcast = 0;
  bool final = false;     // read when it had ended
  std::size_t plans = 0;  // that it had then
  std::size_t metrics = 0;
};

class GapClassifier {
 public:
  // `sql_facts` are those of an earlier call for the same application, or empty; they are brought
  // up to date.
  GapClassifier(const model::Application& app, std::span<const StageDigest> digests,
                const SlotTimeline& slots, const Life& life, const Demand& demand,
                std::vector<SqlFacts>& sql_facts);

  // The pieces of `gaps`, which are in time order and do not overlap: without holes, in time order.
  std::vector<GapPiece> Classify(std::span<const Gap> gaps) const;

 private:
  struct Sql {
    TimeMs open = model::kNoTime;
    TimeMs close = model::kNoTime;
    TimeMs first_spark_job = model::kNoTime;
    TimeMs last_task = model::kNoTime;
    bool writes = false;
    bool is_command = false;
    std::int64_t listing = 0;
    std::int64_t broadcast = 0;
  };
  struct SparkJob {
    bool lists_files = false;
    bool collects_broadcast = false;
    std::int64_t sql = -1;  // index
  };
  enum class MarkKind : std::uint8_t {
    kSqlClose,
    kSparkJobClose,
    kStageLaunched,
    kSqlOpen,
    kSparkJobOpen,
    kStageSubmitted,
    kCut
  };
  struct Mark {
    TimeMs time;
    MarkKind kind;
    std::uint32_t index;
  };
  class Walk;

  void ReadSql(std::vector<SqlFacts>& facts);
  void ReadSparkJobs();
  void AddMarks(std::span<const StageDigest> digests);
  void PlaceDriverMetrics(std::vector<GapPiece>& pieces,
                          const std::vector<bool>& after_broadcast) const;
  std::int64_t SqlIndex(std::int64_t execution_id) const;

  const model::Application& app_;
  Life life_;
  Demand demand_;
  TimeMs start_up_end_ = 0;
  std::vector<Sql> sql_;                                         // as Application::sql_executions
  std::vector<SparkJob> spark_jobs_;                             // as Application::spark_jobs
  std::vector<std::pair<std::int64_t, std::uint32_t>> sql_ids_;  // sorted: execution id, index
  std::vector<Mark> marks_;                                      // in time order
};

// The driver gaps of the figures: the pieces of the quiet stretches without start-up and closing.
std::vector<DriverGap> DriverGapsOf(const model::Application& app, std::span<const GapPiece> pieces,
                                    std::span<const QuietStretch> quiet);

}  // namespace dataflint::analysis

#endif  // DATAFLINT_ANALYSIS_DRIVER_GAPS_H_
