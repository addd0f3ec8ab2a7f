#include "insights/run.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <limits>
#include <numeric>
#include <tuple>
#include <utility>

#include "base/saturate.h"
#include "insights/failed_attempts.h"
#include "insights/plain_text.h"
#include "insights/scan.h"

namespace dataflint::insights {
namespace {

// The leading "3.5" of "3.5.1-amzn-0"; {0, 0} when there is none.
std::pair<int, int> ParseVersion(std::string_view text) {
  int major = 0;
  int minor = 0;
  const char* const end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, major);
  if (first.ec != std::errc{}) return {0, 0};
  if (first.ptr != end && *first.ptr == '.') std::from_chars(first.ptr + 1, end, minor);
  return {major, minor};
}

std::string_view Find(const model::Application& app,
                      const std::vector<std::pair<StringId, StringId>>& properties,
                      std::string_view key) {
  for (const auto& [name, value] : properties) {
    if (app.text(name) == key) return app.text(value);
  }
  return {};
}

bool RunsInDriver(const model::Application& app) {
  const std::string_view master = app.SparkProperty("spark.master");
  return master.starts_with("local") && !master.starts_with("local-cluster");
}

// As Spark reads a setting: spaces around it and the case of its letters do not count.
bool Is(std::string_view value, std::string_view word) {
  value = Trimmed(value);
  return std::equal(value.begin(), value.end(), word.begin(), word.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
}

Deployment DeploymentOf(const model::Application& app) {
  if (app.databricks.is_databricks) return Deployment::kDatabricks;
  if (RunsInDriver(app)) return Deployment::kLocal;
  return Is(app.SparkProperty("spark.dynamicAllocation.enabled"), "true") ? Deployment::kDynamic
                                                                          : Deployment::kStatic;
}

// "app-20260131120000-0007".
bool IsStandaloneId(std::string_view id) {
  constexpr std::string_view kForm = "app-dddddddddddddd-dddd";
  return id.size() >= kForm.size() &&
         std::equal(kForm.begin(), kForm.end(), id.begin(), [](char form, char c) {
           return form == 'd' ? c >= '0' && c <= '9' : c == form;
         });
}

Manager ManagerOf(const model::Application& app) {
  const std::string_view master = app.SparkProperty("spark.master");
  if (master.starts_with("spark://") || master.starts_with("local-cluster")) {
    return Manager::kStandalone;
  }
  if (master.starts_with("yarn") || master.starts_with("k8s")) return Manager::kYarnOrKubernetes;
  // Where the master is not in the log: how each names applications. Databricks names them likewise.
  const std::string_view id = app.text(app.id);
  if (!app.databricks.is_databricks && IsStandaloneId(id)) return Manager::kStandalone;
  return id.starts_with("application_") ? Manager::kYarnOrKubernetes : Manager::kOther;
}

// Spark's shells say so in their name and set the properties of a REPL. On Databricks, clusters that
// people make (by hand or through the API) are used from notebooks, and warehouses wait for queries; those
// of jobs and pipelines are made for them. What the log does not tell is taken for these.
bool IsInteractive(const model::Application& app) {
  if (app.databricks.is_databricks) {
    const std::string_view source = app.text(app.databricks.cluster_source);
    return source == "UI" || source == "API" || source == "SQL";
  }
  const std::string_view name = app.text(app.name);
  return name == "Spark shell" || name == "PySparkShell" || name == "SparkR" ||
         !app.SparkProperty("spark.repl.class.uri").empty() ||
         !app.SparkProperty("spark.repl.class.outputDir").empty();
}

}  // namespace

Run::Run(const model::Application& app, const analysis::Figures& figures,
         const Overrides& overrides)
    : app_(app),
      figures_(figures),
      in_force_(app, overrides),
      deployment_(DeploymentOf(app)),
      manager_(ManagerOf(app)),
      is_interactive_(IsInteractive(app)),
      runs_in_driver_(RunsInDriver(app)),
      task_cpus_(app, analysis::LifeOf(app)) {
  std::tie(major_, minor_) = ParseVersion(app.text(app.spark_version));

  std::int64_t most_tasks = -1;
  for (const model::Executor& executor : app.executors) {
    if (executor.is_driver && !runs_in_driver_) continue;
    const std::int64_t memory =
        executor.max_on_heap_memory >= 0
            ? executor.max_on_heap_memory + std::max<std::int64_t>(0, executor.max_off_heap_memory)
            : executor.max_memory;
    if (executor.total_tasks <= most_tasks) continue;
    most_tasks = executor.total_tasks;
    slots_per_executor_ = executor.total_cores / task_cpus_.OfProfile(executor.resource_profile_id);
    memory_per_executor_ = memory;
  }
  if (runs_in_driver_ && slots_per_executor_ == 0) {
    slots_per_executor_ = figures.max_cores / cpus_per_task();
  }

  for (std::size_t i = 0; i < app.stages.size() && i < figures.stages.size(); ++i) {
    if (figures.stages[i].tasks > 0) stages_by_weight_.push_back(i);
  }
  std::sort(stages_by_weight_.begin(), stages_by_weight_.end(), [&](std::size_t a, std::size_t b) {
    const analysis::StageFigures& left = figures.stages[a];
    const analysis::StageFigures& right = figures.stages[b];
    if (left.critical_time != right.critical_time) {
      return left.critical_time > right.critical_time;
    }
    if (left.core_time.available != right.core_time.available) {
      return left.core_time.available > right.core_time.available;
    }
    return a < b;
  });
  sql_by_id_.reserve(app.sql_executions.size());
  for (std::size_t i = 0; i < app.sql_executions.size(); ++i) {
    sql_by_id_.try_emplace(app.sql_executions[i].id, i);
  }
  for (const std::size_t index : stages_by_weight_) {
    if (stage(index).sql_execution_id >= 0) {
      stages_by_sql_[stage(index).sql_execution_id].push_back(index);
    }
  }
}

Run::~Run() = default;

bool Run::IsAtLeast(int major, int minor) const {
  return major_ > major || (major_ == major && minor_ >= minor);
}

bool Run::Knows(const SparkSetting& setting) const {
  const int major = major_ > 0 ? major_ : 3;
  const int minor = major_ > 0 ? minor_ : 0;
  // Standalone clusters ignored it: an executor had all cores of its machine.
  if (setting.key == settings::kExecutorCores.key && manager_ == Manager::kStandalone &&
      (major < 1 || (major == 1 && minor < 4))) {
    return false;
  }
  return major > setting.since_major ||
         (major == setting.since_major && minor >= setting.since_minor);
}

std::string_view Run::Setting(std::string_view key, std::int64_t sql_execution_id) const {
  if (const model::SqlExecution* sql = FindSql(sql_execution_id)) {
    const std::string_view value = Find(app_, sql->modified_configs, key);
    if (!value.empty()) return value;
  }
  return app_.SparkProperty(key);
}

bool Run::IsOn(std::string_view key, bool by_default, std::int64_t sql_execution_id) const {
  const std::string_view value = Setting(key, sql_execution_id);
  if (Is(value, "true")) return true;
  if (Is(value, "false")) return false;
  return by_default;
}

std::int64_t Run::Number(std::string_view key, std::int64_t by_default,
                         std::int64_t sql_execution_id) const {
  const std::string_view value = Setting(key, sql_execution_id);
  std::int64_t number = 0;
  const auto read = std::from_chars(value.data(), value.data() + value.size(), number);
  return read.ec == std::errc{} && read.ptr == value.data() + value.size() ? number : by_default;
}

std::int64_t Run::Bytes(std::string_view key, std::int64_t by_default, std::int64_t unit,
                        std::int64_t sql_execution_id) const {
  const std::int64_t bytes = ParseBytes(Setting(key, sql_execution_id), unit);
  return bytes >= 0 ? bytes : by_default;
}

std::int64_t Run::Milliseconds(std::string_view key, std::int64_t by_default, std::int64_t unit,
                               std::int64_t sql_execution_id) const {
  const std::int64_t ms = ParseMilliseconds(Setting(key, sql_execution_id), unit);
  return ms >= 0 ? ms : by_default;
}

double Run::Real(std::string_view key, double by_default, std::int64_t sql_execution_id) const {
  const std::string value(Trimmed(Setting(key, sql_execution_id)));
  char* end = nullptr;  // the C++ library of WebAssembly has no std::from_chars of doubles
  const double number = std::strtod(value.c_str(), &end);
  const bool is_whole = !value.empty() && end == value.c_str() + value.size();
  return is_whole && std::isfinite(number) ? number : by_default;
}

bool Run::IsAdaptive(const model::SqlExecution& sql) const {
  if (!sql.plans.empty()) return HasOp(sql, Operator::kAdaptive);
  return HasAdaptive() && IsOn("spark.sql.adaptive.enabled", IsAtLeast(3, 2), sql.id);
}

Operator Run::OpOf(const model::PlanNode& node) const {
  const auto name = static_cast<std::size_t>(node.name);
  if (name >= op_by_name_.size()) op_by_name_.resize(name + 1);
  std::uint8_t& known = op_by_name_[name];
  if (known == 0) {
    known = static_cast<std::uint8_t>(1 + static_cast<int>(OperatorOf(app_.text(node.name))));
  }
  return static_cast<Operator>(known - 1);
}

bool Run::HasOp(const model::SqlExecution& sql, Operator op) const {
  const auto bit = [](Operator one) { return std::uint64_t{1} << static_cast<unsigned>(one); };
  if (ops_of_sql_.empty()) {
    ops_of_sql_.reserve(app_.sql_executions.size());
    for (const model::SqlExecution& each : app_.sql_executions) {
      std::uint64_t ops = 0;
      if (each.final_plan() != nullptr) {
        for (const model::PlanNode& node : each.final_plan()->nodes) ops |= bit(OpOf(node));
      }
      ops_of_sql_.push_back(ops);
    }
  }
  return (ops_of_sql_[static_cast<std::size_t>(&sql - app_.sql_executions.data())] & bit(op)) != 0;
}

std::int64_t Run::SlotsOf(std::size_t stage_index) const {
  const std::int64_t slots = figures_of(stage_index).slots / cpus_per_task(stage_index);
  return slots > 0 ? slots : max_slots();
}

std::int64_t Run::LengthOf(std::size_t stage_index) const {
  const analysis::StageFigures& figures = figures_of(stage_index);
  std::int64_t length = 0;
  const bool overflows = __builtin_sub_overflow(figures.last_finish, figures.first_launch, &length);
  return overflows ? wall() : std::max<std::int64_t>(0, length);
}

std::int64_t Run::max_slots() const {
  return std::max<std::int64_t>(1, figures_.max_cores / cpus_per_task());
}

const std::vector<Run::MostCores>& Run::most_cores() const {
  if (most_cores_) return *most_cores_;
  std::vector<MostCores> changes;  // each with what it adds
  for (const model::Executor& executor : app_.executors) {
    if (executor.is_driver || !model::IsKnown(executor.add_time)) continue;
    changes.push_back({executor.add_time, std::max<std::int64_t>(0, executor.total_cores)});
    if (model::IsKnown(executor.remove_time)) {
      changes.push_back({executor.remove_time, -std::max<std::int64_t>(0, executor.total_cores)});
    }
  }
  std::sort(changes.begin(), changes.end(), [](const MostCores& a, const MostCores& b) {
    return std::tie(a.time, a.cores) < std::tie(b.time, b.cores);
  });
  std::int64_t now = 0;
  std::int64_t most = 0;
  for (MostCores& change : changes) {
    now = SaturatingAdd(now, change.cores);
    most = std::max(most, now);
    change.cores = most;
  }
  return most_cores_.emplace(std::move(changes));
}

std::int64_t Run::SlotsToBeHad(std::size_t stage_index) const {
  const std::int64_t slots = SlotsOf(stage_index);
  if (deployment_ != Deployment::kDynamic || stage(stage_index).num_tasks > slots) return slots;
  const std::vector<MostCores>& changes = most_cores();
  const auto after = std::partition_point(
      changes.begin(), changes.end(),
      [&](const MostCores& change) { return change.time <= figures_of(stage_index).first_launch; });
  if (after == changes.begin()) return slots;
  return std::max(slots, std::prev(after)->cores / cpus_per_task(stage_index));
}

std::int64_t Run::PartitionsOf(std::size_t stage_index) const {
  const model::StageAttempt& attempt = stage(stage_index);
  if (attempt.key.attempt_id <= 0) return attempt.num_tasks;
  const std::optional<std::size_t> first = IndexOf({attempt.key.stage_id, 0});
  return first ? std::max(attempt.num_tasks, stage(*first).num_tasks) : attempt.num_tasks;
}

std::int64_t Run::memory_per_slot() const {
  return slots_per_executor_ > 0 ? memory_per_executor_ / slots_per_executor_ : 0;
}

std::int64_t Run::executor_heap() const {
  if (!knows_settings()) return 0;
  constexpr std::int64_t kMiB = 1 << 20;
  std::int64_t by_default = 1024 * kMiB;
  // Databricks gives the driver's JVM a heap of its own choice, and does not always say so.
  if (is_databricks() && runs_in_driver_ && memory_per_executor_ > 0) {
    by_default = SaturatingAdd(kReservedHeap, Scaled(memory_per_executor_, 1 / memory_fraction()));
  }
  return Bytes(runs_in_driver_ ? "spark.driver.memory" : "spark.executor.memory", by_default, kMiB);
}

double Run::memory_fraction() const {
  constexpr double kByDefault = 0.6;
  const double fraction = Real("spark.memory.fraction", kByDefault);
  return fraction > 0 && fraction < 1 ? fraction : kByDefault;
}

std::int64_t Run::StartCostOf(std::size_t stage_index) const {
  const analysis::StageFigures& figures = figures_of(stage_index);
  return SaturatingAdd(figures.core_time[analysis::CorePart::kScheduler],
                       figures.core_time[analysis::CorePart::kSerde]) /
         cpus_per_task(stage_index) / std::max<std::int64_t>(1, figures.tasks);
}

std::int64_t Run::InCoreTime(std::size_t stage_index, std::int64_t task_ms) const {
  return Scaled(task_ms, static_cast<double>(cpus_per_task(stage_index)));
}

const StagePlan& Run::PlanOf(std::size_t stage_index) const {
  const model::SqlExecution* sql = FindSql(stage(stage_index).sql_execution_id);
  if (sql != nullptr && sql->final_plan() != nullptr) {
    if (const StagePlan* plan = PlansOf(*sql).Of(stage_index)) return *plan;
  }
  const auto known = lone_plans_.find(stage_index);
  if (known != lone_plans_.end()) return known->second;
  return lone_plans_.emplace(stage_index, FindStagePlan(app_, stage(stage_index), sql))
      .first->second;
}

const StagePlans& Run::PlansOf(const model::SqlExecution& sql) const {
  const auto known = plans_.find(&sql);
  if (known != plans_.end()) return known->second;
  return plans_.try_emplace(&sql, app_, sql, StagesOf(sql.id)).first->second;
}

const PlanTree& Run::TreeOf(const model::SqlExecution& sql) const {
  return trees_.try_emplace(&sql, *this, sql).first->second;
}

const FailedAttempts& Run::failed_attempts() const {
  if (!failed_attempts_) failed_attempts_ = std::make_unique<const FailedAttempts>(*this);
  return *failed_attempts_;
}

const std::vector<Scan>& Run::Scans() const {
  if (scans_ == nullptr) scans_ = std::make_shared<const std::vector<Scan>>(ScansOf(*this));
  return *scans_;
}

bool Run::Matters(std::int64_t core_ms, std::int64_t wall_ms, double least) const {
  return ShareOf(core_ms, available()) >= least || ShareOf(wall_ms, wall()) >= least;
}

std::optional<std::size_t> Run::IndexOf(model::StageKey key) const {
  if (stages_by_key_.empty()) {
    stages_by_key_.resize(app_.stages.size());
    std::iota(stages_by_key_.begin(), stages_by_key_.end(), 0);
    std::stable_sort(stages_by_key_.begin(), stages_by_key_.end(),
                     [&](std::size_t a, std::size_t b) { return stage(a).key < stage(b).key; });
  }
  const auto found = std::partition_point(stages_by_key_.begin(), stages_by_key_.end(),
                                          [&](std::size_t i) { return stage(i).key < key; });
  if (found == stages_by_key_.end() || stage(*found).key != key) return std::nullopt;
  return *found;
}

const model::SqlExecution* Run::FindSql(std::int64_t sql_execution_id) const {
  const auto found = sql_by_id_.find(sql_execution_id);
  return found == sql_by_id_.end() ? nullptr : &app_.sql_executions[found->second];
}

std::span<const std::size_t> Run::StagesOf(std::int64_t sql_execution_id) const {
  const auto found = stages_by_sql_.find(sql_execution_id);
  if (found == stages_by_sql_.end()) return {};
  return found->second;
}

std::span<const model::SqlExecution* const> Run::queries_by_weight() const {
  if (queries_by_weight_) return *queries_by_weight_;
  std::vector<std::pair<std::int64_t, const model::SqlExecution*>> weighed;
  for (const model::SqlExecution& sql : app_.sql_executions) {
    if (sql.final_plan() == nullptr) continue;
    std::int64_t core_time = 0;
    std::int64_t critical_time = 0;
    for (const std::size_t index : StagesOf(sql.id)) {
      core_time = SaturatingAdd(core_time, CoreTimeOf(index));
      critical_time = SaturatingAdd(critical_time, figures_of(index).critical_time);
    }
    if (core_time <= 0 || !Matters(core_time, critical_time, kFloorShare)) continue;
    weighed.emplace_back(core_time, &sql);
  }
  std::stable_sort(weighed.begin(), weighed.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  queries_by_weight_.emplace();
  for (const auto& [weight, sql] : weighed) queries_by_weight_->push_back(sql);
  return *queries_by_weight_;
}

std::int64_t ParseBytes(std::string_view text, std::int64_t unit) {
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec != std::errc{} || number < 0) return -1;
  std::string_view suffix(read.ptr, static_cast<std::size_t>(end - read.ptr));
  while (!suffix.empty() && suffix.front() == ' ') suffix.remove_prefix(1);
  if (!suffix.empty()) {
    switch (suffix.front() | 0x20) {
      case 'b':
        unit = 1;
        break;
      case 'k':
        unit = std::int64_t{1} << 10;
        break;
      case 'm':
        unit = std::int64_t{1} << 20;
        break;
      case 'g':
        unit = std::int64_t{1} << 30;
        break;
      case 't':
        unit = std::int64_t{1} << 40;
        break;
      case 'p':
        unit = std::int64_t{1} << 50;
        break;
      default:
        return -1;
    }
  }
  if (number > std::numeric_limits<std::int64_t>::max() / unit) return -1;
  return number * unit;
}

std::int64_t ParseMilliseconds(std::string_view text, std::int64_t unit) {
  text = Trimmed(text);
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec != std::errc{} || number < 0) return -1;
  const std::string_view suffix =
      Trimmed(std::string_view(read.ptr, static_cast<std::size_t>(end - read.ptr)));
  if (Is(suffix, "us")) return number / 1000;
  constexpr std::pair<std::string_view, std::int64_t> kUnits[] = {
      {"ms", 1}, {"s", 1000}, {"m", 60'000}, {"min", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}};
  if (!suffix.empty()) {
    const auto* const known =
        std::find_if(std::begin(kUnits), std::end(kUnits),
                     [&](const auto& entry) { return Is(suffix, entry.first); });
    if (known == std::end(kUnits)) return -1;
    unit = known->second;
  }
  if (number > std::numeric_limits<std::int64_t>::max() / unit) return -1;
  return number * unit;
}

std::int64_t IdleOf(const analysis::StageFigures& figures) {
  return SaturatingAdd(figures.tail_core_time, figures.narrow_core_time);
}

double ShareOf(std::int64_t part, std::int64_t whole) {
  return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}

std::int64_t Scaled(std::int64_t value, double factor) {
  const double scaled = static_cast<double>(value) * factor;
  if (!(scaled > 0)) return 0;
  if (scaled >= 9.2e18) return std::numeric_limits<std::int64_t>::max();
  return std::llround(scaled);
}

std::int64_t CeilDiv(std::int64_t value, std::int64_t by) {
  if (value <= 0 || by <= 0) return 0;
  return value / by + (value % by != 0 ? 1 : 0);
}

}  // namespace dataflint::insights
