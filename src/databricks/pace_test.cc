#include "databricks/pace.h"

#include <gtest/gtest.h>

#include "databricks/retry.h"

namespace dataflint::databricks {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

const Clock::time_point kStart{hours(1000)};

TEST(Pace, ASecondsWorthAtOnceThenOneByOne) {
  Pace pace;
  const int rate = SpecOf(Endpoint::kClustersList).per_second;
  for (int i = 0; i < rate; ++i) {
    EXPECT_EQ(pace.Reserve(Endpoint::kClustersList, kStart), Clock::duration::zero()) << i;
  }
  EXPECT_EQ(pace.Reserve(Endpoint::kClustersList, kStart), milliseconds(1000) / rate);
  EXPECT_EQ(pace.Reserve(Endpoint::kClustersList, kStart), 2 * milliseconds(1000) / rate);
  EXPECT_EQ(pace.Reserve(Endpoint::kJobsList, kStart), Clock::duration::zero()) << "has its own";
  EXPECT_EQ(pace.Reserve(Endpoint::kClustersList, kStart + hours(1)), Clock::duration::zero());
}

// However calls come, no second has more of them than its rate and the second's worth that was saved.
TEST(Pace, NeverMoreThanTheRate) {
  Pace pace;
  const int rate = SpecOf(Endpoint::kRunsGet).per_second;
  Clock::time_point now = kStart;
  int sent = 0;
  for (int i = 0; i < 1000; ++i) {
    now += pace.Reserve(Endpoint::kRunsGet, now);
    ++sent;
    const double passed = std::chrono::duration<double>(now - kStart).count();
    ASSERT_LE(sent, rate * (passed + 1) + 1) << i;
  }
}

TEST(Pace, APauseHoldsForAllAndEnds) {
  Pace pace;
  pace.Pause(seconds(20), kStart);
  EXPECT_EQ(pace.Reserve(Endpoint::kJobsList, kStart + seconds(5)), seconds(15));
  EXPECT_EQ(pace.Reserve(Endpoint::kMe, kStart + seconds(21)), Clock::duration::zero());
  pace.Pause(hours(1'000'000), kStart);
  EXPECT_EQ(pace.Reserve(Endpoint::kNodeTypes, kStart), Pace::kLongestPause);
}

TEST(Pace, WhatIsDownIsLeftAloneButForProbes) {
  Pace pace;
  for (int i = 0; i < Pace::kFailuresToOpen; ++i) {
    EXPECT_EQ(pace.IsOpen(kStart), std::nullopt);
    pace.Failed(kStart);
  }
  EXPECT_EQ(pace.IsOpen(kStart + seconds(1)), Pace::kProbeEvery - seconds(1));
  EXPECT_EQ(pace.IsOpen(kStart + Pace::kProbeEvery), std::nullopt) << "the probe";
  EXPECT_EQ(pace.IsOpen(kStart + Pace::kProbeEvery), Pace::kProbeEvery) << "others wait for it";
  pace.Worked();
  EXPECT_EQ(pace.IsOpen(kStart + Pace::kProbeEvery), std::nullopt);
}

ApiError Of(ApiErrorKind kind, int status = 0) {
  ApiError error;
  error.kind = kind;
  error.status = status;
  return error;
}

TEST(Retry, LongerEachTimeAndNeverTooLong) {
  const ApiError down = Of(ApiErrorKind::kUnavailable, 503);
  EXPECT_EQ(WaitBeforeRetry(down, Repeatable::kAlways, 1, 0), seconds(1));
  EXPECT_EQ(WaitBeforeRetry(down, Repeatable::kAlways, 3, 0), seconds(4));
  EXPECT_EQ(WaitBeforeRetry(down, Repeatable::kAlways, 1000, 0), seconds(30));
  EXPECT_EQ(WaitBeforeRetry(down, Repeatable::kAlways, 1, 0.5), milliseconds(1250));
}

TEST(Retry, AsLongAsTheWorkspaceAsks) {
  ApiError busy = Of(ApiErrorKind::kRateLimited, 429);
  busy.retry_after = seconds(7);
  EXPECT_EQ(WaitBeforeRetry(busy, Repeatable::kIfNothingArrived, 9, 0.9), seconds(7));
}

TEST(Retry, NotWhatWouldFailAgain) {
  for (const ApiErrorKind kind :
       {ApiErrorKind::kClientRejected, ApiErrorKind::kTokenInvalid, ApiErrorKind::kIpBlocked,
        ApiErrorKind::kPermissionDenied, ApiErrorKind::kNotFound, ApiErrorKind::kBadParameter,
        ApiErrorKind::kNoSuchApi, ApiErrorKind::kOther}) {
    EXPECT_EQ(WaitBeforeRetry(Of(kind), Repeatable::kAlways, 1, 0), std::nullopt) << Name(kind);
  }
  ApiError expired = Of(ApiErrorKind::kNoAnswer);
  expired.transport = net::HttpErrorKind::kTlsExpired;
  EXPECT_EQ(WaitBeforeRetry(expired, Repeatable::kAlways, 1, 0), std::nullopt);
}

TEST(Retry, AStatementIsNotRunTwice) {
  ApiError cut = Of(ApiErrorKind::kNoAnswer);
  cut.transport = net::HttpErrorKind::kCutOff;
  cut.request_sent = true;
  EXPECT_TRUE(WaitBeforeRetry(cut, Repeatable::kAlways, 1, 0).has_value());
  EXPECT_FALSE(WaitBeforeRetry(cut, Repeatable::kIfNothingArrived, 1, 0).has_value());
  cut.request_sent = false;
  EXPECT_TRUE(WaitBeforeRetry(cut, Repeatable::kIfNothingArrived, 1, 0).has_value());
  EXPECT_FALSE(
      WaitBeforeRetry(Of(ApiErrorKind::kUnavailable, 500), Repeatable::kIfNothingArrived, 1, 0));
  EXPECT_TRUE(
      WaitBeforeRetry(Of(ApiErrorKind::kUnavailable, 503), Repeatable::kIfNothingArrived, 1, 0));
}

}  // namespace
}  // namespace dataflint::databricks
