#include "base/saved_state.h"

namespace dataflint {
namespace {

constexpr std::size_t kSealBytes = 8;

// Every step is a bijection of the running value: one changed word never goes unseen.
std::uint64_t Checksum(std::string_view text) {
  std::uint64_t sum = text.size();
  const auto add = [&sum](std::uint64_t word) {
    sum = (sum ^ word) * 0x9fb21c651e98df25ULL;
    sum ^= sum >> 29;
  };
  for (; text.size() >= 8; text.remove_prefix(8)) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data(), 8);
    add(word);
  }
  for (const char c : text) add(static_cast<unsigned char>(c));
  return sum;
}

}  // namespace

std::string Fingerprint(std::string_view text) {
  std::string digits;
  for (std::uint64_t sum = Checksum(text), i = 0; i < 16; ++i, sum <<= 4) {
    digits += "0123456789abcdef"[sum >> 60];
  }
  return digits;
}

std::string Sealed(std::string state) {
  const std::uint64_t sum = Checksum(state);
  char seal[kSealBytes];
  std::memcpy(seal, &sum, kSealBytes);
  state.insert(0, seal, kSealBytes);
  return state;
}

bool Unseal(std::string_view& state) {
  if (state.size() < kSealBytes) return false;
  std::uint64_t sum = 0;
  std::memcpy(&sum, state.data(), kSealBytes);
  state.remove_prefix(kSealBytes);
  return Checksum(state) == sum;
}

}  // namespace dataflint
