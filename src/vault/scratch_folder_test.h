// ScratchFolder: an empty folder for the length of a test. In memory where Linux has such a place: the
// tests sync files many thousand times. Tests of vault/ only.
#ifndef DATAFLINT_VAULT_SCRATCH_FOLDER_TEST_H_
#define DATAFLINT_VAULT_SCRATCH_FOLDER_TEST_H_

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace dataflint::vault {

class ScratchFolder {
 public:
  ScratchFolder() {
    const bool in_memory = access("/dev/shm", W_OK) == 0;
    std::string name = (in_memory ? "/dev/shm/" : testing::TempDir()) + "dataflint-vault-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) ADD_FAILURE() << "no folder " << name;
    path_ = name;
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder() { std::filesystem::remove_all(path_); }

  const std::string& path() const { return path_; }

  // Makes an owner-only file, and gives its path.
  std::string Write(std::string_view name, std::string_view bytes) const {
    std::string path = path_ + "/" + std::string(name);
    std::ofstream(path, std::ios::binary) << bytes;
    chmod(path.c_str(), 0600);
    return path;
  }
  std::string Read(std::string_view name) const {
    std::ifstream file(path_ + "/" + std::string(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

 private:
  std::string path_;
};

}  // namespace dataflint::vault

#endif  // DATAFLINT_VAULT_SCRATCH_FOLDER_TEST_H_
