#include "databricks/api_error.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/workspace_address.h"

namespace dataflint::databricks {
namespace {

using std::chrono::seconds;
using std::chrono::system_clock;

const system_clock::time_point kNow = std::chrono::sys_days(std::chrono::year(2026) / 11 / 30);

net::HttpRequest Request() {
  net::HttpRequest request{
      .origin = net::WorkspaceAddress::ParseLoopback("http://127.0.0.1:8080")->origin()};
  request.path = "/api/2.1/clusters/list";
  request.query = {{"page_token", "not to be shown"}};
  return request;
}

ApiError Read(int status, std::string body, std::vector<net::Header> headers = {}) {
  net::HttpResponse response;
  response.status = status;
  response.body = std::move(body);
  response.headers = std::move(headers);
  return ReadApiError(Request(), response, kNow);
}

// As databricks-api.md §1.5, §6.6 and §8.1 have them.
TEST(ApiError, EachFormOfNoIsItsKind) {
  const struct {
    int status;
    std::string_view body;
    ApiErrorKind kind;
    std::string_view code;
  } cases[] = {
      {401,
       R"({"error":"invalid_client","error_id":"b3c9","error_description":"Client authentication failed"})",
       ApiErrorKind::kClientRejected, "invalid_client"},
      {401,
       R"({"error_code":401,"message":"Credential was not sent or was of an unsupported type"})",
       ApiErrorKind::kTokenInvalid, "401"},
      {403, R"({"error_code":403,"message":"Invalid access token. [ReqId: 1]"})",
       ApiErrorKind::kTokenInvalid, "403"},
      {403,
       R"({"error_code":"403","message":"Source IP address: 203.0.113.7 is blocked by Databricks IP ACL for workspace: 9"})",
       ApiErrorKind::kIpBlocked, "403"},
      {403,
       R"({"error_code":"PERMISSION_DENIED","message":"User x does not have View permissions"})",
       ApiErrorKind::kPermissionDenied, "PERMISSION_DENIED"},
      {400, R"({"error_code":"INVALID_PARAMETER_VALUE","message":"Cluster 0612-1 does not exist"})",
       ApiErrorKind::kNotFound, "INVALID_PARAMETER_VALUE"},
      {400, R"({"error_code":"INVALID_PARAMETER_VALUE","message":"limit must be below 26"})",
       ApiErrorKind::kBadParameter, "INVALID_PARAMETER_VALUE"},
      {404,
       R"({"error_code":"RESOURCE_DOES_NOT_EXIST","message":"No file or directory exists on path /x."})",
       ApiErrorKind::kNotFound, "RESOURCE_DOES_NOT_EXIST"},
      {404,
       R"({"error_code":"ENDPOINT_NOT_FOUND","message":"No API found for 'GET /clusters/lists'"})",
       ApiErrorKind::kNoSuchApi, "ENDPOINT_NOT_FOUND"},
      {429, R"({"error_code":"REQUEST_LIMIT_EXCEEDED","message":"slow down"})",
       ApiErrorKind::kRateLimited, "REQUEST_LIMIT_EXCEEDED"},
      {503, R"({"error_code":"TEMPORARILY_UNAVAILABLE","message":"later"})",
       ApiErrorKind::kUnavailable, "TEMPORARILY_UNAVAILABLE"},
      {502, "<html><head><title>502 Bad Gateway</title></head></html>", ApiErrorKind::kUnavailable,
       ""},
      {200, "<html><title>Sign In - Databricks</title></html>", ApiErrorKind::kNotDatabricks, ""},
      {302, "", ApiErrorKind::kNotDatabricks, ""},
      {404, "<html>not here</html>", ApiErrorKind::kNotDatabricks, ""},
      {403, "FORBIDDEN: no", ApiErrorKind::kPermissionDenied, "FORBIDDEN"},
      {409, R"({"error_code":"ABORTED","message":"again"})", ApiErrorKind::kOther, "ABORTED"},
      {418, "", ApiErrorKind::kNotDatabricks, ""},
  };
  for (const auto& one : cases) {
    const ApiError error = Read(one.status, std::string(one.body));
    EXPECT_EQ(Name(error.kind), Name(one.kind)) << one.body;
    EXPECT_EQ(error.error_code, one.code) << one.body;
    EXPECT_EQ(error.status, one.status);
  }
}

TEST(ApiError, IsWrittenForAPerson) {
  const ApiError error =
      Read(403, R"({"error_code":"PERMISSION_DENIED","message":"may\u0007 not\n see"})",
           {{"X-Request-Id", "r-1"}});
  EXPECT_EQ(
      error.Message(),
      "the service principal may not do this: GET http://127.0.0.1:8080/api/2.1/clusters/list "
      "answered 403 PERMISSION_DENIED: may not see");
  EXPECT_EQ(error.request_id, "r-1");
  EXPECT_EQ(error.Message().find("not to be shown"), std::string::npos);
}

TEST(ApiError, TheBlockedAddressIsNamed) {
  EXPECT_EQ(
      Read(
          403,
          R"({"message":"Source IP address: 2001:db8::7 is blocked by Databricks IP ACL for workspace: 9"})")
          .address,
      "2001:db8::7");
  EXPECT_EQ(Read(403, R"({"message":"Unauthorized access for workspace 9: 203.0.113.7"})").address,
            "203.0.113.7");
  EXPECT_EQ(Read(403, R"({"error_code":"X","message":"IP address: 1.2.3.4 is fine"})").address, "");
}

TEST(ApiError, LongTextsAreShortened) {
  EXPECT_LT(Read(500, std::string(1'000'000, 'x')).Message().size(), 1000U);
}

TEST(RetryAfter, SecondsDatesAndAbsurdOnes) {
  EXPECT_EQ(ParseRetryAfter("7", kNow), seconds(7));
  EXPECT_EQ(ParseRetryAfter(" 0 ", kNow), seconds(0));
  EXPECT_EQ(ParseRetryAfter("Mon, 30 Nov 2026 00:00:30 GMT", kNow), seconds(30));
  EXPECT_EQ(ParseRetryAfter("Sun, 29 Nov 2026 00:00:30 GMT", kNow), seconds(0));
  EXPECT_GT(ParseRetryAfter("99999999999999999999", kNow), seconds(1'000'000'000));
  for (const std::string_view text :
       {"", "-1", "soon", "1.5", "Mon, 31 Feb 2026 00:00:30 GMT", "Mon, 30 Nov 2026 25:00:30 GMT",
        "Monday, 30-Nov-26 00:00:30 GMT"}) {
    EXPECT_EQ(ParseRetryAfter(text, kNow), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace dataflint::databricks
