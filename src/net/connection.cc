#include "net/connection.h"

#include <poll.h>

namespace dataflint::net {
namespace {

// Load balancers drop idle connections after a minute or more, and libcurl its own after two.
constexpr std::chrono::seconds kMaxIdle{55};

}  // namespace

Connection::Connection() : multi_(curl_multi_init()), easy_(curl_easy_init()) {
  if (multi_ != nullptr) curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, 1L);
}

Connection::~Connection() {
  if (easy_ != nullptr) curl_easy_cleanup(easy_);
  if (multi_ != nullptr) curl_multi_cleanup(multi_);
}

void Connection::Remember(const Origin& origin) {
  origin_.reset();
  if (curl_easy_getinfo(easy_, CURLINFO_ACTIVESOCKET, &socket_) != CURLE_OK ||
      socket_ == CURL_SOCKET_BAD) {
    return;
  }
  origin_ = origin;
  used_ = std::chrono::steady_clock::now();
}

bool Connection::IsAlive() const {
  if (!origin_ || std::chrono::steady_clock::now() - used_ > kMaxIdle) return false;
  // Nothing should come between requests: what can be read is the other side's end.
  pollfd poll_socket{socket_, POLLIN, 0};
  return poll(&poll_socket, 1, 0) == 0;
}

}  // namespace dataflint::net
