#include "net/http_client.h"

#include <curl/curl.h>

#include <algorithm>
#include <iterator>
#include <mutex>
#include <string_view>
#include <utility>

#include "net/transfer.h"

namespace dataflint::net {
namespace {

using Clock = std::chrono::steady_clock;

bool IsPrintable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

// A host or an address, and nothing that would make another URL of it.
bool IsProxyHost(std::string_view host) {
  return !host.empty() && host.find_first_of("/?#@[]% \\") == std::string_view::npos &&
         IsPrintable(host) &&
         (host.find(':') == std::string_view::npos || IpAddress::Parse(host).has_value());
}

Status CheckOptions(const HttpClientOptions& options) {
  constexpr const char* kWhat = "cannot set up the HTTP client";
  if (options.user_agent.empty() || !IsPrintable(options.user_agent)) {
    return Fail(ErrorCode::kUsage, kWhat, "user agent", "it is empty or not plain ASCII");
  }
  if (options.proxy && (!IsProxyHost(options.proxy->host) || options.proxy->port == 0)) {
    return Fail(ErrorCode::kUsage, kWhat, "outbound proxy", "its host or port is none",
                "Give host and port apart: proxy.example.com and 3128.");
  }
  return {};
}

HttpErrorKind KindOf(ResolveFailure::Kind kind) {
  switch (kind) {
    case ResolveFailure::Kind::kNoSuchName:
      return HttpErrorKind::kNameNotFound;
    case ResolveFailure::Kind::kTimedOut:
      return HttpErrorKind::kNameLookupTimeout;
    case ResolveFailure::Kind::kCancelled:
      return HttpErrorKind::kCancelled;
    case ResolveFailure::Kind::kNoAnswer:
      break;
  }
  return HttpErrorKind::kNameLookupFailed;
}

tl::unexpected<HttpError> FailAs(HttpErrorKind kind, Error error) {
  HttpError failed = MakeHttpError(kind, {}, {});
  static_cast<Error&>(failed) = std::move(error);
  return tl::unexpected<HttpError>(std::move(failed));
}

}  // namespace

Result<std::unique_ptr<HttpClient>> HttpClient::Make(HttpClientOptions options,
                                                     AddressPolicy policy,
                                                     std::shared_ptr<Resolver> resolver) {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (ready != CURLE_OK) {
    return Fail(ErrorCode::kInternal, "cannot set up the HTTP client", {},
                curl_easy_strerror(ready));
  }
  DF_RETURN_IF_ERROR(CheckOptions(options));
  Result<TrustStore> trust = TrustStore::Make(options.extra_ca_file);
  if (!trust) return tl::unexpected<Error>(std::move(trust).error());
  return std::unique_ptr<HttpClient>(new HttpClient(std::move(options), std::move(policy),
                                                    std::move(resolver), std::move(*trust)));
}

HttpClient::HttpClient(HttpClientOptions options, AddressPolicy policy,
                       std::shared_ptr<Resolver> resolver, TrustStore trust)
    : options_(std::move(options)),
      policy_(std::move(policy)),
      resolver_(std::move(resolver)),
      trust_(std::move(trust)) {}

HttpResult HttpClient::Send(const HttpRequest& request, const std::stop_token& stop) {
  const auto begin = Clock::now();
  const auto connect_limit = std::min(begin + options_.connect_timeout, request.deadline);
  if (Status status = CheckRequest(request); !status) {
    return FailAs(HttpErrorKind::kBadRequest, std::move(status).error());
  }
  Transfer::Context context{.options = options_,
                            .trust = trust_,
                            .through_proxy = UsesProxy(request.origin),
                            .may_dial = false,
                            .begin = begin,
                            .connect_limit = connect_limit};
  if (std::unique_ptr<Connection> kept = TakeIdle(request.origin)) {
    Transfer transfer(request, *kept, context);
    HttpResult result = transfer.Run(stop);
    if (result) PutBack(std::move(kept));
    const bool once_only = request.method == Method::kPost;
    if (result || !transfer.needs_dial() || (once_only && result.error().request_sent)) {
      return result;
    }
  }

  const auto lookup_begin = Clock::now();
  tl::expected<Dial, HttpError> dial = MakeDial(request, connect_limit, stop);
  const auto lookup =
      std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - lookup_begin);
  if (!dial) {
    dial.error().timings = {.name_lookup = lookup, .total = lookup};
    return tl::unexpected<HttpError>(std::move(dial).error());
  }
  auto connection = std::make_unique<Connection>();
  connection->SetDial(std::move(*dial));
  context.may_dial = true;
  HttpResult result = Transfer(request, *connection, context).Run(stop);
  (result ? result->timings : result.error().timings).name_lookup = lookup;
  if (result) PutBack(std::move(connection));
  return result;
}

bool HttpClient::UsesProxy(const Origin& origin) const {
  return options_.proxy && !origin.loopback() && !policy_.IsPaired(origin);
}

std::unique_ptr<Connection> HttpClient::TakeIdle(const Origin& origin) {
  const std::lock_guard lock(mutex_);
  std::erase_if(idle_, [](const auto& connection) { return !connection->IsAlive(); });
  const auto found = std::find_if(idle_.rbegin(), idle_.rend(), [&](const auto& connection) {
    return connection->origin() == origin;
  });
  if (found == idle_.rend()) return nullptr;
  std::unique_ptr<Connection> taken = std::move(*found);
  idle_.erase(std::next(found).base());
  return taken;
}

void HttpClient::PutBack(std::unique_ptr<Connection> connection) {
  if (!connection->origin() || options_.max_idle_connections == 0) return;
  std::unique_ptr<Connection> oldest;  // closed after the lock is given back
  const std::lock_guard lock(mutex_);
  if (idle_.size() >= options_.max_idle_connections) {
    oldest = std::move(idle_.front());
    idle_.erase(idle_.begin());
  }
  idle_.push_back(std::move(connection));
}

tl::expected<Dial, HttpError> HttpClient::MakeDial(const HttpRequest& request,
                                                   std::chrono::steady_clock::time_point limit,
                                                   const std::stop_token& stop) {
  const bool proxied = UsesProxy(request.origin);
  Dial dial;
  dial.host = proxied ? options_.proxy->host : request.origin.host();
  dial.port = proxied ? options_.proxy->port : request.origin.port();
  if (const std::optional<IpAddress> literal = IpAddress::Parse(dial.host)) {
    dial.addresses = {*literal};
  } else {
    Addresses found = resolver_->Resolve(dial.host, limit, stop);
    if (!found) {
      return tl::unexpected<HttpError>(
          MakeHttpError(KindOf(found.error().kind), dial.host, found.error().why));
    }
    dial.addresses = std::move(*found);
  }
  if (proxied) return dial;
  if (Status status = policy_.Check(request.origin, dial.addresses); !status) {
    return FailAs(HttpErrorKind::kAddressRefused, std::move(status).error());
  }
  return dial;
}

}  // namespace dataflint::net
