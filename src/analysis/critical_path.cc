#include "analysis/critical_path.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace dataflint::analysis {
namespace {

using model::Application;
using model::IsKnown;

class Chain {
 public:
  Chain(const Application& app, std::span<const StageDigest> digests,
        std::span<const StageFigures> figures, const Life& life)
      : app_(app), digests_(digests), figures_(figures), life_(life), used_(digests.size()) {
    for (std::uint32_t i = 0; i < digests.size(); ++i) {
      if (!IsKnown(digests[i].decided_end)) continue;
      by_end_.emplace_back(digests[i].decided_end, i);
      by_id_.emplace_back(app.stages[i].key.stage_id, i);
    }
    std::sort(by_end_.begin(), by_end_.end());
    std::sort(by_id_.begin(), by_id_.end());
    left_ = by_end_.size();
  }

  // Links of stages only, last first; gaps are what lies between.
  std::vector<CriticalLink> Stages();

 private:
  std::int64_t DoneLast(TimeMs by);
  std::int64_t ParentDoneLast(const model::StageAttempt& stage, TimeMs by) const;
  TimeMs BeginOf(std::size_t stage, TimeMs end) const;

  const Application& app_;
  std::span<const StageDigest> digests_;
  std::span<const StageFigures> figures_;
  const Life& life_;
  std::vector<bool> used_;
  std::vector<std::pair<TimeMs, std::uint32_t>> by_end_;
  std::vector<std::pair<std::int64_t, std::uint32_t>> by_id_;
  std::size_t left_ = 0;  // of by_end_, those before it may still be done by now
};

std::int64_t Chain::DoneLast(TimeMs by) {
  while (left_ > 0 && (by_end_[left_ - 1].first > by || used_[by_end_[left_ - 1].second])) --left_;
  return left_ == 0 ? -1 : static_cast<std::int64_t>(by_end_[left_ - 1].second);
}

// Attempts of the parent that were still at it (stray speculative copies) count as done by then.
std::int64_t Chain::ParentDoneLast(const model::StageAttempt& stage, TimeMs by) const {
  std::int64_t best = -1;
  for (const std::int64_t parent : stage.parent_stage_ids) {
    auto at = std::lower_bound(by_id_.begin(), by_id_.end(), std::pair{parent, std::uint32_t{0}});
    for (; at != by_id_.end() && at->first == parent; ++at) {
      const std::uint32_t index = at->second;
      if (used_[index] || BeginOf(index, digests_[index].decided_end) >= by) continue;
      if (best < 0 ||
          digests_[index].decided_end > digests_[static_cast<std::size_t>(best)].decided_end) {
        best = index;
      }
    }
  }
  return best;
}

TimeMs Chain::BeginOf(std::size_t stage, TimeMs end) const {
  const TimeMs submitted = app_.stages[stage].submission_time;
  const TimeMs launched = figures_[stage].first_launch;
  const TimeMs begin = IsKnown(submitted) && submitted <= launched ? submitted : launched;
  return std::min(life_.Clip(begin), end);
}

std::vector<CriticalLink> Chain::Stages() {
  std::vector<CriticalLink> links;
  TimeMs now = life_.end;
  for (std::int64_t at = DoneLast(now); at >= 0;) {
    const auto index = static_cast<std::size_t>(at);
    used_[index] = true;
    CriticalLink link;
    link.kind = CriticalLink::Kind::kStage;
    link.end = std::min(digests_[index].decided_end, now);
    link.begin = BeginOf(index, link.end);
    link.stage = app_.stages[index].key;
    if (digests_[index].decided_end <= now) link.task_id = digests_[index].decided_task;
    if (link.end > link.begin) {
      links.push_back(link);
      now = link.begin;
    }
    at = ParentDoneLast(app_.stages[index], now);
    if (at < 0) at = DoneLast(now);
  }
  return links;
}

}  // namespace

std::vector<CriticalLink> CriticalPath(const Application& app, std::span<const StageDigest> digests,
                                       std::span<const StageFigures> figures,
                                       const GapClassifier& classifier, const Life& life) {
  std::vector<CriticalLink> stages = Chain(app, digests, figures, life).Stages();
  std::reverse(stages.begin(), stages.end());

  std::vector<Gap> gaps;  // before each stage, and one behind the last; some empty
  TimeMs at = life.begin;
  for (const CriticalLink& stage : stages) {
    gaps.push_back({at, stage.begin});
    at = stage.end;
  }
  gaps.push_back({at, life.end});

  const std::vector<GapPiece> pieces = classifier.Classify(gaps);
  std::vector<CriticalLink> path;
  path.reserve(stages.size() + pieces.size());
  std::size_t next = 0;
  for (std::size_t g = 0; g < gaps.size(); ++g) {
    for (; next < pieces.size() && pieces[next].gap == g; ++next) {
      const GapPiece& piece = pieces[next];
      CriticalLink link;
      link.kind = CriticalLink::Kind::kGap;
      link.begin = piece.begin;
      link.end = piece.end;
      link.gap = piece.kind;
      if (!path.empty() && path.back().kind == link.kind && path.back().gap == link.gap) {
        path.back().end = link.end;
      } else {
        path.push_back(link);
      }
    }
    if (g < stages.size()) path.push_back(stages[g]);
  }
  return path;
}

}  // namespace dataflint::analysis
