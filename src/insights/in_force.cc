#include "insights/in_force.h"

#include <algorithm>
#include <cmath>

#include "insights/plain_text.h"

namespace dataflint::insights {
namespace {

constexpr std::string_view kDisabledAlerts = "spark.dataflint.alert.disabled";

std::vector<std::string_view> SplitAtCommas(std::string_view list) {
  std::vector<std::string_view> items;
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    if (const std::string_view item = Trimmed(list.substr(0, comma)); !item.empty()) {
      items.push_back(item);
    }
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return items;
}

bool Lists(std::string_view list, std::string_view id) {
  const std::vector<std::string_view> items = SplitAtCommas(list);
  return std::find(items.begin(), items.end(), id) != items.end();
}

// On Databricks every application has the same name: there the cluster's tells them apart.
bool IsFor(const Overrides::Layer& layer, const model::Application& app) {
  return layer.applications.empty() || Matches(layer.applications, app.text(app.name)) ||
         (app.databricks.is_databricks &&
          Matches(layer.applications, app.text(app.databricks.cluster_name)));
}

}  // namespace

InForce::InForce(const model::Application& app, const Overrides& overrides)
    : alerts_disabled_(app.SparkProperty(kDisabledAlerts)) {
  for (const InsightSpec* spec : AllInsights()) {
    Insight insight;
    insight.spec = spec;
    for (const ThresholdSpec& threshold : spec->thresholds) {
      insight.values.push_back(threshold.value);
    }
    insight.by.resize(insight.values.size());
    insights_.push_back(std::move(insight));
  }
  for (const Overrides::Layer& layer : overrides.layers) {
    if (IsFor(layer, app)) Apply(layer);
  }
}

void InForce::Apply(const Overrides::Layer& layer) {
  const auto find = [&](std::string_view id) {
    return std::find_if(insights_.begin(), insights_.end(),
                        [&](const Insight& insight) { return insight.spec->id == id; });
  };
  for (const Overrides::Switch& wanted : layer.switches) {
    const auto insight = find(wanted.insight);
    if (insight == insights_.end()) continue;
    insight->is_on = wanted.on;
    insight->switched_by = layer.by;
  }
  for (const Overrides::Threshold& wanted : layer.thresholds) {
    const auto insight = find(wanted.insight);
    if (insight == insights_.end()) continue;
    const std::span<const ThresholdSpec> thresholds = insight->spec->thresholds;
    for (std::size_t i = 0; i < thresholds.size(); ++i) {
      if (thresholds[i].name != wanted.name) continue;
      if (!RangeOf(thresholds[i]).Contains(wanted.value)) continue;
      insight->values[i] = wanted.value;
      insight->by[i] = layer.by;
    }
  }
}

const InForce::Insight* InForce::Find(std::string_view id) const {
  for (const Insight& insight : insights_) {
    if (insight.spec->id == id) return &insight;
  }
  return nullptr;
}

Settings InForce::SettingsOf(std::string_view insight) const {
  static constexpr InsightSpec kNone{};
  const Insight* found = Find(insight);
  return found == nullptr ? Settings(kNone, {}) : Settings(*found->spec, found->values);
}

bool InForce::IsOn(const InsightSpec& spec) const {
  const Insight* found = Find(spec.id);
  return found != nullptr && found->is_on && !Lists(alerts_disabled_, spec.id);
}

bool InForce::IsAlertOn(std::string_view alert) const { return !Lists(alerts_disabled_, alert); }

Adjustments InForce::AdjustmentsOf() const {
  Adjustments all;
  for (const Insight& insight : insights_) {
    const InsightSpec& spec = *insight.spec;
    const std::vector<std::string_view> alerts = SplitAtCommas(spec.dataflint_alert);
    if (!insight.is_on) {
      all.switched_off.push_back({spec.id, {}, std::string(insight.switched_by)});
    } else if (!IsOn(spec)) {
      all.switched_off.push_back({spec.id, {}, std::string(kDisabledAlerts)});
    } else {
      for (const std::string_view alert : alerts) {
        if (IsAlertOn(alert)) continue;
        all.switched_off.push_back({spec.id, alerts.size() == 1 ? std::string_view() : alert,
                                    std::string(kDisabledAlerts)});
      }
    }
    for (std::size_t i = 0; i < insight.values.size(); ++i) {
      const ThresholdSpec& threshold = spec.thresholds[i];
      if (insight.by[i].empty() || insight.values[i] == threshold.value) continue;
      all.thresholds.push_back(
          {spec.id, &threshold, insight.values[i], std::string(insight.by[i])});
    }
  }
  return all;
}

bool Range::Contains(double value) const {
  return value >= least && value <= most && (!is_whole || std::floor(value) == value);
}

Range RangeOf(const ThresholdSpec& threshold) {
  constexpr double kMost = 1e15;  // a double holds every whole number up to there
  switch (threshold.unit) {
    case Unit::kShare:
      return {threshold.least, 1, false};
    case Unit::kNone:
    case Unit::kRatio:
      return {threshold.least, 1e6, false};
    case Unit::kCount:
    case Unit::kMilliseconds:
    case Unit::kBytes:
    case Unit::kCoreMilliseconds:
      break;
  }
  return {threshold.least, kMost, true};
}

double Settings::Get(std::string_view name) const {
  for (std::size_t i = 0; i < values_.size(); ++i) {
    if (spec_->thresholds[i].name == name) return values_[i];
  }
  return 0;  // a name that is not declared; the coverage test asks for every declared one
}

// Goes back to the last * only, which takes one more character then: no more than the product of
// both lengths.
bool Matches(std::string_view pattern, std::string_view name) {
  std::size_t p = 0;
  std::size_t star = std::string_view::npos;
  std::size_t taken = 0;  // by that star, from the name's beginning on
  for (std::size_t n = 0; n < name.size();) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      taken = n;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == name[n])) {
      ++p;
      ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++taken;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace dataflint::insights
