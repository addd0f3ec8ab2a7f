#include "base/string_pool.h"

#include <algorithm>
#include <cstring>
#include <random>

namespace dataflint {
namespace {

constexpr std::size_t kBlockBytes = std::size_t{64} << 10;
// The environment alone of a small log has some 2,000 texts.
constexpr std::size_t kFirstSlots = 4096;

template <typename Word>
std::uint64_t Load(const char* data) {
  Word word = 0;
  std::memcpy(&word, data, sizeof(Word));
  return word;
}

// What texts that are to collide would have to be made for: another in every process.
struct Secret {
  std::uint64_t start;
  std::uint64_t factor;  // odd
};

const Secret& ProcessSecret() {
#ifdef __wasm__  // reads one person's own log
  static const Secret secret{0x9e3779b97f4a7c15ULL, 0xff51afd7ed558ccdULL};
#else
  static const Secret secret = [] {
    std::random_device device;
    const auto word = [&device] { return std::uint64_t{device()} << 32 | device(); };
    const std::uint64_t start = word();
    return Secret{start, word() | 1};
  }();
#endif
  return secret;
}

__extension__ using Product = unsigned __int128;

std::uint64_t Fold(std::uint64_t a, std::uint64_t b) {
  const Product product = Product{a} * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

// A multiply-and-fold hash over 8-byte words, the last of them overlapping the one before: quick on
// the short texts of event logs. Keyed, for logs are made by others and probing is linear. Ids do not
// depend on it.
std::uint32_t Hash(std::string_view text) {
  const Secret& secret = ProcessSecret();
  std::uint64_t hash = secret.start ^ text.size();
  const auto mix = [&](std::uint64_t word) { hash = Fold(hash ^ word, secret.factor); };
  const char* data = text.data();
  const std::size_t size = text.size();
  if (size >= 8) {
    for (std::size_t at = 0; at + 8 < size; at += 8) mix(Load<std::uint64_t>(data + at));
    mix(Load<std::uint64_t>(data + size - 8));
  } else if (size >= 4) {
    mix(Load<std::uint32_t>(data) | Load<std::uint32_t>(data + size - 4) << 32);
  } else if (size > 0) {
    mix(Load<std::uint8_t>(data) | Load<std::uint8_t>(data + size / 2) << 8 |
        Load<std::uint8_t>(data + size - 1) << 16);
  }
  return static_cast<std::uint32_t>(hash);
}

}  // namespace

StringPool::StringPool() : slots_(kFirstSlots) { Intern(""); }

std::size_t StringPool::Place(std::string_view text, std::uint32_t hash) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t place = hash & mask;
  while (slots_[place].id != kFree) {
    const Slot& slot = slots_[place];
    if (slot.hash == hash && views_[slot.id] == text) break;
    place = (place + 1) & mask;
  }
  return place;
}

StringId StringPool::Find(std::string_view text) const {
  const std::uint32_t id = slots_[Place(text, Hash(text))].id;
  return id == kFree ? StringId::kEmpty : StringId{id};
}

StringId StringPool::Intern(std::string_view text) {
  const std::uint32_t hash = Hash(text);
  Slot& slot = slots_[Place(text, hash)];
  if (slot.id != kFree) return StringId{slot.id};

  if (blocks_.empty() || blocks_.back().capacity - blocks_.back().used < text.size()) {
    const std::size_t capacity = std::max(kBlockBytes, text.size());
    blocks_.push_back({std::make_unique_for_overwrite<char[]>(capacity), capacity, 0});
  }
  Block& block = blocks_.back();
  char* copy = block.data.get() + block.used;
  if (!text.empty()) std::memcpy(copy, text.data(), text.size());
  block.used += text.size();
  bytes_ += text.size();

  const auto id = static_cast<std::uint32_t>(views_.size());
  views_.emplace_back(copy, text.size());
  slot = {hash, id};
  if (views_.size() * 2 > slots_.size()) Grow();
  return StringId{id};
}

// Newest first: nothing was put behind it in its run of slots, so freeing its place breaks no run.
void StringPool::Truncate(std::size_t size) {
  while (views_.size() > std::max<std::size_t>(size, 1)) {
    const std::string_view text = views_.back();
    slots_[Place(text, Hash(text))] = {};
    views_.pop_back();
    bytes_ -= text.size();
    if (text.empty()) continue;
    blocks_.back().used -= text.size();
    if (blocks_.back().used == 0) blocks_.pop_back();
  }
}

// Oldest first, as Truncate needs it.
void StringPool::Grow() {
  std::vector<std::uint32_t> hashes(views_.size());
  for (const Slot& slot : slots_) {
    if (slot.id != kFree) hashes[slot.id] = slot.hash;
  }
  std::vector<Slot> larger(slots_.size() * 2);
  const std::size_t mask = larger.size() - 1;
  for (std::uint32_t id = 0; id < hashes.size(); ++id) {
    std::size_t place = hashes[id] & mask;
    while (larger[place].id != kFree) place = (place + 1) & mask;
    larger[place] = {hashes[id], id};
  }
  slots_ = std::move(larger);
}

}  // namespace dataflint
