#include "eventlog/packed_values.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace dataflint::eventlog {
namespace {

// 64 sub-buckets a power of two: a value differs from its bucket's middle by less than 1 %.
constexpr unsigned kSubBits = 6;
constexpr std::int64_t kExact = std::int64_t{1} << (kSubBits + 1);  // below: one bucket a value

std::uint8_t WidthFor(std::uint64_t range) {
  if (range == 0) return 0;
  if (range <= 0xff) return 1;
  if (range <= 0xffff) return 2;
  if (range <= 0xffffffffULL) return 4;
  return 8;
}

template <typename T>
void Unpack(const std::uint8_t* from, std::uint64_t base, std::size_t count,
            std::vector<std::int64_t>& out) {
  const std::size_t had = out.size();
  out.resize(had + count);
  for (std::size_t i = 0; i < count; ++i) {
    T offset = 0;
    std::memcpy(&offset, from + i * sizeof(T), sizeof(T));  // little-endian
    out[had + i] = static_cast<std::int64_t>(base + offset);
  }
}

}  // namespace

std::size_t PackedValues::BucketOf(std::int64_t value) {
  if (value < 0) return 0;
  if (value < kExact) return static_cast<std::size_t>(value);
  const auto bits = static_cast<std::uint64_t>(value);
  const unsigned top = static_cast<unsigned>(std::bit_width(bits)) - 1;  // >= kSubBits + 1
  const std::uint64_t sub = (bits >> (top - kSubBits)) & ((1U << kSubBits) - 1);
  return static_cast<std::size_t>(kExact) +
         (static_cast<std::size_t>(top - kSubBits - 1) << kSubBits) + static_cast<std::size_t>(sub);
}

std::int64_t PackedValues::ValueOf(std::size_t bucket) {
  if (bucket < static_cast<std::size_t>(kExact)) return static_cast<std::int64_t>(bucket);
  const std::size_t above = bucket - static_cast<std::size_t>(kExact);
  const unsigned top = static_cast<unsigned>(above >> kSubBits) + kSubBits + 1;
  const std::uint64_t sub = above & ((1U << kSubBits) - 1);
  const std::uint64_t step = std::uint64_t{1} << (top - kSubBits);
  return static_cast<std::int64_t>((std::uint64_t{1} << top) + sub * step + step / 2);
}

std::size_t PackedValues::AddAndGrow(std::int64_t value) {
  ++count_;
  if (is_sketch()) {
    ++buckets_[BucketOf(value)];
    return 0;
  }
  const std::size_t before = bytes();
  if (open_.size() == open_.capacity()) {
    open_.reserve(std::clamp<std::size_t>(open_.capacity() * 4, 16, kOpen));
  }
  open_.push_back(value);
  if (open_.size() == kOpen) PackOpen();
  return bytes() - before;
}

void PackedValues::PackOpen() {
  if (open_.empty()) return;
  const auto [low, high] = std::minmax_element(open_.begin(), open_.end());
  const auto base = static_cast<std::uint64_t>(*low);
  const std::uint8_t width = WidthFor(static_cast<std::uint64_t>(*high) - base);
  std::size_t at = packed_.size();
  packed_.resize(at + 2 + sizeof(base) + width * open_.size());
  packed_[at++] = width;
  packed_[at++] = static_cast<std::uint8_t>(open_.size() - 1);
  std::memcpy(&packed_[at], &base, sizeof(base));
  at += sizeof(base);
  for (const std::int64_t value : open_) {
    const std::uint64_t offset = static_cast<std::uint64_t>(value) - base;
    if (width > 0) std::memcpy(&packed_[at], &offset, width);  // little-endian
    at += width;
  }
  open_.clear();
}

void PackedValues::Pack() {
  PackOpen();
  std::vector<std::int64_t>().swap(open_);
  packed_.shrink_to_fit();
}

std::size_t PackedValues::bytes() const {
  return open_.capacity() * sizeof(std::int64_t) + packed_.capacity() +
         buckets_.capacity() * sizeof(std::int64_t);
}

void PackedValues::AppendTo(std::vector<std::int64_t>& out) const {
  for (std::size_t at = 0; at < packed_.size();) {
    const std::uint8_t width = packed_[at];
    const std::size_t count = std::size_t{packed_[at + 1]} + 1;
    std::uint64_t base = 0;
    std::memcpy(&base, &packed_[at + 2], sizeof(base));
    at += 2 + sizeof(base);
    const std::uint8_t* from = packed_.data() + at;
    switch (width) {
      case 0:
        out.insert(out.end(), count, static_cast<std::int64_t>(base));
        break;
      case 1:
        Unpack<std::uint8_t>(from, base, count, out);
        break;
      case 2:
        Unpack<std::uint16_t>(from, base, count, out);
        break;
      case 4:
        Unpack<std::uint32_t>(from, base, count, out);
        break;
      default:
        Unpack<std::uint64_t>(from, base, count, out);
        break;
    }
    at += count * width;
  }
  out.insert(out.end(), open_.begin(), open_.end());
}

void PackedValues::AddBuckets(std::vector<std::int64_t>& counts) const {
  if (is_sketch()) {
    for (std::size_t i = 0; i < kBuckets; ++i) counts[i] += buckets_[i];
    return;
  }
  std::vector<std::int64_t> values;
  AppendTo(values);
  for (const std::int64_t value : values) ++counts[BucketOf(value)];
}

void PackedValues::Sketch() {
  if (is_sketch()) return;
  std::vector<std::int64_t> counts(kBuckets, 0);
  AddBuckets(counts);
  buckets_ = std::move(counts);
  std::vector<std::int64_t>().swap(open_);
  std::vector<std::uint8_t>().swap(packed_);
}

}  // namespace dataflint::eventlog
