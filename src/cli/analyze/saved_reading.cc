#include "cli/analyze/saved_reading.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <utility>

#include "base/saved_state.h"
#include "cli/interrupt.h"
#include "io/file_source.h"

namespace dataflint::cli {
namespace {

// First line of the file. Behind it: a check sum of the rest and the size of the position, 8 bytes
// each, the position as StateWriter writes it, and the engine's state.
constexpr std::string_view kFirstLine =
    "dataflint saved reading 2, version " DATAFLINT_VERSION "\n";
constexpr std::string_view kAnyFirstLine = "dataflint saved reading ";
constexpr std::size_t kNumberBytes = 8;

std::string NumberBytes(std::uint64_t number) {
  std::string bytes(kNumberBytes, '\0');
  std::memcpy(bytes.data(), &number, kNumberBytes);
  return bytes;
}

std::uint64_t NumberAt(std::string_view bytes) {
  std::uint64_t number = 0;
  std::memcpy(&number, bytes.data(), kNumberBytes);
  return number;
}

// Goes on from `sum`. Finds damage by accident; whoever may write the file may also run dataflint.
std::uint64_t CheckSum(std::string_view bytes, std::uint64_t sum) {
  sum += bytes.size();
  while (!bytes.empty()) {
    std::uint64_t word = 0;
    const std::size_t size = std::min<std::size_t>(bytes.size(), sizeof(word));
    std::memcpy(&word, bytes.data(), size);
    sum = (sum ^ word) * 0x9e3779b97f4a7c15ULL;
    sum ^= sum >> 29;
    bytes.remove_prefix(size);
  }
  return sum;
}

tl::unexpected<Error> Refused(const std::string& path, std::string why) {
  return Fail(ErrorCode::kBadInput, "cannot use the saved state", path, std::move(why));
}

tl::unexpected<Error> SaveError(const std::string& path, int error_number) {
  return tl::unexpected(io::FileError("cannot save the state", path, error_number));
}

bool WriteAll(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// Makes the renaming itself last through a power failure. Best effort: not every file system can.
void SyncFolderOf(const std::string& path) {
  const std::size_t slash = path.find_last_of('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

}  // namespace

Status CheckReplaceable(const std::string& path) {
  const auto foreign = [&](std::string why) {
    return Fail(ErrorCode::kUsage, "refused to write over a file with --state", path,
                std::move(why), "name another file");
  };
  auto file = io::FileSource::Open(path, nullptr);
  if (!file) {
    if (file.error().code == ErrorCode::kNotFound) return {};
    if (file.error().code == ErrorCode::kBadInput) return foreign("it is not a regular file");
    return tl::unexpected(std::move(file).error());
  }
  if (!(*file)->is_regular()) return foreign("it is not a regular file");
  if ((*file)->size() == 0) return {};
  std::string head(kAnyFirstLine.size(), '\0');
  const io::ReadOutcome outcome = (*file)->Read(head);
  if (outcome.bytes < head.size() || head != kAnyFirstLine) {
    return foreign("it was not saved by dataflint --state");
  }
  return {};
}

Result<std::optional<SavedReading>> LoadReading(const std::string& path) {
  auto file = io::FileSource::Open(path, nullptr);
  if (!file) {
    if (file.error().code == ErrorCode::kNotFound) return std::nullopt;
    return tl::unexpected(std::move(file).error());
  }
  if (!(*file)->is_regular()) return Refused(path, "it is not a file");
  if ((*file)->size() == 0) return std::nullopt;
  std::string bytes(static_cast<std::size_t>((*file)->size()), '\0');
  const io::ReadOutcome outcome = (*file)->Read(bytes);
  if (outcome.bytes < bytes.size() || !bytes.starts_with(kAnyFirstLine)) {
    return Refused(path, "it was not saved by dataflint");
  }
  if (!bytes.starts_with(kFirstLine)) return Refused(path, "another version of dataflint saved it");
  std::string_view rest = std::string_view(bytes).substr(kFirstLine.size());
  if (rest.size() < 2 * kNumberBytes) return Refused(path, "it is damaged");
  const std::uint64_t sum = NumberAt(rest);
  const std::uint64_t position_size = NumberAt(rest.substr(kNumberBytes));
  rest.remove_prefix(2 * kNumberBytes);
  if (position_size > rest.size()) return Refused(path, "it is damaged");
  const std::string_view position_bytes = rest.substr(0, position_size);
  rest.remove_prefix(position_size);
  if (sum != CheckSum(rest, CheckSum(position_bytes, 0))) return Refused(path, "it is damaged");
  io::LogPosition position;
  StateReader reader(position_bytes);
  reader.Read(position);
  if (reader.failed() || !reader.at_end()) return Refused(path, "it is damaged");
  const std::size_t engine_begin = bytes.size() - rest.size();
  return SavedReading(std::move(position), std::move(bytes), engine_begin);
}

Status SaveReading(const std::string& path, const io::LogPosition& position,
                   std::string_view engine) {
  StateWriter writer;
  writer.Write(position);
  const std::string position_bytes = writer.Take();
  const std::string numbers = NumberBytes(CheckSum(engine, CheckSum(position_bytes, 0))) +
                              NumberBytes(position_bytes.size());
  std::string temporary = path + ".XXXXXX";
  const int descriptor = ::mkstemp(temporary.data());
  if (descriptor < 0) return SaveError(path, errno);
  RemoveFileOnInterrupt(temporary);
  bool good = WriteAll(descriptor, kFirstLine) && WriteAll(descriptor, numbers) &&
              WriteAll(descriptor, position_bytes) && WriteAll(descriptor, engine) &&
              ::fsync(descriptor) == 0;
  int error_number = good ? 0 : errno;
  if (::close(descriptor) != 0 && good) {
    good = false;
    error_number = errno;
  }
  if (good && ::rename(temporary.c_str(), path.c_str()) != 0) {
    good = false;
    error_number = errno;
  }
  if (!good) ::unlink(temporary.c_str());
  RemoveFileOnInterrupt({});
  if (!good) return SaveError(path, error_number);
  SyncFolderOf(path);
  return {};
}

}  // namespace dataflint::cli
