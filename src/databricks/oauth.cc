#include "databricks/oauth.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <utility>

#include "base/json.h"
#include "databricks/endpoint.h"
#include "vault/wipe.h"

namespace dataflint::databricks {
namespace {

constexpr std::chrono::seconds kDeadline{30};
constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 20;

// Appends `text` as application/x-www-form-urlencoded writes it.
void AppendEncoded(std::string_view text, std::string& out) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
    if (is_plain) {
      out += c;
    } else {
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 0xF];
    }
  }
}

std::string Base64(std::string_view bytes) {
  constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      group = group << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      out += i + k <= bytes.size() ? kLetters[group >> (18 - 6 * k) & 0x3F] : '=';
    }
  }
  return out;
}

net::HttpRequest RequestFor(const net::Origin& origin, const std::string& client_id,
                            const vault::Secret& secret, ClientAuth auth) {
  const EndpointSpec& spec = SpecOf(Endpoint::kToken);
  net::HttpRequest request{.origin = origin, .method = spec.method, .path = std::string(spec.path)};
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                     {"Accept", "application/json"}};
  // Room for all of it: growing would leave copies behind.
  request.body.reserve(128 + 3 * (client_id.size() + secret.size()));
  request.body = "grant_type=client_credentials&scope=all-apis";
  request.sensitive_body = true;
  if (auth == ClientAuth::kForm) {
    request.body += "&client_id=";
    AppendEncoded(client_id, request.body);
    request.body += "&client_secret=";
    AppendEncoded(secret.Expose(), request.body);
  } else {
    std::string pair;
    pair.reserve(1 + 3 * (client_id.size() + secret.size()));
    const vault::WipedAtEnd wiped(pair);
    AppendEncoded(client_id, pair);
    pair += ':';
    AppendEncoded(secret.Expose(), pair);
    request.headers.push_back({"Authorization", "Basic " + Base64(pair), true});
  }
  request.max_body_bytes = kMostBytes;
  request.deadline = Clock::now() + kDeadline;
  return request;
}

// Reads the body where it lies: what the document would copy, nobody would wipe.
ApiResult<AccessToken> ReadToken(const net::HttpRequest& request, std::string& body) {
  const vault::WipedAtEnd body_wiped(body);
  std::string padded;
  const vault::WipedAtEnd padded_wiped(padded);
  padded.reserve(body.size() + JsonDocument::kPadding);
  padded += body;
  padded.append(JsonDocument::kPadding, ' ');
  const std::string_view text(padded.data(), body.size());
  JsonDocument document;
  if (document.Parse(text) != JsonDocument::Outcome::kOk || !document.root().is_object()) {
    return tl::unexpected(BadAnswer(request, "the answer is no JSON object"));
  }
  JsonValue token, type, life;
  document.root().Pick({{"access_token", token}, {"token_type", type}, {"expires_in", life}});
  if (!token.is_string() || token.Text().empty()) {
    return tl::unexpected(BadAnswer(request, "the answer has no access_token"));
  }
  constexpr std::int64_t kHour = 3600;
  constexpr std::int64_t kDay = 24 * kHour;
  AccessToken access;
  access.secret = vault::Secret(token.Text());
  access.lifetime = std::chrono::seconds(std::clamp<std::int64_t>(life.Int(kHour), 1, kDay));
  return access;
}

}  // namespace

ClientAuth ReadClientAuth(std::string_view discovery_document) {
  JsonDocument document;
  if (document.ParseCopy(discovery_document) != JsonDocument::Outcome::kOk)
    return ClientAuth::kForm;
  bool takes_basic = false;
  for (const JsonValue method : document.root()["token_endpoint_auth_methods_supported"].items()) {
    if (method.Text() == "client_secret_post") return ClientAuth::kForm;
    takes_basic = takes_basic || method.Text() == "client_secret_basic";
  }
  return takes_basic ? ClientAuth::kBasic : ClientAuth::kForm;
}

ApiResult<AccessToken> FetchToken(net::HttpClient& http, const net::Origin& origin,
                                  const std::string& client_id, const vault::Secret& client_secret,
                                  ClientAuth auth, Waiting& waiting, const std::stop_token& stop) {
  net::HttpRequest request = RequestFor(origin, client_id, client_secret, auth);
  net::HttpResult response = http.Send(request, stop);
  vault::Wipe(request.body);
  for (net::Header& header : request.headers) {
    if (header.sensitive) vault::Wipe(header.value);
  }
  if (!response) return tl::unexpected(FromHttpError(std::move(response).error()));
  if (response->status != 200) {
    return tl::unexpected(ReadApiError(request, *response, waiting.WallNow()));
  }
  return ReadToken(request, response->body);
}

}  // namespace dataflint::databricks
