#include "databricks/token_source.h"

#include <algorithm>
#include <utility>

namespace dataflint::databricks {
namespace {

// Azure refuses tokens in their last half minute.
constexpr std::chrono::seconds kSpare{40};
constexpr double kShareOfLife = 0.8;
constexpr double kJitter = 0.05;
// A workspace that refused id and secret, or does not answer, is not asked by every request anew.
constexpr std::chrono::seconds kAfterFailure{5};

}  // namespace

ApiResult<TokenSource::TokenPointer> TokenSource::Get(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (true) {
    const Clock::time_point now = waiting_.Now();
    const bool in_force = IsInForce(now);
    const bool is_due = !in_force || now >= token_->refresh_at;
    if (in_force && (!is_due || is_fetching_ || now < not_before_)) return token_;
    if (!is_fetching_) {
      if (now < not_before_ && error_) return tl::unexpected(*error_);
      return FetchNew(lock, stop);
    }
    if (!fetched_.wait(lock, stop, [this] { return !is_fetching_; })) {
      return tl::unexpected(CancelledCall());
    }
    // The one that fetched got nothing: neither would the others.
    if (!IsInForce(waiting_.Now()) && error_) return tl::unexpected(*error_);
  }
}

ApiResult<TokenSource::TokenPointer> TokenSource::FetchNew(std::unique_lock<std::mutex>& lock,
                                                           const std::stop_token& stop) {
  is_fetching_ = true;
  lock.unlock();
  // Its life counts from before it was asked for: it began no earlier.
  const Clock::time_point asked_at = waiting_.Now();
  ApiResult<AccessToken> fetched = fetch_(stop);
  const double share = kShareOfLife + kJitter * (2 * waiting_.Random() - 1);
  lock.lock();
  is_fetching_ = false;
  fetched_.notify_all();
  if (!fetched) {
    const bool was_stopped = fetched.error().code == ErrorCode::kInterrupted;
    if (!was_stopped) {
      error_ = fetched.error();
      not_before_ = waiting_.Now() + kAfterFailure;
    }
    if (IsInForce(waiting_.Now())) return token_;
    return tl::unexpected(std::move(fetched).error());
  }
  error_.reset();
  const auto life = std::chrono::duration_cast<Clock::duration>(fetched->lifetime);
  const auto refresh_after = std::chrono::duration_cast<Clock::duration>(life * share);
  const auto usable = std::max<Clock::duration>(life - kSpare, life / 2);
  token_ = std::make_shared<const Token>(Token{
      std::move(fetched->secret), asked_at + std::min(refresh_after, usable), asked_at + usable});
  return token_;
}

void TokenSource::Refuse(const TokenPointer& token) {
  const std::lock_guard lock(mutex_);
  if (token_ == token) token_.reset();
}

}  // namespace dataflint::databricks
