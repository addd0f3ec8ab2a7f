// Any bytes as a file that was named on the command line: codecs in codecs, archives, first lines.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "io/archive_reader.h"
#include "io/first_lines.h"
#include "io/memory_source.h"
#include "io/unwrap.h"

namespace dataflint::io {
namespace {

constexpr std::size_t kMostBytes = 4U << 20U;

std::string ReadSome(ByteSource& source) {
  std::string bytes;
  std::string buffer(64U << 10U, '\0');
  while (bytes.size() < kMostBytes) {
    const ReadOutcome outcome = source.Read(buffer);
    bytes.append(buffer, 0, outcome.bytes);
    if (outcome.ended) break;
  }
  return bytes;
}

void Check(std::string_view stored) {
  Unwrapped unwrapped = Unwrap(std::make_unique<MemorySource>(stored), {});
  const std::string head(unwrapped.source->Peek(kEventLogHeadBytes));
  LooksLikeEventLog(head);
  if (const auto metadata = ReadDeliveryMetadata(head)) {
    if (metadata->spark_context_id.empty() || metadata->rollover_number < -1) std::abort();
  }
  const std::string all = ReadSome(*unwrapped.source);
  if (!all.starts_with(head)) std::abort();

  UnwrapOptions closed;
  closed.open_archives = false;
  Unwrapped archive = Unwrap(std::make_unique<MemorySource>(stored, 4096), closed);
  if (!archive.is_archive) return;
  ArchiveReader reader(std::move(archive.source), nullptr, 16U << 10U);
  for (int files = 0; files < 100 && reader.Next(); ++files) {
    IsLitter(reader.name());
    ReadSome(*CurrentFileOf(reader));
  }
}

}  // namespace
}  // namespace dataflint::io

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  dataflint::io::Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
