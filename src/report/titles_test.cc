#include "report/titles.h"

#include <gtest/gtest.h>

namespace dataflint::report {
namespace {

TEST(CallSite, IsWithoutFolders) {
  EXPECT_EQ(CallSite("collect at /srv/jobs/report.py:12"), "collect at report.py:12");
  EXPECT_EQ(CallSite("collect at <console>:27"), "collect at <console>:27");
  EXPECT_EQ(CallSite("nightly report"), "nightly report");
  EXPECT_EQ(CallSite("arrive at noon"), "arrive at noon");
}

TEST(CallSite, LeavesOutPlumbing) {
  EXPECT_EQ(CallSite("parquet at NativeMethodAccessorImpl.java:0"), "parquet");
  EXPECT_EQ(CallSite("load at <unknown>:0"), "load");
  EXPECT_EQ(CallSite("$anonfun$withThreadLocalCaptured$1 at CompletableFuture.java:1768"), "");
  EXPECT_EQ(CallSite("run at ThreadPoolExecutor.java:1136"), "");
}

}  // namespace
}  // namespace dataflint::report
