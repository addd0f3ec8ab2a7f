// Stretches of a run that one insight tells of, for another that would tell of them again.
#pragma once

#include "insights/run.h"

namespace dataflint::insights {

struct Stretch {
  model::TimeMs begin = 0;
  model::TimeMs end = 0;
};

}  // namespace dataflint::insights
