// Overrides: what somebody wants of the insights otherwise than they declare it: which are switched
// off, which thresholds are others, for all applications or for those of some name.
//
// A plain value: cli/ reads it from a file and the command line, engine/ hands it to RunInsights.
// What in it names nothing, or sets a threshold out of its range (RangeOf), changes nothing.
#ifndef DATAFLINT_INSIGHTS_OVERRIDES_H_
#define DATAFLINT_INSIGHTS_OVERRIDES_H_

#include <string>
#include <vector>

namespace dataflint::insights {

struct Overrides {
  struct Switch {
    std::string insight;
    bool on = true;
  };
  struct Threshold {
    std::string insight;
    std::string name;
    double value = 0;
  };
  struct Layer {
    std::string by;            // who wants it, for the report: "dataflint.toml", "--disable"
    std::string applications;  // pattern of their names, "nightly_*"; empty: all
    std::vector<Switch> switches;
    std::vector<Threshold> thresholds;
  };
  std::vector<Layer> layers;  // a later one goes before an earlier one
};

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_OVERRIDES_H_
