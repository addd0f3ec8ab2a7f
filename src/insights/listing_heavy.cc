#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/quantity.h"
#include "base/saturate.h"
#include "insights/advice.h"
#include "insights/insight.h"
#include "insights/run.h"
#include "insights/scan.h"
#include "insights/stage_words.h"
#include "replay/changes.h"

namespace dataflint::insights {
namespace {

using analysis::DriverGap;
using analysis::WallPart;

constexpr ThresholdSpec kThresholds[] = {
    {"min_share_of_wall", 0.05, Unit::kShare,
     "listing files, on the driver and in Spark jobs for it, takes this share of the wall time"},
    {"min_ms", 3000, Unit::kMilliseconds, "... and this long"},
};

struct Listing {
  std::vector<std::size_t> stages;  // that list folders
  std::vector<DriverGap> gaps;      // in which the driver lists
  std::int64_t in_stages = 0;       // ms on the critical path
  std::int64_t in_gaps = 0;
  std::int64_t total() const { return SaturatingAdd(in_stages, in_gaps); }
};

Listing ListingOf(const Context& context) {
  Listing listing;
  for (const std::size_t stage : context.run.stages_by_weight()) {
    if (OriginOf(context.app, context.run.stage(stage)) != Origin::kListing) continue;
    listing.stages.push_back(stage);
    listing.in_stages =
        SaturatingAdd(listing.in_stages, context.run.figures_of(stage).critical_time);
  }
  for (const DriverGap& gap : context.figures.driver_gaps) {
    if (gap.kind != WallPart::kListing) continue;
    listing.gaps.push_back(gap);
    listing.in_gaps = SaturatingAdd(listing.in_gaps, gap.duration());
  }
  std::stable_sort(
      listing.gaps.begin(), listing.gaps.end(),
      [](const DriverGap& a, const DriverGap& b) { return a.duration() > b.duration(); });
  return listing;
}

// The scan with most files: what is listed most probably.
const Scan* LargestOf(const std::vector<Scan>& scans) {
  const Scan* largest = nullptr;
  for (const Scan& scan : scans) {
    if (scan.files > 0 && (largest == nullptr || scan.files > largest->files)) largest = &scan;
  }
  return largest;
}

// From the beginning of the life, as recordings count.
replay::Micros SinceBeginning(const Context& context, model::TimeMs time) {
  return std::max<std::int64_t>(0, time - context.figures.begin) * replay::kMicrosPerMs;
}

WhatIf Shorter(const Context& context, const Listing& listing) {
  std::vector<replay::Stretch> gaps;
  for (const DriverGap& gap : listing.gaps) {
    gaps.push_back({SinceBeginning(context, gap.begin), SinceBeginning(context, gap.end)});
  }
  std::sort(gaps.begin(), gaps.end(),
            [](const replay::Stretch& a, const replay::Stretch& b) { return a.begin < b.begin; });
  const auto without = [&](double share) {
    return [stages = listing.stages, gaps, share](replay::Recording& recording) {
      for (const std::size_t stage : stages) {
        replay::ScaleTasks(recording, static_cast<std::uint32_t>(stage), 1 - share);
      }
      replay::ShortenGaps(recording, gaps, share);
    };
  };
  constexpr double kLow = 0.5;
  constexpr double kExpected = 0.8;
  constexpr double kHigh = 1.0;
  return {WhatIf::Order::kOtherTasks, without(kLow), without(kExpected), without(kHigh)};
}

void Advise(const Scan* largest, Finding& finding) {
  const DataSource source = largest == nullptr ? DataSource() : largest->source;
  const bool has_list = source.format == "delta" || source.format == "iceberg";
  if (has_list) {
    finding.changes.push_back(InSql("OPTIMIZE, or rewrite_data_files, of " + source.Name(),
                                    "the format keeps a list of its files; a shorter one is read "
                                    "faster"));
    return;
  }
  finding.changes.push_back(InCode(
      "keep " + (largest == nullptr ? std::string("the data") : source.Name()) +
          " as a Delta or Iceberg table, or as a table of the metastore that is read by name",
      "then the list of files comes from the table, and only of the partitions that are asked "
      "for"));
  if (largest != nullptr && largest->partitions > 0) {
    finding.changes.push_back(InCode(
        "partition by a coarser column (a month in place of a day)",
        FormatCountOf(largest->partitions, "folder is", "folders are") + " listed one by one"));
  }
  finding.changes.push_back(
      InCode("read a path once and keep its DataFrame, in place of spark.read for every query",
             "Spark lists the files of a path anew for each spark.read"));
}

void FindListing(const Context& context, std::vector<Finding>& out) {
  const Run& run = context.run;
  const Listing listing = ListingOf(context);
  if (static_cast<double>(listing.total()) < context.settings.Get("min_ms") ||
      ShareOf(listing.total(), run.wall()) < context.settings.Get("min_share_of_wall")) {
    return;
  }
  const Scan* largest = LargestOf(run.Scans());
  Finding finding;
  finding.subject = "listing of files";
  finding.title = "Listing files takes " + FormatDuration(listing.total()) + ", " +
                  FormatPercent(ShareOf(listing.total(), run.wall())) + " of the run";
  finding.why = listing.in_gaps == 0 ? "Spark jobs list folder by folder"
                : listing.in_stages == 0
                    ? "The driver lists folder by folder while no task runs"
                    : "The driver lists for " + FormatDuration(listing.in_gaps) +
                          " while no task runs, Spark jobs for " +
                          FormatDuration(listing.in_stages);
  finding.why += largest == nullptr ? std::string(".")
                                    : "; the largest scan is of " + largest->source.Name() + ", " +
                                          FormatCountOf(largest->files, "file", "files") + '.';
  finding.evidence = {{"listing", static_cast<double>(listing.total()), Unit::kMilliseconds, ""}};
  for (std::size_t i = 0; i < listing.stages.size() && i < 3; ++i) {
    finding.evidence.push_back(
        {"time on the critical path",
         static_cast<double>(run.figures_of(listing.stages[i]).critical_time), Unit::kMilliseconds,
         StagePlace(run.stage(listing.stages[i]))});
  }
  for (std::size_t i = 0; i < listing.gaps.size() && i < 3; ++i) {
    const std::int64_t sql = listing.gaps[i].sql_execution_id;
    finding.evidence.push_back({"gap", static_cast<double>(listing.gaps[i].duration()),
                                Unit::kMilliseconds, sql < 0 ? "" : "sql " + std::to_string(sql)});
  }
  if (largest != nullptr) {
    finding.evidence.push_back(
        {"files read", static_cast<double>(largest->files), Unit::kCount, largest->Place()});
  }
  finding.impact.is_upper_bound = false;
  finding.impact.method = "listing at 20 % of its time (50 to 0 %)";
  finding.what_if = Shorter(context, listing);
  Advise(largest, finding);
  if (largest == nullptr) Miss("which files are listed is not in the log", finding);
  out.push_back(std::move(finding));
}

constexpr InsightSpec kListingHeavy = {
    .id = "listing-heavy",
    .title = "Much time goes into listing files",
    .sees =
        "Gaps in which the driver lists files, and stages of Spark jobs that list folders, that "
        "take min_share_of_wall of the run and min_ms on the critical path.",
    .why =
        "A path is listed folder by folder before anything is read of it; a table that knows its "
        "files is not.",
    .advice =
        "A table format or metastore table in place of a path, fewer folders, one spark.read in "
        "place of many.",
    .formula = "Replay: these gaps and stages at 20 % of their time (50 to 0 %).",
    .dataflint_alert = "",
    .thresholds = kThresholds,
    .run = FindListing,
};
DATAFLINT_REGISTER_INSIGHT(kListingHeavy);

}  // namespace
}  // namespace dataflint::insights
