#include "cli/options.h"

#include <sstream>

namespace dataflint::cli {

std::vector<std::string> NamesOf(const OptionSpec& spec) {
  std::vector<std::string> names;
  std::istringstream stream(spec.names);
  for (std::string name; std::getline(stream, name, ',');) names.push_back(name);
  return names;
}

}  // namespace dataflint::cli
