#include "vault/file_key_records.h"

#include <gtest/gtest.h>

#include <string>

#include "vault/scratch_folder_test.h"

namespace dataflint::vault {
namespace {

KeyRecord RecordOf(char byte, std::uint64_t seals, KeyState state) {
  KeyRecord record;
  record.id.bytes.fill(byte);
  record.check.bytes.fill(static_cast<char>(byte + 1));
  record.seals = seals;
  record.state = state;
  return record;
}

KeyTable Table() {
  KeyTable table;
  table.keys = {RecordOf('\xfe', 7, KeyState::kRetired),
                RecordOf('\0', std::uint64_t{1} << 32U, KeyState::kActive),
                RecordOf('c', 0, KeyState::kActive)};
  table.current = table.keys[2].id;
  return table;
}

TEST(FileKeyRecords, ReadsWhatItSaved) {
  const ScratchFolder folder;
  FileKeyRecords records(folder.path() + "/records");
  EXPECT_EQ(*records.Load(), KeyTable());
  ASSERT_TRUE(records.Save(Table()));
  const Result<KeyTable> table = records.Load();
  ASSERT_TRUE(table) << table.error().Message();
  EXPECT_EQ(*table, Table());
}

TEST(FileKeyRecords, RefusesWhatItDidNotWrite) {
  const ScratchFolder folder;
  const std::string path = folder.path() + "/records";
  FileKeyRecords records(path);
  ASSERT_TRUE(records.Save(Table()));
  const std::string text = folder.Read("records");
  for (std::size_t cut = 0; cut < text.size(); ++cut) {
    folder.Write("records", text.substr(0, cut));
    ASSERT_FALSE(records.Load()) << text.substr(0, cut);
  }
  const std::size_t second_line = text.find('\n') + 1;
  const std::string line = text.substr(second_line, text.find('\n', second_line) + 1 - second_line);
  const std::string current = "current " + Table().current->Hex() + "\n";
  for (const std::string& damaged :
       {text + "x\n", text + line, text + current, line + text, text.substr(second_line),
        "dataflint key records 2\n" + text.substr(second_line),
        text.substr(0, second_line) + line + text.substr(second_line),
        text.substr(0, text.size() - current.size()) + "current " + Table().keys[0].id.Hex() + "\n",
        text.substr(0, text.size() - current.size()) + "current " + std::string(32, 'e') + "\n"}) {
    folder.Write("records", damaged);
    const Result<KeyTable> table = records.Load();
    ASSERT_FALSE(table) << damaged;
    EXPECT_EQ(table.error().code, ErrorCode::kBadInput);
  }
  for (const char* number : {"-7", "7x", "", "99999999999999999999"}) {
    std::string damaged = text;
    damaged.replace(damaged.find(" 7 "), 3, " " + std::string(number) + " ");
    folder.Write("records", damaged);
    EXPECT_FALSE(records.Load()) << damaged;
  }
}

TEST(FileKeyRecords, DoesNotTakeAnUnreadablePlaceForAnEmptyOne) {
  const ScratchFolder folder;
  FileKeyRecords records(folder.path());
  EXPECT_FALSE(records.Load());
}

}  // namespace
}  // namespace dataflint::vault
