// NumberSet: which numbers have been seen: task ids and indices, mostly dense and rising.
//
// Bits in blocks of 512, made where they are needed: a million ids in a row take 250 KB, and a
// number from nowhere costs one block instead of all the bits below it. Owned by ModelBuilder
// and SqlMetrics; one thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <utility>

#include "base/fields.h"

namespace dataflint::eventlog {

class NumberSet {
 public:
  // True when the number is new.
  bool Insert(std::int64_t number) {
    if (number >= 0 && number < below_) return false;
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
    if (number >= 0 && number < below_) return true;
    const auto block = blocks_.find(number >> kBlockShift);
    if (block == blocks_.end()) return false;
    return HasBit(block->second, number);
  }

  // Gives back what all numbers from 0 on without a gap take; for sets that few more come to.
  void Compact() {
    last_ = nullptr;
    while (true) {
      const auto block = blocks_.find(below_ >> kBlockShift);
      if (block == blocks_.end()) break;
      const std::int64_t end = (block->first + 1) << kBlockShift;
      while (below_ < end && HasBit(block->second, below_)) ++below_;
      bool any_above = false;
      for (std::int64_t number = below_; number < end; ++number)
        any_above |= HasBit(block->second, number);
      if (!any_above) blocks_.erase(block);
      if (below_ < end) break;
    }
    if (blocks_.empty()) std::unordered_map<std::int64_t, Block>().swap(blocks_);
  }

  NumberSet() = default;
  NumberSet(NumberSet&& other) noexcept : below_(other.below_), blocks_(std::move(other.blocks_)) {
    other.last_ = nullptr;
  }
  NumberSet& operator=(NumberSet&& other) noexcept {
    below_ = other.below_;
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

  static bool HasBit(const Block& block, std::int64_t number) {
    const std::size_t bit = BitOf(number);
    return (block[bit / 64] >> (bit % 64) & 1U) != 0;
  }

  std::int64_t below_ = 0;                          // every number from 0 to here is known
  std::unordered_map<std::int64_t, Block> blocks_;  // nodes stay where they are
  Block* last_ = nullptr;                           // the block touched last
  std::int64_t last_block_ = 0;

 public:
  DF_FIELDS(below_, blocks_)
};

}  // namespace dataflint::eventlog
