// The servers of tests/net/servers.py as a child process, started once for all tests of the program.
#ifndef DATAFLINT_NET_SERVERS_TEST_H_
#define DATAFLINT_NET_SERVERS_TEST_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "net/child_script_test.h"
#include "net/http_client.h"
#include "net/origin.h"
#include "net/resolver.h"

namespace dataflint::net {

class Servers {
 public:
  static Servers& Get();

  std::uint16_t port(const std::string& name) const;
  const std::string& file(const std::string& name) const { return values_.at(name); }
  // What the servers answer to a question.
  std::string Ask(const std::string& question);
  int Count(const std::string& question) { return std::stoi(Ask(question)); }
  // The origin of a server by its loopback address, as a simulator would be reached.
  Origin At(const std::string& server, const std::string& scheme = "http",
            const std::string& host = "127.0.0.1") const;

  Servers(const Servers&) = delete;
  Servers& operator=(const Servers&) = delete;

 private:
  Servers();

  ChildScript script_{DATAFLINT_SOURCE_DIR "/tests/net/servers.py"};
  std::map<std::string, std::string> values_;
};

// Answers as it is told to, in turn; the last answer stays.
class ScriptedResolver : public Resolver {
 public:
  explicit ScriptedResolver(std::vector<std::vector<std::string>> answers)
      : answers_(std::move(answers)) {}
  Addresses Resolve(const std::string& host, std::chrono::steady_clock::time_point deadline,
                    const std::stop_token& stop) override;
  const std::vector<std::string>& asked() const { return asked_; }

 private:
  const std::vector<std::vector<std::string>> answers_;  // an empty one: no such name
  std::vector<std::string> asked_;
};

// "https://workspace.test" with the port of `server`, which the allowlist puts on loopback.
struct NamedServer {
  explicit NamedServer(const std::string& server);
  Allowlist allowlist;
  Origin origin;
};

// A client that trusts the test CA; `options` may say otherwise.
std::unique_ptr<HttpClient> MakeClient(HttpClientOptions options = {},
                                       Allowlist allowlist = Allowlist(),
                                       std::shared_ptr<Resolver> resolver = nullptr);
// "timeout: ..." for messages.
std::string Said(const HttpResult& result);

}  // namespace dataflint::net

#endif  // DATAFLINT_NET_SERVERS_TEST_H_
