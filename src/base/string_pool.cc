#include "base/string_pool.h"

#include <algorithm>
#include <cstring>

namespace dataflint {
namespace {

constexpr std::uint32_t kFree = 0xffffffffU;
constexpr std::size_t kBlockBytes = std::size_t{64} << 10;

// A multiply-and-fold hash over 8-byte words: quick on the short texts of event logs. Not keyed:
// the pool lives for one analysis, and probing is bounded by the table's load factor.
std::uint64_t Hash(std::string_view text) {
  std::uint64_t hash = 0x9e3779b97f4a7c15ULL ^ text.size();
  const auto mix = [&hash](std::uint64_t word) {
    hash = (hash ^ word) * 0xff51afd7ed558ccdULL;
    hash ^= hash >> 32;
  };
  const char* data = text.data();
  std::size_t left = text.size();
  for (; left >= 8; data += 8, left -= 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, data, 8);
    mix(word);
  }
  if (left > 0) {
    std::uint64_t word = 0;
    std::memcpy(&word, data, left);
    mix(word);
  }
  return hash;
}

}  // namespace

StringPool::StringPool() : slots_(64, kFree) { Intern(""); }

std::size_t StringPool::Slot(std::string_view text, std::uint64_t hash) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = hash & mask;
  while (slots_[slot] != kFree) {
    const std::uint32_t id = slots_[slot];
    if (hashes_[id] == hash && views_[id] == text) break;
    slot = (slot + 1) & mask;
  }
  return slot;
}

StringId StringPool::Find(std::string_view text) const {
  const std::size_t slot = Slot(text, Hash(text));
  return slots_[slot] == kFree ? StringId::kEmpty : StringId{slots_[slot]};
}

StringId StringPool::Intern(std::string_view text) {
  const std::uint64_t hash = Hash(text);
  const std::size_t slot = Slot(text, hash);
  if (slots_[slot] != kFree) return StringId{slots_[slot]};

  if (blocks_.empty() || blocks_.back().capacity - blocks_.back().used < text.size()) {
    const std::size_t capacity = std::max(kBlockBytes, text.size());
    blocks_.push_back({std::make_unique<char[]>(capacity), capacity, 0});
  }
  Block& block = blocks_.back();
  char* copy = block.data.get() + block.used;
  if (!text.empty()) std::memcpy(copy, text.data(), text.size());
  block.used += text.size();
  bytes_ += text.size();

  const auto id = static_cast<std::uint32_t>(views_.size());
  views_.emplace_back(copy, text.size());
  hashes_.push_back(hash);
  slots_[slot] = id;
  if (views_.size() * 2 > slots_.size()) Grow();
  return StringId{id};
}

// Newest first: nothing was put behind it in its run of slots, so freeing its slot breaks no run.
void StringPool::Truncate(std::size_t size) {
  while (views_.size() > std::max<std::size_t>(size, 1)) {
    const std::string_view text = views_.back();
    slots_[Slot(text, hashes_.back())] = kFree;
    views_.pop_back();
    hashes_.pop_back();
    bytes_ -= text.size();
    if (text.empty()) continue;
    blocks_.back().used -= text.size();
    if (blocks_.back().used == 0) blocks_.pop_back();
  }
}

void StringPool::Grow() {
  std::vector<std::uint32_t> larger(slots_.size() * 2, kFree);
  const std::size_t mask = larger.size() - 1;
  for (std::uint32_t id = 0; id < views_.size(); ++id) {
    std::size_t slot = hashes_[id] & mask;
    while (larger[slot] != kFree) slot = (slot + 1) & mask;
    larger[slot] = id;
  }
  slots_ = std::move(larger);
}

}  // namespace dataflint
