#include "cli/insight_names.h"

#include "cli/nearest.h"

namespace dataflint::cli {

std::vector<std::string> AllInsightIds() {
  std::vector<std::string> ids;
  for (const insights::InsightSpec* spec : insights::AllInsights()) ids.emplace_back(spec->id);
  return ids;
}

const insights::InsightSpec* FindInsight(std::string_view id) {
  for (const insights::InsightSpec* spec : insights::AllInsights()) {
    if (spec->id == id) return spec;
  }
  return nullptr;
}

Error NoSuchInsight(std::string_view id) {
  return {ErrorCode::kUsage,
          {},
          {},
          "there is no insight \"" + std::string(id) + '"',
          DidYouMean(id, AllInsightIds(), "dataflint insights lists them")};
}

}  // namespace dataflint::cli
