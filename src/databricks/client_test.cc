#include "databricks/client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "databricks/pages.h"
#include "databricks/scripted_workspace_test.h"

namespace dataflint::databricks {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class ClientTest : public ScriptedWorkspace {
 protected:
  // "2 clusters", or the error's kind.
  std::string Clusters() {
    const auto answer = client_->Ask({.endpoint = Endpoint::kClustersList});
    if (!answer) return std::string(Name(answer.error().kind));
    return std::to_string(answer->root()["clusters"].CountItems()) + " clusters";
  }
};

TEST_F(ClientTest, SignsInOnceAndAsks) {
  EXPECT_EQ(Clusters(), "2 clusters");
  EXPECT_EQ(Clusters(), "2 clusters");
  const std::string requests = Requests();
  EXPECT_EQ(Count(requests, "/oidc/v1/token"), 1);
  EXPECT_EQ(Count(requests, "\"User-Agent\": \"dataflint/0.1.0 (Databricks)\""), 4);
  EXPECT_EQ(Count(requests, "Bearer token-1"), 2);
  EXPECT_THAT(requests, HasSubstr("grant_type=client_credentials&scope=all-apis&client_id=the-id&"
                                  "client_secret=dose-secret"));
}

TEST_F(ClientTest, SignsInByBasicWhereNothingElseIsTaken) {
  workspace_.Ask("basic");
  EXPECT_EQ(Clusters(), "2 clusters");
  const std::string requests = Requests();
  EXPECT_THAT(requests, HasSubstr("Basic dGhlLWlkOmRvc2Utc2VjcmV0"));  // the-id:dose-secret
  EXPECT_EQ(requests.find("client_secret="), std::string::npos);
}

TEST_F(ClientTest, ATokenThatWasTakenBackCostsTheCallerNothing) {
  EXPECT_EQ(Clusters(), "2 clusters");
  workspace_.Ask("revoke");
  EXPECT_EQ(Clusters(), "2 clusters");
  EXPECT_TRUE(waiting_.slept().empty());
  EXPECT_EQ(Count(Requests(), "/oidc/v1/token"), 2);
}

TEST_F(ClientTest, ASecondRefusalInOneCallIsToldAsSuch) {
  const std::string refusal =
      R"({"status": 403, "body": {"error_code": 403, "message": "Invalid access token."}})";
  for (int i = 0; i < 5; ++i) Answer(refusal);
  EXPECT_EQ(Clusters(), "token_invalid");
  EXPECT_EQ(Count(Requests(), "/api/2.1/clusters/list"), 2);
}

TEST_F(ClientTest, TransfersOutliveTheirToken) {
  workspace_.Ask("life 100");
  for (int i = 0; i < 40; ++i) {
    EXPECT_EQ(Clusters(), "2 clusters");
    waiting_.Pass(std::chrono::seconds(10));
  }
  const std::string requests = Requests();
  EXPECT_EQ(Count(requests, "/api/2.1/clusters/list"), 40) << "none was refused";
  EXPECT_GE(Count(requests, "/oidc/v1/token"), 4);
}

TEST_F(ClientTest, WhatPassesIsTriedAgain) {
  Answer(
      R"({"status": 503, "body": {"error_code": "TEMPORARILY_UNAVAILABLE", "message": "later"}})");
  Answer(R"({"status": 429, "body": {"message": "slow"}, "headers": {"Retry-After": "7"}})");
  Answer(R"({"status": 200, "body": "<html>Sign in</html>"})");
  Answer(R"({"status": 200, "body": {"clusters": [{"cluster_id": "x"}]}, "cut": true})");
  Answer(R"({"status": 200, "body": "{\"clusters\": ["})");
  EXPECT_EQ(Clusters(), "2 clusters");
  EXPECT_EQ(Count(Requests(), "/api/2.1/clusters/list"), 6);
  EXPECT_THAT(waiting_.slept(), testing::Contains(std::chrono::seconds(7)));
}

TEST_F(ClientTest, WhatWouldFailAgainIsNot) {
  Answer(R"({"status": 403, "body": {"error_code": "PERMISSION_DENIED", "message": "no"}})");
  EXPECT_EQ(Clusters(), "permission_denied");
  EXPECT_EQ(Count(Requests(), "/api/2.1/clusters/list"), 1);
}

TEST_F(ClientTest, AStatementIsNotSentTwice) {
  Answer(R"({"status": 200, "body": {"statement_id": "1"}, "cut": true})");
  const auto answer = client_->Ask({.endpoint = Endpoint::kStatementSubmit,
                                    .body = R"({"statement":"SELECT 1"})",
                                    .repeatable = Repeatable::kIfNothingArrived});
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(Count(Requests(), "/api/2.0/sql/statements"), 1);
}

TEST_F(ClientTest, AStormEndsWithTheDeadline) {
  for (int i = 0; i < 100; ++i)
    Answer(R"({"status": 500, "body": {"error_code": "INTERNAL_ERROR"}})");
  const Clock::time_point begin = waiting_.Now();
  EXPECT_EQ(Clusters(), "unavailable");
  EXPECT_LE(waiting_.Now() - begin, Client::kCallDeadline);
  EXPECT_LE(Count(Requests(), "/api/2.1/clusters/list"), Pace::kFailuresToOpen);
}

TEST_F(ClientTest, PagesToTheEnd) {
  Answer(
      R"({"status": 200, "body": {"clusters": [{"cluster_id": "1"}], "next_page_token": "p/2="}})");
  Answer(R"({"status": 200, "body": {"clusters": [{"cluster_id": "2"}], "next_page_token": ""}})");
  std::vector<std::string> ids;
  const auto done =
      ForEachPage(*client_, {.endpoint = Endpoint::kClustersList}, [&](const JsonValue& page) {
        for (const JsonValue cluster : page["clusters"].items()) {
          ids.emplace_back(cluster["cluster_id"].Text());
        }
        return true;
      });
  EXPECT_TRUE(done.has_value());
  EXPECT_THAT(ids, ElementsAre("1", "2"));
  EXPECT_THAT(Requests(), HasSubstr("page_token=p%2F2%3D"));
}

TEST_F(ClientTest, PagesThatGoRoundEnd) {
  for (int i = 0; i < 10; ++i) {
    Answer(R"({"status": 200, "body": {"next_page_token": ")" + std::to_string(i % 3) + R"("}})");
  }
  int pages = 0;
  const auto done = ForEachPage(*client_, {.endpoint = Endpoint::kClustersList},
                                [&](const JsonValue&) { return ++pages > 0; });
  ASSERT_FALSE(done.has_value());
  EXPECT_THAT(done.error().why, HasSubstr("does not end"));
  EXPECT_EQ(pages, 4);
}

TEST_F(ClientTest, StopsAtOnce) {
  std::stop_source stop;
  stop.request_stop();
  const auto answer = client_->Ask({.endpoint = Endpoint::kMe}, stop.get_token());
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, ErrorCode::kInterrupted);
}

}  // namespace
}  // namespace dataflint::databricks
