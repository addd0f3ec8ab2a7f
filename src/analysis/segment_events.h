// SegmentEvents: starts and ends of the tasks of some stages, sorted by time.
//
// Packed to 8 bytes an event and put straight into their place from the packed columns: memory is
// 16 bytes a task of the segment. Used by the sweep; one thread.
#ifndef DATAFLINT_ANALYSIS_SEGMENT_EVENTS_H_
#define DATAFLINT_ANALYSIS_SEGMENT_EVENTS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "analysis/stage_figures.h"
#include "analysis/timeline.h"

namespace dataflint::analysis {

// At one moment, what ends comes before what starts.
enum class SegmentEventKind : std::uint8_t { kFinish = 0, kAllLaunched = 1, kLaunch = 2 };

class SegmentEvents {
 public:
  struct Event {
    TimeMs time;
    SegmentEventKind kind;
    std::size_t stage;  // position in the segment's stages
  };

  // Fills in the events of `stages` (indices into app.stages), whose busy times lie in [begin,
  // end).
  void Load(const model::Application& app, std::span<const StageDigest> digests,
            std::span<const std::uint32_t> stages, const Life& life, TimeMs begin, TimeMs end);

  std::size_t size() const { return events_.size(); }
  Event operator[](std::size_t i) const { return Unpack(events_[i]); }

 private:
  static constexpr int kStageBits = 24;
  static constexpr int kKindBits = 2;
  static constexpr std::uint64_t kMostStages = (std::uint64_t{1} << kStageBits) - 1;

  std::uint64_t Pack(TimeMs time, SegmentEventKind kind, std::size_t stage) const;
  Event Unpack(std::uint64_t packed) const;
  template <typename Visit>
  void ForEach(const model::Application& app, std::span<const StageDigest> digests,
               std::span<const std::uint32_t> stages, const Life& life, Visit&& visit);

  TimeMs begin_ = 0;
  std::vector<std::uint64_t> events_;
  std::vector<std::uint32_t> next_;  // per bucket of time: where its next event goes
  std::vector<std::int64_t> launch_;
  std::vector<std::int64_t> duration_;
  std::vector<std::int64_t> flags_;
};

}  // namespace dataflint::analysis

#endif  // DATAFLINT_ANALYSIS_SEGMENT_EVENTS_H_
