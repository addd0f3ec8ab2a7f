// What the names and texts of plan nodes say, whatever runtime wrote them: Spark, Photon, RAPIDS
// (Gpu), Comet, Gluten (Transformer), and the wrappers of the predecessor's plugin.
//
// Called by the insights; pure functions. Not a parser of expressions: a text that Spark shortened
// gives fewer keys or none, never a guess.
#ifndef DATAFLINT_INSIGHTS_PLAN_TEXT_H_
#define DATAFLINT_INSIGHTS_PLAN_TEXT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/application.h"

namespace dataflint::insights {

// What a plan node does, as far as advice depends on it.
enum class Operator : std::uint8_t {
  kOther,
  kScan,          // files or a table format
  kInMemoryScan,  // InMemoryTableScan
  kLocalData,     // LocalTableScan, Range
  kRddScan,       // Scan ExistingRDD
  kExchange,      // shuffle; Photon has one node for each side
  kShuffleRead,   // AQEShuffleRead, CustomShuffleReader: what adaptive execution made of it
  kBroadcastExchange,
  kReused,  // ReusedExchange, ReusedSubquery
  kSubquery,
  kQueryStage,  // ShuffleQueryStage, ...: passes through
  kSortMergeJoin,
  kShuffledHashJoin,
  kBroadcastHashJoin,
  kNestedLoopJoin,  // BroadcastNestedLoopJoin
  kCartesian,
  kAggregate,
  kWindow,
  kSort,
  kCoalesce,
  kLimit,
  kPython,
  kGenerate,
  kExpand,
  kFilter,
  kProject,
  kUnion,
  kWrite,
  kAdaptive,  // AdaptiveSparkPlan; the last: Run keeps a bit of 64 for each
};
static_assert(static_cast<int>(Operator::kAdaptive) < 64);
Operator OperatorOf(std::string_view node_name);
bool IsJoin(Operator op);

// The node's name without what wraps it: "Scan parquet db.orders" of "DataFlintScan parquet
// db.orders ".
std::string_view PlainName(std::string_view node_name);

// What stands between the commas of a list that no bracket holds: "a#1", "b(c, d)" of "a#1, b(c, d)".
std::vector<std::string_view> ItemsOf(std::string_view list);
// Column names of `hashpartitioning(customer_id#12L, lower(city#4), 200)`: "customer_id",
// "lower(city)". Empty when the text has none or is cut inside them.
std::vector<std::string> PartitioningKeys(std::string_view simple_string);
// `text` with the ids of its attributes left out: "customer_id" of "customer_id#12L".
std::string WithoutIds(std::string_view text);
// "customer_id" of "cast(customer_id as bigint)"; another expression as it is.
std::string WithoutCast(std::string key);
using model::IsShortened;

// Spark's own words: "Inner", "LeftOuter", "FullOuter", "LeftSemi", ...; empty when not told.
std::string_view JoinTypeOf(std::string_view simple_string);

// What made a shuffle, by Spark's own word for it (ShuffleOrigin).
enum class ShuffleOrigin : std::uint8_t {
  kUnknown,
  kNeeded,     // ENSURE_REQUIREMENTS: a join, an aggregate or a sort needs it
  kByNumber,   // repartition(n): adaptive execution leaves its n alone
  kByColumn,   // repartition(column)
  kRebalance,  // a REBALANCE hint: adaptive execution decides the count
};
ShuffleOrigin OriginOfShuffle(std::string_view simple_string);

// What a scan or write works on, for a sentence and for a statement: a table name if the plan has
// one, else the path; empty when the plan tells neither.
struct DataSource {
  std::string table;         // "spark_catalog.default.orders"
  std::string path;          // "s3://bucket/orders"
  std::string format;        // "parquet", "delta", "iceberg", "csv", ...; lower case, may be empty
  std::string Name() const;  // table, else path, else "its source"
  bool is_text() const;      // read and parsed line by line: CSV, JSON, text, XML
  // Whether Spark splits it by spark.sql.files.*: files of its own sources, Delta's too.
  bool is_files() const;
  // "orders" of "spark_catalog.shop.orders" and of "s3://bucket/shop/orders/"; empty without either.
  std::string LastName() const;
};
DataSource SourceOf(const model::Application& app, const model::PlanNode& node);

// A list of names for a sentence: "a", "a and b", "a, b and c"; for code, `last` is ", " too.
std::string Listed(const std::vector<std::string>& names, std::string_view last = " and ");

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_PLAN_TEXT_H_
