#include "compare/attribution.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

#include "base/saturate.h"

namespace dataflint::compare {
namespace {

using analysis::CorePart;
using analysis::CriticalLink;
using insights::Unit;

constexpr std::int64_t kGiB = std::int64_t{1} << 30;
constexpr std::int64_t kLeastBytes = std::int64_t{1} << 20;  // less read or spilled costs no time
constexpr std::int64_t kLeastWait = 100;                     // ms
constexpr std::size_t kMostParts = 2;                        // of core time that are named

// Paths are at most as long as a life, so plain differences of times are safe.
std::int64_t Magnitude(std::int64_t value) { return value < 0 ? -value : value; }

class StageReasons {
 public:
  explicit StageReasons(const StageMatch& match)
      : a_(match.totals.a), b_(match.totals.b), longer_(b_.path > a_.path) {}

  std::vector<Reason> All() {
    if (a_.path == 0 || b_.path == 0) {
      Tell(Reason::Kind::kOffPath, Unit::kCount, {a_.path > 0 ? 1 : 0, b_.path > 0 ? 1 : 0});
      return std::move(reasons_);
    }
    TellVolume();
    TellCoreTime();
    const Amounts spill{a_.disk_spill, b_.disk_spill};
    if (std::max(spill.a, spill.b) >= kLeastBytes) {
      TellIfAlong(Reason::Kind::kSpill, Unit::kBytes, spill);
    }
    const Amounts tasks{a_.tasks, b_.tasks};
    if (IsChanged(tasks)) Tell(Reason::Kind::kTasks, Unit::kCount, tasks);
    TellIfAlong(Reason::Kind::kFailedTasks, Unit::kCount, {a_.failed_tasks, b_.failed_tasks});
    const Amounts slots{a_.slots, b_.slots};
    if (IsChanged(slots) && (slots.b < slots.a) == longer_) {
      Tell(Reason::Kind::kSlots, Unit::kCount, slots);
    }
    const Amounts wait{a_.wait, b_.wait};
    if (Matters(wait, 10) && Magnitude(DifferenceOf(wait)) >= kLeastWait) {
      TellIfAlong(Reason::Kind::kWait, Unit::kMilliseconds, wait);
    }
    const Amounts slowest{a_.slowest, b_.slowest};
    if (Matters(slowest, 4)) TellIfAlong(Reason::Kind::kSlowestTask, Unit::kMilliseconds, slowest);
    return std::move(reasons_);
  }

 private:
  void TellVolume() {
    const Amounts bytes{a_.bytes_read, b_.bytes_read};
    const Amounts rows{a_.rows_read, b_.rows_read};
    if (std::max(bytes.a, bytes.b) < kLeastBytes) {
      TellIfAlong(Reason::Kind::kRowsRead, Unit::kCount, rows);
      return;
    }
    if (!TellIfAlong(Reason::Kind::kBytesRead, Unit::kBytes, bytes)) {
      TellIfAlong(Reason::Kind::kRowsRead, Unit::kCount, rows);
    }
  }

  void TellCoreTime() {
    const Amounts core{a_.core_time.available, b_.core_time.available};
    if (!TellIfAlong(Reason::Kind::kCoreTime, Unit::kCoreMilliseconds, core)) return;
    const double moved = static_cast<double>(DifferenceOf(core));
    std::vector<Reason> parts;
    for (std::size_t p = 0; p < analysis::kCorePartCount; ++p) {
      const auto part = static_cast<CorePart>(p);
      const Amounts value{a_.core_time[part], b_.core_time[part]};
      if (static_cast<double>(DifferenceOf(value)) / moved < 0.25) continue;
      parts.push_back({Reason::Kind::kCorePart, Unit::kCoreMilliseconds, value, part});
    }
    std::stable_sort(parts.begin(), parts.end(), [](const Reason& x, const Reason& y) {
      return Magnitude(DifferenceOf(x.value)) > Magnitude(DifferenceOf(y.value));
    });
    if (parts.size() > kMostParts) parts.resize(kMostParts);
    reasons_.insert(reasons_.end(), parts.begin(), parts.end());
    TellCoreTimePerByte(core);
  }

  // Only where the bytes moved too: else the core time says the same.
  void TellCoreTimePerByte(const Amounts& core) {
    const Amounts bytes{a_.bytes_read, b_.bytes_read};
    if (std::min(bytes.a, bytes.b) < kLeastBytes || !IsChanged(bytes)) return;
    const auto per_gib = [](std::int64_t time, std::int64_t read) {
      const double rate =
          static_cast<double>(time) * static_cast<double>(kGiB) / static_cast<double>(read);
      return static_cast<std::int64_t>(std::min(rate, 9e17));
    };
    TellIfAlong(Reason::Kind::kCoreTimePerByte, Unit::kCoreMilliseconds,
                {per_gib(core.a, bytes.a), per_gib(core.b, bytes.b)});
  }

  void Tell(Reason::Kind kind, Unit unit, const Amounts& value) {
    reasons_.push_back({kind, unit, value, CorePart::kCpu});
  }
  bool TellIfAlong(Reason::Kind kind, Unit unit, const Amounts& value) {
    if (!IsChanged(value) || (value.b > value.a) != longer_) return false;
    Tell(kind, unit, value);
    return true;
  }
  // Whether the figure moved by at least an `n`th of what the path did.
  bool Matters(const Amounts& value, std::int64_t n) const {
    return Magnitude(DifferenceOf(value)) >= Magnitude(b_.path - a_.path) / n;
  }

  const StageTotals& a_;
  const StageTotals& b_;
  bool longer_;
  std::vector<Reason> reasons_;
};

using StageIndex = std::unordered_map<std::int64_t, std::size_t>;  // by stage id

StageIndex IndexOf(const insights::Run& run, const std::vector<StageMatch>& stages,
                   StageTotals Both<StageTotals>::* side) {
  StageIndex index;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    for (const std::size_t attempt : (stages[i].totals.*side).attempts) {
      index.emplace(run.stage(attempt).key.stage_id, i);
    }
  }
  return index;
}

}  // namespace

std::vector<Reason> ReasonsOf(const StageMatch& match) { return StageReasons(match).All(); }

void Attribute(Comparison& comparison) {
  std::map<std::int64_t, Contribution> parts;  // stages by index, then gaps by ~kind
  const auto add = [&](const insights::Run& run, StageTotals Both<StageTotals>::* side,
                       std::int64_t Amounts::* amount) {
    const StageIndex index = IndexOf(run, comparison.stages, side);
    for (const CriticalLink& link : run.figures().critical_path) {
      std::int64_t stage = -1;
      if (link.kind == CriticalLink::Kind::kStage) {
        const auto found = index.find(link.stage.stage_id);
        if (found == index.end()) continue;  // the rest
        stage = static_cast<std::int64_t>(found->second);
        (comparison.stages[found->second].totals.*side).path += link.duration();
      }
      Contribution& part = parts[stage >= 0 ? stage : -1 - static_cast<std::int64_t>(link.gap)];
      part.stage = stage;
      part.gap = link.gap;
      part.time.*amount += link.duration();
      part.links.*amount += 1;
    }
  };
  add(*comparison.run.a, &Both<StageTotals>::a, &Amounts::a);
  add(*comparison.run.b, &Both<StageTotals>::b, &Amounts::b);

  const std::int64_t noticeable = std::max(comparison.wall.a, comparison.wall.b) / 100;
  comparison.rest = DifferenceOf(comparison.wall);
  for (auto& [key, part] : parts) {
    const std::int64_t difference = DifferenceOf(part.time);
    comparison.rest -= difference;
    if (part.stage >= 0 && Magnitude(difference) >= noticeable && difference != 0) {
      const StageMatch& match = comparison.stages[static_cast<std::size_t>(part.stage)];
      if (match.in_both()) part.reasons = ReasonsOf(match);
    }
    comparison.contributions.push_back(std::move(part));
  }
  std::stable_sort(comparison.contributions.begin(), comparison.contributions.end(),
                   [](const Contribution& x, const Contribution& y) {
                     return Magnitude(DifferenceOf(x.time)) > Magnitude(DifferenceOf(y.time));
                   });
}

}  // namespace dataflint::compare
