// Origin: scheme, host and port that requests may go to. There is no way to make one but to have an
// address checked (net/workspace_address.h): a request cannot name a place that nobody checked.
// Value type, any thread.
#ifndef DATAFLINT_NET_ORIGIN_H_
#define DATAFLINT_NET_ORIGIN_H_

#include <cstdint>
#include <string>
#include <utility>

namespace dataflint::net {

class WorkspaceAddress;

class Origin {
 public:
  bool https() const { return https_; }
  const std::string& host() const { return host_; }  // lower case; an IPv6 address without brackets
  std::uint16_t port() const { return port_; }
  // The simulator's: an address of this machine instead of a name, and http allowed.
  bool loopback() const { return loopback_; }
  // "https://host", with the port where it is not the usual one or on loopback.
  std::string ToString() const;

  bool operator==(const Origin&) const = default;

 private:
  friend class WorkspaceAddress;
  Origin(bool https, std::string host, std::uint16_t port, bool loopback)
      : https_(https), loopback_(loopback), port_(port), host_(std::move(host)) {}

  bool https_;
  bool loopback_;
  std::uint16_t port_;
  std::string host_;
};

}  // namespace dataflint::net

#endif  // DATAFLINT_NET_ORIGIN_H_
