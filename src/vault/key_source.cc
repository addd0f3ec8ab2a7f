#include "vault/key_source.h"

#include <openssl/crypto.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <utility>

#include "vault/key_text.h"
#include "vault/secret_input.h"

namespace dataflint::vault {
namespace {

class Credential final : public KeySource {
 public:
  explicit Credential(std::string path) : path_(std::move(path)) {}

  std::string Description() const override { return "the systemd credential " + path_; }
  Result<std::vector<Secret>> Load() override {
    const Result<Secret> text = ReadSecretFile(path_, FileAccess::kSystemdCredential);
    if (!text) return tl::unexpected(text.error());
    return KeysIn(*text, Description());
  }

 private:
  std::string path_;
};

class KeyVariable final : public KeySource {
 public:
  explicit KeyVariable(std::string name) : name_(std::move(name)) {}

  std::string Description() const override { return "the environment variable " + name_; }
  Result<std::vector<Secret>> Load() override {
    if (text_.empty()) Take();
    if (text_.empty()) {
      return Fail(ErrorCode::kNotFound, "there are no keys", Description(), "it is not set");
    }
    return KeysIn(text_, Description());
  }
  std::vector<std::string> Warnings() const override {
    return {"Keys come from " + Description() +
            ", which other programs can see, and which often ends in logs: better a key file or a "
            "systemd credential."};
  }

 private:
  // What getenv() gives lies where /proc/<pid>/environ shows it: unsetting alone would leave it there.
  void Take() {
    char* const value = std::getenv(name_.c_str());
    if (value == nullptr) return;
    text_ = Secret(value);
    OPENSSL_cleanse(value, std::strlen(value));
    unsetenv(name_.c_str());
  }

  std::string name_;
  Secret text_;
};

}  // namespace

Status KeySource::Add(const Secret&) {
  return Fail(ErrorCode::kUsage, "cannot add a key", Description(), "it can only be read",
              "Add the output of this as its last key: openssl rand -base64 32");
}

Status KeySource::Remove(const KeyId& id) {
  return Fail(ErrorCode::kUsage, "cannot take the key " + id.Hex() + " away", Description(),
              "it can only be read", "Take it away there.");
}

std::unique_ptr<KeySource> MakeCredential(std::string path) {
  return std::make_unique<Credential>(std::move(path));
}

std::unique_ptr<KeySource> MakeKeyVariable(std::string name) {
  return std::make_unique<KeyVariable>(std::move(name));
}

std::unique_ptr<KeySource> ChooseKeySource(const KeySourceOptions& options) {
  constexpr std::chrono::seconds kPatience{30};
  if (const char* const folder = std::getenv("CREDENTIALS_DIRECTORY"); folder != nullptr) {
    std::string path = std::string(folder) + "/" + options.credential;
    if (access(path.c_str(), F_OK) == 0) return MakeCredential(std::move(path));
  }
  if (!options.file.empty()) return MakeKeyFile(options.file, options.data_folder);
  if (!options.command.empty()) return MakeKeyCommand(options.command, kPatience);
  if (std::getenv(options.variable.c_str()) != nullptr) return MakeKeyVariable(options.variable);
  return MakeKeyFile(options.default_file, options.data_folder);
}

}  // namespace dataflint::vault
