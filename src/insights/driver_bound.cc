#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/quantity.h"
#include "insights/advice.h"
#include "insights/insight.h"
#include "insights/run.h"

namespace dataflint::insights {
namespace {

using analysis::DriverGap;
using analysis::WallPart;

constexpr ThresholdSpec kThresholds[] = {
    {"min_share_of_wall", 0.15, Unit::kShare, "gaps in which the driver alone works, of wall time"},
    // 30 s is what a person notices; a short run that is mostly gaps is worth telling sooner.
    {"min_ms", 30'000, Unit::kMilliseconds, "... and this long in all"},
    {"short_run_share", 0.30, Unit::kShare,
     "in runs too short for min_ms: this share of wall time"},
    {"short_run_min_ms", 5'000, Unit::kMilliseconds, "... and this long in all"},
};
constexpr std::size_t kGapsShown = 5;

// Start-up, waiting for executors and closing are not the driver's work.
bool IsDriverWork(WallPart kind) {
  switch (kind) {
    case WallPart::kPlanning:
    case WallPart::kListing:
    case WallPart::kCommit:
    case WallPart::kBroadcast:
    case WallPart::kUserCode:
    case WallPart::kDriverOther:
      return true;
    default:
      return false;
  }
}

struct Kind {
  WallPart part;
  std::string_view what;  // "13 gaps of the driver's own code"
};
constexpr std::array<Kind, 6> kKinds = {{
    {WallPart::kUserCode, "the driver's own code"},
    {WallPart::kPlanning, "planning and compiling"},
    {WallPart::kListing, "listing files"},
    {WallPart::kCommit, "committing what was written"},
    {WallPart::kBroadcast, "collecting and building broadcasts"},
    {WallPart::kDriverOther, "other work inside a query"},
}};

std::string_view WhatOf(WallPart part) {
  for (const Kind& kind : kKinds) {
    if (kind.part == part) return kind.what;
  }
  return "the driver";
}

// Where a gap stands: "between stage 3.0 and stage 4.0, in sql 7".
std::string PlaceOf(const DriverGap& gap) {
  std::string place;
  const bool has_before = gap.stage_before.stage_id >= 0;
  const bool has_after = gap.stage_after.stage_id >= 0;
  if (has_before && has_after) {
    place = "between stage " + NameOf(gap.stage_before) + " and stage " + NameOf(gap.stage_after);
  } else if (has_before) {
    place = "after stage " + NameOf(gap.stage_before);
  } else if (has_after) {
    place = "before stage " + NameOf(gap.stage_after);
  }
  if (gap.sql_execution_id >= 0) {
    place +=
        (place.empty() ? "" : ", ") + std::string("in sql ") + std::to_string(gap.sql_execution_id);
  }
  return place.empty() ? "with no stage around it" : place;
}

void Advise(const Run& run, WallPart part, std::int64_t ms, const DriverGap& longest,
            Finding& finding) {
  const std::string time = FormatDuration(ms);
  switch (part) {
    case WallPart::kUserCode:
      finding.changes.push_back(
          InCode("move what the driver does " + PlaceOf(longest) +
                     " into the job: a join or aggregation in place "
                     "of collect() and a loop; or run independent queries from several threads",
                 time + " pass with no query open and no task running"));
      break;
    case WallPart::kPlanning:
      finding.changes.push_back(
          InCode("shorten the plans: one select in place of withColumn in a loop, "
                 "localCheckpoint() or a table in "
                 "between when a DataFrame is built up over many steps",
                 time + " pass in planning and compiling"));
      break;
    case WallPart::kListing:
      finding.changes.push_back(
          InCode("read a table whose format keeps its file list (Delta, Iceberg), or filter on its "
                 "partition "
                 "columns; avoid reading paths with many folders",
                 time + " pass while files are listed"));
      break;
    case WallPart::kCommit:
      if (!run.is_databricks())
        finding.changes.push_back(
            SetTo("spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version", "2",
                  "renames files as tasks finish, not all at the end; not atomic. A table format "
                  "or a store's own "
                  "committer (S3A magic, EMRFS) is both fast and safe"));
      finding.changes.push_back(
          InCode("write fewer, larger files", time + " pass in commits, a step for each file"));
      break;
    case WallPart::kBroadcast:
      finding.changes.push_back(
          SetTo("spark.sql.autoBroadcastJoinThreshold",
                MebibytesSetting(run.Bytes("spark.sql.autoBroadcastJoinThreshold", 10 << 20, 1,
                                           longest.sql_execution_id) /
                                 2),
                time + " pass in collecting broadcasts in the driver: broadcast less"));
      break;
    default:
      finding.changes.push_back(InCode("look at what the driver does " + PlaceOf(longest) +
                                           " (a thread dump, or its log of that time)",
                                       time + " pass inside queries while no task runs"));
      break;
  }
}

void FindDriverBound(const Context& context, std::vector<Finding>& out) {
  const Run& run = context.run;
  std::vector<DriverGap> gaps;
  std::int64_t total = 0;
  std::array<std::int64_t, analysis::kWallPartCount> by_kind{};
  for (const DriverGap& gap : context.figures.driver_gaps) {
    if (!IsDriverWork(gap.kind)) continue;
    gaps.push_back(gap);
    total += gap.duration();
    by_kind[static_cast<std::size_t>(gap.kind)] += gap.duration();
  }
  const double share = ShareOf(total, run.wall());
  const Settings& settings = context.settings;
  const auto length = static_cast<double>(total);
  const bool is_long =
      share >= settings.Get("min_share_of_wall") && length >= settings.Get("min_ms");
  const bool is_most =
      share >= settings.Get("short_run_share") && length >= settings.Get("short_run_min_ms");
  if (!is_long && !is_most) return;

  std::stable_sort(gaps.begin(), gaps.end(), [](const DriverGap& a, const DriverGap& b) {
    return a.duration() > b.duration();
  });
  std::vector<Kind> kinds(kKinds.begin(), kKinds.end());
  const auto ms_of = [&](WallPart part) { return by_kind[static_cast<std::size_t>(part)]; };
  std::stable_sort(kinds.begin(), kinds.end(),
                   [&](const Kind& a, const Kind& b) { return ms_of(a.part) > ms_of(b.part); });

  Finding finding;
  finding.subject = "application";
  finding.title = "For " + FormatDuration(total) + ", " + FormatPercent(share) +
                  " of the run, the driver works and no task runs";
  finding.why =
      "Mostly " + std::string(kinds[0].what) + " (" + FormatDuration(ms_of(kinds[0].part)) +
      " in " +
      FormatCountOf(std::count_if(gaps.begin(), gaps.end(),
                                  [&](const DriverGap& gap) { return gap.kind == kinds[0].part; }),
                    "gap", "gaps") +
      "); the longest gap, " + FormatDuration(gaps[0].duration()) + ", is " + PlaceOf(gaps[0]) +
      '.';
  finding.evidence = {{"driver gaps", length, Unit::kMilliseconds, ""},
                      {"share of wall time", share, Unit::kShare, ""}};
  for (std::size_t i = 0; i < gaps.size() && i < kGapsShown; ++i) {
    finding.evidence.push_back({"gap: " + std::string(WhatOf(gaps[i].kind)),
                                static_cast<double>(gaps[i].duration()), Unit::kMilliseconds,
                                PlaceOf(gaps[i])});
  }
  for (const Kind& kind : kinds) {
    // A tenth of the gaps is not worth a change of its own.
    if (ms_of(kind.part) * 10 < total) continue;
    const auto longest = std::find_if(gaps.begin(), gaps.end(),
                                      [&](const DriverGap& gap) { return gap.kind == kind.part; });
    Advise(run, kind.part, ms_of(kind.part), *longest, finding);
  }
  finding.impact.wall_ms_high = total;
  finding.impact.core_ms_high = std::min(context.figures.core_time[analysis::CorePart::kIdleDriver],
                                         total * context.figures.max_cores);
  finding.impact.method = "upper bound: no gap in which only the driver works";
  if (context.app.sql_executions.empty()) {
    Miss("the application ran no SQL, so gaps cannot be told apart further than by jobs", finding);
  }
  out.push_back(std::move(finding));
}

constexpr InsightSpec kDriverBound = {
    .id = "driver-bound",
    .title = "The executors wait for the driver",
    .sees =
        "Gaps without any running task, other than start-up, waiting for executors and closing, "
        "that are "
        "min_share_of_wall of the run and min_ms long; or short_run_share of a short run.",
    .why =
        "Executors are paid for while the driver plans, lists files, commits, builds broadcasts or "
        "runs its own code.",
    .advice =
        "By kind of gap: move work into the job, run queries side by side, shorten plans, use "
        "formats that keep "
        "their file lists, write fewer files.",
    .formula = "Upper bound: the sum of these gaps; core time: the cores available in them.",
    .dataflint_alert = "",
    .thresholds = kThresholds,
    .run = FindDriverBound,
};
DATAFLINT_REGISTER_INSIGHT(kDriverBound);

}  // namespace
}  // namespace dataflint::insights
