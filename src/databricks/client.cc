#include "databricks/client.h"

#include <algorithm>
#include <utility>

#include "vault/wipe.h"

namespace dataflint::databricks {
namespace {

// While the breaker is open.
ApiError LeftAlone(const net::WorkspaceAddress& address, Clock::duration time) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(time).count();
  ApiError error =
      MakeApiError(ApiErrorKind::kUnavailable, address.ToString(),
                   "it has not answered several times in a row; it is asked again in " +
                       std::to_string(seconds) + " s");
  error.request_sent = false;
  return error;
}

bool SaysThatItIsDown(const ApiError& error) {
  return error.kind == ApiErrorKind::kUnavailable || error.kind == ApiErrorKind::kNoAnswer;
}

bool IsSuccess(int status) { return status == 200 || status == 206; }

// Whether it is what was asked for; an error page with status 200 is not.
bool IsWhole(const net::HttpResponse& response, JsonDocument* document) {
  return document == nullptr || (document->ParseCopy(response.body) == JsonDocument::Outcome::kOk &&
                                 document->root().is_object());
}

bool LooksLikeJson(std::string_view body) {
  const std::size_t begin = body.find_first_not_of(" \t\r\n");
  return begin != std::string_view::npos && body[begin] == '{';
}

}  // namespace

Client::Client(net::HttpClient& http, net::WorkspaceAddress address, Credentials credentials,
               Waiting& waiting)
    : http_(http),
      address_(std::move(address)),
      credentials_(std::move(credentials)),
      waiting_(waiting),
      tokens_([this](const std::stop_token& stop) { return FetchNewToken(stop); }, waiting) {}

ClientAuth Client::AskClientAuth(const std::stop_token& stop) {
  const EndpointSpec& spec = SpecOf(Endpoint::kOidcDiscovery);
  net::HttpRequest request{.origin = address_.origin(), .method = spec.method};
  request.path = std::string(spec.path);
  request.max_body_bytes = std::uint64_t{1} << 20;
  request.deadline = Clock::now() + std::chrono::seconds(10);
  const net::HttpResult response = http_.Send(request, stop);
  // Not every workspace has it, and what keeps it from being read keeps the token from being given too.
  return response && response->status == 200 ? ReadClientAuth(response->body) : ClientAuth::kForm;
}

ApiResult<AccessToken> Client::FetchNewToken(const std::stop_token& stop) {
  if (!auth_) auth_ = AskClientAuth(stop);
  for (int tries = 1;; ++tries) {
    if (!waiting_.Sleep(pace_.Reserve(Endpoint::kToken, waiting_.Now()), stop)) {
      return tl::unexpected(CancelledCall());
    }
    ApiResult<AccessToken> token = FetchToken(http_, address_.origin(), credentials_.client_id,
                                              credentials_.client_secret, *auth_, waiting_, stop);
    constexpr int kMostTries = 4;
    if (token || tries == kMostTries) return token;
    const auto wait = WaitBeforeRetry(token.error(), Repeatable::kAlways, tries, waiting_.Random());
    if (!wait || *wait > std::chrono::seconds(30)) return token;
    if (!waiting_.Sleep(*wait, stop)) return tl::unexpected(CancelledCall());
  }
}

ApiResult<net::HttpResponse> Client::Try(const Question& question, const std::string& path,
                                         JsonDocument* document, bool& token_refused,
                                         const std::stop_token& stop) {
  ApiResult<TokenSource::TokenPointer> token = tokens_.Get(stop);
  if (!token) return tl::unexpected(std::move(token).error());
  const EndpointSpec& spec = SpecOf(question.endpoint);
  net::HttpRequest request{.origin = address_.origin(), .method = spec.method, .path = path};
  request.query = question.query;
  request.body = question.body;
  request.range = question.range;
  request.max_body_bytes = question.max_body_bytes;
  request.sink = question.sink;
  if (!question.sink) request.deadline = Clock::now() + kTryDeadline;
  std::string bearer;
  bearer.reserve(7 + (*token)->secret.size());
  bearer += "Bearer ";
  bearer += (*token)->secret.Expose();
  request.headers.push_back({"Authorization", std::move(bearer), true});
  request.headers.push_back({"Accept", document != nullptr ? "application/json" : "*/*"});
  if (!question.body.empty()) request.headers.push_back({"Content-Type", "application/json"});

  net::HttpResult response = http_.Send(request, stop);
  vault::Wipe(request.headers.front().value);
  if (!response) {
    ApiError error = FromHttpError(std::move(response).error());
    if (error.transport != net::HttpErrorKind::kCancelled) pace_.Failed(waiting_.Now());
    return tl::unexpected(std::move(error));
  }
  const bool is_success = IsSuccess(response->status);
  if (is_success && IsWhole(*response, document)) {
    pace_.Worked();
    return *std::move(response);
  }
  ApiError error = is_success && LooksLikeJson(response->body)
                       ? BadAnswer(request, "it is no whole JSON object")
                       : ReadApiError(request, *response, waiting_.WallNow());
  if (error.kind == ApiErrorKind::kTokenInvalid) {
    tokens_.Refuse(*token);
    token_refused = true;
  }
  if (SaysThatItIsDown(error)) {
    pace_.Failed(waiting_.Now());
  } else {
    pace_.Worked();
  }
  if (error.retry_after) pace_.Pause(*error.retry_after, waiting_.Now());
  return tl::unexpected(std::move(error));
}

ApiResult<net::HttpResponse> Client::AskUntil(const Question& question, JsonDocument* document,
                                              const std::stop_token& stop) {
  const Result<std::string> path = PathOf(question.endpoint, question.path_arguments);
  if (!path) {
    ApiError error;
    static_cast<Error&>(error) = path.error();
    error.kind = ApiErrorKind::kBadParameter;
    error.request_sent = false;
    return tl::unexpected(std::move(error));
  }
  const Clock::time_point deadline = waiting_.Now() + kCallDeadline;
  bool was_refused = false;
  for (int tries = 1;; ++tries) {
    if (!waiting_.Sleep(pace_.Reserve(question.endpoint, waiting_.Now()), stop)) {
      return tl::unexpected(CancelledCall());
    }
    if (const auto closed_for = pace_.IsOpen(waiting_.Now())) {
      return tl::unexpected(LeftAlone(address_, *closed_for));
    }
    bool token_refused = false;
    ApiResult<net::HttpResponse> response = Try(question, *path, document, token_refused, stop);
    if (response) return response;
    // A token that had ended, or was taken back: once with another one, at no cost to the caller.
    if (token_refused && !was_refused) {
      was_refused = true;
      --tries;
      continue;
    }
    const auto wait =
        WaitBeforeRetry(response.error(), question.repeatable, tries, waiting_.Random());
    if (!wait || waiting_.Now() + *wait > deadline) return response;
    if (!waiting_.Sleep(*wait, stop)) return tl::unexpected(CancelledCall());
  }
}

ApiResult<net::HttpResponse> Client::AskForBytes(const Question& question,
                                                 const std::stop_token& stop) {
  return AskUntil(question, nullptr, stop);
}

ApiResult<Answer> Client::Ask(const Question& question, const std::stop_token& stop) {
  Answer answer;
  ApiResult<net::HttpResponse> response = AskUntil(question, answer.document_.get(), stop);
  if (!response) return tl::unexpected(std::move(response).error());
  answer.response_ = *std::move(response);
  answer.response_.body.clear();  // the document holds its own
  return answer;
}

Result<void> Client::SignIn(const std::stop_token& stop) {
  ApiResult<TokenSource::TokenPointer> token = tokens_.Get(stop);
  if (!token) return tl::unexpected(static_cast<Error>(std::move(token).error()));
  return {};
}

}  // namespace dataflint::databricks
