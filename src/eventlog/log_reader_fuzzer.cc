// Any bytes as an event log: however it is cut into chunks, whoever reads its task lines (by shape
// or as JSON), and wherever the reading is saved and taken up again, the model is the same to the
// last byte.
//
// Input: a log; the byte 0x1e begins a new part.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>

#include "base/saved_state.h"
#include "eventlog/log_reader.h"
#include "eventlog/mutate_log.h"

namespace dataflint::eventlog {
namespace {

constexpr char kNextPart = '\x1e';

struct Way {
  bool shape_reader = true;
  unsigned chunks = 0;  // seed of the chunk sizes; 0: a part at a time
  bool saves_half_way = false;
};

std::string ModelOf(const LogReader& reader) {
  StateWriter writer;
  writer.Write(reader.application());
  return writer.Take();
}

std::string Read(std::string_view log, const Way& way, std::size_t max_line_bytes) {
  ReaderOptions options;
  options.shape_reader = way.shape_reader;
  options.max_line_bytes = max_line_bytes;
  auto reader = std::make_unique<LogReader>(options);
  std::minstd_rand random(way.chunks);
  const std::size_t save_at = way.saves_half_way ? log.size() / 2 : log.size() + 1;
  std::size_t done = 0;
  bool saved = false;
  for (int part = 0; done <= log.size(); ++part) {
    const std::size_t end = std::min(log.find(kNextPart, done), log.size());
    reader->BeginPart("part " + std::to_string(part));
    while (done < end) {
      if (!saved && done >= save_at) {
        saved = true;
        const std::string state = reader->SaveState();
        reader = std::make_unique<LogReader>(options);
        if (!reader->RestoreState(state)) std::abort();
      }
      const std::size_t size =
          way.chunks == 0 ? end : 1 + random() % (random() % 8 == 0 ? 4000 : 40);
      const std::string_view chunk = log.substr(done, std::min(size, end - done));
      reader->Push(std::string(chunk));  // a copy, so that reading behind it is seen
      done += chunk.size();
    }
    done = end + 1;
  }
  reader->Finish();
  return ModelOf(*reader);
}

void Check(std::string_view log) {
  const auto seed = static_cast<unsigned>(std::hash<std::string_view>{}(log) | 1);
  const std::size_t max_line_bytes = seed % 4 == 0 ? 3000 : std::size_t{32} << 20;
  const std::string expected = Read(log, {false, 0, false}, max_line_bytes);
  static constexpr const char* kNames[] = {"by shape", "by shape, in chunks", "as JSON, in chunks",
                                           "by shape, saved half way"};
  const Way ways[] = {
      {true, 0, false}, {true, seed, false}, {false, seed, false}, {true, seed, true}};
  for (std::size_t i = 0; i < std::size(ways); ++i) {
    if (Read(log, ways[i], max_line_bytes) == expected) continue;
    std::fprintf(stderr, "another model when read %s\n", kNames[i]);
    std::abort();
  }
}

}  // namespace
}  // namespace dataflint::eventlog

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  dataflint::eventlog::Check({reinterpret_cast<const char*>(data), size});
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned seed) {
  return dataflint::eventlog::MutateLog(data, size, max_size, seed);
}
