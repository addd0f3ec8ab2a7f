#include "databricks/api_error.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <initializer_list>
#include <limits>
#include <utility>

#include "base/ascii.h"
#include "base/contains.h"
#include "base/json.h"
#include "base/utf8.h"

namespace dataflint::databricks {
namespace {

struct KindSpec {
  std::string_view name;
  ErrorCode code;
  std::string_view what;
  std::string_view fix;
};
constexpr std::array kKinds = {
#define DATABRICKS_ERROR(id, name, code, what, fix) KindSpec{name, ErrorCode::code, what, fix},
#include "databricks/api_error.def"
#undef DATABRICKS_ERROR
};

constexpr std::size_t kLongestMessage = 500;

const KindSpec& SpecOf(ApiErrorKind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

// One line without what would steer a terminal.
std::string Clean(std::string_view text) {
  std::string clean;
  for (std::string_view rest = text.substr(0, 4 * kLongestMessage); !rest.empty();) {
    const CodePoint point = NextCodePoint(rest);
    rest.remove_prefix(point.bytes);
    const bool is_gap = SteersTerminal(point.value) || point.value == ' ';
    if (!is_gap) AppendUtf8(point.value, clean);
    if (is_gap && !clean.empty() && clean.back() != ' ') clean += ' ';
  }
  while (clean.ends_with(' ')) clean.pop_back();
  return Shortened(clean, kLongestMessage);
}

// What is said, in whatever form.
struct Said {
  bool is_json = false;
  bool is_oauth = false;  // {"error": "invalid_client", ...}
  std::string code;
  std::string message;
};

Said ReadJson(std::string_view body) {
  Said said;
  JsonDocument document;
  if (document.ParseCopy(body) != JsonDocument::Outcome::kOk) return said;
  const JsonValue root = document.root();
  if (!root.is_object()) return said;
  said.is_json = true;
  JsonValue error_code, message, error, description, summary, detail, scim_type;
  root.Pick({{"error_code", error_code},
             {"message", message},
             {"error", error},
             {"error_description", description},
             {"errorSummary", summary},
             {"detail", detail},
             {"scimType", scim_type}});
  said.is_oauth = error.is_string() && !error_code.present();
  for (const JsonValue* code : {&error_code, &error, &scim_type}) {
    if (said.code.empty()) said.code = Clean(code->Text());
  }
  for (const JsonValue* text : {&message, &description, &summary, &detail, &error}) {
    if (said.message.empty()) said.message = Clean(text->Text());
  }
  return said;
}

// The text between <tag> and </tag>.
std::string Within(std::string_view html, std::string_view tag) {
  const std::size_t open = html.find('<' + std::string(tag) + '>');
  if (open == std::string_view::npos) return {};
  const std::size_t begin = open + tag.size() + 2;
  const std::size_t end = html.find("</", begin);
  return Clean(html.substr(begin, std::min(end, html.size()) - begin));
}

// "CODE: text", an HTML page, or anything.
Said ReadText(std::string_view body) {
  Said said;
  const std::size_t colon = body.find(": ");
  const bool is_code = colon != std::string_view::npos && colon > 0 &&
                       std::all_of(body.begin(), body.begin() + static_cast<std::ptrdiff_t>(colon),
                                   [](char c) { return (c >= 'A' && c <= 'Z') || c == '_'; });
  if (is_code) {
    said.code = std::string(body.substr(0, colon));
    said.message = Clean(body.substr(colon + 2));
    return said;
  }
  for (const std::string_view tag : {"pre", "title"}) {
    if (said.message.empty()) said.message = Within(body, tag);
  }
  if (said.message.empty()) said.message = Clean(body);
  return said;
}

bool IsOneOf(std::string_view code, std::initializer_list<std::string_view> codes) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

// "203.0.113.7" of "Source IP address: 203.0.113.7 is blocked by Databricks IP ACL for workspace: 9" and of
// "Unauthorized access for workspace 9: 203.0.113.7"; empty of other texts.
std::string BlockedAddress(std::string_view message) {
  constexpr std::string_view kNamed = "IP address: ";
  const std::size_t named = message.find(kNamed);
  const std::size_t last = message.rfind(": ");
  std::string_view rest;
  if (named != std::string_view::npos && Contains(message, "blocked by")) {
    rest = message.substr(named + kNamed.size());
  } else if (message.starts_with("Unauthorized access for workspace") &&
             last != std::string_view::npos) {
    rest = message.substr(last + 2);
  }
  return std::string(rest.substr(0, rest.find_first_not_of("0123456789abcdefABCDEF.:")));
}

ApiErrorKind KindOf(int status, const Said& said, std::string_view message) {
  if (said.is_oauth &&
      IsOneOf(said.code, {"invalid_client", "unauthorized_client", "access_denied"})) {
    return ApiErrorKind::kClientRejected;
  }
  if (!BlockedAddress(message).empty()) return ApiErrorKind::kIpBlocked;
  if (said.code == "ENDPOINT_NOT_FOUND") return ApiErrorKind::kNoSuchApi;
  const bool is_about_token =
      Contains(message, "nvalid access token") || Contains(message, "nvalid token") ||
      Contains(message, "oken is expired") || Contains(message, "oken has expired") ||
      Contains(message, "redential was not sent");
  if (status == 401 || (status == 403 && is_about_token)) return ApiErrorKind::kTokenInvalid;
  if (status == 429 || IsOneOf(said.code, {"REQUEST_LIMIT_EXCEEDED", "RESOURCE_EXHAUSTED"})) {
    return ApiErrorKind::kRateLimited;
  }
  // Clusters, jobs and runs that are not there are a bad parameter to Databricks.
  const bool is_missing = Contains(message, "does not exist") || Contains(message, "doesn't exist");
  if (status == 404 || IsOneOf(said.code, {"RESOURCE_DOES_NOT_EXIST", "NOT_FOUND"}) ||
      (status == 400 && is_missing)) {
    return said.is_json ? ApiErrorKind::kNotFound : ApiErrorKind::kNotDatabricks;
  }
  if (status >= 500) return ApiErrorKind::kUnavailable;
  if (!said.is_json && said.code.empty()) return ApiErrorKind::kNotDatabricks;
  if (status == 403) return ApiErrorKind::kPermissionDenied;
  return status == 400 ? ApiErrorKind::kBadParameter : ApiErrorKind::kOther;
}

// "GET https://host/path answered 403 PERMISSION_DENIED"
std::string Where(const net::HttpRequest& request, int status, std::string_view code) {
  std::string where = std::string(net::Name(request.method)) + ' ' + net::Place(request) +
                      " answered " + std::to_string(status);
  if (!code.empty() && code != std::to_string(status)) where += ' ' + std::string(code);
  return where;
}

// Days since 1970 and seconds of "Sun, 06 Nov 1994 08:49:37 GMT"; other forms of a date are obsolete.
std::optional<std::chrono::sys_seconds> ParseHttpDate(std::string_view text) {
  constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (text.size() != 29 || text.substr(3, 2) != ", " || text.substr(25) != " GMT") return {};
  const auto number = [&](std::size_t at, std::size_t size) {
    int value = -1;
    const char* end = text.data() + at + size;
    const auto [stop, error] = std::from_chars(text.data() + at, end, value);
    return error == std::errc{} && stop == end ? value : -1;
  };
  const auto month = std::find(kMonths.begin(), kMonths.end(), text.substr(8, 3));
  if (month == kMonths.end()) return {};
  const std::chrono::year_month_day date{
      std::chrono::year(number(12, 4)),
      std::chrono::month(static_cast<unsigned>(month - kMonths.begin()) + 1),
      std::chrono::day(static_cast<unsigned>(std::max(0, number(5, 2))))};
  const int hour = number(17, 2);
  const int minute = number(20, 2);
  const int second = number(23, 2);
  if (!date.ok() || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 ||
      second > 60) {
    return {};
  }
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second);
}

}  // namespace

std::string_view Name(ApiErrorKind kind) { return SpecOf(kind).name; }

std::optional<std::chrono::seconds> ParseRetryAfter(std::string_view text,
                                                    std::chrono::system_clock::time_point now) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  if (!text.empty() && std::all_of(text.begin(), text.end(), IsDigit)) {
    std::int64_t seconds = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
    constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();
    return std::chrono::seconds(read.ec == std::errc{} ? std::min(seconds, kMost) : kMost);
  }
  const auto date = ParseHttpDate(text);
  if (!date) return std::nullopt;
  const auto wait = *date - std::chrono::floor<std::chrono::seconds>(now);
  return std::max(std::chrono::seconds(0), std::chrono::duration_cast<std::chrono::seconds>(wait));
}

ApiError MakeApiError(ApiErrorKind kind, std::string where, std::string why) {
  ApiError error;
  const KindSpec& spec = SpecOf(kind);
  error.kind = kind;
  error.code = spec.code;
  error.what = std::string(spec.what);
  error.where = std::move(where);
  error.why = std::move(why);
  error.fix = std::string(spec.fix);
  return error;
}

ApiError CancelledCall() {
  ApiError error = FromHttpError(net::MakeHttpError(net::HttpErrorKind::kCancelled, {}, {}));
  error.request_sent = false;
  return error;
}

ApiError ReadApiError(const net::HttpRequest& request, const net::HttpResponse& response,
                      std::chrono::system_clock::time_point now) {
  Said said = ReadJson(response.body);
  if (!said.is_json) said = ReadText(response.body);
  const bool is_success = response.status >= 200 && response.status < 400;
  const ApiErrorKind kind =
      is_success ? ApiErrorKind::kNotDatabricks : KindOf(response.status, said, said.message);
  ApiError error = MakeApiError(kind, Where(request, response.status, said.code), said.message);
  error.status = response.status;
  error.address = BlockedAddress(said.message);
  error.error_code = std::move(said.code);
  error.message = std::move(said.message);
  if (const std::string* id = response.Find("x-request-id")) error.request_id = Clean(*id);
  if (const std::string* after = response.Find("retry-after")) {
    error.retry_after = ParseRetryAfter(*after, now);
  }
  return error;
}

ApiError FromHttpError(net::HttpError http) {
  ApiError error;
  static_cast<Error&>(error) = std::move(static_cast<Error&>(http));
  error.kind = ApiErrorKind::kNoAnswer;
  error.transport = http.kind;
  error.request_sent = http.request_sent;
  return error;
}

ApiError BadAnswer(const net::HttpRequest& request, std::string why) {
  return MakeApiError(ApiErrorKind::kBadAnswer,
                      std::string(net::Name(request.method)) + ' ' + net::Place(request),
                      std::move(why));
}

}  // namespace dataflint::databricks
