#include "insights/scan.h"

#include <algorithm>
#include <array>
#include <unordered_set>
#include <utility>

#include "base/saturate.h"
#include "insights/advice.h"
#include "insights/stage_plan.h"

namespace dataflint::insights {
namespace {

// What may follow a field in a scan's text, so that a field ends there.
constexpr std::array<std::string_view, 14> kFields = {
    "Batched",        "Bucketed",           "DataFilters",         "DictionaryFilters",
    "Format",         "Location",           "OptionalDataFilters", "PartitionFilters",
    "PushedFilters",  "PushedAggregation",  "PushedGroupBy",       "ReadSchema",
    "RuntimeFilters", "RequiredDataFilters"};

bool IsNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.' || static_cast<unsigned char>(c) >= 0x80;
}

// Names in the order in which they first come, each once.
class Names {
 public:
  void Add(std::string_view name) {
    if (!name.empty() && seen_.emplace(name).second) names_.emplace_back(name);
  }
  std::vector<std::string> Take() { return std::move(names_); }

 private:
  std::vector<std::string> names_;
  std::unordered_set<std::string> seen_;
};

// "[a, b]" of the text "... PushedFilters: [a, b], ReadSchema: ..."; nothing when it is not there.
std::optional<std::string_view> InText(std::string_view text, std::string_view key) {
  const std::string wanted = std::string(key) + ": ";
  std::size_t at = text.find(wanted);
  // "DataFilters: " is also the end of "RequiredDataFilters: ".
  while (at != std::string_view::npos && at > 0 && IsNameCharacter(text[at - 1])) {
    at = text.find(wanted, at + 1);
  }
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view value = text.substr(at + wanted.size());
  std::size_t end = value.size();
  for (const std::string_view field : kFields) {
    end = std::min(end, value.find(", " + std::string(field) + ": "));
  }
  return value.substr(0, end);
}

// A field of a scan, whole; nothing when it has none or Spark cut it. Spark keeps in the node's metadata
// what it cuts in its text.
std::optional<std::string_view> Field(const model::Application& app, const model::PlanNode& node,
                                      std::string_view key) {
  std::optional<std::string_view> value;
  for (const auto& [name, text] : node.metadata) {
    if (app.text(name) == key) value = app.text(text);
  }
  if (!value) value = InText(app.text(node.simple_string), key);
  if (!value || IsShortened(*value)) return std::nullopt;
  return value;
}

// Where the bracket that opened before `from` is closed; npos when it is not.
std::size_t Closing(std::string_view text, std::size_t from, char open, char close) {
  int depth = 1;
  for (std::size_t i = from; i < text.size(); ++i) {
    if (text[i] == open) ++depth;
    if (text[i] == close && --depth == 0) return i;
  }
  return std::string_view::npos;
}

// Columns of a list of data source filters, "[IsNotNull(id), Or(EqualTo(id,5),LessThan(day,7))]": the
// first argument of each, but of Or, And and Not those of their own arguments. What a column is compared
// with may read like a column.
void AddPushed(std::string_view filters, bool not_null_too, Names& columns) {
  std::size_t at = 0;
  while (at < filters.size()) {
    const std::size_t open = filters.find('(', at);
    if (open == std::string_view::npos) return;
    std::size_t begin = open;
    while (begin > at && IsNameCharacter(filters[begin - 1])) --begin;
    const std::string_view name = filters.substr(begin, open - begin);
    if (name == "Or" || name == "And" || name == "Not") {
      at = open + 1;  // its arguments come next
      continue;
    }
    std::string_view first = filters.substr(open + 1);
    first = first.substr(0, first.find_first_of(",)"));
    if (first.size() > 1 && first.front() == '`' && first.back() == '`') {
      first = first.substr(1, first.size() - 2);
    }
    if (not_null_too || name != "IsNotNull") columns.Add(first);
    const std::size_t end = Closing(filters, open + 1, '(', ')');
    if (end == std::string_view::npos) return;
    at = end + 1;
  }
}

// Names of the top level of "struct<id:bigint,address:struct<city:string>>".
std::vector<std::string> NamesOfSchema(std::string_view schema) {
  std::vector<std::string> names;
  if (!schema.starts_with("struct<")) return names;
  schema.remove_prefix(7);
  int depth = 0;
  bool in_name = true;
  std::string name;
  for (const char c : schema) {
    if (c == '>' && depth == 0) break;
    if (in_name && c != ':') {
      name += c;
    } else if (in_name) {
      names.push_back(std::move(name));
      name.clear();
      in_name = false;
    } else if (c == '<' || c == '(') {
      ++depth;
    } else if (c == '>' || c == ')') {
      --depth;
    } else if (c == ',' && depth == 0) {
      in_name = true;
    }
  }
  return names;
}

// The columns in the first brackets of the text, which a scan gives out; nothing when they were cut.
Columns OutputOf(std::string_view text) {
  const std::size_t open = text.find('[');
  if (open == std::string_view::npos) return std::nullopt;
  const std::size_t close = Closing(text, open + 1, '[', ']');
  if (close == std::string_view::npos) return std::nullopt;
  const std::string_view list = text.substr(open + 1, close - open - 1);
  if (IsShortened(list)) return std::nullopt;
  return ColumnsIn(list);
}

bool PassesRowsOn(Operator op, std::string_view name) {
  return op == Operator::kProject || name.find("ColumnarToRow") != std::string_view::npos ||
         name.find("RowToColumnar") != std::string_view::npos ||
         name.find("CoalesceBatches") != std::string_view::npos;
}

bool RanInTasks(const Run& run, const model::SqlExecution& sql, const model::PlanNode& node) {
  return std::any_of(
      node.metrics.begin(), node.metrics.end(), [&](const model::PlanMetric& metric) {
        const model::MetricFold* fold = sql.FindMetric(metric.accumulator_id);
        return fold != nullptr && fold->has_tasks && run.app().text(metric.name) != "duration";
      });
}

}  // namespace

std::string Scan::Place() const { return NodePlace(*sql, node); }

Scan ScanAt(const Run& run, const model::SqlExecution& sql, std::int32_t index) {
  const model::PlanNode& node = sql.final_plan()->nodes[static_cast<std::size_t>(index)];
  Scan scan;
  scan.sql = &sql;
  scan.node = index;
  scan.source = SourceOf(run.app(), node);
  scan.files = MetricTotal(run.app(), sql, node, scan_metrics::kFiles);
  scan.bytes = MetricTotal(run.app(), sql, node, scan_metrics::kBytes);
  scan.partitions = MetricTotal(run.app(), sql, node, "number of partitions read");
  scan.rows = MetricTotal(run.app(), sql, node, scan_metrics::kRows);
  scan.stages = run.PlansOf(sql).StagesOf(index);
  std::int64_t in_tasks = 0;  // ms
  for (const std::size_t stage : scan.stages) {
    scan.task_time = SaturatingAdd(scan.task_time, run.CoreTimeOf(stage));
    in_tasks = SaturatingAdd(in_tasks, run.TaskTimeOf(stage));
    scan.input_bytes =
        SaturatingAdd(scan.input_bytes, run.stage(stage).total(model::TaskColumn::input_bytes));
  }
  scan.reading = scan.task_time;
  const std::int64_t scan_time = MetricTotal(run.app(), sql, node, "scan time");
  if (scan_time > 0) {
    scan.is_reading_measured = true;
    scan.reading = Scaled(scan.task_time, std::min(1.0, ShareOf(scan_time, in_tasks)));
  }
  return scan;
}

std::vector<Scan> ScansOf(const Run& run) {
  std::vector<Scan> scans;
  for (const model::SqlExecution& sql : run.app().sql_executions) {
    if (!run.HasOp(sql, Operator::kScan) || sql.metrics.empty()) continue;
    const std::vector<model::PlanNode>& nodes = sql.final_plan()->nodes;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      if (run.OpOf(nodes[i]) != Operator::kScan) continue;
      if (!RanInTasks(run, sql, nodes[i])) continue;
      scans.push_back(ScanAt(run, sql, static_cast<std::int32_t>(i)));
    }
  }
  return scans;
}

std::vector<std::size_t> StagesOf(const ScanList& scans) {
  std::vector<std::size_t> stages;
  std::unordered_set<const std::size_t*> known;  // nodes that the same stages ran share their list
  for (const Scan* scan : scans) {
    if (!known.insert(scan->stages.data()).second) continue;
    stages.insert(stages.end(), scan->stages.begin(), scan->stages.end());
  }
  std::sort(stages.begin(), stages.end());
  stages.erase(std::unique(stages.begin(), stages.end()), stages.end());
  return stages;
}

bool DoMoreThanRead(const Run& run, std::span<const std::size_t> stages) {
  constexpr std::array<Operator, 8> kMore = {
      Operator::kWrite,          Operator::kWindow,           Operator::kPython,
      Operator::kSortMergeJoin,  Operator::kShuffledHashJoin, Operator::kBroadcastHashJoin,
      Operator::kNestedLoopJoin, Operator::kCartesian};
  return std::any_of(stages.begin(), stages.end(), [&](std::size_t stage) {
    if (run.stage(stage).total(model::TaskColumn::output_bytes) > 0) return true;
    const StagePlan& plan = run.PlanOf(stage);
    return plan.known() && std::any_of(kMore.begin(), kMore.end(),
                                       [&](Operator op) { return plan.Has(run.app(), op); });
  });
}

Columns ColumnsRead(const model::Application& app, const model::PlanNode& node) {
  if (const auto schema = Field(app, node, "ReadSchema")) return NamesOfSchema(*schema);
  // Scans of table formats have no schema in their text, but no other columns either.
  if (app.text(node.simple_string).find("ReadSchema: ") != std::string_view::npos) {
    return std::nullopt;
  }
  return OutputOf(app.text(node.simple_string));
}

Columns PartitionColumnsRead(const model::Application& app, const model::PlanNode& node) {
  const auto schema = Field(app, node, "ReadSchema");
  Columns output = OutputOf(app.text(node.simple_string));
  if (!schema || !output) return std::nullopt;
  const std::vector<std::string> names = NamesOfSchema(*schema);
  const std::unordered_set<std::string_view> in_files(names.begin(), names.end());
  std::erase_if(*output, [&](const std::string& column) { return in_files.contains(column); });
  return output;
}

Columns PartitionFilterColumns(const model::Application& app, const model::PlanNode& node) {
  const auto filters = Field(app, node, "PartitionFilters");
  if (!filters) return std::nullopt;
  return ColumnsIn(*filters);
}

Columns PushedFilterColumns(const model::Application& app, const model::PlanNode& node) {
  if (const auto filters = Field(app, node, "PushedFilters")) {
    Names columns;
    AddPushed(*filters, true, columns);
    return columns.Take();
  }
  // Photon hands over whole expressions.
  const auto required = Field(app, node, "RequiredDataFilters");
  if (!required) return std::nullopt;
  return ColumnsIn(*required);
}

Columns PushedConditionColumns(const model::Application& app, const model::PlanNode& node) {
  const auto filters = Field(app, node, "PushedFilters");
  if (!filters) return std::nullopt;
  Names columns;
  AddPushed(*filters, false, columns);
  return columns.Take();
}

std::vector<std::string> ColumnsIn(std::string_view expression) {
  Names columns;
  for (std::size_t i = 1; i + 1 < expression.size(); ++i) {
    if (expression[i] != '#' || expression[i + 1] < '0' || expression[i + 1] > '9') continue;
    std::size_t begin = i;
    while (begin > 0 && IsNameCharacter(expression[begin - 1])) --begin;
    std::string name(expression.substr(begin, i - begin));
    std::size_t end = i + 1;
    while (end < expression.size() && expression[end] >= '0' && expression[end] <= '9') ++end;
    if (end < expression.size() && expression[end] == 'L') ++end;
    // Fields of a struct follow the id of their column.
    if (end < expression.size() && expression[end] == '.') {
      const std::size_t from = end;
      while (end < expression.size() && IsNameCharacter(expression[end])) ++end;
      name += expression.substr(from, end - from);
    }
    columns.Add(name);
    i = end - 1;
  }
  return columns.Take();
}

Kept KeptOf(const Run& run, const Scan& scan) {
  const PlanTree& tree = run.TreeOf(*scan.sql);
  for (std::int32_t above = tree.ParentOf(scan.node); above >= 0; above = tree.ParentOf(above)) {
    if (tree.op(above) == Operator::kFilter) return {above, tree.RowsOf(above)};
    if (!PassesRowsOn(tree.op(above), tree.name(above))) break;
  }
  return {};
}

}  // namespace dataflint::insights
