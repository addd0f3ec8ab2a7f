// Earlier: the first of two times of which one may not be known. Used inside analysis/; pure; any
// thread.
#ifndef DATAFLINT_ANALYSIS_EARLIER_H_
#define DATAFLINT_ANALYSIS_EARLIER_H_

#include "model/time.h"

namespace dataflint::analysis {

inline model::TimeMs Earlier(model::TimeMs a, model::TimeMs b) {
  return !model::IsKnown(a) || (model::IsKnown(b) && b < a) ? b : a;
}

}  // namespace dataflint::analysis

#endif  // DATAFLINT_ANALYSIS_EARLIER_H_
