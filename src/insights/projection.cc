#include "insights/projection.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "insights/plan_text.h"

namespace dataflint::insights {
namespace {

constexpr std::string_view kAs = " AS ";

bool IsCostly(std::string_view expression) {
  constexpr std::array<std::string_view, 14> kCalls = {
      "UDF(",       "reflect(",    "java_method(",    "from_json(", "get_json_object(",
      "json_tuple", "parse_json(", "schema_of_json(", "from_xml(",  "xpath",
      "regexp_",    "RLIKE",       "rlike",           "ai_"};
  return std::any_of(kCalls.begin(), kCalls.end(), [&](std::string_view call) {
    return expression.find(call) != std::string_view::npos;
  });
}

std::vector<std::string> CostlyIn(std::string_view project) {
  std::vector<std::string> costly;
  for (std::string& item : ComputedBy(project)) {
    if (!IsCostly(item)) continue;
    item.resize(std::min(item.size(), item.rfind(kAs)));
    costly.push_back(std::move(item));
  }
  std::sort(costly.begin(), costly.end());
  return costly;
}

}  // namespace

std::vector<std::string> ComputedBy(std::string_view project) {
  std::vector<std::string> computed;
  const std::size_t open = project.find('[');
  const std::size_t close = project.rfind(']');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open ||
      IsShortened(project)) {
    return computed;
  }
  for (const std::string_view item : ItemsOf(project.substr(open + 1, close - open - 1))) {
    if (item.find(kAs) != std::string_view::npos) computed.push_back(WithoutIds(item));
  }
  std::sort(computed.begin(), computed.end());
  return computed;
}

std::vector<std::string> CostlyInBoth(std::string_view project, std::string_view other) {
  const std::vector<std::string> a = CostlyIn(project);
  const std::vector<std::string> b = CostlyIn(other);
  std::vector<std::string> both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  return both;
}

}  // namespace dataflint::insights
