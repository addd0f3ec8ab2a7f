#include "base/result.h"

namespace dataflint {

std::string Error::Message() const {
  std::string out = what;
  for (const std::string* part : {&where, &why}) {
    if (part->empty()) continue;
    out += out.empty() ? "" : ": ";
    out += *part;
  }
  if (!fix.empty()) {
    out += out.empty() || out.back() == '.' ? " " : ". ";
    out += fix;
  }
  return out;
}

}  // namespace dataflint
