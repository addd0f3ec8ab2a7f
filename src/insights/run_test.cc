#include "insights/run.h"

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

#include "analysis/figures.h"
#include "analysis/made_application_test.h"

namespace dataflint::insights {
namespace {

TEST(Run, TimesAsSparkReadsThem) {
  EXPECT_EQ(ParseMilliseconds("30s", 1), 30'000);
  EXPECT_EQ(ParseMilliseconds(" 500ms ", 1000), 500);
  EXPECT_EQ(ParseMilliseconds("2MIN", 1), 120'000);
  EXPECT_EQ(ParseMilliseconds("1m", 1), 60'000);
  EXPECT_EQ(ParseMilliseconds("1h", 1), 3'600'000);
  EXPECT_EQ(ParseMilliseconds("1d", 1), 86'400'000);
  EXPECT_EQ(ParseMilliseconds("2500us", 1), 2);
  EXPECT_EQ(ParseMilliseconds("60", 1000), 60'000);
  EXPECT_EQ(ParseMilliseconds("60", 1), 60);
  EXPECT_EQ(ParseMilliseconds("", 1), -1);
  EXPECT_EQ(ParseMilliseconds("-1", 1), -1);
  EXPECT_EQ(ParseMilliseconds("3 weeks", 1), -1);
  EXPECT_EQ(ParseMilliseconds("9223372036854775807d", 1), -1);
}

TEST(Run, SizesAsSparkReadsThem) {
  EXPECT_EQ(ParseBytes("64m", 1), std::int64_t{64} << 20);
  EXPECT_EQ(ParseBytes("64", 1 << 20), std::int64_t{64} << 20);
  EXPECT_EQ(ParseBytes("67108864b", 1 << 20), std::int64_t{64} << 20);
  EXPECT_EQ(ParseBytes("-1", 1), -1);
}

// Two tasks of a second each on eight cores, in stages of which the second takes four cores for a task.
TEST(Run, CountsWhatATaskHoldsByTheResourceProfileOfItsStage) {
  analysis::MadeApplication made(0, 10'000);
  made.Executor(8, 0).total_tasks = 4;
  model::ResourceProfile& profile = made.app.environment.resource_profiles.emplace_back();
  profile.id = 1;
  model::ResourceProfile::Request& cpus = profile.task_requests.emplace_back();
  cpus.name = made.app.strings.Intern("cpus");
  cpus.amount = 4;
  for (std::int64_t id = 0; id < 2; ++id) {
    std::vector<analysis::MadeTask> tasks(2);
    for (analysis::MadeTask& task : tasks) {
      task.launch = 1'000 + 2'000 * id;
      task.finish = task.launch + 1'000;
      task.run = 1'000;
    }
    made.Stage(id, 1'000 + 2'000 * id, 2'000 + 2'000 * id, tasks).resource_profile_id = id;
  }
  const analysis::Figures figures = analysis::Analyze(made.app);
  const insights::Run run(made.app, figures);  // not the test's own Run()
  EXPECT_EQ(run.cpus_per_task(), 1);
  EXPECT_EQ(run.cpus_per_task(1), 4);
  EXPECT_EQ(run.SlotsOf(0), 8);
  EXPECT_EQ(run.SlotsOf(1), 2);
  EXPECT_EQ(run.CoreTimeOf(0), 2'000);
  EXPECT_EQ(run.CoreTimeOf(1), 8'000);
  EXPECT_EQ(run.TaskTimeOf(1), 2'000);
  EXPECT_EQ(run.InCoreTime(1, 500), 2'000);
}

bool HasExecutorCores(std::string_view master, std::string_view id, std::string_view version) {
  constexpr model::TimeMs kBegin = 1'700'000'000'000;
  analysis::MadeApplication made(kBegin, kBegin + 1000);
  made.Property("spark.master", master);
  made.app.id = made.app.strings.Intern(id);
  made.app.spark_version = made.app.strings.Intern(version);
  const analysis::Figures figures = analysis::Analyze(made.app);
  return Run(made.app, figures).Knows(settings::kExecutorCores);
}

TEST(Run, StandaloneClustersKnowExecutorCoresFromSpark14On) {
  EXPECT_FALSE(HasExecutorCores("spark://master:7077", "app-20150427150733-0000", "1.3.1"));
  EXPECT_FALSE(HasExecutorCores("*********", "app-20150427150733-0000", "1.3.1"));
  EXPECT_TRUE(HasExecutorCores("spark://master:7077", "app-20150427150733-0000", "1.4.0"));
  EXPECT_TRUE(HasExecutorCores("yarn", "application_1430000000000_0001", "1.3.1"));
  EXPECT_TRUE(HasExecutorCores("*********", "application_1430000000000_0001", "1.3.1"));
}

}  // namespace
}  // namespace dataflint::insights
