// Client: asks one workspace, and only what endpoints.def lists.
//
// There is no generic send: a call names an Endpoint, whose method and path are fixed, and gives the
// arguments of its path, its query and, where Databricks reads by POST, its body. The typed calls
// (clusters.h, jobs.h, ...) are made of Ask(). What holds for every call: the access token, refreshed in
// between without the caller noticing; rates, pauses that the workspace asks for and the breaker (pace.h);
// retries of what may be asked twice (retry.h); one deadline for all of it.
// One for each workspace; any thread.
#ifndef DATAFLINT_DATABRICKS_CLIENT_H_
#define DATAFLINT_DATABRICKS_CLIENT_H_

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "databricks/api_error.h"
#include "databricks/endpoint.h"
#include "databricks/oauth.h"
#include "databricks/pace.h"
#include "databricks/retry.h"
#include "databricks/token_source.h"
#include "databricks/waiting.h"
#include "net/http_client.h"
#include "net/workspace_address.h"
#include "vault/secret.h"

namespace dataflint::databricks {

struct Credentials {
  std::string client_id;
  vault::Secret client_secret;
};

// One question.
struct Question {
  Endpoint endpoint;
  std::vector<std::string> path_arguments{};
  std::vector<net::QueryParameter> query{};
  std::string body{};  // JSON, of a POST
  Repeatable repeatable = Repeatable::kAlways;
  std::uint64_t max_body_bytes = std::uint64_t{64} << 20;
  std::optional<net::ByteRange> range{};
  std::function<Status(std::string_view)> sink{};  // as HttpRequest::sink
};

// An answer that is JSON; the values point into it.
class Answer {
 public:
  JsonValue root() const { return document_->root(); }
  // Of the answer's header of this name; empty when there is none.
  std::string Header(std::string_view name) const {
    const std::string* value = response_.Find(name);
    return value == nullptr ? std::string() : *value;
  }

 private:
  friend class Client;
  net::HttpResponse response_;
  std::unique_ptr<JsonDocument> document_ = std::make_unique<JsonDocument>();
};

class Client {
 public:
  // For one try, a range of bytes apart, and for a call with all its tries and waits.
  static constexpr std::chrono::seconds kTryDeadline{60};
  static constexpr std::chrono::minutes kCallDeadline{5};

  // `http` is shared by all workspaces and outlives this.
  Client(net::HttpClient& http, net::WorkspaceAddress address, Credentials credentials,
         Waiting& waiting = RealWaiting());

  const net::WorkspaceAddress& address() const { return address_; }

  // The answer to a question whose answer is a JSON object.
  ApiResult<Answer> Ask(const Question& question, const std::stop_token& stop = {});
  // One whose answer is bytes, or goes to a sink.
  ApiResult<net::HttpResponse> AskForBytes(const Question& question,
                                           const std::stop_token& stop = {});
  // Only gets a token: whether id and secret are right.
  Result<void> SignIn(const std::stop_token& stop = {});

 private:
  ApiResult<AccessToken> FetchNewToken(const std::stop_token& stop);
  ClientAuth AskClientAuth(const std::stop_token& stop);
  // `document`: where the answer is read to as JSON; null: it is bytes.
  ApiResult<net::HttpResponse> Try(const Question& question, const std::string& path,
                                   JsonDocument* document, bool& token_refused,
                                   const std::stop_token& stop);
  ApiResult<net::HttpResponse> AskUntil(const Question& question, JsonDocument* document,
                                        const std::stop_token& stop);

  net::HttpClient& http_;
  const net::WorkspaceAddress address_;
  const Credentials credentials_;
  Waiting& waiting_;
  Pace pace_;
  std::optional<ClientAuth>
      auth_;  // asked for with the first token, of which there is one at a time
  TokenSource tokens_;
};

}  // namespace dataflint::databricks

#endif  // DATAFLINT_DATABRICKS_CLIENT_H_
