#include "vault/file_key_records.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>
#include <string_view>
#include <vector>

#include "vault/durable_file.h"
#include "vault/file_descriptor.h"

namespace dataflint::vault {
namespace {

constexpr std::string_view kFirstLine = "dataflint key records 1";

// nullopt with errno set when it cannot be read.
std::optional<std::string> Contents(const std::string& path) {
  const FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid()) return std::nullopt;
  std::string bytes;
  std::array<char, 4096> piece{};
  while (true) {
    const ssize_t size = read(file.get(), piece.data(), piece.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return std::nullopt;
    if (size == 0) return bytes;
    bytes.append(piece.data(), static_cast<std::size_t>(size));
  }
}

std::vector<std::string_view> Words(std::string_view line) {
  std::vector<std::string_view> words;
  while (true) {
    const std::size_t space = line.find(' ');
    words.push_back(line.substr(0, space));
    if (space == std::string_view::npos) return words;
    line.remove_prefix(space + 1);
  }
}

std::optional<KeyRecord> RecordIn(const std::vector<std::string_view>& words) {
  if (words.size() != 5 || words[0] != "key") return std::nullopt;
  const auto id = KeyId::FromHex(words[1]);
  const auto check = KeyCheck::FromHex(words[2]);
  KeyRecord record;
  const char* const end = words[3].data() + words[3].size();
  const auto [stop, error] = std::from_chars(words[3].data(), end, record.seals);
  const bool retired = words[4] == "retired";
  if (!id || !check || error != std::errc() || stop != end || (!retired && words[4] != "active")) {
    return std::nullopt;
  }
  record.id = *id;
  record.check = *check;
  record.state = retired ? KeyState::kRetired : KeyState::kActive;
  return record;
}

// Adds what `line` says to `table`; false when that makes no sense.
bool AddLine(std::string_view line, KeyTable& table) {
  const std::vector<std::string_view> words = Words(line);
  if (words.size() == 2 && words[0] == "current") {
    if (table.current) return false;
    table.current = KeyId::FromHex(words[1]);
    const KeyRecord* const record = table.current ? table.Find(*table.current) : nullptr;
    return record != nullptr && record->state == KeyState::kActive;
  }
  const std::optional<KeyRecord> record = RecordIn(words);
  if (!record || table.current || table.Find(record->id) != nullptr) return false;
  table.keys.push_back(*record);
  return true;
}

std::optional<KeyTable> Parse(std::string_view text) {
  KeyTable table;
  bool first = true;
  while (!text.empty()) {
    const std::size_t newline = text.find('\n');
    if (newline == std::string_view::npos) return std::nullopt;
    const std::string_view line = text.substr(0, newline);
    text.remove_prefix(newline + 1);
    if (first ? line != kFirstLine : !AddLine(line, table)) return std::nullopt;
    first = false;
  }
  if (!table.current) return std::nullopt;
  return table;
}

}  // namespace

Result<KeyTable> FileKeyRecords::Load() {
  const std::optional<std::string> text = Contents(path_);
  if (!text) {
    if (errno == ENOENT) return KeyTable{};
    return Fail(ErrorCode::kPermission, "cannot read the key records", path_, std::strerror(errno));
  }
  std::optional<KeyTable> table = Parse(*text);
  if (!table) {
    return Fail(ErrorCode::kBadInput, "cannot read the key records", path_, "the file is damaged",
                "Restore it from a backup, together with the sealed secrets.");
  }
  return std::move(*table);
}

Status FileKeyRecords::Save(const KeyTable& table) {
  std::string text = std::string(kFirstLine) + "\n";
  for (const KeyRecord& record : table.keys) {
    text += "key " + record.id.Hex() + " " + record.check.Hex() + " " +
            std::to_string(record.seals) +
            (record.state == KeyState::kRetired ? " retired\n" : " active\n");
  }
  if (table.current) text += "current " + table.current->Hex() + "\n";
  return WriteDurably(path_, text, IfThere::kReplace);
}

}  // namespace dataflint::vault
