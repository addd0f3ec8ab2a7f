// Resolver: from a host name to its addresses, with an end in sight.
//
// The system's resolver may take half a minute and cannot be told to stop; SystemResolver asks it on
// a thread of its own and leaves that behind when the caller may not wait longer. One lookup a name
// is under way at most: who asks meanwhile waits for the same one, so that a dead DNS server cannot
// pile up threads. An interface, for what DNS answers is the attacker's: tests answer as one would.
// Called by net/http_client.h from any thread.
#ifndef DATAFLINT_NET_RESOLVER_H_
#define DATAFLINT_NET_RESOLVER_H_

#include <chrono>
#include <memory>
#include <stop_token>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "net/ip_address.h"

namespace dataflint::net {

struct ResolveFailure {
  enum class Kind { kNoSuchName, kNoAnswer, kTimedOut, kCancelled };
  Kind kind = Kind::kNoAnswer;
  std::string why;  // in the system's words
};

using Addresses = tl::expected<std::vector<IpAddress>, ResolveFailure>;  // at least one

class Resolver {
 public:
  Resolver() = default;
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;
  virtual ~Resolver() = default;

  // Returns by `deadline`, and at once when `stop` is requested.
  virtual Addresses Resolve(const std::string& host, std::chrono::steady_clock::time_point deadline,
                            const std::stop_token& stop) = 0;
};

class SystemResolver : public Resolver {
 public:
  SystemResolver();
  ~SystemResolver() override;  // does not wait for lookups
  Addresses Resolve(const std::string& host, std::chrono::steady_clock::time_point deadline,
                    const std::stop_token& stop) override;

 private:
  struct State;
  std::shared_ptr<State> state_;  // outlives this as long as a lookup is under way
};

}  // namespace dataflint::net

#endif  // DATAFLINT_NET_RESOLVER_H_
