#include "insights/scan_splits.h"

#include <algorithm>
#include <string_view>

#include "base/contains.h"
#include "base/saturate.h"
#include "insights/advice.h"
#include "insights/scan.h"

namespace dataflint::insights {
namespace {

constexpr std::int64_t kMiB = std::int64_t{1} << 20;
constexpr std::int64_t kSplitByDefault = 128 * kMiB;
// A split below the size of a row group (128 MiB before compression, by default) gets none.
constexpr std::int64_t kLeastOfColumns = 32 * kMiB;

bool IsBucketed(const model::Application& app, const model::PlanNode& node) {
  for (const auto& [name, value] : node.metadata) {
    if (app.text(name) == "Bucketed") return app.text(value) == "true";
  }
  return Contains(app.text(node.simple_string), "Bucketed: true");
}

struct Amount {
  std::int64_t files = 0;
  std::int64_t bytes = 0;
};

Amount AmountOf(const Run& run, std::size_t index, std::int32_t node) {
  const Scan scan = ScanAt(run, *run.PlanOf(index).sql, node);
  return {std::max<std::int64_t>(0, scan.files),
          std::max(scan.bytes, run.stage(index).total(model::TaskColumn::input_bytes))};
}

// Bytes of a split that holds its part of the files; Spark and Iceberg add to each what opening it
// costs before they fill splits.
std::int64_t SplitFor(const Amount& amount, std::int64_t count) {
  constexpr double kOpenCost = 4 * kMiB;
  return SaturatingAdd(amount.bytes, Scaled(amount.files, kOpenCost)) / count;
}

Change AfterRead(bool more, std::int64_t count, const std::string& reason) {
  return InCode((more ? "df.repartition(" : "df.coalesce(") + std::to_string(count) +
                    ") right after the read",
                reason);
}

void AdviseBytes(const Run& run, std::size_t index, const DataSource& source, const Amount& amount,
                 std::int64_t count, const std::string& reason, Finding& finding) {
  const bool more = count > run.stage(index).num_tasks;
  if (more) {
    const std::int64_t size = amount.bytes / count;
    if (size >= (source.is_text() ? kMiB : kLeastOfColumns) &&
        SetIfLess(run, settings::kMaxPartitionBytes, size, kSplitByDefault, reason, finding)) {
      return;
    }
  } else if (Set(run, settings::kMaxPartitionNumber, count, reason, finding) ||
             SetIfMore(run, settings::kMaxPartitionBytes, SplitFor(amount, count), kSplitByDefault,
                       reason, finding)) {
    return;
  }
  finding.changes.push_back(AfterRead(more, count, reason));
}

// Iceberg's own settings; the read option is asked before the table's property and its adaptive
// splits.
void AdviseIceberg(const DataSource& source, const Amount& amount, bool more, std::int64_t count,
                   const std::string& reason, Finding& finding) {
  const std::int64_t size = more ? amount.bytes / count : SplitFor(amount, count);
  if (more && size < kLeastOfColumns) {
    finding.changes.push_back(AfterRead(more, count, reason));
    return;
  }
  const std::string table = source.table.empty() ? "<table>" : source.table;
  finding.changes.push_back(
      InCode("spark.read.option(\"split-size\", \"" + std::to_string(size) + "\").table(\"" +
                 table + "\")",
             reason + "; for all readers it is the table's property read.split.target-size"));
}

void AdviseConnections(const Run& run, std::size_t index, std::int64_t count,
                       const std::string& reason, Finding& finding) {
  constexpr std::int64_t kMostConnections = 16;
  const std::int64_t tasks = run.stage(index).num_tasks;
  const std::int64_t connections = std::min(count, kMostConnections);
  if (count > tasks && connections <= tasks) {
    finding.changes.push_back(AfterRead(true, count, reason));
    return;
  }
  finding.changes.push_back(InCode(
      count > tasks ? ".option(\"partitionColumn\", \"id\").option(\"lowerBound\", min)"
                      ".option(\"upperBound\", max).option(\"numPartitions\", " +
                          std::to_string(connections) + ')'
                    : ".option(\"numPartitions\", " + std::to_string(count) + ')',
      count > tasks ? "reads over several connections; not more than the database bears" : reason));
}

}  // namespace

SplitBy SplitsOf(const Run& run, std::size_t index, std::int32_t scan) {
  const model::PlanNode& node = run.PlanOf(index).node(scan);
  const std::string_view name = run.app().text(node.name);
  const std::string_view text = run.app().text(node.simple_string);
  if (Contains(name, "JDBCRelation") || Contains(text, "JDBCScan")) return SplitBy::kConnection;
  const DataSource source = SourceOf(run.app(), node);
  if (source.format == "iceberg") return SplitBy::kIceberg;
  if (!source.is_files()) return SplitBy::kSource;
  if (IsBucketed(run.app(), node)) return SplitBy::kBucket;
  const bool may_be_whole = source.is_text() || source.format == "binaryfile";
  const std::int64_t split =
      std::max<std::int64_t>(1, Present(run, settings::kMaxPartitionBytes, kSplitByDefault,
                                        run.stage(index).sql_execution_id));
  // Files that can be split would have given at least this many tasks, unless their number is
  // limited.
  const bool is_limited =
      !run.Setting(settings::kMaxPartitionNumber.key, run.stage(index).sql_execution_id).empty();
  const bool is_whole = may_be_whole && !is_limited &&
                        AmountOf(run, index, scan).bytes / split > run.stage(index).num_tasks;
  return is_whole ? SplitBy::kFile : SplitBy::kBytes;
}

void AdviseSplits(const Run& run, std::size_t index, std::int32_t scan, std::int64_t count,
                  const std::string& reason, Finding& finding) {
  const DataSource source = SourceOf(run.app(), run.PlanOf(index).node(scan));
  const Amount amount = AmountOf(run, index, scan);
  const bool more = count > run.stage(index).num_tasks;
  SplitBy by = SplitsOf(run, index, scan);
  if (by == SplitBy::kFile && !more) by = SplitBy::kBytes;  // small files share a split
  switch (by) {
    case SplitBy::kBytes:
      AdviseBytes(run, index, source, amount, count, reason, finding);
      return;
    case SplitBy::kFile:
      finding.changes.push_back(InCode(
          "write the input as Parquet, Delta or zstd-compressed ORC, or as more and smaller files",
          "a gzip file is read by one task, whatever its size"));
      finding.changes.push_back(
          AfterRead(more, count, "when the files cannot change: only the reading stays narrow"));
      return;
    case SplitBy::kBucket:
      Set(run, settings::kBucketing, "false",
          "a task then reads a split of the files in place of a bucket; joins and aggregates by "
          "the bucket columns are shuffled then",
          finding);
      finding.changes.push_back(
          InCode("or write the table in " + std::to_string(count) + " buckets (bucketBy)", reason));
      return;
    case SplitBy::kIceberg:
      AdviseIceberg(source, amount, more, count, reason, finding);
      return;
    case SplitBy::kConnection:
      AdviseConnections(run, index, count, reason, finding);
      return;
    case SplitBy::kSource:
      finding.changes.push_back(AfterRead(more, count, reason));
      return;
  }
}

}  // namespace dataflint::insights
