#include "net/resolver.h"

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <map>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

namespace dataflint::net {
namespace {

using Kind = ResolveFailure::Kind;

tl::unexpected<ResolveFailure> Failure(Kind kind, std::string why) {
  return tl::unexpected<ResolveFailure>(ResolveFailure{kind, std::move(why)});
}

// Asks the system, and waits as long as it takes.
Addresses Ask(const std::string& host) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_ADDRCONFIG;
  addrinfo* found = nullptr;
  const int status = getaddrinfo(host.c_str(), nullptr, &hints, &found);
  if (status != 0) {
    const bool no_such_name = status == EAI_NONAME || status == EAI_NODATA;
    return Failure(no_such_name ? Kind::kNoSuchName : Kind::kNoAnswer,
                   status == EAI_SYSTEM ? std::strerror(errno) : gai_strerror(status));
  }
  std::vector<IpAddress> addresses;
  for (const addrinfo* entry = found; entry != nullptr; entry = entry->ai_next) {
    const std::optional<IpAddress> address = IpAddress::FromSockaddr(entry->ai_addr);
    if (address && std::find(addresses.begin(), addresses.end(), *address) == addresses.end()) {
      addresses.push_back(*address);
    }
  }
  freeaddrinfo(found);
  if (addresses.empty()) return Failure(Kind::kNoSuchName, "the name has no address");
  return addresses;
}

struct Lookup {
  std::optional<Addresses> answer;
};

}  // namespace

struct SystemResolver::State {
  std::mutex mutex;
  std::condition_variable_any answered;
  std::map<std::string, std::shared_ptr<Lookup>> under_way;
};

SystemResolver::SystemResolver() : state_(std::make_shared<State>()) {}
SystemResolver::~SystemResolver() = default;

Addresses SystemResolver::Resolve(const std::string& host,
                                  std::chrono::steady_clock::time_point deadline,
                                  const std::stop_token& stop) {
  std::unique_lock lock(state_->mutex);
  std::shared_ptr<Lookup>& entry = state_->under_way[host];
  if (entry == nullptr) {
    entry = std::make_shared<Lookup>();
    try {
      std::thread([state = state_, lookup = entry, host] {
        Addresses answer = Ask(host);
        const std::lock_guard held(state->mutex);
        lookup->answer = std::move(answer);
        state->under_way.erase(host);
        state->answered.notify_all();
      }).detach();
    } catch (const std::system_error& error) {
      state_->under_way.erase(host);
      return Failure(Kind::kNoAnswer, std::string("no thread to ask on: ") + error.what());
    }
  }
  const std::shared_ptr<Lookup> lookup = entry;
  const bool answered =
      state_->answered.wait_until(lock, stop, deadline, [&] { return lookup->answer.has_value(); });
  if (answered) return *lookup->answer;
  if (stop.stop_requested()) return Failure(Kind::kCancelled, {});
  return Failure(Kind::kTimedOut, "the system's resolver did not answer");
}

}  // namespace dataflint::net
