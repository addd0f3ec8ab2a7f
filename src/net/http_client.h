// HttpClient: sends one typed request at a time to a checked origin, and says exactly what went
// wrong when it did not work.
//
// One client serves the whole program; Send() may be called from any number of threads at once and
// blocks the calling one. Idle connections are kept and used again by whichever thread comes next.
// Made by whoever talks to workspaces (databricks/); what that is allowed to send is its matter,
// and so are retries, rates and tokens.
//
// What holds whatever the caller does: TLS 1.2 or newer, verified, outside loopback; only addresses
// that AddressPolicy accepts are dialled, checked anew at each dial; redirects are answers and never
// followed; no cookies, no .netrc, nothing of the environment (proxies, key logs); HTTP/1.1, for
// one request at a time gains nothing from more.
#ifndef DATAFLINT_NET_HTTP_CLIENT_H_
#define DATAFLINT_NET_HTTP_CLIENT_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "net/address_policy.h"
#include "net/connection.h"
#include "net/http_error.h"
#include "net/http_message.h"
#include "net/resolver.h"
#include "net/trust_store.h"

namespace dataflint::net {

// An HTTP proxy, asked by CONNECT. It then looks up the workspace's name itself, so addresses cannot
// be checked here; hosts that the allowlist pairs with ranges, and loopback, are dialled directly.
struct ProxyServer {
  std::string host;
  std::uint16_t port = 0;
  std::string user{};      // empty: none
  std::string password{};  // sensitive
};

struct HttpClientOptions {
  std::string user_agent{};  // sent with every request
  std::string extra_ca_file{};
  std::optional<ProxyServer> proxy{};
  // From the name lookup to the end of the TLS handshake.
  std::chrono::milliseconds connect_timeout{10'000};
  // Until the answer begins, and between two pieces of it.
  std::chrono::milliseconds idle_timeout{60'000};
  std::size_t max_idle_connections = 16;
};

class HttpClient {
 public:
  static Result<std::unique_ptr<HttpClient>> Make(HttpClientOptions options, AddressPolicy policy,
                                                  std::shared_ptr<Resolver> resolver);

  // An answer of any status, or why there is none. A GET whose kept connection turns out to be dead
  // before an answer began is sent once more on a new one; a POST with a body is never sent twice.
  HttpResult Send(const HttpRequest& request, const std::stop_token& stop = {});

 private:
  HttpClient(HttpClientOptions options, AddressPolicy policy, std::shared_ptr<Resolver> resolver,
             TrustStore trust);

  bool UsesProxy(const Origin& origin) const;
  std::unique_ptr<Connection> TakeIdle(const Origin& origin);
  void PutBack(std::unique_ptr<Connection> connection);
  // The checked addresses to dial for this request.
  tl::expected<Dial, HttpError> MakeDial(const HttpRequest& request,
                                         std::chrono::steady_clock::time_point limit,
                                         const std::stop_token& stop);

  const HttpClientOptions options_;
  const AddressPolicy policy_;
  const std::shared_ptr<Resolver> resolver_;
  const TrustStore trust_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Connection>> idle_;  // guarded by mutex_; the last used comes last
};

}  // namespace dataflint::net

#endif  // DATAFLINT_NET_HTTP_CLIENT_H_
