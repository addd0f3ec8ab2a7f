#include "net/servers_test.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <utility>

#include "net/workspace_address.h"

extern char** environ;

namespace dataflint::net {
namespace {

std::string ReadLine(std::FILE* file) {
  std::string line;
  for (int c = 0; (c = std::fgetc(file)) != '\n';) {
    if (c == EOF) throw std::runtime_error("the test servers ended");
    line += static_cast<char>(c);
  }
  return line;
}

}  // namespace

Servers& Servers::Get() {
  static Servers servers;
  return servers;
}

Servers::Servers() {
  std::array<int, 2> to{};
  std::array<int, 2> from{};
  if (pipe2(to.data(), O_CLOEXEC) != 0 || pipe2(from.data(), O_CLOEXEC) != 0) {
    throw std::runtime_error("no pipe");
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, to[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, from[1], STDOUT_FILENO);
  std::string script = DATAFLINT_SOURCE_DIR "/tests/net/servers.py";
  std::array<std::string, 5> arguments = {"python3", "-B", "-W", "ignore", script};
  std::array<char*, 6> argv{};
  for (std::size_t i = 0; i < arguments.size(); ++i) argv[i] = arguments[i].data();
  const int status = posix_spawnp(&child_, "python3", &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(to[0]);
  close(from[1]);
  if (status != 0) throw std::runtime_error("cannot start python3");
  questions_ = fdopen(to[1], "w");
  answers_ = fdopen(from[0], "r");
  while (!values_.contains("ready")) {
    const std::string line = ReadLine(answers_);
    const std::size_t space = line.find(' ');
    values_[line.substr(0, space)] = line.substr(space + 1);
  }
}

Servers::~Servers() {
  std::fclose(questions_);  // the script ends with its input
  std::fclose(answers_);
  waitpid(child_, nullptr, 0);
}

std::uint16_t Servers::port(const std::string& name) const {
  return static_cast<std::uint16_t>(std::stoi(values_.at(name)));
}

std::string Servers::Ask(const std::string& question) {
  std::fprintf(questions_, "%s\n", question.c_str());
  std::fflush(questions_);
  return ReadLine(answers_);
}

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
