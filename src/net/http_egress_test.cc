// Where net/http_client.h can be made to connect: nowhere but to checked addresses. A canary listens
// where attacks lead, and must never be reached.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "net/address_table_test.h"
#include "net/http_client.h"
#include "net/servers_test.h"
#include "net/workspace_address.h"

namespace dataflint::net {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

using Answers = std::vector<std::vector<std::string>>;

std::shared_ptr<ScriptedResolver> Scripted(Answers answers) {
  return std::make_shared<ScriptedResolver>(std::move(answers));
}

class HttpEgress : public ::testing::Test {
 protected:
  int CanaryHits() { return servers_.Count("hits canary"); }

  Servers& servers_ = Servers::Get();
};

TEST_F(HttpEgress, NoAddressOfTheTableReachesTheCanary) {
  const int before = CanaryHits();
  std::size_t tried = 0;
  std::map<std::string, int> outcomes;
  // Every name leads to this machine, as a hostile DNS would have it.
  for (const char* inner : {"127.0.0.1", "::1", "::ffff:127.0.0.1", "169.254.169.254", "0.0.0.0"}) {
    const auto client = MakeClient({}, AddressTableAllowlist(), Scripted({{inner}}));
    for (const AddressCase& test : ReadAddressTable(servers_.port("canary"))) {
      if (test.loopback) continue;
      ++tried;
      const auto address = WorkspaceAddress::Parse(test.input, AddressTableAllowlist());
      if (!address) {
        ++outcomes["not an address"];
        // What is offered instead leads nowhere else either.
        if (address.error().suggestion.empty()) continue;
      }
      const Origin origin =
          address ? address->origin()
                  : WorkspaceAddress::Parse(address.error().suggestion, AddressTableAllowlist())
                        ->origin();
      const HttpResult result = client->Send({.origin = origin});
      ASSERT_FALSE(result) << test.line;
      ++outcomes[std::string(Name(result.error().kind))];
      EXPECT_EQ(result.error().kind, HttpErrorKind::kAddressRefused) << test.line << Said(result);
    }
  }
  EXPECT_GE(tried, 120U);
  EXPECT_GE(outcomes["address_refused"], 120);
  EXPECT_GE(outcomes["not an address"], 120);
  EXPECT_EQ(CanaryHits(), before);

  // The canary is alive.
  EXPECT_TRUE(MakeClient()->Send({.origin = servers_.At("canary")}));
  EXPECT_EQ(CanaryHits(), before + 1);
}

TEST_F(HttpEgress, FollowsNoRedirect) {
  const int before = CanaryHits();
  const auto client = MakeClient();
  for (const std::string& server : {std::string("plain"), std::string("tls_good")}) {
    const Origin origin = servers_.At(server, server == "plain" ? "http" : "https");
    for (const int status : {301, 302, 303, 307, 308}) {
      for (const Method method : {Method::kGet, Method::kHead, Method::kPost}) {
        HttpRequest request{
            .origin = origin, .method = method, .path = "/redirect/" + std::to_string(status)};
        request.headers = {{"Authorization", "Bearer t", true}};
        const HttpResult result = client->Send(request);
        ASSERT_TRUE(result) << Said(result);
        EXPECT_EQ(result->status, status);
        EXPECT_THAT(*result->Find("Location"), HasSubstr("/stolen"));
      }
    }
    // Nor did its cookie stay.
    const HttpResult after = client->Send({.origin = origin, .path = "/echo"});
    ASSERT_TRUE(after) << Said(after);
    EXPECT_THAT(after->body, Not(HasSubstr("cookie")));
  }
  EXPECT_EQ(CanaryHits(), before);
}

// The first answer is right, the next one leads elsewhere: seen at the next dial.
TEST_F(HttpEgress, ChecksTheAddressAtEachDial) {
  const NamedServer server("tls_good");
  for (const char* evil : {"10.0.0.1", "169.254.169.254", "20.42.4.209", "::1"}) {
    const auto resolver = Scripted({{"127.0.0.1"}, {evil}, {"127.0.0.1", evil}, {"127.0.0.2"}});
    const auto client = MakeClient({}, server.allowlist, resolver);
    const HttpRequest last{.origin = server.origin, .path = "/closed_after"};
    ASSERT_TRUE(client->Send({.origin = server.origin, .path = "/echo"}));
    EXPECT_TRUE(client->Send(last)->reused_connection);
    EXPECT_EQ(resolver->asked().size(), 1U);  // an open connection needs no lookup

    for (int i = 0; i < 2; ++i) {
      const HttpResult result = client->Send(last);
      ASSERT_FALSE(result) << evil;
      EXPECT_EQ(result.error().kind, HttpErrorKind::kAddressRefused) << Said(result);
      EXPECT_THAT(result.error().Message(), HasSubstr(std::string("leads to ") + evil));
    }
    EXPECT_EQ(resolver->asked().size(), 3U);
  }
}

// Closed just as the next request went out: libcurl would dial again by itself.
TEST_F(HttpEgress, ChecksTheAddressBeforeSendingOnceMore) {
  const NamedServer server("tls_good");
  const auto resolver = Scripted({{"127.0.0.1"}, {"10.0.0.1"}});
  const auto client = MakeClient({}, server.allowlist, resolver);
  ASSERT_TRUE(client->Send({.origin = server.origin, .path = "/answered_once"}));
  const HttpResult result = client->Send({.origin = server.origin, .path = "/echo"});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, HttpErrorKind::kAddressRefused) << Said(result);
  EXPECT_THAT(resolver->asked(), ElementsAre("workspace.test", "workspace.test"));
}

TEST_F(HttpEgress, TriesTheNextAddress) {
  const NamedServer server("tls_good");
  const auto client = MakeClient({}, server.allowlist, Scripted({{"127.0.0.2", "127.0.0.1"}}));
  const HttpResult result = client->Send({.origin = server.origin, .path = "/echo"});
  ASSERT_TRUE(result) << Said(result);
  EXPECT_EQ(result->peer.ToString(), "127.0.0.1");
}

TEST_F(HttpEgress, SaysThatTheHostIsNotKnown) {
  const NamedServer server("tls_good");
  const auto client = MakeClient({}, server.allowlist, Scripted({{}, {"127.0.0.1"}}));
  const HttpResult result = client->Send({.origin = server.origin, .path = "/echo"});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, HttpErrorKind::kNameNotFound);
  EXPECT_EQ(result.error().Message(),
            "cannot find the host: workspace.test: Name or service not known. Check the workspace "
            "URL; if it is right, check the DNS of this machine.");
  EXPECT_TRUE(client->Send({.origin = server.origin, .path = "/echo"}));
}

// The environment cannot lead requests through a proxy.
TEST_F(HttpEgress, IgnoresTheEnvironment) {
  const std::string canary = "http://127.0.0.1:" + std::to_string(servers_.port("canary"));
  const int before = CanaryHits();
  for (const char* name : {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}) {
    setenv(name, canary.c_str(), 1);
  }
  setenv("SSL_CERT_FILE", "/dev/null", 1);
  const auto client = MakeClient();
  EXPECT_TRUE(client->Send({.origin = servers_.At("plain"), .path = "/echo"}));
  EXPECT_TRUE(client->Send({.origin = servers_.At("tls_good", "https"), .path = "/echo"}));
  for (const char* name :
       {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "SSL_CERT_FILE"}) {
    unsetenv(name);
  }
  EXPECT_EQ(CanaryHits(), before);
}

// libcurl writes the keys of its TLS connections to $SSLKEYLOGFILE. It looks there once in the life of
// a process, so this one starts itself again.
TEST_F(HttpEgress, WritesNoTlsKeys) {
  const std::string file = testing::TempDir() + "dataflint_tls_keys_" + std::to_string(getpid());
  std::string variable = "SSLKEYLOGFILE=" + file;
  std::string path = std::string("PATH=") + getenv("PATH");
  std::string program = "/proc/self/exe";
  std::string filter = "--gtest_filter=HttpTls.TakesWhatTheExtraCaSigned";
  std::string output = "--gtest_brief=1";
  std::array<char*, 4> arguments = {program.data(), filter.data(), output.data(), nullptr};
  std::array<char*, 3> environment = {variable.data(), path.data(), nullptr};
  pid_t child = 0;
  ASSERT_EQ(
      posix_spawn(&child, program.c_str(), nullptr, nullptr, arguments.data(), environment.data()),
      0);
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  std::ifstream keys(file);
  EXPECT_EQ(keys.peek(), std::ifstream::traits_type::eof());
  std::remove(file.c_str());
}

class HttpProxy : public ::testing::Test {
 protected:
  // What comes of a request to https://workspace.test, which `proxy` leads to the good server.
  HttpResult Through(const std::string& proxy, const std::string& password = {}) {
    const Allowlist allowlist = Allowlist::Make({{.host = "workspace.test"}}).value();
    const auto client = MakeClient({.proxy = ProxyServer{"proxy", servers_.port(proxy),
                                                         password.empty() ? "" : "me", password},
                                    .connect_timeout = std::chrono::milliseconds(300)},
                                   allowlist, Scripted({{"127.0.0.1"}}));
    const Origin origin = WorkspaceAddress::Parse("https://workspace.test", allowlist)->origin();
    return client->Send({.origin = origin, .path = "/echo"});
  }

  Servers& servers_ = Servers::Get();
};

TEST_F(HttpProxy, LeadsToTheWorkspaceWithTlsFromEndToEnd) {
  const HttpResult result = Through("proxy");
  ASSERT_TRUE(result) << Said(result);
  EXPECT_THAT(result->body, HasSubstr("host: workspace.test\n"));
  EXPECT_THAT(servers_.Ask("targets"), HasSubstr("workspace.test:443"));
  EXPECT_TRUE(Through("proxy_with_user", "hunter2"));
}

TEST_F(HttpProxy, SaysWhyItDoesNot) {
  struct Case {
    const char* proxy;
    const char* kind;
    const char* why;
  };
  for (const Case& test :
       {Case{"proxy_with_user", "proxy_failed", "it answered 407"},
        Case{"proxy_forbids", "proxy_failed", "it answered 403"},
        Case{"proxy_fails", "proxy_failed", "it answered 502"},
        Case{"closed", "proxy_failed", "Connection refused"},
        Case{"blackhole", "proxy_timeout", ""}, Case{"tls_silent", "proxy_timeout", ""}}) {
    const HttpResult result = Through(test.proxy);
    ASSERT_FALSE(result) << test.proxy;
    EXPECT_EQ(Name(result.error().kind), test.kind) << test.proxy << ' ' << Said(result);
    EXPECT_THAT(result.error().why, HasSubstr(test.why)) << test.proxy;
    EXPECT_THAT(result.error().where, HasSubstr("through proxy:")) << test.proxy;
  }
  EXPECT_THAT(Through("proxy_with_user", "wrong").error().Message(), Not(HasSubstr("wrong")));
}

TEST_F(HttpProxy, IsNotAskedForLoopbackAndPairedHosts) {
  const NamedServer server("tls_good");
  const auto resolver = Scripted({{"127.0.0.1"}});
  const auto client = MakeClient({.proxy = ProxyServer{"127.0.0.1", servers_.port("closed")}},
                                 server.allowlist, resolver);
  EXPECT_TRUE(client->Send({.origin = server.origin, .path = "/echo"}));
  EXPECT_TRUE(client->Send({.origin = servers_.At("plain"), .path = "/echo"}));
}

}  // namespace
}  // namespace dataflint::net
