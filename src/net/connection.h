// Connection: one libcurl handle with at most one open connection, which is kept for the next
// request to the same origin.
//
// Owned by HttpClient, which hands it to one thread at a time. A multi handle of its own drives it:
// only so can a transfer be woken to be cancelled. The addresses it may dial are given with each
// dial; libcurl itself never asks DNS, and a socket to any other address is not opened.
#ifndef DATAFLINT_NET_CONNECTION_H_
#define DATAFLINT_NET_CONNECTION_H_

#include <curl/curl.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "net/ip_address.h"
#include "net/origin.h"

namespace dataflint::net {

// The place to connect to, whose addresses have been checked: the workspace, or the proxy.
struct Dial {
  std::string host;
  std::uint16_t port = 0;
  std::vector<IpAddress> addresses;
};

class Connection {
 public:
  Connection();
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  CURL* easy() const { return easy_; }
  CURLM* multi() const { return multi_; }
  const Dial& dial() const { return dial_; }

  // Where the next new connection goes.
  void SetDial(Dial dial) { dial_ = std::move(dial); }
  // Says whether a transfer to `origin` left the connection open.
  void Remember(const Origin& origin);
  // Whether it is open, and the other side has not closed it meanwhile.
  bool IsAlive() const;
  const std::optional<Origin>& origin() const { return origin_; }  // to where it is open

 private:
  CURLM* multi_;
  CURL* easy_;
  Dial dial_;
  std::optional<Origin> origin_;
  curl_socket_t socket_ = CURL_SOCKET_BAD;
  std::chrono::steady_clock::time_point used_{};
};

}  // namespace dataflint::net

#endif  // DATAFLINT_NET_CONNECTION_H_
