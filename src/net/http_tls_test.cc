// Which certificates and protocols net/http_client.h takes, and how it says why not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "net/http_client.h"
#include "net/servers_test.h"

namespace dataflint::net {
namespace {

using ::testing::HasSubstr;

class HttpTls : public ::testing::Test {
 protected:
  HttpResult Get(const std::string& server) {
    return client_->Send({.origin = servers_.At(server, "https"), .path = "/echo"});
  }

  Servers& servers_ = Servers::Get();
  std::unique_ptr<HttpClient> client_ = MakeClient();
};

TEST_F(HttpTls, TakesWhatTheExtraCaSigned) {
  const HttpResult result = Get("tls_good");
  ASSERT_TRUE(result) << Said(result);
  EXPECT_GT(result->timings.connect.count(), 0);
  EXPECT_GT(result->timings.tls.count(), 0);
  EXPECT_GT(result->timings.first_byte.count(), 0);
  EXPECT_GE(result->timings.total,
            result->timings.connect + result->timings.tls + result->timings.first_byte);
  EXPECT_TRUE(Get("tls_good")->reused_connection);
}

TEST_F(HttpTls, RefusesAllElseAndSaysWhy) {
  struct Case {
    const char* server;
    const char* kind;
    const char* why;
  };
  for (const Case& test : {
           Case{"tls_expired", "tls_expired", "certificate has expired"},
           Case{"tls_not_yet_valid", "tls_not_yet_valid", "certificate is not yet valid"},
           Case{"tls_wrong_host", "tls_wrong_host", "127.0.0.1"},
           Case{"tls_self_signed", "tls_self_signed", "self-signed certificate"},
           Case{"tls_unknown_ca", "tls_unknown_ca", "unable to get local issuer certificate"},
           Case{"tls_unknown_ca_with_root", "tls_unknown_ca",
                "self-signed certificate in certificate chain"},
           Case{"tls_old", "tls_old_version", "protocol version"},
           Case{"tls_stripped", "tls_not_spoken", "wrong version number"},
           Case{"tls_reset", "tls_failed", ""},
       }) {
    const HttpResult result = Get(test.server);
    ASSERT_FALSE(result) << test.server;
    EXPECT_EQ(Name(result.error().kind), test.kind) << test.server << ' ' << Said(result);
    EXPECT_THAT(result.error().why, HasSubstr(test.why)) << test.server;
    EXPECT_NE(result.error().fix, "") << test.server;
    EXPECT_FALSE(result.error().request_sent) << test.server;
    EXPECT_GT(result.error().timings.connect.count(), 0) << test.server;
  }
}

TEST_F(HttpTls, TrustsNoCaThatNobodyNamed) {
  const auto client = HttpClient::Make({.user_agent = "a"}, AddressPolicy{Allowlist()},
                                       std::make_shared<SystemResolver>());
  const HttpResult result = (*client)->Send({.origin = servers_.At("tls_good", "https")});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, HttpErrorKind::kTlsUnknownCa) << Said(result);
}

TEST_F(HttpTls, ComesBackWhenTheCertificateIsRight) {
  servers_.Ask("rotate expired");
  EXPECT_FALSE(Get("tls_rotating"));
  servers_.Ask("rotate good");
  EXPECT_TRUE(Get("tls_rotating"));
  client_ = MakeClient();
  servers_.Ask("rotate unknown_ca");
  EXPECT_EQ(Get("tls_rotating").error().kind, HttpErrorKind::kTlsUnknownCa);
  servers_.Ask("rotate good");
  EXPECT_TRUE(Get("tls_rotating"));
}

// The name is what is verified, not the address it leads to.
TEST_F(HttpTls, VerifiesTheNameOfAWorkspace) {
  for (const bool right : {true, false}) {
    const NamedServer server(right ? "tls_good" : "tls_wrong_host");
    const auto client = MakeClient(
        {}, server.allowlist,
        std::make_shared<ScriptedResolver>(std::vector<std::vector<std::string>>{{"127.0.0.1"}}));
    const HttpResult result = client->Send({.origin = server.origin, .path = "/echo"});
    if (right) {
      ASSERT_TRUE(result) << Said(result);
      EXPECT_THAT(result->body, HasSubstr("host: workspace.test:"));
    } else {
      ASSERT_FALSE(result);
      EXPECT_EQ(result.error().kind, HttpErrorKind::kTlsWrongHost) << Said(result);
      EXPECT_THAT(result.error().Message(), HasSubstr("'workspace.test'"));
      EXPECT_THAT(result.error().where, HasSubstr("/echo (127.0.0.1)"));
    }
  }
}

}  // namespace
}  // namespace dataflint::net
