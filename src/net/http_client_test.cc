#include "net/http_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <string>
#include <thread>
#include <vector>

#include "net/servers_test.h"

namespace dataflint::net {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string FileByte(std::size_t i) { return std::string(1, static_cast<char>(i * 7 % 251)); }

class HttpClientTest : public ::testing::Test {
 protected:
  HttpRequest To(const std::string& path) const {
    return {.origin = servers_.At("plain"), .path = path};
  }

  Servers& servers_ = Servers::Get();
  std::unique_ptr<HttpClient> client_ = MakeClient();
};

TEST_F(HttpClientTest, SendsWhatItWasGivenAndItsName) {
  HttpRequest request = To("/echo/a b/ü?#%");
  request.query = {{"o", "1 2&3"}, {"empty", ""}};
  request.headers = {{"Authorization", "Bearer t", true}};
  const HttpResult result = client_->Send(request);
  ASSERT_TRUE(result) << Said(result);
  EXPECT_EQ(result->status, 200);
  EXPECT_THAT(result->body,
              StartsWith("GET /echo/a%20b/%C3%BC%3F%23%25?o=1%202%263&empty=\n"
                         "accept: */*\naccept-encoding: gzip\nauthorization: Bearer t\nhost: "));
  EXPECT_THAT(result->body, HasSubstr("\nuser-agent: dataflint/0 (Databricks)\n"));
  EXPECT_EQ(*result->Find("x-made-BY"), "tests");
  EXPECT_EQ(result->Find("x-made"), nullptr);
  EXPECT_EQ(result->peer.ToString(), "127.0.0.1");
}

TEST_F(HttpClientTest, PostsABodyOfAnySizeAsItIs) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{30}, std::size_t{3} << 20}) {
    HttpRequest request = To("/echo");
    request.method = Method::kPost;
    request.headers = {{"Content-Type", "application/json"}};
    request.body = std::string(size, 'b');
    request.sensitive_body = true;
    const HttpResult result = client_->Send(request);
    ASSERT_TRUE(result) << Said(result);
    EXPECT_THAT(result->body, HasSubstr("content-length: " + std::to_string(size) +
                                        "\ncontent-type: application/json\n"));
    EXPECT_THAT(result->body, Not(HasSubstr("expect:")));
    EXPECT_TRUE(result->body.ends_with("\n\n" + request.body));
  }
}

TEST_F(HttpClientTest, AHeadHasNoBody) {
  HttpRequest request = To("/echo");
  request.method = Method::kHead;
  const HttpResult result = client_->Send(request);
  ASSERT_TRUE(result) << Said(result);
  EXPECT_EQ(result->body, "");
  EXPECT_NE(*result->Find("Content-Length"), "0");
}

TEST_F(HttpClientTest, AnyStatusIsAnAnswer) {
  for (const int status : {204, 304, 400, 401, 403, 404, 429, 500, 503}) {
    const HttpResult result = client_->Send(To("/status/" + std::to_string(status)));
    ASSERT_TRUE(result) << Said(result);
    EXPECT_EQ(result->status, status);
  }
}

TEST_F(HttpClientTest, UnpacksAndPutsTogether) {
  EXPECT_EQ(client_->Send(To("/gzip"))->body.size(), 700U);
  EXPECT_EQ(client_->Send(To("/chunked"))->body, "one two");
  const HttpResult interim = client_->Send(To("/interim"));
  ASSERT_TRUE(interim) << Said(interim);
  EXPECT_EQ(interim->status, 200);
  EXPECT_EQ(interim->body, "at last");
  EXPECT_EQ(interim->Find("X-Early"), nullptr);
  EXPECT_EQ(client_->Send(To("/chunked"))->Find("X-Trailer"), nullptr);
}

TEST_F(HttpClientTest, AsksForBytes) {
  HttpRequest request = To("/file");
  request.range = ByteRange{1000, 1999};
  const HttpResult part = client_->Send(request);
  ASSERT_TRUE(part) << Said(part);
  EXPECT_EQ(part->status, 206);
  EXPECT_EQ(part->body.size(), 1000U);
  EXPECT_EQ(part->body.substr(0, 1), FileByte(1000));
  EXPECT_EQ(part->content_range()->total, 1U << 20);

  request.range = ByteRange{(1U << 20) - 10};
  EXPECT_EQ(client_->Send(request)->body.size(), 10U);
  request.range = ByteRange{1U << 20};
  EXPECT_EQ(client_->Send(request)->status, 416);
}

TEST_F(HttpClientTest, TakesNoOtherBytesThanItAskedFor) {
  for (const char* path : {"/range_ignored", "/range_other", "/range_unsaid"}) {
    HttpRequest request = To(path);
    request.range = ByteRange{1000};
    bool taken = false;
    request.sink = [&](std::string_view) -> Status {
      taken = true;
      return {};
    };
    const HttpResult result = client_->Send(request);
    ASSERT_FALSE(result) << path;
    EXPECT_EQ(result.error().kind, HttpErrorKind::kBadAnswer) << Said(result);
    EXPECT_FALSE(taken) << path;
  }
  HttpRequest all = To("/range_ignored");
  all.range = ByteRange{0};
  EXPECT_EQ(client_->Send(all)->body.size(), 1U << 20);
}

TEST_F(HttpClientTest, StreamsAndGoesOnAtAByte) {
  std::string got;
  HttpRequest request = To("/file");
  request.max_body_bytes = kNoMaxBody;
  request.sink = [&](std::string_view piece) -> Status {
    got += piece;
    if (got.size() > 300'000 && got.size() < 600'000) {
      return Fail(ErrorCode::kUnavailable, "cannot write the log", "x", "No space left on device");
    }
    return {};
  };
  const HttpResult cut = client_->Send(request);
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().kind, HttpErrorKind::kSinkFailed);
  EXPECT_EQ(cut.error().Message(), "cannot write the log: x: No space left on device");
  EXPECT_GT(cut.error().body_bytes, 0U);

  got.resize(cut.error().body_bytes);
  request.range = ByteRange{got.size()};
  request.sink = [&](std::string_view piece) -> Status {
    got += piece;
    return {};
  };
  const HttpResult rest = client_->Send(request);
  ASSERT_TRUE(rest) << Said(rest);
  EXPECT_EQ(rest->body, "");
  ASSERT_EQ(got.size(), 1U << 20);
  for (std::size_t i = 0; i < got.size(); i += 997) EXPECT_EQ(got.substr(i, 1), FileByte(i)) << i;

  // What is no success does not get mixed in.
  request = To("/status/404");
  request.sink = [](std::string_view) { return Fail(ErrorCode::kInternal, "called"); };
  EXPECT_EQ(client_->Send(request)->body, "a reason");
}

TEST_F(HttpClientTest, KeepsConnections) {
  const int before = servers_.Count("hits plain");
  for (int i = 0; i < 10; ++i) {
    const HttpResult result = client_->Send(To("/echo"));
    ASSERT_TRUE(result) << Said(result);
    EXPECT_EQ(result->reused_connection, i > 0);
    if (i > 0) {
      EXPECT_EQ(result->timings.connect.count(), 0);
    }
  }
  EXPECT_EQ(servers_.Count("hits plain") - before, 1);
}

TEST_F(HttpClientTest, ReachesASimulatorOnIpv6) {
  if (servers_.port("plain6") == 0) GTEST_SKIP() << "this machine has no IPv6";
  const HttpResult result =
      client_->Send({.origin = servers_.At("plain6", "http", "[::1]"), .path = "/echo"});
  ASSERT_TRUE(result) << Said(result);
  EXPECT_EQ(result->peer.ToString(), "::1");
  EXPECT_THAT(result->body, HasSubstr("host: [::1]:"));
}

TEST_F(HttpClientTest, ManyThreadsShareOneClient) {
  const int before = servers_.Count("hits plain");
  std::atomic<int> right = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 8; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < 50; ++i) {
          const std::string step = std::to_string(t) + "-" + std::to_string(i);
          const HttpResult result = client_->Send(To("/echo/" + step));
          if (result && result->body.starts_with("GET /echo/" + step + "\n")) ++right;
        }
      });
    }
  }
  EXPECT_EQ(right, 400);
  EXPECT_LE(servers_.Count("hits plain") - before, 8);
}

TEST_F(HttpClientTest, AConnectionThatWasClosedIsReplaced) {
  EXPECT_EQ(client_->Send(To("/closed_after"))->body, "first");
  EXPECT_TRUE(client_->Send(To("/echo")));
  // Closed only after the next request came: once more on a new connection, for a GET.
  EXPECT_EQ(client_->Send(To("/answered_once"))->body, "first");
  const HttpResult again = client_->Send(To("/echo"));
  ASSERT_TRUE(again) << Said(again);
  EXPECT_FALSE(again->reused_connection);
}

TEST_F(HttpClientTest, APostIsNeverSentTwice) {
  EXPECT_EQ(client_->Send(To("/answered_once"))->body, "first");
  const int before = servers_.Count("posts");
  HttpRequest request = To("/echo");
  request.method = Method::kPost;
  request.headers = {{"Content-Type", "application/json"}};
  for (const char* body : {"{}", ""}) {
    request.body = body;
    const HttpResult result = client_->Send(request);
    ASSERT_FALSE(result) << body;
    EXPECT_EQ(result.error().kind, HttpErrorKind::kCutOff) << Said(result);
    EXPECT_TRUE(result.error().request_sent);
    EXPECT_EQ(client_->Send(To("/answered_once"))->body, "first");
  }
  EXPECT_EQ(servers_.Count("posts") - before, 2);
}

TEST_F(HttpClientTest, SendsNoRequestThatIsNotRight) {
  const int before = servers_.Count("hits plain");
  const auto kind = [&](const HttpRequest& request) {
    const HttpResult result = client_->Send(request);
    return result ? "sent" : std::string(Name(result.error().kind));
  };
  for (const char* path : {"", "echo", "//../x", "/a/../b", "/a/..", "/./a", "/a/."}) {
    EXPECT_EQ(kind(To(path)), "bad_request") << path;
  }
  for (const Header& header : std::vector<Header>{{"User-Agent", "other"},
                                                  {"HOST", "evil.example"},
                                                  {"Cookie", "a=b"},
                                                  {"Transfer-Encoding", "chunked"},
                                                  {"Range", "bytes=0-1"},
                                                  {"X-A", "b\r\nX-C: d"},
                                                  {"X-A", ""},
                                                  {"X A", "b"},
                                                  {"X-A:", "b"},
                                                  {"", "b"}}) {
    HttpRequest request = To("/echo");
    request.headers = {header};
    EXPECT_EQ(kind(request), "bad_request") << header.name;
  }
  HttpRequest request = To("/echo");
  request.body = "x";
  EXPECT_EQ(kind(request), "bad_request");
  request = To("/echo");
  request.range = ByteRange{5, 4};
  EXPECT_EQ(kind(request), "bad_request");
  EXPECT_EQ(servers_.Count("hits plain"), before);
}

TEST_F(HttpClientTest, ALogLineShowsNothingSensitive) {
  HttpRequest request = To("/a b");
  request.query = {{"token", "hunter2"}};
  request.headers = {{"Authorization", "Bearer hunter2", true}, {"Accept", "text/plain"}};
  const std::string line =
      "GET " + request.origin.ToString() + "/a%20b?token [Authorization: ***] [Accept: text/plain]";
  EXPECT_EQ(Describe(request), line);
  request.method = Method::kPost;
  request.body = "hunter2";
  EXPECT_THAT(Describe(request), EndsWith("[Accept: text/plain] 7 bytes"));
  request.sensitive_body = true;
  EXPECT_THAT(Describe(request), EndsWith("[Accept: text/plain] ***"));
}

TEST(HttpClient, IsNotMadeFromWhatCannotBe) {
  const auto error = [](HttpClientOptions options) -> std::string {
    const auto client = HttpClient::Make(std::move(options), AddressPolicy{Allowlist()},
                                         std::make_shared<SystemResolver>());
    return client ? "" : client.error().Message();
  };
  EXPECT_EQ(error({.user_agent = "a"}), "");
  EXPECT_THAT(error({.user_agent = ""}), HasSubstr("user agent"));
  EXPECT_THAT(error({.user_agent = "a\r\nb: c"}), HasSubstr("user agent"));
  EXPECT_THAT(error({.user_agent = "a", .extra_ca_file = "/no/such.pem"}),
              HasSubstr("cannot read the extra CA file: /no/such.pem: No such file"));
  EXPECT_THAT(error({.user_agent = "a", .extra_ca_file = "/etc/hostname"}),
              HasSubstr("no certificate is in it"));
  for (const char* host : {"", "http://proxy", "me@proxy", "proxy:3128", "a b"}) {
    EXPECT_THAT(error({.user_agent = "a", .proxy = ProxyServer{host, 3128}}),
                HasSubstr("outbound proxy"))
        << host;
  }
  EXPECT_THAT(error({.user_agent = "a", .proxy = ProxyServer{"proxy", 0}}),
              HasSubstr("outbound proxy"));
}

}  // namespace
}  // namespace dataflint::net
