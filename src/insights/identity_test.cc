// Ids of findings: the same for what is the same in the job's next run, others for the rest.
#include "insights/identity.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "analysis/made_application_test.h"

namespace dataflint::insights {
namespace {

using analysis::MadeApplication;

class IdentityTest : public testing::Test {
 protected:
  static Finding About(std::string_view subject, Scope scope = Scope::kApplication) {
    Finding finding;
    finding.insight = "made";
    finding.scope = scope;
    finding.subject = subject;
    if (scope == Scope::kStage) finding.stage = {0, 0};
    return finding;
  }

  std::vector<std::string> IdsOf(std::vector<Finding> findings) {
    const analysis::Figures figures = analysis::Analyze(made_.app);
    NameFindings(insights::Run(made_.app, figures), findings);
    std::vector<std::string> ids;
    for (const Finding& finding : findings) ids.push_back(finding.id);
    return ids;
  }

  // Whether the one has the id that the other has where it is alone.
  bool AreTheSame(const Finding& a, const Finding& b) { return IdsOf({a}) == IdsOf({b}); }

  MadeApplication made_{0, 200};
};

TEST_F(IdentityTest, OneTableIsNotAnother) {
  EXPECT_FALSE(AreTheSame(About("table clicks"), About("table orders")));
  EXPECT_FALSE(AreTheSame(About("table clicks"), About("application")));
  EXPECT_TRUE(AreTheSame(About("path day=2027-01-15"), About("path day=2027-01-16")));
}

TEST_F(IdentityTest, OneHostIsNotAnother) {
  EXPECT_FALSE(AreTheSame(About("host worker-1"), About("host worker-2")));
}

TEST_F(IdentityTest, OneFailureOfAStageIsNotAnother) {
  made_.Stage(0, 0, 100, {{}});
  const auto failing = [](std::string_view with) {
    return About("failure " + std::string(with), Scope::kStage);
  };
  EXPECT_FALSE(AreTheSame(failing("KeyError"), failing("Timeout")));
  EXPECT_TRUE(AreTheSame(failing("KeyError"), failing("KeyError")));
}

TEST_F(IdentityTest, AnRddIsWhatItIsCalled) {
  const auto cache = [&](std::int64_t id, std::string_view name) {
    model::Rdd& rdd = made_.app.rdds.emplace_back();
    rdd.id = id;
    rdd.name = made_.app.strings.Intern(name);
    rdd.storage_level = made_.app.strings.Intern("Memory Deserialized 1x Replicated");
    made_.Stage(id, 0, 100, {{}}).rdd_ids = {id};
  };
  cache(3, "In-memory table orders");
  cache(5, "In-memory table clicks");
  cache(7, "In-memory table orders");
  EXPECT_FALSE(AreTheSame(About("rdd 3"), About("rdd 5")));
  EXPECT_TRUE(AreTheSame(About("rdd 3"), About("rdd 7")));
}

TEST_F(IdentityTest, OfTwoThatAreTheSameTheSecondHasANumber) {
  const std::vector<std::string> ids = IdsOf({About("path day=15"), About("path day=16")});
  EXPECT_EQ(ids[1], ids[0] + "-2");
}

}  // namespace
}  // namespace dataflint::insights
