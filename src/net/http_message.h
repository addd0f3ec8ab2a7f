// HttpRequest and HttpResponse: what net/http_client.h sends and what comes back.
//
// A request is typed: reading methods only, an origin that was checked, a path and a query as plain
// text (they are encoded here, so nothing in them can become another path). Values; a request may
// be sent again, from any thread.
#ifndef DATAFLINT_NET_HTTP_MESSAGE_H_
#define DATAFLINT_NET_HTTP_MESSAGE_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "net/ip_address.h"
#include "net/origin.h"

namespace dataflint::net {

enum class Method { kGet, kHead, kPost };  // POST: where something is read by POST
std::string_view Name(Method method);

struct Header {
  std::string name;
  std::string value;
  bool sensitive = false;  // shown nowhere, and wiped from what is copied to send it
};

struct QueryParameter {
  std::string name;
  std::string value;
};

// Bytes `first` to `last`, or to the end.
struct ByteRange {
  std::uint64_t first = 0;
  std::optional<std::uint64_t> last{};
};

inline constexpr std::uint64_t kDefaultMaxBody = std::uint64_t{16} << 20;
inline constexpr std::uint64_t kNoMaxBody = std::numeric_limits<std::uint64_t>::max();

struct HttpRequest {
  Origin origin;
  Method method = Method::kGet;
  std::string path = "/";  // not encoded: "/api/2.0/fs/files/Volumes/a/b/c/day 1.gz"
  std::vector<QueryParameter> query{};
  // Not: User-Agent, Host, Range, Accept-Encoding, cookies, and what frames the body.
  std::vector<Header> headers{};
  std::string body{};           // of a POST; its Content-Type is one of the headers
  bool sensitive_body = false;  // the body holds a secret: not even its length is shown
  // Asks for these bytes only, as they lie there (no compression under way). The answer is 206 with
  // just this beginning, or 416, or another status that is no success; 200 is taken where all was asked.
  std::optional<ByteRange> range{};
  // The answer's body may not be longer, decompressed.
  std::uint64_t max_body_bytes = kDefaultMaxBody;
  // When all must be over.
  std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
  // Takes the body of a 200 or 206 piece by piece, as it lies there, instead of HttpResponse::body;
  // an error of its own ends the request. Called on the sending thread.
  std::function<Status(std::string_view)> sink{};
};

// How long each step took; 0 where it was not needed (a connection that was open already).
struct Timings {
  std::chrono::microseconds name_lookup{0};
  std::chrono::microseconds connect{0};
  std::chrono::microseconds tls{0};
  std::chrono::microseconds first_byte{0};  // from the request's end
  std::chrono::microseconds total{0};
};

// Of the header Content-Range.
struct ContentRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  std::optional<std::uint64_t> total{};
};

struct HttpResponse {
  int status = 0;  // a redirect (3xx) too: nothing follows it
  std::vector<Header> headers{};
  std::string body{};
  std::uint64_t body_bytes = 0;  // what went to a sink included
  Timings timings{};
  IpAddress peer{};  // the workspace's, or the proxy's
  bool reused_connection = false;

  // The first header of this name, in any case; nullptr when there is none.
  const std::string* Find(std::string_view name) const;
  std::optional<ContentRange> content_range() const;
};

// Why a request may not be sent, if so: header names and values, path, method and body.
Status CheckRequest(const HttpRequest& request);
// "https://host/path", without the query, for messages.
std::string Place(const HttpRequest& request);
// All that is sent as the address, encoded.
std::string Url(const HttpRequest& request);
// One line for a log: method, place, names of query parameters, headers, length of the body; nothing
// sensitive.
std::string Describe(const HttpRequest& request);

}  // namespace dataflint::net

#endif  // DATAFLINT_NET_HTTP_MESSAGE_H_
