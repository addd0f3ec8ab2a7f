#include "databricks/retry.h"

#include <algorithm>

namespace dataflint::databricks {
namespace {

using net::HttpErrorKind;

// Failures that pass by themselves.
bool IsPassing(HttpErrorKind kind) {
  switch (kind) {
    case HttpErrorKind::kNameLookupFailed:
    case HttpErrorKind::kNameLookupTimeout:
    case HttpErrorKind::kConnectionRefused:
    case HttpErrorKind::kUnreachable:
    case HttpErrorKind::kConnectTimeout:
    case HttpErrorKind::kTlsTimeout:
    case HttpErrorKind::kAnswerTimeout:
    case HttpErrorKind::kBodyTimeout:
    case HttpErrorKind::kProxyTimeout:
    case HttpErrorKind::kCutOff:
    case HttpErrorKind::kBadAnswer:
      return true;
    default:
      return false;
  }
}

bool IsWorthIt(const ApiError& error, Repeatable repeatable) {
  const bool only_if_unseen = repeatable == Repeatable::kIfNothingArrived;
  switch (error.kind) {
    case ApiErrorKind::kNoAnswer:
      return error.transport && IsPassing(*error.transport) &&
             (!only_if_unseen || !error.request_sent);
    case ApiErrorKind::kRateLimited:
      return true;
    case ApiErrorKind::kUnavailable:
      return !only_if_unseen || error.status == 503;
    // A login or error page of something in between, for a moment; what was asked may have been done.
    case ApiErrorKind::kNotDatabricks:
    case ApiErrorKind::kBadAnswer:
      return !only_if_unseen;
    default:
      return false;
  }
}

}  // namespace

std::optional<Clock::duration> WaitBeforeRetry(const ApiError& error, Repeatable repeatable,
                                               int tries, double random) {
  if (!IsWorthIt(error, repeatable)) return std::nullopt;
  if (error.retry_after) return *error.retry_after;
  constexpr std::chrono::milliseconds kFirst{1000};
  constexpr std::chrono::milliseconds kLongest{30'000};
  const auto wait = std::min(kLongest, kFirst * (1 << std::clamp(tries - 1, 0, 5)));
  return wait + std::chrono::duration_cast<Clock::duration>(wait * (random / 2));
}

}  // namespace dataflint::databricks
