// InForce: which insights are asked and what their thresholds are for one application: as they
// declare it, unless Overrides or the application's own spark.dataflint.alert.disabled say
// otherwise.
//
// Made once for each Run, which hands out the Settings. Views into the application and the
// overrides; Settings are views into it. One thread.
#ifndef DATAFLINT_INSIGHTS_IN_FORCE_H_
#define DATAFLINT_INSIGHTS_IN_FORCE_H_

#include <string_view>
#include <vector>

#include "insights/insight.h"

namespace dataflint::insights {

class InForce {
 public:
  InForce(const model::Application& app, const Overrides& overrides);

  // Of an insight of this binary. A name of no insight has no thresholds.
  Settings SettingsOf(std::string_view insight) const;
  bool IsOn(const InsightSpec& spec) const;
  // Whether a finding under this id of the predecessor (Finding::dataflint_alert) is wanted.
  bool IsAlertOn(std::string_view alert) const;
  Adjustments AdjustmentsOf() const;

 private:
  struct Insight {
    const InsightSpec* spec = nullptr;
    bool is_on = true;
    std::string_view switched_by;      // Layer::by
    std::vector<double> values;        // as spec->thresholds
    std::vector<std::string_view> by;  // likewise; empty: as declared
  };

  const Insight* Find(std::string_view id) const;
  void Apply(const Overrides::Layer& layer);

  std::string_view alerts_disabled_;  // spark.dataflint.alert.disabled
  std::vector<Insight> insights_;     // as AllInsights()
};

// Whether `pattern` is `name`: * stands for any text, ? for any one character.
bool Matches(std::string_view pattern, std::string_view name);

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_IN_FORCE_H_
