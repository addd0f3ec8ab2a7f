// NumberSet: which numbers have been seen: task ids and indices, mostly dense and rising.
//
// Bits in blocks of 512, made where they are needed: a million ids in a row take 250 KB, and a
// number from nowhere costs one block instead of all the bits below it. A set without blocks, such
// as a compacted one without gaps, is two words: there is one a stage. Owned by ModelBuilder,
// SqlMetrics and ReadingState; one thread.
#ifndef DATAFLINT_EVENTLOG_NUMBER_SET_H_
#define DATAFLINT_EVENTLOG_NUMBER_SET_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_map>

#include "base/fields.h"

namespace dataflint::eventlog {

class NumberSet {
 public:
  // True when the number is new.
  bool Insert(std::int64_t number) {
    if (number >= 0 && number < below_) return false;
    if (open_ == nullptr) open_ = std::make_unique<Open>();
    const std::int64_t block = number >> kBlockShift;
    if (open_->last == nullptr || block != open_->last_block) {
      open_->last = &open_->blocks[block];
      open_->last_block = block;
    }
    const std::size_t bit = BitOf(number);
    std::uint64_t& word = (*open_->last)[bit / 64];
    const std::uint64_t mask = std::uint64_t{1} << (bit % 64);
    const bool is_new = (word & mask) == 0;
    word |= mask;
    return is_new;
  }

  bool Contains(std::int64_t number) const {
    if (number >= 0 && number < below_) return true;
    if (open_ == nullptr) return false;
    const auto block = open_->blocks.find(number >> kBlockShift);
    return block != open_->blocks.end() && HasBit(block->second, number);
  }

  // Gives back what all numbers from 0 on without a gap take; for sets that few more come to.
  void Compact() {
    if (open_ == nullptr) return;
    Blocks& blocks = open_->blocks;
    open_->last = nullptr;
    while (true) {
      const auto block = blocks.find(below_ >> kBlockShift);
      if (block == blocks.end()) break;
      const std::int64_t end = (block->first + 1) << kBlockShift;
      while (below_ < end && HasBit(block->second, below_)) ++below_;
      bool any_above = false;
      for (std::int64_t number = below_; number < end; ++number)
        any_above |= HasBit(block->second, number);
      if (!any_above) blocks.erase(block);
      if (below_ < end) break;
    }
    if (blocks.empty()) open_.reset();
  }

 private:
  static constexpr int kBlockShift = 9;
  using Block = std::array<std::uint64_t, (1U << kBlockShift) / 64>;
  using Blocks = std::unordered_map<std::int64_t, Block>;  // nodes stay where they are
  struct Open {
    Blocks blocks;
    Block* last = nullptr;  // the block touched last
    std::int64_t last_block = 0;
    DF_FIELDS(blocks)
  };

  static std::size_t BitOf(std::int64_t number) {
    return static_cast<std::size_t>(number) & ((1U << kBlockShift) - 1);
  }

  static bool HasBit(const Block& block, std::int64_t number) {
    const std::size_t bit = BitOf(number);
    return (block[bit / 64] >> (bit % 64) & 1U) != 0;
  }

  std::int64_t below_ = 0;      // every number from 0 to here is known
  std::unique_ptr<Open> open_;  // the others

 public:
  DF_FIELDS(below_, open_)
};

}  // namespace dataflint::eventlog

#endif  // DATAFLINT_EVENTLOG_NUMBER_SET_H_
