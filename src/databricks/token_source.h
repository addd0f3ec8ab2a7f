// TokenSource: the access token of one workspace, fetched when first needed and replaced before it ends.
//
// It is refreshed at 80 % of its life, a little earlier or later each time, by the one caller that comes
// first; the others go on with the one they have, or wait where it has ended. A token that the workspace
// refused is replaced at once, however many requests it was refused in. It lives in memory only. One for
// each workspace, owned by its Client; any thread.
#ifndef DATAFLINT_DATABRICKS_TOKEN_SOURCE_H_
#define DATAFLINT_DATABRICKS_TOKEN_SOURCE_H_

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>

#include "databricks/api_error.h"
#include "databricks/waiting.h"
#include "vault/secret.h"

namespace dataflint::databricks {

// As the token endpoint gives it.
struct AccessToken {
  vault::Secret secret;
  std::chrono::seconds lifetime{};
};

class TokenSource {
 public:
  using Fetch = std::function<ApiResult<AccessToken>(const std::stop_token& stop)>;
  TokenSource(Fetch fetch, Waiting& waiting) : fetch_(std::move(fetch)), waiting_(waiting) {}

  // A token in force. It stays readable as long as the caller holds it.
  struct Token {
    vault::Secret secret;
    Clock::time_point refresh_at;
    Clock::time_point ends_at;
  };
  using TokenPointer = std::shared_ptr<const Token>;
  ApiResult<TokenPointer> Get(const std::stop_token& stop);

  // The workspace refused `token`: Get() gives another one. Nothing happens when it was replaced already.
  void Refuse(const TokenPointer& token);

 private:
  bool IsInForce(Clock::time_point now) const { return token_ && now < token_->ends_at; }
  ApiResult<TokenPointer> FetchNew(std::unique_lock<std::mutex>& lock, const std::stop_token& stop);

  const Fetch fetch_;
  Waiting& waiting_;
  std::mutex mutex_;
  std::condition_variable_any fetched_;
  TokenPointer token_;
  bool is_fetching_ = false;
  // After a fetch that failed: not again before then, and why.
  Clock::time_point not_before_{};
  std::optional<ApiError> error_;
};

}  // namespace dataflint::databricks

#endif  // DATAFLINT_DATABRICKS_TOKEN_SOURCE_H_
