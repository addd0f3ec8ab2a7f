// NumberSet: which numbers have been seen: task ids and indices, mostly dense and rising.
//
// Bits in blocks of 512, made where they are needed: a million ids in a row take 250 KB, and a number from
// nowhere costs one block instead of all the bits below it. Owned by ModelBuilder; one thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <unordered_map>

#include "base/fields.h"

namespace dataflint::eventlog {

class NumberSet {
 public:
  // True when the number is new.
  bool Insert(std::int64_t number) {
    const std::int64_t block = number >> kBlockShift;
    if (last_ == nullptr || block != last_block_) {
      last_ = &blocks_[block];
      last_block_ = block;
    }
    const std::size_t bit = BitOf(number);
    std::uint64_t& word = (*last_)[bit / 64];
    const std::uint64_t mask = std::uint64_t{1} << (bit % 64);
    const bool is_new = (word & mask) == 0;
    word |= mask;
    return is_new;
  }

  bool Contains(std::int64_t number) const {
    const auto block = blocks_.find(number >> kBlockShift);
    if (block == blocks_.end()) return false;
    const std::size_t bit = BitOf(number);
    return (block->second[bit / 64] >> (bit % 64) & 1U) != 0;
  }

  NumberSet() = default;
  NumberSet(NumberSet&& other) noexcept : blocks_(std::move(other.blocks_)) { other.last_ = nullptr; }
  NumberSet& operator=(NumberSet&& other) noexcept {
    blocks_ = std::move(other.blocks_);
    last_ = other.last_ = nullptr;
    return *this;
  }

 private:
  static constexpr int kBlockShift = 9;
  using Block = std::array<std::uint64_t, (1U << kBlockShift) / 64>;

  static std::size_t BitOf(std::int64_t number) {
    return static_cast<std::size_t>(number) & ((1U << kBlockShift) - 1);
  }

  std::unordered_map<std::int64_t, Block> blocks_;  // nodes stay where they are
  Block* last_ = nullptr;                           // the block touched last
  std::int64_t last_block_ = 0;

 public:
  DF_FIELDS(blocks_)
};

}  // namespace dataflint::eventlog
