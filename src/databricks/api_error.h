// ApiError: why a call to a workspace gave nothing, for a person (it is an Error) and for the program
// (its kind).
//
// Reads every form in which Databricks and what stands in front of it say no: {"error_code", "message"}
// with a text or a number, OAuth's {"error", "error_description"}, API 1.2's {"error"}, SCIM's {"detail"},
// "CODE: text", and HTML pages of load balancers and login pages. What the other side wrote is shortened
// and cleaned of what would steer a terminal, and never holds what was sent. Made by client.h and
// token_source.h; pure, any thread.
#ifndef DATAFLINT_DATABRICKS_API_ERROR_H_
#define DATAFLINT_DATABRICKS_API_ERROR_H_

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "base/result.h"
#include "net/http_error.h"
#include "net/http_message.h"

namespace dataflint::databricks {

enum class ApiErrorKind : std::uint8_t {
#define DATABRICKS_ERROR(id, name, code, what, fix) id,
#include "databricks/api_error.def"
#undef DATABRICKS_ERROR
};
std::string_view Name(ApiErrorKind kind);  // "token_invalid"

struct ApiError : Error {
  ApiErrorKind kind = ApiErrorKind::kOther;
  int status = 0;          // 0: no answer
  std::string error_code;  // as the workspace names it: "PERMISSION_DENIED", "403"
  std::string message;     // its own words
  std::string request_id;  // for Databricks' support
  std::string address;     // of this machine, as an IP access list names it
  std::optional<net::HttpErrorKind> transport;  // when there was no answer
  bool request_sent = true;                     // false: surely nothing of it arrived
  // How long it asks us to wait; as it says, seconds or a date, however long.
  std::optional<std::chrono::seconds> retry_after;
};

template <typename T>
using ApiResult = tl::expected<T, ApiError>;

// Of an answer that is no success: any status but 2xx, or a 2xx that is not JSON where JSON was due.
// `now`: of the wall clock, for a Retry-After that is a date.
ApiError ReadApiError(const net::HttpRequest& request, const net::HttpResponse& response,
                      std::chrono::system_clock::time_point now);
ApiError FromHttpError(net::HttpError error);
// What this side says by itself: nothing was sent, or what came is of no use.
ApiError MakeApiError(ApiErrorKind kind, std::string where, std::string why);
ApiError CancelledCall();  // before anything was sent
// An answer that is JSON, and not what was due: `why` says how.
ApiError BadAnswer(const net::HttpRequest& request, std::string why);

// Seconds of a Retry-After: a number of them, or an HTTP date (RFC 9110); nullopt when it is neither.
std::optional<std::chrono::seconds> ParseRetryAfter(std::string_view text,
                                                    std::chrono::system_clock::time_point now);

}  // namespace dataflint::databricks

#endif  // DATAFLINT_DATABRICKS_API_ERROR_H_
