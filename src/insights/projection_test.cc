#include "insights/projection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dataflint::insights {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Projection, Computed) {
  EXPECT_THAT(ComputedBy("Project [id#1L, length(body#2) AS size#3, (id#1L % 40) AS shelf#4L]"),
              ElementsAre("(id % 40) AS shelf", "length(body) AS size"));
  EXPECT_THAT(ComputedBy("Project [concat(a#1, ,, [x]) AS b#2]"),
              ElementsAre("concat(a, ,, [x]) AS b"));
  EXPECT_THAT(ComputedBy("Project [id#1L, body#2]"), IsEmpty());
  EXPECT_THAT(ComputedBy("Project [a(b#1) AS c#2, ... 20 more fields]"), IsEmpty());
  EXPECT_THAT(ComputedBy("Project ["), IsEmpty());
  EXPECT_THAT(ComputedBy("Project ][ AS "), IsEmpty());
}

TEST(Projection, CostlyInBoth) {
  EXPECT_THAT(CostlyInBoth("Project [day#1, from_json(a#2) AS x#3, upper(b#4) AS u#5]",
                           "Project [shop#7, from_json(a#8) AS json#9, upper(b#10) AS u#11]"),
              ElementsAre("from_json(a)"));
  EXPECT_THAT(CostlyInBoth("Project [from_json(a#2) AS x#3]", "Project [from_json(b#2) AS x#3]"),
              IsEmpty());
  EXPECT_THAT(CostlyInBoth("Project [from_json(a#2) AS x#3]", ""), IsEmpty());
}

}  // namespace
}  // namespace dataflint::insights
