// Scan: what one scan node of a plan read: its columns and filters by its texts, its files and rows by
// its metrics, its time by the stages that ran it.
//
// What Spark cut, or does not say, is nothing (std::nullopt), never "no filter": a scan whose filters
// are not known is not a full scan. Columns are names out of parsed lists and expressions, so that "id"
// is not found in "valid". Called by the insights about scans; pure, any thread.
#ifndef DATAFLINT_INSIGHTS_SCAN_H_
#define DATAFLINT_INSIGHTS_SCAN_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "insights/plan_text.h"
#include "insights/run.h"
#include "model/application.h"

namespace dataflint::insights {

// What Spark, Databricks, Photon, RAPIDS and Iceberg call the same metric, to give to MetricTotal.
namespace scan_metrics {
inline constexpr std::array<std::string_view, 4> kFiles = {
    "number of files read", "files read", "number of result data files", "number of files"};
inline constexpr std::array<std::string_view, 3> kBytes = {
    "size of files read", "total data file size (bytes)", "bytes of files read"};
inline constexpr std::array<std::string_view, 3> kRows = {"number of output rows", "rows scanned",
                                                          "rows output"};
}  // namespace scan_metrics
namespace write_metrics {
inline constexpr std::array<std::string_view, 4> kFiles = {
    "number of written files", "number of files added.", "number of files added to target",
    "number of files added"};
inline constexpr std::array<std::string_view, 3> kBytes = {
    "written output", "number of bytes added", "number of target bytes added"};
inline constexpr std::array<std::string_view, 1> kRows = {"number of output rows"};
}  // namespace write_metrics

struct Scan {
  const model::SqlExecution* sql = nullptr;
  std::int32_t node = -1;
  DataSource source;
  // By its metrics; -1: not told.
  std::int64_t files = -1;
  std::int64_t bytes = -1;       // size of these files
  std::int64_t partitions = -1;  // of a partitioned table, those that were read
  std::int64_t rows = -1;        // that came out of it
  // Of the stages that ran it, other operators' share and all.
  std::span<const std::size_t> stages;  // Run keeps them
  std::int64_t input_bytes = 0;
  std::int64_t task_time = 0;  // core-ms
  // What of it was reading, core-ms: vectorised readers measure it; else at most all of task_time.
  std::int64_t reading = 0;
  bool is_reading_measured = false;

  std::string Place() const;  // "sql 7 node 3"
};

// The scan that stands at `node` of the execution's last plan.
Scan ScanAt(const Run& run, const model::SqlExecution& sql, std::int32_t node);
// For Run::Scans. What is read of a cache, or was taken from another exchange, is not among them.
std::vector<Scan> ScansOf(const Run& run);

// Of Run::Scans.
using ScanList = std::vector<const Scan*>;
// Stages that ran any of these, each once, sorted.
std::vector<std::size_t> StagesOf(const ScanList& scans);
// Whether any of the stages also writes, joins, computes a window or runs Python: then most of its
// time need not be reading, and how much of it is nobody measures for text. What aggregates is not
// meant: there reading is nearly all of it.
bool DoMoreThanRead(const Run& run, std::span<const std::size_t> stages);

using Columns = std::optional<std::vector<std::string>>;
// Columns that are read out of the files.
Columns ColumnsRead(const model::Application& app, const model::PlanNode& node);
// Columns that come from folder names ("day" of ".../day=3/"), as far as the scan gives them out.
Columns PartitionColumnsRead(const model::Application& app, const model::PlanNode& node);
// Columns by which partitions are left out; those that a running query finds out count too.
Columns PartitionFilterColumns(const model::Application& app, const model::PlanNode& node);
// Columns by which the reader leaves out files, or parts of them.
Columns PushedFilterColumns(const model::Application& app, const model::PlanNode& node);
// Likewise, of conditions that say more than "is not null".
Columns PushedConditionColumns(const model::Application& app, const model::PlanNode& node);

// Columns of an expression as Spark writes it, "((id#3 > 5) AND (address#4.city = x))": "id",
// "address.city"; each once.
std::vector<std::string> ColumnsIn(std::string_view expression);

// Rows that the filter right above a scan let through, and that filter.
struct Kept {
  std::int32_t filter = -1;  // -1: there is none
  std::int64_t rows = -1;    // -1: the log does not tell
};
Kept KeptOf(const Run& run, const Scan& scan);

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_SCAN_H_
