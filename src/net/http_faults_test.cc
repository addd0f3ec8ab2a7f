// What net/http_client.h says of servers that hang, break off or answer nonsense, and how soon.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <stop_token>
#include <string>
#include <thread>

#include "net/http_client.h"
#include "net/servers_test.h"

namespace dataflint::net {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

HttpRequest To(const Origin& origin, const std::string& path) {
  return {.origin = origin, .path = path};
}

struct Outcome {
  HttpResult result;
  Clock::duration took;
};

Outcome Send(HttpClient& client, const HttpRequest& request, const std::stop_token& stop = {}) {
  const auto begin = Clock::now();
  HttpResult result = client.Send(request, stop);
  return {std::move(result), Clock::now() - begin};
}

class HttpFaults : public ::testing::Test {
 protected:
  HttpError Failure(const HttpRequest& request) {
    Outcome outcome = Send(*client_, request);
    EXPECT_FALSE(outcome.result) << request.path << ' ' << Said(outcome.result);
    EXPECT_LT(outcome.took, 5s) << request.path;
    return outcome.result ? HttpError() : outcome.result.error();
  }

  Servers& servers_ = Servers::Get();
  const Origin plain_ = servers_.At("plain");
  // Short limits, far enough apart to tell which one struck.
  std::unique_ptr<HttpClient> client_ =
      MakeClient({.connect_timeout = 300ms, .idle_timeout = 600ms});
};

TEST_F(HttpFaults, SaysThatNobodyListens) {
  const HttpError error = Failure(To(servers_.At("closed"), "/"));
  EXPECT_EQ(error.kind, HttpErrorKind::kConnectionRefused) << error.Message();
  EXPECT_EQ(error.code, ErrorCode::kUnavailable);
  EXPECT_FALSE(error.request_sent);
  EXPECT_THAT(error.Message(), HasSubstr("cannot connect: GET http://127.0.0.1:"));
  EXPECT_THAT(error.Message(), HasSubstr("/: Connection refused. Nothing listens there"));
}

TEST_F(HttpFaults, SaysWhichStepTookTooLong) {
  struct Case {
    const char* server;
    const char* scheme;
    const char* path;
    HttpErrorKind kind;
    Clock::duration limit;
    bool request_sent;
  };
  const Case cases[] = {
      {"blackhole", "http", "/", HttpErrorKind::kConnectTimeout, 300ms, false},
      {"blackhole", "https", "/", HttpErrorKind::kConnectTimeout, 300ms, false},
      {"tls_silent", "https", "/", HttpErrorKind::kTlsTimeout, 300ms, false},
      {"plain", "http", "/silent", HttpErrorKind::kAnswerTimeout, 600ms, true},
      {"tls_good", "https", "/silent", HttpErrorKind::kAnswerTimeout, 600ms, true},
      {"plain", "http", "/stalled", HttpErrorKind::kBodyTimeout, 600ms, true},
  };
  for (const Case& test : cases) {
    const Outcome outcome = Send(*client_, To(servers_.At(test.server, test.scheme), test.path));
    ASSERT_FALSE(outcome.result) << test.server << test.path;
    EXPECT_EQ(outcome.result.error().kind, test.kind)
        << test.server << test.path << ' ' << Said(outcome.result);
    EXPECT_EQ(outcome.result.error().request_sent, test.request_sent) << test.server << test.path;
    EXPECT_GE(outcome.took, test.limit - 10ms) << test.server << test.path;
    EXPECT_LT(outcome.took, test.limit + 1s) << test.server << test.path;
  }
  EXPECT_EQ(Failure(To(plain_, "/stalled")).body_bytes, 100U);
}

TEST_F(HttpFaults, HoldsTheDeadlineThoughBytesKeepComing) {
  HttpRequest request = To(plain_, "/slow");
  request.deadline = Clock::now() + 900ms;
  const Outcome outcome = Send(*client_, request);
  ASSERT_FALSE(outcome.result);
  EXPECT_EQ(outcome.result.error().kind, HttpErrorKind::kBodyTimeout);
  EXPECT_GT(outcome.result.error().body_bytes, 5U);
  EXPECT_GE(outcome.took, 890ms);
  EXPECT_LT(outcome.took, 2s);

  request.deadline = Clock::now() - 1s;
  EXPECT_LT(Send(*client_, request).took, 500ms);
}

TEST_F(HttpFaults, IsCancelledAtOnceWhereverItIs) {
  struct Case {
    const char* server;
    const char* scheme;
    const char* path;
  };
  std::unique_ptr<HttpClient> patient = MakeClient({});
  for (const Case& test : {Case{"blackhole", "http", "/"}, Case{"tls_silent", "https", "/"},
                           Case{"plain", "http", "/silent"}, Case{"plain", "http", "/stalled"},
                           Case{"plain", "http", "/slow"}}) {
    std::stop_source source;
    Clock::time_point stopped;
    std::jthread other([&] {
      std::this_thread::sleep_for(200ms);
      stopped = Clock::now();
      source.request_stop();
    });
    const HttpResult result =
        patient->Send(To(servers_.At(test.server, test.scheme), test.path), source.get_token());
    const auto now = Clock::now();
    other.join();
    ASSERT_FALSE(result) << test.server << test.path;
    EXPECT_EQ(result.error().kind, HttpErrorKind::kCancelled) << Said(result);
    EXPECT_EQ(result.error().code, ErrorCode::kInterrupted);
    EXPECT_LT(now - stopped, 100ms) << test.server << test.path;
  }
  std::stop_source before;
  before.request_stop();
  EXPECT_EQ(patient->Send(To(plain_, "/echo"), before.get_token()).error().kind,
            HttpErrorKind::kCancelled);
  EXPECT_TRUE(patient->Send(To(plain_, "/echo")));
}

TEST_F(HttpFaults, KnowsABrokenOffAnswer) {
  for (const char* path : {"/reset", "/too_short", "/chunked_short", "/no_answer"}) {
    for (const bool tls : {false, true}) {
      const Origin origin = tls ? servers_.At("tls_good", "https") : plain_;
      const HttpError error = Failure(To(origin, path));
      EXPECT_EQ(Name(error.kind), "cut_off") << path << tls << ' ' << error.Message();
      EXPECT_TRUE(error.request_sent);
    }
  }
  EXPECT_EQ(Failure(To(plain_, "/too_short")).body_bytes, 100U);
  EXPECT_EQ(Failure(To(plain_, "/reset")).body_bytes, 100U);
}

// What is announced is taken, and what follows it never read as the next answer.
TEST_F(HttpFaults, TakesNoMoreThanWasAnnounced) {
  const HttpResult result = client_->Send(To(plain_, "/too_long"));
  ASSERT_TRUE(result) << Said(result);
  EXPECT_EQ(result->body, "xxxxxxxxxx");
  const HttpResult next = client_->Send(To(plain_, "/echo"));
  ASSERT_TRUE(next) << Said(next);
  EXPECT_THAT(next->body, HasSubstr("GET /echo\n"));
}

TEST_F(HttpFaults, KnowsWhatIsNotHttp) {
  for (const char* path : {"/no_http", "/endless_headers", "/gzip_broken"}) {
    const HttpError error = Failure(To(plain_, path));
    EXPECT_EQ(Name(error.kind), "bad_answer") << path << ' ' << error.Message();
  }
  HttpRequest request = To(plain_, "/gzip_unasked");
  request.range = ByteRange{0};
  EXPECT_EQ(Failure(request).kind, HttpErrorKind::kBadAnswer);
  request.range.reset();
  EXPECT_EQ(client_->Send(request)->body, "abc");
}

TEST_F(HttpFaults, TakesNoMoreThanItMay) {
  HttpRequest request = To(plain_, "/large/1000000");
  request.max_body_bytes = 1'000'000;
  EXPECT_EQ(client_->Send(request)->body.size(), 1'000'000U);
  request.max_body_bytes = 999'999;
  HttpError error = Failure(request);
  EXPECT_EQ(error.kind, HttpErrorKind::kBodyTooLarge);
  EXPECT_THAT(error.Message(), HasSubstr("longer than the 999999 bytes allowed"));

  // 32 MB of zeros in 32 KB: counted as they come out. (The server takes a while to pack them.)
  client_ = MakeClient();
  for (const char* path : {"/bomb/gzip", "/bomb/deflate"}) {
    error = Failure(To(plain_, path));
    EXPECT_EQ(error.kind, HttpErrorKind::kBodyTooLarge) << path;
    EXPECT_LE(error.body_bytes, kDefaultMaxBody) << path;
  }
}

TEST_F(HttpFaults, AnErrorShowsNeitherQueryNorHeadersNorBody) {
  HttpRequest request = To(plain_, "/no_answer");
  request.method = Method::kPost;
  request.query = {{"code", "hunter2"}};
  request.headers = {{"Authorization", "Bearer hunter2", true}};
  request.body = "client_secret=hunter2";
  EXPECT_THAT(Failure(request).Message(), Not(HasSubstr("hunter2")));
}

}  // namespace
}  // namespace dataflint::net
