#include "analysis/segment_events.h"

#include <algorithm>
#include <bit>

namespace dataflint::analysis {

using model::TaskColumn;

std::uint64_t SegmentEvents::Pack(TimeMs time, SegmentEventKind kind, std::size_t stage) const {
  // A life has at most 2^37 ms, so 38 bits of time fit above kind and stage.
  return (static_cast<std::uint64_t>(time - begin_) << (kStageBits + kKindBits)) |
         (static_cast<std::uint64_t>(kind) << kStageBits) |
         std::min<std::uint64_t>(stage, kMostStages);
}

SegmentEvents::Event SegmentEvents::Unpack(std::uint64_t packed) const {
  return {begin_ + static_cast<TimeMs>(packed >> (kStageBits + kKindBits)),
          static_cast<SegmentEventKind>((packed >> kStageBits) & ((1U << kKindBits) - 1)),
          static_cast<std::size_t>(packed & kMostStages)};
}

template <typename Visit>
void SegmentEvents::ForEach(const model::Application& app, std::span<const StageDigest> digests,
                            std::span<const std::uint32_t> stages, const Life& life,
                            Visit&& visit) {
  for (auto* column : {&launch_, &duration_, &flags_}) column->resize(model::TaskTable::kBlockRows);
  for (std::size_t s = 0; s < stages.size(); ++s) {
    const StageDigest& digest = digests[stages[s]];
    app.stages[stages[s]].tasks.ForEachBlock([&](std::size_t, std::size_t rows, const auto& read) {
      read(TaskColumn::launch_time, launch_.data());
      read(TaskColumn::duration, duration_.data());
      read(TaskColumn::flags, flags_.data());
      for (std::size_t i = 0; i < rows; ++i) {
        const Visible task = VisibleTime(launch_[i], duration_[i], flags_[i], life);
        if (task.length() <= 0) continue;
        visit(Pack(task.begin, SegmentEventKind::kLaunch, s));
        visit(Pack(task.end, SegmentEventKind::kFinish, s));
      }
    });
    const TimeMs all_launched =
        std::clamp(digest.pending_until, digest.busy_begin, digest.busy_end);
    visit(Pack(all_launched, SegmentEventKind::kAllLaunched, s));
  }
}

void SegmentEvents::Load(const model::Application& app, std::span<const StageDigest> digests,
                         std::span<const std::uint32_t> stages, const Life& life, TimeMs begin,
                         TimeMs end) {
  begin_ = begin;
  std::size_t count = stages.size();
  for (const std::uint32_t stage : stages) {
    count += 2 * static_cast<std::size_t>(digests[stage].timed_tasks);
  }
  events_.resize(count);

  // One counting pass by coarse time, one that puts each event into its bucket; buckets are then
  // small.
  constexpr std::size_t kEventsABucket = 8;
  constexpr std::size_t kMostBuckets = std::size_t{1} << 17;
  const std::size_t wanted = std::clamp<std::size_t>(count / kEventsABucket, 1, kMostBuckets);
  const auto range = static_cast<std::uint64_t>(end - begin) + 1;
  int shift = kStageBits + kKindBits;
  while ((range >> (shift - kStageBits - kKindBits)) >= wanted && shift < 63) ++shift;
  next_.assign(static_cast<std::size_t>((range << (kStageBits + kKindBits) >> shift) + 2), 0);
  ForEach(app, digests, stages, life,
          [&](std::uint64_t event) { ++next_[static_cast<std::size_t>(event >> shift) + 1]; });
  for (std::size_t b = 1; b < next_.size(); ++b) next_[b] += next_[b - 1];
  ForEach(app, digests, stages, life, [&](std::uint64_t event) {
    events_[next_[static_cast<std::size_t>(event >> shift)]++] = event;
  });
  std::size_t first = 0;
  for (const std::uint32_t last : next_) {
    if (last > first + 1) {
      std::sort(events_.begin() + static_cast<std::ptrdiff_t>(first),
                events_.begin() + static_cast<std::ptrdiff_t>(last));
    }
    first = std::max<std::size_t>(first, last);
  }
}

}  // namespace dataflint::analysis
