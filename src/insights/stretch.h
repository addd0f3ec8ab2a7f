// Stretches of a run that one insight tells of, for another that would tell of them again.
#ifndef DATAFLINT_INSIGHTS_STRETCH_H_
#define DATAFLINT_INSIGHTS_STRETCH_H_

#include "insights/run.h"

namespace dataflint::insights {

struct Stretch {
  model::TimeMs begin = 0;
  model::TimeMs end = 0;
};

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_STRETCH_H_
