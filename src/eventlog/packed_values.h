// PackedValues: a bag of non-negative numbers kept small, from which an exact order statistic can
// be had; or, after Sketch(), logarithmic buckets that give it within 1 %. Used for SQL metric
// values by SqlMetrics; one thread.
#ifndef DATAFLINT_EVENTLOG_PACKED_VALUES_H_
#define DATAFLINT_EVENTLOG_PACKED_VALUES_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/fields.h"

namespace dataflint::eventlog {

class PackedValues {
 public:
  // Gives by how many bytes it grew.
  std::size_t Add(std::int64_t value) {
    if (open_.size() == open_.capacity() || open_.size() + 1 == kOpen) return AddAndGrow(value);
    ++count_;
    open_.push_back(value);
    return 0;
  }
  // Packs what is not packed yet and gives back spare memory; Add may go on.
  void Pack();
  std::int64_t count() const { return count_; }
  std::size_t bytes() const;  // held

  // Turns to buckets for good: memory stays bounded from here on.
  void Sketch();
  bool is_sketch() const { return !buckets_.empty(); }

  // Appends every value (exact bags only).
  void AppendTo(std::vector<std::int64_t>& out) const;
  // Adds this sketch's or bag's buckets to `counts`, which has kBuckets entries.
  void AddBuckets(std::vector<std::int64_t>& counts) const;

  static constexpr std::size_t kBuckets = 4096;
  static std::size_t BucketOf(std::int64_t value);
  static std::int64_t ValueOf(std::size_t bucket);  // a value within 1 % of all in the bucket

 private:
  static constexpr std::size_t kOpen = 256;
  std::size_t AddAndGrow(std::int64_t value);
  void PackOpen();

  std::int64_t count_ = 0;
  std::vector<std::int64_t> open_;     // not packed yet
  std::vector<std::uint8_t> packed_;   // runs: width, count - 1, base (8 bytes), values
  std::vector<std::int64_t> buckets_;  // counts, once it is a sketch

 public:
  DF_FIELDS(count_, open_, packed_, buckets_)
};

}  // namespace dataflint::eventlog

#endif  // DATAFLINT_EVENTLOG_PACKED_VALUES_H_
