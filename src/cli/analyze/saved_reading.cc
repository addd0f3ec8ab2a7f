#include "cli/analyze/saved_reading.h"

#include <cstdint>
#include <cstring>
#include <utility>

#include "base/saved_state.h"
#include "cli/output.h"
#include "io/file_source.h"

namespace dataflint::cli {
namespace {

// First line of the file. Behind it: the sizes of the two that follow, 8 bytes each, the position as
// StateWriter writes it, sealed, and the engine's state, which seals itself.
constexpr std::string_view kFirstLine =
    "dataflint saved reading 4, version " DATAFLINT_VERSION "\n";
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

tl::unexpected<Error> Refused(const std::string& path, std::string why) {
  return Fail(ErrorCode::kBadInput, "cannot use the saved state", path, std::move(why));
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
  // The file may be anything, of any size: nothing is held before it is as long as it says.
  std::string head(kFirstLine.size() + 2 * kNumberBytes, '\0');
  head.resize((*file)->Read(head).bytes);
  if (!head.starts_with(kAnyFirstLine)) return Refused(path, "it was not saved by dataflint");
  if (!head.starts_with(kFirstLine)) return Refused(path, "another version of dataflint saved it");
  if (head.size() < kFirstLine.size() + 2 * kNumberBytes) return Refused(path, "it is damaged");
  const std::string_view sizes = std::string_view(head).substr(kFirstLine.size());
  const std::uint64_t position_size = NumberAt(sizes);
  const std::uint64_t engine_size = NumberAt(sizes.substr(kNumberBytes));
  const std::uint64_t size = static_cast<std::uint64_t>((*file)->size()) - head.size();
  if (position_size > size || engine_size != size - position_size) {
    return Refused(path, "it is damaged");
  }
  std::string bytes(size, '\0');
  if ((*file)->Read(bytes).bytes < size) return Refused(path, "it is damaged");
  std::string_view position_bytes = std::string_view(bytes).substr(0, position_size);
  if (!Unseal(position_bytes)) return Refused(path, "it is damaged");
  io::LogPosition position;
  StateReader reader(position_bytes);
  reader.Read(position);
  if (reader.failed() || !reader.at_end()) return Refused(path, "it is damaged");
  return SavedReading(std::move(position), std::move(bytes), position_size);
}

Status SaveReading(const std::string& path, const io::LogPosition& position,
                   std::string_view engine) {
  StateWriter writer;
  writer.Write(position);
  const std::string position_bytes = Sealed(writer.Take());
  const auto failed = [](Error error) {
    error.what = "cannot save the state";
    if (error.code == ErrorCode::kUnavailable) error.fix = "what was saved before stays";
    return tl::unexpected(std::move(error));
  };
  auto output = Output::Open(path, {.is_private = true, .is_durable = true});
  if (!output) return failed(std::move(output).error());
  (*output)->Write(kFirstLine);
  (*output)->Write(NumberBytes(position_bytes.size()));
  (*output)->Write(NumberBytes(engine.size()));
  (*output)->Write(position_bytes);
  (*output)->Write(engine);
  Status done = (*output)->Finish();
  if (!done) return failed(std::move(done).error());
  return {};
}

}  // namespace dataflint::cli
