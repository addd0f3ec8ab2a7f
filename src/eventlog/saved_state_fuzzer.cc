// Any bytes as a saved state: a model made of them takes memory in proportion to them, and a reader
// that is given a damaged state refuses it.
//
// Input: bytes of a saved model::Application, without the seal that LogReader puts around them.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/saved_state.h"
#include "eventlog/log_reader.h"

namespace dataflint::eventlog {
namespace {

// What is read from `bytes` is written as the same bytes again, as far as it could be read.
void CheckModel(std::string_view bytes) {
  StateReader reader(bytes);
  model::Application app;
  reader.Read(app);
  if (reader.failed()) return;
  StateWriter writer;
  writer.Write(app);
  const std::string first = writer.Take();
  StateReader again(first);
  model::Application copy;
  again.Read(copy);
  if (again.failed() || !again.at_end()) std::abort();
}

const std::string& StateOfALog() {
  static const std::string state = [] {
    LogReader reader;
    reader.Push(
        "{\"Event\":\"SparkListenerLogStart\",\"Spark Version\":\"4.0.0\"}\n{\"Event\":\"Spark");
    return reader.SaveState();
  }();
  return state;
}

// The input says where to change a sound state, and how.
void CheckSeal(std::string_view changes) {
  std::string state = StateOfALog();
  for (std::size_t i = 0; i + 2 < changes.size(); i += 3) {
    const auto high = std::size_t{static_cast<unsigned char>(changes[i])};
    const auto low = std::size_t{static_cast<unsigned char>(changes[i + 1])};
    const std::size_t at = (high * 256 + low) % state.size();
    state[at] = changes[i + 2];
    if (i % 5 == 4) state.resize(at);
    if (state.empty()) break;
  }
  LogReader reader;
  if (reader.RestoreState(state) != (state == StateOfALog())) std::abort();
}

}  // namespace
}  // namespace dataflint::eventlog

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  dataflint::eventlog::CheckModel(bytes);
  dataflint::eventlog::CheckSeal(bytes);
  return 0;
}
