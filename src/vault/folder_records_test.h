// FolderRecords: sealed records as one file each, in a folder. For tests of vault/ only, which need a
// store that a crash cannot damage and that has no other parts.
#ifndef DATAFLINT_VAULT_FOLDER_RECORDS_TEST_H_
#define DATAFLINT_VAULT_FOLDER_RECORDS_TEST_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "vault/durable_file.h"
#include "vault/key_ring.h"
#include "vault/rotation.h"

namespace dataflint::vault {

class FolderRecords : public SealedRecords {
 public:
  explicit FolderRecords(std::string path) : path_(std::move(path)) {
    std::filesystem::create_directories(path_);
  }

  // Its generation, and the blob behind it.
  Status Write(const std::string& name, std::uint64_t generation, std::string_view blob) const {
    std::string bytes(sizeof generation, '\0');
    std::memcpy(bytes.data(), &generation, sizeof generation);
    return WriteDurably(path_ + "/" + name, bytes + std::string(blob), IfThere::kReplace);
  }
  SealedRecord Read(const std::string& name) const {
    std::ifstream file(path_ + "/" + name, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    SealedRecord record{name, ContextOf(name, 0), {}};
    EXPECT_GE(bytes.size(), sizeof record.context.generation) << name;
    std::memcpy(&record.context.generation, bytes.data(), sizeof record.context.generation);
    record.blob = bytes.substr(sizeof record.context.generation);
    return record;
  }
  void SealNew(KeyRing& ring, const std::string& name, std::uint64_t generation) const {
    const Result<std::string> blob =
        ring.Seal(ContextOf(name, generation), Secret("secret of " + name));
    ASSERT_TRUE(blob) << blob.error().Message();
    ASSERT_TRUE(Write(name, generation, *blob));
  }
  std::set<std::string> Names() const {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(path_)) {
      std::string name = entry.path().filename().string();
      if (!name.ends_with(".new")) names.insert(std::move(name));
    }
    return names;
  }

  Result<std::vector<SealedRecord>> NextBatch(std::string_view position,
                                              std::size_t most) override {
    std::vector<SealedRecord> batch;
    for (const std::string& name : Names()) {
      if (name > position && batch.size() < most) batch.push_back(Read(name));
    }
    return batch;
  }
  Result<bool> Replace(const SealedRecord& record, std::string_view blob) override {
    if (!Names().contains(record.position)) return false;
    if (Read(record.position).context.generation != record.context.generation) return false;
    DF_RETURN_IF_ERROR(Write(record.position, record.context.generation, blob));
    return true;
  }

 private:
  static SealContext ContextOf(const std::string& name, std::uint64_t generation) {
    return {"workspace credential", "org",    name,      "client_secret",
            name + ".test",         "client", generation};
  }

  std::string path_;
};

}  // namespace dataflint::vault

#endif  // DATAFLINT_VAULT_FOLDER_RECORDS_TEST_H_
