// Runs a fuzz target without libFuzzer, as an ordinary test: over every file of the folders named
// on the command line (found once, never forgotten), over each of them cut short, over each with
// single bytes changed, and over what the target's own mutator (if it has one) makes of each. The
// changes follow from fixed seeds, so that every run is the same. No finding, exit code 0.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" __attribute__((weak)) std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data,
                                                                     std::size_t size,
                                                                     std::size_t max_size,
                                                                     unsigned seed);

namespace {

constexpr std::size_t kCuts = 200;       // prefixes tried of each file
constexpr std::size_t kChanges = 200;    // changed copies tried of each file
constexpr std::size_t kMutations = 300;  // by the target's own mutator
constexpr std::size_t kMaxVariedBytes =
    std::size_t{64} * 1024;  // longer files are only run as they are

void Run(const std::string& bytes) {
  // A copy of exactly this size, so that AddressSanitizer sees any access behind its end.
  const std::vector<std::uint8_t> input(bytes.begin(), bytes.end());
  LLVMFuzzerTestOneInput(input.data(), input.size());
}

std::size_t RunVariants(const std::string& bytes, std::mt19937& random) {
  if (bytes.empty() || bytes.size() > kMaxVariedBytes) {
    return 0;
  }
  std::size_t runs = 0;
  const std::size_t step = std::max<std::size_t>(1, bytes.size() / kCuts);
  for (std::size_t size = 0; size < bytes.size(); size += step, ++runs) {
    Run(bytes.substr(0, size));
  }
  static constexpr char kInteresting[] = {'"', '{', '}', '[', ']',  ':',  ',',   '\\',
                                          '-', '0', '9', 'e', '\n', '\0', '\xff'};
  for (std::size_t i = 0; i < kChanges; ++i, ++runs) {
    std::string changed = bytes;
    for (std::size_t n = 1 + random() % 3; n > 0; --n) {
      changed[random() % changed.size()] = random() % 2 == 0
                                               ? kInteresting[random() % std::size(kInteresting)]
                                               : static_cast<char>(random());
    }
    Run(changed);
  }
  if (LLVMFuzzerCustomMutator == nullptr) return runs;
  for (unsigned seed = 1; seed <= kMutations; ++seed, ++runs) {
    std::string mutated = bytes;
    mutated.resize(bytes.size() * 2 + 1000);
    auto* data = reinterpret_cast<std::uint8_t*>(mutated.data());
    mutated.resize(LLVMFuzzerCustomMutator(data, bytes.size(), mutated.size(), seed));
    Run(mutated);
  }
  return runs;
}

}  // namespace

int main(int argc, char** argv) {
  std::mt19937 random(1);
  std::size_t runs = 1;
  LLVMFuzzerTestOneInput(nullptr, 0);
  for (int i = 1; i < argc; ++i) {
    std::vector<std::filesystem::path> files;
    if (std::filesystem::is_directory(argv[i])) {
      for (const auto& entry : std::filesystem::directory_iterator(argv[i])) {
        files.push_back(entry.path());
      }
    }
    std::sort(files.begin(), files.end());
    for (const auto& file : files) {
      std::ifstream stream(file, std::ios::binary);
      const std::string bytes((std::istreambuf_iterator<char>(stream)), {});
      Run(bytes);
      runs += 1 + RunVariants(bytes, random);
    }
  }
  std::printf("%zu inputs\n", runs);
  return 0;
}
