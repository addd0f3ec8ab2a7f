// Comparison: two runs of one job, A and B, side by side: what changed, and where the difference of
// their wall times came from.
//
// Differences are always B less A: positive is more, or longer, in B. Times are milliseconds, core
// times core-milliseconds. Made by Compare() for cli/, written by report/comparison/; views into the
// two runs. It tells what changed together with the time, not what a change would save: that is for
// insights/.
#ifndef DATAFLINT_COMPARE_COMPARISON_H_
#define DATAFLINT_COMPARE_COMPARISON_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/figures.h"
#include "insights/insight.h"
#include "insights/run.h"
#include "model/application.h"

namespace dataflint::compare {

template <typename T>
struct Both {
  T a{};
  T b{};
  bool operator==(const Both&) const = default;
};
using Amounts = Both<std::int64_t>;
std::int64_t DifferenceOf(const Amounts& amounts);  // b - a, saturating
// Whether the two are at least a tenth of the larger one apart: less is not worth a word.
bool IsChanged(const Amounts& amounts);

// A figure of the whole run: "input-bytes", in words "bytes read".
struct Quantity {
  std::string_view name;
  std::string_view words;
  insights::Unit unit = insights::Unit::kCount;
  Amounts value;
};

// What was read from, or written to, one table or folder. -1: the log does not tell.
struct TableVolume {
  std::int64_t uses = 0;  // scans or writes in plans; 0: not in this run
  std::int64_t files = -1;
  std::int64_t bytes = -1;
  std::int64_t rows = -1;
  bool operator==(const TableVolume&) const = default;
};
struct TableChange {
  std::string name;  // without the folders or databases above it
  bool is_written = false;
  Both<TableVolume> volume;
};

// How often an operator is in the last plans of a query.
struct OperatorChange {
  std::string name;  // as Spark names the node: "SortMergeJoin"
  Amounts count;
};

// A SQL execution of A and the one of B that is the same query; null where there is none.
struct QueryMatch {
  Both<const model::SqlExecution*> sql{nullptr, nullptr};
  Amounts duration;
  std::vector<OperatorChange> plan;  // of both: what differs, most first; empty: the same operators
  bool in_both() const { return sql.a != nullptr && sql.b != nullptr; }
};

// All attempts of one stage.
struct StageTotals {
  std::vector<std::size_t> attempts;  // indices into Application::stages; empty: not in this run
  std::int64_t path = 0;              // ms of the critical path
  std::int64_t tasks = 0;             // attempts of tasks
  std::int64_t failed_tasks = 0;      // likewise, killed ones too
  analysis::CoreTime core_time;
  std::int64_t bytes_read = 0;  // input and shuffle
  std::int64_t rows_read = 0;
  std::int64_t bytes_written = 0;
  std::int64_t disk_spill = 0;
  std::int64_t slots = 0;    // cores offered while it ran, at most
  std::int64_t wait = 0;     // ms from submission to the first task
  std::int64_t slowest = 0;  // ms of its longest successful task
  bool exists() const { return !attempts.empty(); }
};

struct StageMatch {
  Both<StageTotals> totals;
  bool in_both() const { return totals.a.exists() && totals.b.exists(); }
};

// A figure that moved along with a stage's time on the critical path.
struct Reason {
  enum class Kind : std::uint8_t {
    kOffPath,  // others took longer at the same time; amounts are 1 in the run where it was on it
    kBytesRead,
    kRowsRead,
    kCoreTime,         // of its tasks
    kCorePart,         // of `part` of it
    kCoreTimePerByte,  // core-ms a GiB read
    kSpill,
    kTasks,
    kFailedTasks,
    kSlots,
    kWait,
    kSlowestTask,
    kCount
  };
  Kind kind = Kind::kTasks;
  insights::Unit unit = insights::Unit::kCount;
  Amounts value;
  analysis::CorePart part = analysis::CorePart::kCpu;  // kCorePart
};
std::string_view NameOf(Reason::Kind kind);  // "bytes-read", ...

// One exclusive part of the wall times: what a stage, or all gaps of one kind, had of the critical
// path.
struct Contribution {
  std::int64_t stage = -1;  // index into Comparison::stages; -1: gaps
  analysis::WallPart gap = analysis::WallPart::kUserCode;
  Amounts time;
  Amounts links;                // how often it is on the path
  std::vector<Reason> reasons;  // of a stage in both runs that differs much
};

// A property, or fact about the cluster, that is not the same in both. Empty: not set.
struct TextChange {
  std::string name;
  Both<std::string> value;
};

struct Comparison {
  Both<const insights::Run*> run{nullptr, nullptr};
  Amounts wall;
  bool same_name = true;  // of the applications

  // Where the difference came from, largest first. Their differences and `rest` add up to that of
  // the wall times exactly.
  std::vector<Contribution> contributions;
  std::int64_t rest = 0;

  std::vector<StageMatch> stages;   // matched in A's order, then those only in B
  std::vector<QueryMatch> queries;  // likewise
  std::vector<Quantity> data;
  std::vector<TableChange> tables;   // that differ, by name
  std::vector<TextChange> cluster;   // every fact that is known of one of them
  std::vector<TextChange> settings;  // that differ, by name
};

// `a` and `b` must outlive what it returns.
Comparison Compare(const insights::Run& a, const insights::Run& b);

}  // namespace dataflint::compare

#endif  // DATAFLINT_COMPARE_COMPARISON_H_
