#include "insights/failure_text.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace dataflint::insights
