#include "compare/workload.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "base/saturate.h"
#include "insights/fingerprint.h"
#include "insights/plan_text.h"
#include "insights/scan.h"
#include "insights/stage_plan.h"

namespace dataflint::compare {
namespace {

using insights::Operator;
using insights::Run;
using insights::Unit;
using model::TaskColumn;

std::int64_t SumOf(const Run& run, std::initializer_list<TaskColumn> columns) {
  std::int64_t sum = 0;
  for (const model::StageAttempt& stage : run.app().stages) {
    for (const TaskColumn column : columns) sum = SaturatingAdd(sum, stage.total(column));
  }
  return sum;
}

std::int64_t StagesRun(const Run& run) {
  std::int64_t stages = 0;
  for (std::size_t i = 0; i < run.app().stages.size(); ++i) {
    if (run.figures_of(i).tasks > 0 || model::IsKnown(run.stage(i).submission_time)) ++stages;
  }
  return stages;
}

// Adds what the log tells; -1 tells nothing.
void AddKnown(std::int64_t& sum, std::int64_t value) {
  if (value >= 0) sum = SaturatingAdd(std::max<std::int64_t>(sum, 0), value);
}

using Tables = std::map<std::pair<bool, std::string>, TableChange>;  // written?, name for matching

void AddTables(const Run& run, TableVolume Both<TableVolume>::* side, Tables& tables) {
  const model::Application& app = run.app();
  for (const model::SqlExecution& sql : app.sql_executions) {
    const model::PlanVersion* plan = sql.final_plan();
    if (plan == nullptr) continue;
    for (const model::PlanNode& node : plan->nodes) {
      const Operator op = insights::OperatorOf(app.text(node.name));
      if (op != Operator::kScan && op != Operator::kWrite) continue;
      const std::string name = insights::SourceOf(app, node).LastName();
      if (name.empty()) continue;
      const bool is_written = op == Operator::kWrite;
      TableChange& table = tables[{is_written, insights::WithoutNumbers(name)}];
      if (table.name.empty()) table.name = name;
      table.is_written = is_written;
      TableVolume& volume = table.volume.*side;
      ++volume.uses;
      const auto add = [&](std::int64_t& sum, std::span<const std::string_view> metrics) {
        AddKnown(sum, insights::MetricTotal(app, sql, node, metrics));
      };
      namespace scan = insights::scan_metrics;
      namespace write = insights::write_metrics;
      if (is_written) {
        add(volume.files, write::kFiles);
        add(volume.bytes, write::kBytes);
        add(volume.rows, write::kRows);
      } else {
        add(volume.files, scan::kFiles);
        add(volume.bytes, scan::kBytes);
        add(volume.rows, scan::kRows);
      }
    }
  }
}

std::vector<OperatorChange> PlanChangesOf(const Run& a, const Run& b, const QueryMatch& match) {
  std::map<std::string_view, Amounts> counts;
  const auto count = [&](const Run& run, const model::SqlExecution& sql,
                         std::int64_t Amounts::* side) {
    if (sql.final_plan() == nullptr) return false;
    for (const model::PlanNode& node : sql.final_plan()->nodes) {
      const std::string_view name = run.app().text(node.name);
      if (!insights::IsWrapper(name)) counts[insights::OperatorName(name)].*side += 1;
    }
    return true;
  };
  if (!count(a, *match.sql.a, &Amounts::a) || !count(b, *match.sql.b, &Amounts::b)) return {};
  std::vector<OperatorChange> changes;
  for (const auto& [name, amounts] : counts) {
    if (amounts.a != amounts.b) changes.push_back({std::string(name), amounts});
  }
  const auto moved = [](const OperatorChange& change) {
    const std::int64_t difference = DifferenceOf(change.count);
    return difference < 0 ? -difference : difference;
  };
  std::stable_sort(changes.begin(), changes.end(),
                   [&](const auto& x, const auto& y) { return moved(x) > moved(y); });
  return changes;
}

std::int64_t DurationOf(const Run& run, const model::SqlExecution& sql) {
  if (!model::IsKnown(sql.submission_time)) return 0;
  const model::TimeMs end =
      model::IsKnown(sql.completion_time) ? sql.completion_time : run.app().effective_end_time();
  return end > sql.submission_time ? end - sql.submission_time : 0;  // the other way may overflow
}

}  // namespace

std::vector<Quantity> DataOf(const Run& a, const Run& b) {
  std::vector<Quantity> data;
  const auto add = [&](std::string_view name, std::string_view words, Unit unit, auto&& of) {
    const Amounts value{of(a), of(b)};
    if (value.a != 0 || value.b != 0) data.push_back({name, words, unit, value});
  };
  const auto columns = [&](std::string_view name, std::string_view words, Unit unit,
                           std::initializer_list<TaskColumn> summed) {
    add(name, words, unit, [&](const Run& run) { return SumOf(run, summed); });
  };
  using enum TaskColumn;
  columns("input-bytes", "bytes read", Unit::kBytes, {input_bytes});
  columns("input-rows", "rows read", Unit::kCount, {input_records});
  columns("shuffle-bytes", "bytes shuffled", Unit::kBytes, {shuffle_write_bytes});
  columns("shuffle-rows", "rows shuffled", Unit::kCount, {shuffle_write_records});
  columns("output-bytes", "bytes written", Unit::kBytes, {output_bytes});
  columns("output-rows", "rows written", Unit::kCount, {output_records});
  columns("disk-spill", "bytes spilled", Unit::kBytes, {disk_bytes_spilled});
  add("queries", "queries", Unit::kCount,
      [](const Run& run) { return static_cast<std::int64_t>(run.app().sql_executions.size()); });
  add("spark-jobs", "Spark jobs", Unit::kCount,
      [](const Run& run) { return static_cast<std::int64_t>(run.app().spark_jobs.size()); });
  add("stages", "stages", Unit::kCount, StagesRun);
  add("tasks", "tasks", Unit::kCount, [](const Run& run) { return run.figures().total_tasks; });
  add("failed-tasks", "failed tasks", Unit::kCount,
      [](const Run& run) { return run.figures().failed_tasks; });
  return data;
}

std::vector<TableChange> TableChangesOf(const Run& a, const Run& b) {
  Tables tables;
  AddTables(a, &Both<TableVolume>::a, tables);
  AddTables(b, &Both<TableVolume>::b, tables);
  std::vector<TableChange> changes;
  for (auto& [key, table] : tables) {
    if (table.volume.a != table.volume.b) changes.push_back(std::move(table));
  }
  return changes;
}

void DescribeQueries(const Run& a, const Run& b, std::vector<QueryMatch>& queries) {
  for (QueryMatch& match : queries) {
    if (match.sql.a != nullptr) match.duration.a = DurationOf(a, *match.sql.a);
    if (match.sql.b != nullptr) match.duration.b = DurationOf(b, *match.sql.b);
    if (match.in_both()) match.plan = PlanChangesOf(a, b, match);
  }
}

}  // namespace dataflint::compare
