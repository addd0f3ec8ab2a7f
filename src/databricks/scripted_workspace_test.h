// ScriptedWorkspace: a test's client of a workspace on loopback that answers as it is told to
// (tests/databricks/scripted_workspace.py).
#ifndef DATAFLINT_DATABRICKS_SCRIPTED_WORKSPACE_TEST_H_
#define DATAFLINT_DATABRICKS_SCRIPTED_WORKSPACE_TEST_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>

#include "databricks/client.h"
#include "databricks/made_waiting_test.h"
#include "net/child_script_test.h"
#include "net/resolver.h"

namespace dataflint::databricks {

class ScriptedWorkspace : public testing::Test {
 protected:
  ScriptedWorkspace() : port_(workspace_.ReadLine()) {
    net::HttpClientOptions options;
    options.user_agent = "dataflint/0.1.0 (Databricks)";
    http_ = *net::HttpClient::Make(options, net::AddressPolicy(net::Allowlist()),
                                   std::make_shared<net::SystemResolver>());
    client_.emplace(*http_, *net::WorkspaceAddress::ParseLoopback("http://127.0.0.1:" + port_),
                    Credentials{"the-id", vault::Secret("dose-secret")}, waiting_);
  }

  // The next answers to calls, in their order.
  void Answer(std::string answer) {
    std::replace(answer.begin(), answer.end(), '\n', ' ');  // the script reads lines
    workspace_.Ask(answer);
  }
  void AnswerBody(const std::string& json) { Answer(R"({"status": 200, "body": )" + json + '}'); }
  // What came since this was asked last, as JSON.
  std::string Requests() { return workspace_.Ask("requests"); }
  static int Count(const std::string& text, const std::string& part) {
    int count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
      ++count;
    }
    return count;
  }

  net::ChildScript workspace_{DATAFLINT_SOURCE_DIR "/tests/databricks/scripted_workspace.py"};
  std::string port_;
  MadeWaiting waiting_;
  std::unique_ptr<net::HttpClient> http_;
  std::optional<Client> client_;
};

}  // namespace dataflint::databricks

#endif  // DATAFLINT_DATABRICKS_SCRIPTED_WORKSPACE_TEST_H_
