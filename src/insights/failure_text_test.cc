#include "insights/failure_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "analysis/figures.h"
#include "analysis/made_application_test.h"

namespace dataflint::insights {
namespace {

struct Made {
  explicit Made(std::string_view reason, std::string_view class_name, std::string_view description,
                std::string_view stack = {}) {
    failure.reason = app.strings.Intern(reason);
    failure.class_name = app.strings.Intern(class_name);
    failure.description = app.strings.Intern(description);
    failure.stack = app.strings.Intern(stack);
  }
  model::Application app;
  model::TaskFailure failure;
};

constexpr std::string_view kPython =
    "Traceback (most recent call last):\n"
    "  File \"/opt/pyspark.zip/pyspark/worker.py\", line 1, in main\n"
    "  File \"/srv/jobs/load.py\", line 18, in parse\n"
    "    raise ValueError(row.id)\n"
    "ValueError: partner file 5 is not readable\n";

TEST(FailureText, SameExceptionWithOtherNumbersIsTheSame) {
  const Made a("ExceptionFailure", "java.io.IOException",
               "part 17 of s3://a/b at 10.0.0.1 is gone");
  const Made b("ExceptionFailure", "java.io.IOException", "part 4 of s3://c/d at 10.0.0.7 is gone");
  EXPECT_EQ(NormalisedFailure(a.app, a.failure), NormalisedFailure(b.app, b.failure));
}

TEST(FailureText, PythonErrors) {
  const Made made("ExceptionFailure", "org.apache.spark.api.python.PythonException", kPython);
  EXPECT_EQ(ShortFailure(made.app, made.failure), "ValueError: partner file 5 is not readable");
  EXPECT_EQ(FirstOwnFrame(made.app, made.failure), "load.py:18, in parse");
}

TEST(FailureText, FirstFrameOfTheUsersCode) {
  const Made made("ExceptionFailure", "java.lang.RuntimeException", "no",
                  "java.lang.RuntimeException: no\n\tat org.apache.spark.rdd.RDD.x(RDD.scala:1)\n"
                  "\tat shop.Load.parse(Load.scala:42)\n");
  EXPECT_EQ(FirstOwnFrame(made.app, made.failure), "shop.Load.parse(Load.scala:42)");
  EXPECT_EQ(ShortFailure(made.app, made.failure), "RuntimeException: no");
}

TEST(FailureText, WantedEndsAreNoFailures) {
  const Made killed("TaskKilled", "", "");
  EXPECT_TRUE(IsIntended(killed.app, killed.failure));
  const Made lost("ExecutorLostFailure", "", "");
  EXPECT_FALSE(IsIntended(lost.app, lost.failure));
}

// What a task of that Spark is advised that failed with this stack.
std::string AdviceFor(std::string_view spark, std::string_view stack) {
  analysis::MadeApplication made(1'700'000'000'000, 1'700'000'060'000);
  made.app.spark_version = made.app.strings.Intern(spark);
  model::TaskFailure failure;
  failure.reason = made.app.strings.Intern("ExceptionFailure");
  failure.class_name = made.app.strings.Intern("java.lang.RuntimeException");
  failure.stack = made.app.strings.Intern(stack);
  const analysis::Figures figures = analysis::Analyze(made.app);
  const Run run(made.app, figures);
  Finding finding;
  AdviseOnFailure(run, failure, false, finding);
  return finding.changes.front().text;
}

// Before Spark 4.0, raise_error throws what anything may throw: where from tells.
TEST(FailureText, RowsThatTheQueryItselfRejects) {
  const std::string generated =
      "\n\tat org.apache.spark.sql.catalyst.expressions.GeneratedClass$GeneratedIteratorForCodegen"
      "Stage1.processNext(Unknown Source)\n";
  const auto is_raised = testing::HasSubstr("raise_error");
  const std::string raised = "java.lang.RuntimeException: row 42 has no currency" + generated;
  EXPECT_THAT(AdviceFor("3.5.1", raised), is_raised);
  EXPECT_THAT(AdviceFor("3.1.3",
                        "org.apache.spark.SparkException: Task failed while writing rows.\n"
                        "\tat org.apache.spark.sql.Writer.write(Writer.scala:1)\nCaused by: " +
                            raised),
              is_raised);
  EXPECT_THAT(AdviceFor("3.4.1",
                        "java.lang.RuntimeException: no\n\tat org.apache.spark.sql.catalyst."
                        "expressions.RaiseError.eval(misc.scala:88)\n"),
              is_raised);
  EXPECT_THAT(AdviceFor("2.4.8", raised), testing::Not(is_raised));
  EXPECT_THAT(AdviceFor("3.5.1",
                        "java.lang.RuntimeException: The 0th field 'id' of input row cannot "
                        "be null." +
                            generated),
              testing::Not(is_raised));
  EXPECT_THAT(
      AdviceFor("3.5.1",
                "java.lang.RuntimeException: no\n\tat shop.Load.parse(Load.scala:42)" + generated),
      testing::Not(is_raised));
}

}  // namespace
}  // namespace dataflint::insights
