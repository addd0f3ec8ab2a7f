#include "net/servers_test.h"

#include <utility>

#include "net/workspace_address.h"

namespace dataflint::net {

Servers& Servers::Get() {
  static Servers servers;
  return servers;
}

Servers::Servers() {
  while (!values_.contains("ready")) {
    const std::string line = script_.ReadLine();
    const std::size_t space = line.find(' ');
    values_[line.substr(0, space)] = line.substr(space + 1);
  }
}

std::uint16_t Servers::port(const std::string& name) const {
  return static_cast<std::uint16_t>(std::stoi(values_.at(name)));
}

std::string Servers::Ask(const std::string& question) { return script_.Ask(question); }

Origin Servers::At(const std::string& server, const std::string& scheme,
                   const std::string& host) const {
  return WorkspaceAddress::ParseLoopback(scheme + "://" + host + ":" + values_.at(server))
      ->origin();
}

Addresses ScriptedResolver::Resolve(const std::string& host, std::chrono::steady_clock::time_point,
                                    const std::stop_token&) {
  const std::vector<std::string>& answer = answers_[std::min(asked_.size(), answers_.size() - 1)];
  asked_.push_back(host);
  if (answer.empty()) {
    return tl::unexpected<ResolveFailure>(
        ResolveFailure{ResolveFailure::Kind::kNoSuchName, "Name or service not known"});
  }
  std::vector<IpAddress> addresses;
  for (const std::string& text : answer) addresses.push_back(IpAddress::Parse(text).value());
  return addresses;
}

NamedServer::NamedServer(const std::string& server)
    : allowlist(Allowlist::Make({{.host = "workspace.test",
                                  .ranges = {"127.0.0.0/8"},
                                  .port = Servers::Get().port(server)}})
                    .value()),
      origin(WorkspaceAddress::Parse("workspace.test", allowlist)->origin()) {}

std::unique_ptr<HttpClient> MakeClient(HttpClientOptions options, Allowlist allowlist,
                                       std::shared_ptr<Resolver> resolver) {
  if (options.user_agent.empty()) options.user_agent = "dataflint/0 (Databricks)";
  if (options.extra_ca_file.empty()) options.extra_ca_file = Servers::Get().file("ca");
  if (resolver == nullptr) {
    resolver = std::make_shared<ScriptedResolver>(std::vector<std::vector<std::string>>{{}});
  }
  return HttpClient::Make(std::move(options), AddressPolicy(std::move(allowlist)),
                          std::move(resolver))
      .value();
}

std::string Said(const HttpResult& result) {
  if (result) return "status " + std::to_string(result->status);
  return std::string(Name(result.error().kind)) + ": " + result.error().Message();
}

}  // namespace dataflint::net
