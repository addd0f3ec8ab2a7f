// Run: what several insights ask of one application, worked out once: thresholds in force,
// settings, Spark version, deployment, slots, the plan behind a stage, and how much of a stage's time decided the
// run's.
//
// Made by RunInsights for one call; views into the application and the figures. One thread.
#ifndef DATAFLINT_INSIGHTS_RUN_H_
#define DATAFLINT_INSIGHTS_RUN_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analysis/figures.h"
#include "analysis/timeline.h"
#include "insights/in_force.h"
#include "insights/insight.h"
#include "insights/plan_tree.h"
#include "insights/spark_settings.h"
#include "insights/stage_plan.h"
#include "insights/stage_plans.h"
#include "model/application.h"

namespace dataflint::insights {

// Who decides how many executors there are, and so which setting or form changes it.
enum class Deployment : std::uint8_t { kLocal, kDatabricks, kDynamic, kStatic };

// Who starts executors: on a standalone cluster their number follows from spark.cores.max, and
// there are no containers. kOther: also when the log does not tell (masters are often redacted).
enum class Manager : std::uint8_t { kStandalone, kYarnOrKubernetes, kOther };

// Of every heap, that Spark keeps for itself: execution and storage share a part of what is left.
inline constexpr std::int64_t kReservedHeap = std::int64_t{300} << 20;

class FailedAttempts;  // failed_attempts.h
struct Scan;           // scan.h

class Run {
 public:
  Run(const model::Application& app, const analysis::Figures& figures,
      const Overrides& overrides = {});
  ~Run();
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  // What is asked of the application; SettingsOf another insight, where two must agree.
  const InForce& in_force() const { return in_force_; }
  Settings SettingsOf(std::string_view insight) const { return in_force_.SettingsOf(insight); }

  // Whether this much is `least` of the run's core time, or of its wall time.
  bool Matters(std::int64_t core_ms, std::int64_t wall_ms, double least) const;
  std::int64_t wall() const { return figures_.wall_time.total; }           // ms
  std::int64_t available() const { return figures_.core_time.available; }  // core-ms
  Deployment deployment() const { return deployment_; }
  Manager manager() const { return manager_; }
  bool is_databricks() const { return app_.databricks.is_databricks; }
  // Whether tasks run in the driver: in local mode, and on a Databricks cluster of a single node.
  bool runs_in_driver() const { return runs_in_driver_; }
  // A shell, notebook or SQL warehouse: people sit in front of it, and gaps between queries are theirs.
  bool is_interactive() const { return is_interactive_; }
  // False: a Databricks cluster of which the log does not tell; is_interactive is then false.
  bool knows_if_interactive() const {
    return !is_databricks() || !app_.text(app_.databricks.cluster_source).empty();
  }
  // Whether this Spark is `major.minor` or newer; false when the log does not tell its version.
  bool IsAtLeast(int major, int minor) const;
  // Whether the log has the application's settings: an environment event that could be read. Without
  // it, settings seem to be as Spark has them by default, and nothing may be said of what they are.
  bool knows_settings() const { return app_.environment.seen; }
  int spark_major() const { return major_ > 0 ? major_ : 3; }  // 3 when the log does not tell
  // Whether this Spark has the setting; of an unknown version, whether Spark 3.0 has.
  bool Knows(const SparkSetting& setting) const;

  // A Spark setting as this SQL execution (-1: the application) saw it; empty when not set.
  std::string_view Setting(std::string_view key, std::int64_t sql_execution_id = -1) const;
  bool IsOn(std::string_view key, bool by_default, std::int64_t sql_execution_id = -1) const;
  std::int64_t Number(std::string_view key, std::int64_t by_default,
                      std::int64_t sql_execution_id = -1) const;
  // Bytes of "64m", "64MB", "1g", "67108864b"; plain numbers are in `unit` bytes.
  std::int64_t Bytes(std::string_view key, std::int64_t by_default, std::int64_t unit,
                     std::int64_t sql_execution_id = -1) const;
  // Milliseconds of "30s", "500ms", "2min", "1h"; plain numbers are in `unit` milliseconds.
  std::int64_t Milliseconds(std::string_view key, std::int64_t by_default, std::int64_t unit,
                            std::int64_t sql_execution_id = -1) const;
  double Real(std::string_view key, double by_default, std::int64_t sql_execution_id = -1) const;
  // Whether adaptive execution planned this SQL execution (its plan says so), or would (setting and
  // version) when there is no plan.
  bool IsAdaptive(const model::SqlExecution& sql) const;
  bool HasAdaptive() const { return IsAtLeast(3, 0) || is_databricks(); }

  // Tasks that could run at once while the stage ran, at least 1.
  std::int64_t SlotsOf(std::size_t stage_index) const;
  std::int64_t max_slots() const;
  // Likewise, had the stage had more tasks. Dynamic allocation asks for no more executors than tasks:
  // where all had a slot at once, as many as there ever were until then, within its limit.
  std::int64_t SlotsToBeHad(std::size_t stage_index) const;
  // Partitions of a stage: a later attempt has tasks only for those that are missing.
  std::int64_t PartitionsOf(std::size_t stage_index) const;
  // Of the executors that ran most tasks; 0 when unknown.
  std::int64_t slots_per_executor() const { return slots_per_executor_; }
  // Cores that a task holds, at least 1; of the default resource profile, or of that of the stage.
  std::int64_t cpus_per_task() const { return task_cpus_.OfProfile(0); }
  std::int64_t cpus_per_task(std::size_t stage_index) const {
    return task_cpus_.Of(stage(stage_index));
  }
  // Bytes of execution and storage memory an executor has, per slot; 0 when unknown.
  std::int64_t memory_per_slot() const;
  double memory_fraction() const;  // of a heap, that execution and storage share
  // Bytes of spark.executor.memory, the driver's if it runs tasks; 0 when settings are unknown.
  std::int64_t executor_heap() const;

  // What a node does (plan_text.h); each name is read once, however many nodes bear it.
  Operator OpOf(const model::PlanNode& node) const;
  // Whether the last plan of an execution has a node that does it: plans by the thousand are not walked
  // through for each insight.
  bool HasOp(const model::SqlExecution& sql, Operator op) const;
  const StagePlan& PlanOf(std::size_t stage_index) const;           // found once, kept
  const StagePlans& PlansOf(const model::SqlExecution& sql) const;  // likewise; it has a plan
  const PlanTree& TreeOf(const model::SqlExecution& sql) const;     // made once, kept
  const FailedAttempts& failed_attempts() const;                    // likewise
  // All scans of files and tables that tasks ran, in order of the executions (scan.h); found once, kept.
  const std::vector<Scan>& Scans() const;
  const model::StageAttempt& stage(std::size_t index) const { return app_.stages[index]; }
  const analysis::StageFigures& figures_of(std::size_t index) const {
    return figures_.stages[index];
  }
  // Stages with tasks, those with most time on the critical path first, then by core time.
  const std::vector<std::size_t>& stages_by_weight() const { return stages_by_weight_; }
  std::optional<std::size_t> IndexOf(model::StageKey key) const;  // of a stage, by its name
  // Null when there is none.
  const model::SqlExecution* FindSql(std::int64_t sql_execution_id) const;
  // Its stages with tasks, in the order of stages_by_weight.
  std::span<const std::size_t> StagesOf(std::int64_t sql_execution_id) const;
  // SQL executions with a plan whose stages take enough of the run's core time, or of its critical
  // path, for a finding about them to be told (kFloorShare): few, however many a log has. Those with
  // most core time first.
  std::span<const model::SqlExecution* const> queries_by_weight() const;
  // From its first task's launch to its last task's end, ms.
  std::int64_t LengthOf(std::size_t stage_index) const;
  // Sum of all core time the stage's tasks used.
  std::int64_t CoreTimeOf(std::size_t stage_index) const {
    return figures_of(stage_index).core_time.available;
  }
  // Sum of the times of the stage's tasks, ms: its core time, had each of them one core. What is a share
  // of the time of tasks, or a time for each of them, is reckoned with this one.
  std::int64_t TaskTimeOf(std::size_t stage_index) const {
    return CoreTimeOf(stage_index) / cpus_per_task(stage_index);
  }
  // Core time that so much of the time of its tasks is.
  std::int64_t InCoreTime(std::size_t stage_index, std::int64_t task_ms) const;
  // Of a task's time what does not go with its data, ms: to be scheduled, and to be (de)serialised.
  std::int64_t StartCostOf(std::size_t stage_index) const;

  const model::Application& app() const { return app_; }
  const analysis::Figures& figures() const { return figures_; }

 private:
  struct MostCores {
    model::TimeMs time = 0;
    std::int64_t cores = 0;  // that executors had at most until then
  };
  const std::vector<MostCores>& most_cores() const;

  const model::Application& app_;
  const analysis::Figures& figures_;
  InForce in_force_;
  int major_ = 0;
  int minor_ = 0;
  Deployment deployment_ = Deployment::kStatic;
  Manager manager_ = Manager::kOther;
  bool is_interactive_ = false;
  bool runs_in_driver_ = false;
  std::int64_t slots_per_executor_ = 0;
  std::int64_t memory_per_executor_ = 0;
  analysis::TaskCpus task_cpus_;
  std::vector<std::size_t> stages_by_weight_;
  std::unordered_map<std::int64_t, std::size_t> sql_by_id_;  // index into sql_executions
  std::unordered_map<std::int64_t, std::vector<std::size_t>> stages_by_sql_;
  mutable std::vector<std::uint8_t> op_by_name_;    // 1 + Operator by StringId; 0: not read yet
  mutable std::vector<std::uint64_t> ops_of_sql_;   // a bit for each Operator, by sql_executions
  mutable std::vector<std::size_t> stages_by_key_;  // filled when first asked for
  mutable std::optional<std::vector<MostCores>> most_cores_;  // likewise, in time order
  mutable std::optional<std::vector<const model::SqlExecution*>> queries_by_weight_;
  mutable std::unordered_map<const model::SqlExecution*, StagePlans> plans_;
  mutable std::unordered_map<std::size_t, StagePlan> lone_plans_;  // of stages in none of plans_
  mutable std::unordered_map<const model::SqlExecution*, PlanTree> trees_;
  mutable std::unique_ptr<const FailedAttempts> failed_attempts_;
  mutable std::shared_ptr<const std::vector<Scan>> scans_;  // null: not asked for yet
};

// Bytes of "64m" and the like; -1 when it is not a size.
std::int64_t ParseBytes(std::string_view text, std::int64_t unit);
// Milliseconds of "30s" and the like; -1 when it is not a time.
std::int64_t ParseMilliseconds(std::string_view text, std::int64_t unit);

// Core time that nothing was done in while the stage ran: behind its tail, and, where it has fewer
// tasks than slots, beside them.
std::int64_t IdleOf(const analysis::StageFigures& figures);

// `part` of `whole` as a share; 0 when there is no whole.
double ShareOf(std::int64_t part, std::int64_t whole);
std::int64_t Scaled(std::int64_t value, double factor);  // rounded, saturating, never negative
std::int64_t CeilDiv(std::int64_t value, std::int64_t by);

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_RUN_H_
