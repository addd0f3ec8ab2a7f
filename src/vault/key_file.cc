// MakeKeyFile (key_source.h).
#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "vault/durable_file.h"
#include "vault/key_source.h"
#include "vault/key_text.h"
#include "vault/secret_input.h"

namespace dataflint::vault {
namespace {

namespace fs = std::filesystem;

class KeyFile final : public KeySource {
 public:
  KeyFile(std::string path, std::string data_folder)
      : path_(std::move(path)), data_folder_(std::move(data_folder)) {}

  std::string Description() const override { return "the key file " + path_; }

  Result<std::vector<Secret>> Load() override {
    DF_RETURN_IF_ERROR(CheckPlace());
    const Result<Secret> text = ReadSecretFile(path_);
    if (!text) return tl::unexpected(text.error());
    return KeysIn(*text, Description());
  }

  std::vector<std::string> Warnings() const override {
    struct stat file{};
    struct stat folder{};
    if (stat(path_.c_str(), &file) != 0 || stat(data_folder_.c_str(), &folder) != 0 ||
        file.st_dev != folder.st_dev) {
      return {};
    }
    return {"The key file " + path_ + " is on the same volume as the data in " + data_folder_ +
            ": a copy of the volume has both the secrets and their keys."};
  }

  bool CanWrite() const override { return true; }

  Status Add(const Secret& key) override {
    DF_RETURN_IF_ERROR(CheckPlace());
    Result<std::vector<Secret>> keys = Load();
    const bool none_yet = !keys && keys.error().code == ErrorCode::kNotFound;
    if (!keys && !none_yet) return tl::unexpected(keys.error());
    if (none_yet) {
      std::error_code error;  // WriteDurably() says what is wrong with the folder
      fs::create_directories(fs::absolute(path_).parent_path(), error);
      keys = std::vector<Secret>();
    }
    keys->emplace_back(key.Expose());
    // A file of nothing but comments may be replaced; one that came there just now must not.
    const bool nothing_there = none_yet && !fs::exists(path_);
    return Write(*keys, nothing_there ? IfThere::kRefuse : IfThere::kReplace);
  }

  Status Remove(const KeyId& id) override {
    Result<std::vector<Secret>> keys = Load();
    if (!keys) return tl::unexpected(keys.error());
    std::vector<Secret> others;
    for (Secret& key : *keys) {
      const Result<WrappingKey> wrapping = WrappingKey::From(key);
      if (!wrapping) return tl::unexpected(wrapping.error());
      if (wrapping->id() != id) others.push_back(std::move(key));
    }
    if (others.size() == keys->size()) return {};
    return Write(others, IfThere::kReplace);
  }

 private:
  Status Write(const std::vector<Secret>& keys, IfThere if_there) const {
    return WriteDurably(path_, KeyFileText(keys).Expose(), if_there);
  }

  Status CheckPlace() const {
    if (data_folder_.empty()) return {};
    std::error_code error;
    const fs::path inside = fs::weakly_canonical(path_, error)
                                .lexically_relative(fs::weakly_canonical(data_folder_, error));
    if (error || inside.empty() || *inside.begin() == "..") return {};
    return Fail(
        ErrorCode::kUsage, "will not use the key file", path_,
        "it lies in the data folder " + data_folder_ + ", so that every backup has the keys",
        "Move it out of there, and name its new place.");
  }

  std::string path_;
  std::string data_folder_;
};

}  // namespace

std::unique_ptr<KeySource> MakeKeyFile(std::string path, std::string data_folder) {
  return std::make_unique<KeyFile>(std::move(path), std::move(data_folder));
}

}  // namespace dataflint::vault
