#include "compare/comparison.h"

#include <algorithm>
#include <limits>

#include "base/saturate.h"
#include "compare/attribution.h"
#include "compare/matching.h"
#include "compare/surroundings.h"
#include "compare/workload.h"

namespace dataflint::compare {

std::int64_t DifferenceOf(const Amounts& amounts) {
  std::int64_t difference = 0;
  if (!__builtin_sub_overflow(amounts.b, amounts.a, &difference)) return difference;
  return amounts.b > amounts.a ? std::numeric_limits<std::int64_t>::max()
                               : std::numeric_limits<std::int64_t>::min();
}

bool IsChanged(const Amounts& amounts) {
  const auto a = static_cast<double>(amounts.a);
  const auto b = static_cast<double>(amounts.b);
  const double larger = std::max(a < 0 ? -a : a, b < 0 ? -b : b);
  return amounts.a != amounts.b && (a > b ? a - b : b - a) >= larger / 10;
}

std::string_view NameOf(Reason::Kind kind) {
  switch (kind) {
    case Reason::Kind::kOffPath:
      return "off-path";
    case Reason::Kind::kBytesRead:
      return "bytes-read";
    case Reason::Kind::kRowsRead:
      return "rows-read";
    case Reason::Kind::kCoreTime:
      return "core-time";
    case Reason::Kind::kCorePart:
      return "core-part";
    case Reason::Kind::kCoreTimePerByte:
      return "core-time-per-gib";
    case Reason::Kind::kSpill:
      return "spill";
    case Reason::Kind::kTasks:
      return "tasks";
    case Reason::Kind::kFailedTasks:
      return "failed-tasks";
    case Reason::Kind::kSlots:
      return "slots";
    case Reason::Kind::kWait:
      return "wait";
    case Reason::Kind::kSlowestTask:
      return "slowest-task";
    case Reason::Kind::kCount:
      break;
  }
  return {};
}

Comparison Compare(const insights::Run& a, const insights::Run& b) {
  Comparison comparison;
  comparison.run = {&a, &b};
  comparison.wall = {a.wall(), b.wall()};
  comparison.same_name = a.app().text(a.app().name) == b.app().text(b.app().name);
  comparison.queries = MatchQueries(a, b);
  DescribeQueries(a, b, comparison.queries);
  comparison.stages = MatchStages(a, b, comparison.queries);
  Attribute(comparison);
  comparison.data = DataOf(a, b);
  comparison.tables = TableChangesOf(a, b);
  comparison.cluster = ClusterOf(a, b);
  comparison.settings = SettingChangesOf(a, b);
  return comparison;
}

}  // namespace dataflint::compare
