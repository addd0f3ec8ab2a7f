#include "insights/plan_text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <unordered_map>

#include "base/ascii.h"
#include "base/contains.h"
#include "insights/plain_text.h"

namespace dataflint::insights {
namespace {

struct NamePart {
  std::string_view part;
  Operator op;
};

// First match wins; parts of names, so that Photon's, RAPIDS' and Gluten's variants fall in too.
constexpr NamePart kNameParts[] = {
    {"AdaptiveSparkPlan", Operator::kAdaptive},
    {"ReusedExchange", Operator::kReused},
    {"ReusedSubquery", Operator::kReused},
    {"InMemoryTableScan", Operator::kInMemoryScan},
    {"QueryStage", Operator::kQueryStage},
    {"ShuffleMapStage", Operator::kQueryStage},
    {"ResultStage", Operator::kQueryStage},
    {"AQEShuffleRead", Operator::kShuffleRead},
    {"CustomShuffleReader", Operator::kShuffleRead},
    {"SubqueryBroadcast", Operator::kSubquery},
    {"Subquery", Operator::kSubquery},
    {"BroadcastExchange", Operator::kBroadcastExchange},
    {"Exchange", Operator::kExchange},
    {"BroadcastNestedLoopJoin", Operator::kNestedLoopJoin},
    {"BroadcastHashJoin", Operator::kBroadcastHashJoin},
    {"SortMergeJoin", Operator::kSortMergeJoin},
    {"ShuffledHashJoin", Operator::kShuffledHashJoin},
    {"ShuffledSymmetricHashJoin", Operator::kShuffledHashJoin},
    {"CartesianProduct", Operator::kCartesian},
    {"LocalTableScan", Operator::kLocalData},
    {"Scan ExistingRDD", Operator::kRddScan},
    {"ScanExistingRDD", Operator::kRddScan},
    {"InPandas", Operator::kPython},
    {"InArrow", Operator::kPython},
    {"EvalPython", Operator::kPython},
    {"TakeOrderedAndProject", Operator::kLimit},
    {"TopN", Operator::kLimit},
    {"TopK", Operator::kLimit},
    {"WindowGroupLimit", Operator::kWindow},
    {"CollectLimit", Operator::kLimit},
    {"GlobalLimit", Operator::kLimit},
    {"LocalLimit", Operator::kLimit},
    {"InsertInto", Operator::kWrite},
    {"WriteFiles", Operator::kWrite},
    {"AsSelect", Operator::kWrite},
    {"AppendData", Operator::kWrite},
    {"OverwriteByExpression", Operator::kWrite},
    {"OverwritePartitionsDynamic", Operator::kWrite},
    {"ReplaceData", Operator::kWrite},
    {"WriteDelta", Operator::kWrite},
    {"WriteToDataSourceV2", Operator::kWrite},
    {"SaveIntoDataSource", Operator::kWrite},
    {"Execute", Operator::kOther},
    {"Aggregate", Operator::kAggregate},
    {"PhotonGroupingAgg", Operator::kAggregate},
    {"PhotonAgg", Operator::kAggregate},
    {"WindowFunction", Operator::kWindow},
    {"Window", Operator::kWindow},
    {"Scan", Operator::kScan},
    {"Coalesce", Operator::kCoalesce},
    {"Generate", Operator::kGenerate},
    {"Expand", Operator::kExpand},
    {"Filter", Operator::kFilter},
    {"Project", Operator::kProject},
    {"Union", Operator::kUnion},
    {"Sort", Operator::kSort},
    {"Range", Operator::kLocalData},
};

// By the parts in it.
Operator OperatorOfWord(std::string_view word) {
  for (const NamePart& entry : kNameParts) {
    if (!Contains(word, entry.part)) continue;
    // GpuCoalesceBatches and its like only regroup rows.
    if (entry.op == Operator::kCoalesce && word != "Coalesce" && word != "PhotonCoalesce" &&
        word != "GpuCoalesce") {
      return Operator::kOther;
    }
    return entry.op;
  }
  return Operator::kOther;
}

// The words of nearly all nodes, so that they need not be searched for dozens of parts.
const std::unordered_map<std::string_view, Operator>& UsualWords() {
  static const std::unordered_map<std::string_view, Operator> usual = [] {
    std::unordered_map<std::string_view, Operator> words;
    for (const std::string_view word : {"AdaptiveSparkPlan",
                                        "WholeStageCodegen",
                                        "InputAdapter",
                                        "ColumnarToRow",
                                        "Project",
                                        "Filter",
                                        "Exchange",
                                        "BroadcastExchange",
                                        "ReusedExchange",
                                        "ShuffleQueryStage",
                                        "BroadcastQueryStage",
                                        "AQEShuffleRead",
                                        "HashAggregate",
                                        "ObjectHashAggregate",
                                        "SortAggregate",
                                        "Sort",
                                        "SortMergeJoin",
                                        "BroadcastHashJoin",
                                        "ShuffledHashJoin",
                                        "Scan",
                                        "BatchScan",
                                        "FileScan",
                                        "InMemoryTableScan",
                                        "LocalTableScan",
                                        "Range",
                                        "Union",
                                        "Window",
                                        "Expand",
                                        "Generate",
                                        "WriteFiles",
                                        "SerializeFromObject",
                                        "DeserializeToObject",
                                        "MapElements",
                                        "PhotonGroupingAgg",
                                        "PhotonProject",
                                        "PhotonScan",
                                        "PhotonShuffleExchangeSink",
                                        "PhotonShuffleExchangeSource",
                                        "PhotonShuffleMapStage",
                                        "PhotonResultStage",
                                        "PhotonBroadcastHashJoin",
                                        "GpuProject",
                                        "GpuFilter",
                                        "GpuHashAggregate",
                                        "GpuColumnarExchange",
                                        "GpuCoalesceBatches",
                                        "GpuSort"}) {
      words.emplace(word, OperatorOfWord(word));
    }
    return words;
  }();
  return usual;
}

// Where the argument list that begins after `open` ends; npos when the text ends first.
std::size_t EndOfList(std::string_view text, std::size_t open) {
  int depth = 1;
  for (std::size_t i = open; i < text.size(); ++i) {
    if (text[i] == '(') ++depth;
    if (text[i] == ')' && --depth == 0) return i;
  }
  return std::string_view::npos;
}

std::string_view Metadata(const model::Application& app, const model::PlanNode& node,
                          std::string_view key) {
  for (const auto& [name, value] : node.metadata) {
    if (app.text(name) == key) return app.text(value);
  }
  return {};
}

// The first path of "InMemoryFileIndex(2 paths)[s3://bucket/a, s3://bucket/b]".
std::string FirstPath(std::string_view location) {
  const std::size_t open = location.find('[');
  if (open == std::string_view::npos) return {};
  std::string_view path = location.substr(open + 1);
  path = Trimmed(path.substr(0, path.find_first_of(",]")));
  return IsShortened(path) ? std::string() : std::string(path);
}

constexpr std::array<std::string_view, 8> kFileFormats = {"parquet", "orc", "csv",  "json",
                                                          "text",    "xml", "avro", "binaryfile"};

// "parquet" of "Execute InsertIntoHadoopFsRelationCommand s3://shop/orders, false, Parquet, [...".
std::string FormatOfWrite(std::string_view text) {
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const std::string word = Lowered(Trimmed(text.substr(0, comma)));
    if (std::find(kFileFormats.begin(), kFileFormats.end(), word) != kFileFormats.end()) {
      return word;
    }
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return {};
}

bool WritesDelta(std::string_view command, std::string_view text) {
  return Contains(command, "Delta") || Contains(command, "MergeIntoCommand") ||
         Contains(text, "sql.delta.sources.DeltaDataSource");
}

// The word of `text` that begins at `begin`.
std::string_view WordAt(std::string_view text, std::size_t begin) {
  if (begin >= text.size()) return {};
  text = text.substr(begin);
  return text.substr(0, text.find_first_of(" [,("));
}

}  // namespace

std::string_view PlainName(std::string_view node_name) {
  node_name = Trimmed(node_name);
  if (node_name.substr(0, 9) == "DataFlint") node_name.remove_prefix(9);
  return node_name;
}

Operator OperatorOf(std::string_view node_name) {
  const std::string_view name = PlainName(node_name);
  // Only the first word: a table may be called anything.
  const bool is_rdd = name.substr(0, 16) == "Scan ExistingRDD";
  const std::string_view word = is_rdd ? name.substr(0, 16) : name.substr(0, name.find(' '));
  if (word == "Execute") {
    const std::string_view command = WordAt(name, 8);
    const bool writes = Contains(command, "InsertInto") || Contains(command, "AsSelect") ||
                        Contains(command, "SaveIntoDataSource") ||
                        Contains(command, "WriteIntoDelta");
    return writes ? Operator::kWrite : Operator::kOther;
  }
  const auto usual = UsualWords().find(word);
  return usual != UsualWords().end() ? usual->second : OperatorOfWord(word);
}

bool IsJoin(Operator op) {
  return op == Operator::kSortMergeJoin || op == Operator::kShuffledHashJoin ||
         op == Operator::kBroadcastHashJoin || op == Operator::kNestedLoopJoin ||
         op == Operator::kCartesian;
}

std::string WithoutIds(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '#' && i + 1 < text.size() && IsDigit(text[i + 1])) {
      ++i;
      while (i + 1 < text.size() && IsDigit(text[i + 1])) ++i;
      if (i + 1 < text.size() && text[i + 1] == 'L') ++i;
      continue;
    }
    plain += text[i];
  }
  return plain;
}

std::string WithoutCast(std::string key) {
  while (true) {
    const std::size_t as = key.rfind(" as ");
    if (!key.starts_with("cast(") || as == std::string::npos || !key.ends_with(')')) return key;
    key = key.substr(5, as - 5);
  }
}

std::vector<std::string_view> ItemsOf(std::string_view list) {
  std::vector<std::string_view> items;
  int depth = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= list.size(); ++i) {
    if (i < list.size() && (list[i] == '(' || list[i] == '[')) ++depth;
    if (i < list.size() && (list[i] == ')' || list[i] == ']')) --depth;
    if (i < list.size() && (list[i] != ',' || depth > 0)) continue;
    items.push_back(Trimmed(list.substr(begin, i - begin)));
    begin = i + 1;
  }
  return items;
}

std::vector<std::string> PartitioningKeys(std::string_view simple_string) {
  constexpr std::array<std::string_view, 2> kKinds = {"hashpartitioning(", "rangepartitioning("};
  std::vector<std::string> keys;
  for (const std::string_view kind : kKinds) {
    const std::size_t at = simple_string.find(kind);
    if (at == std::string_view::npos) continue;
    const std::size_t open = at + kind.size();
    const std::size_t end = EndOfList(simple_string, open);
    if (end == std::string_view::npos) return {};
    const std::string_view list = simple_string.substr(open, end - open);
    if (IsShortened(list)) return {};
    for (const std::string_view item : ItemsOf(list)) {
      std::string key = WithoutIds(item);
      if (const std::size_t order = key.find(" ASC"); order != std::string::npos) key.resize(order);
      if (const std::size_t order = key.find(" DESC"); order != std::string::npos) {
        key.resize(order);
      }
      if (!key.empty() && key.find_first_not_of("0123456789") != std::string::npos) {
        keys.push_back(std::move(key));
      }
    }
    return keys;
  }
  return keys;
}

std::string_view JoinTypeOf(std::string_view simple_string) {
  constexpr std::array<std::string_view, 10> kTypes = {"LeftOuter",     "RightOuter", "FullOuter",
                                                       "LeftSemi",      "LeftAnti",   "Inner",
                                                       "ExistenceJoin", "Cross",      "LeftSingle"};
  // The type stands after the keys, which stand in brackets.
  const std::size_t keys = simple_string.rfind("], ");
  const std::string_view rest =
      keys == std::string_view::npos ? simple_string : simple_string.substr(keys + 2);
  for (const std::string_view type : kTypes) {
    const std::size_t at = rest.find(type);
    if (at != std::string_view::npos) return rest.substr(at, type.size());
  }
  return {};
}

ShuffleOrigin OriginOfShuffle(std::string_view text) {
  // Behind the partitioning, whose columns may be called anything.
  const std::size_t partitioning = text.rfind(')');
  const std::string_view origin =
      partitioning == std::string_view::npos ? text : text.substr(partitioning);
  if (Contains(origin, "REBALANCE")) return ShuffleOrigin::kRebalance;
  // Spark 3.1 calls it REPARTITION_WITH_NUM, and Spark 3.0 says "false": the count is not its own.
  if (Contains(origin, "REPARTITION_BY_NUM") || Contains(origin, "REPARTITION_WITH_NUM") ||
      origin.starts_with("), false")) {
    return ShuffleOrigin::kByNumber;
  }
  if (Contains(origin, "REPARTITION")) return ShuffleOrigin::kByColumn;
  if (Contains(origin, "ENSURE_REQUIREMENTS")) return ShuffleOrigin::kNeeded;
  return Contains(text, "RoundRobinPartitioning") ? ShuffleOrigin::kByNumber
                                                  : ShuffleOrigin::kUnknown;
}

bool DataSource::is_text() const {
  return format == "csv" || format == "json" || format == "text" || format == "xml";
}

bool DataSource::is_files() const {
  return std::find(kFileFormats.begin(), kFileFormats.end(), format) != kFileFormats.end() ||
         format == "delta";
}

std::string DataSource::Name() const {
  if (!table.empty()) return table;
  if (!path.empty()) return path;
  return "its source";
}

std::string DataSource::LastName() const {
  std::string_view last = table.empty() ? path : table;
  while (last.ends_with('/')) last.remove_suffix(1);
  const std::size_t border = last.find_last_of(table.empty() ? '/' : '.');
  if (border != std::string_view::npos) last.remove_prefix(border + 1);
  return std::string(last);
}

namespace {

// A table behind "BatchScan ": "demo.db.orders", or files as FileTable calls them,
// "parquet file:/srv/orders,file:/srv/more".
void NameTable(std::string_view name, DataSource& source) {
  const std::string_view word = WordAt(name, 0);
  const std::string_view rest = name.substr(std::min(word.size() + 1, name.size()));
  const bool is_format =
      std::find(kFileFormats.begin(), kFileFormats.end(), Lowered(word)) != kFileFormats.end();
  if (!is_format || !Contains(rest, "/")) {
    source.table = word;
    return;
  }
  source.format = Lowered(word);
  source.path = WordAt(rest, 0);
}

}  // namespace

DataSource SourceOf(const model::Application& app, const model::PlanNode& node) {
  DataSource source;
  const std::string_view name = PlainName(app.text(node.name));
  const std::string_view text = app.text(node.simple_string);
  // "Scan parquet spark_catalog.default.orders", "BatchScan demo.db.orders", "PhotonScan parquet
  // ..."
  const std::size_t first = name.find(' ');
  if (first != std::string_view::npos && name.substr(0, 7) != "Execute") {
    if (Contains(name.substr(0, first), "BatchScan")) {
      NameTable(name.substr(first + 1), source);
      if (Contains(text, "IcebergScan") || Contains(text, "(branch=")) source.format = "iceberg";
    } else {
      source.format = Lowered(WordAt(name, first + 1));
      if (source.format == "jdbcrelation") source.format = "jdbc";
      const std::size_t second = name.find(' ', first + 1);
      if (second != std::string_view::npos) source.table = WordAt(name, second + 1);
    }
  }
  if (name.substr(0, 7) == "Execute") {
    source.format = WritesDelta(name, text) ? "delta" : FormatOfWrite(text);
  }
  std::string_view location = Metadata(app, node, "Location");
  if (location.empty()) {
    const std::size_t at = text.find("Location: ");
    if (at != std::string_view::npos) location = text.substr(at + 10);
  }
  if (Contains(location, "Delta") || Contains(location, "Tahoe")) source.format = "delta";
  if (std::string path = FirstPath(location); !path.empty()) source.path = std::move(path);
  if (source.path.empty()) {
    const std::size_t at = text.find("path=");
    if (at != std::string_view::npos) {
      std::string_view path = text.substr(at + 5);
      path = path.substr(0, path.find_first_of(",]"));
      if (!IsShortened(path)) source.path = path;
    }
  }
  if (const std::size_t at = text.find("IcebergWrite(table="); at != std::string_view::npos) {
    source.table = WordAt(text, at + 19);
    source.format = "iceberg";
  }
  return source;
}

std::string Listed(const std::vector<std::string>& names, std::string_view last) {
  std::string list;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) list += i + 1 == names.size() ? last : ", ";
    list += names[i];
  }
  return list;
}

}  // namespace dataflint::insights
