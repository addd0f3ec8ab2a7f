#include "cli/insight_options.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/config_file.h"
#include "cli/insight_names.h"

namespace dataflint::cli {
namespace {

using insights::Overrides;

// "skew,spill": ids of insights. Errors: kUsage.
Result<std::vector<std::string>> IdsOf(std::string_view option, std::string_view list) {
  std::vector<std::string> ids;
  while (!list.empty()) {
    std::string id(list.substr(0, list.find(',')));
    list.remove_prefix(std::min(id.size() + 1, list.size()));
    if (FindInsight(id) == nullptr) {
      Error error = NoSuchInsight(id);
      error.what = "cannot understand the command line";
      error.why = std::string(option) + ": " + error.why;
      return tl::unexpected(std::move(error));
    }
    ids.push_back(std::move(id));
  }
  return ids;
}

}  // namespace

void InsightOptions::Declare(Options& options) {
  options.Add({.names = "--config",
               .placeholder = "FILE",
               .text = "Insights switched off and other thresholds, in TOML (dataflint insights -o "
                       "toml writes one)",
               .is_path = true},
              config);
  options.Add({.names = "--only",
               .placeholder = "ID[,ID...]",
               .text = "Ask these insights and no others",
               .suggested = AllInsightIds()},
              only);
  options.Add({.names = "--disable",
               .placeholder = "ID[,ID...]",
               .text = "Do not ask these insights",
               .suggested = AllInsightIds()},
              disable);
}

Result<Overrides> InsightOptions::Load() const {
  const Result<std::vector<std::string>> wanted = IdsOf("--only", only);
  if (!wanted) return tl::unexpected(wanted.error());
  const Result<std::vector<std::string>> unwanted = IdsOf("--disable", disable);
  if (!unwanted) return tl::unexpected(unwanted.error());
  const auto has = [](const std::vector<std::string>& list, const std::string& id) {
    return std::find(list.begin(), list.end(), id) != list.end();
  };
  const std::vector<std::string> all = AllInsightIds();
  if (std::none_of(all.begin(), all.end(), [&](const std::string& id) {
        return (wanted->empty() || has(*wanted, id)) && !has(*unwanted, id);
      })) {
    return Usage("--only and --disable leave no insight to ask", "leave one of them out");
  }
  Result<Overrides> overrides = LoadConfig(config);
  if (!overrides) return overrides;
  if (!wanted->empty()) {
    Overrides::Layer layer{"--only", {}, {}, {}};
    for (const std::string& id : all) layer.switches.push_back({id, has(*wanted, id)});
    overrides->layers.push_back(std::move(layer));
  }
  if (!unwanted->empty()) {
    Overrides::Layer layer{"--disable", {}, {}, {}};
    for (const std::string& id : *unwanted) layer.switches.push_back({id, false});
    overrides->layers.push_back(std::move(layer));
  }
  return overrides;
}

}  // namespace dataflint::cli
