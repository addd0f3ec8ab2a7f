// HttpError: how a request failed, for a person (it is an Error) and for the program (its kind).
//
// An answer with a status of 4xx or 5xx is an answer, no HttpError. Kinds are declared in
// http_error.def. Never holds anything of headers, query or body. Made by net/http_client.h; its
// callers decide by the kind what to try again. Value, any thread.
#ifndef DATAFLINT_NET_HTTP_ERROR_H_
#define DATAFLINT_NET_HTTP_ERROR_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "base/result.h"
#include "net/http_message.h"

namespace dataflint::net {

enum class HttpErrorKind {
#define DF_HTTP_ERROR(id, name, code, what, fix) id,
#include "net/http_error.def"
#undef DF_HTTP_ERROR
};

// "tls_expired"
std::string_view Name(HttpErrorKind kind);

struct HttpError : Error {
  HttpErrorKind kind = HttpErrorKind::kInternal;
  // Whether the other side may have got some of the request: what is not safe to do twice must not
  // be sent again then.
  bool request_sent = false;
  std::uint64_t body_bytes = 0;  // of the answer's body, as far as they were taken: go on there
  Timings timings{};             // of the steps that were done
};

using HttpResult = tl::expected<HttpResponse, HttpError>;

HttpError MakeHttpError(HttpErrorKind kind, std::string where, std::string why);

// What libcurl and OpenSSL know of a transfer that failed.
struct CurlFailure {
  int code = 0;            // CURLcode
  long verify_result = 0;  // of the certificate, X509_V_...
  int os_error = 0;
  long proxy_status = 0;  // what a proxy answered to CONNECT, or 0
  bool through_proxy = false;
  std::string_view text;  // of libcurl's error buffer
};

// The kind of a failure that is no timeout.
HttpErrorKind KindOf(const CurlFailure& failure);
// Why, in one clause without control characters.
std::string WhyOf(const CurlFailure& failure);

}  // namespace dataflint::net

#endif  // DATAFLINT_NET_HTTP_ERROR_H_
