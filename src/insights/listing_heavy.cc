#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
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

// What the Spark jobs that list say of it in their description.
struct ListedPath {
  std::string path;  // the folders' own, without those of partitions
  std::int64_t folders = 0;
  std::set<std::int64_t> stages;  // each time it was listed
  std::string place;              // of the longest of these
  bool has_partitions = false;
};

// "s3://shop/orders" and 640 of "Listing leaf files and directories for 640
// paths:<br/>s3://shop/orders/day=2025-01-01, ..."; nothing of other texts.
std::optional<ListedPath> ListedIn(std::string_view description) {
  constexpr std::string_view kCount = "directories for ";
  constexpr std::string_view kPath = "<br/>";
  const std::size_t count = description.find(kCount);
  const std::size_t path = description.find(kPath);
  if (count == std::string_view::npos || path == std::string_view::npos) return std::nullopt;
  ListedPath listed;
  const std::string_view number = description.substr(count + kCount.size());
  std::from_chars(number.data(), number.data() + number.size(), listed.folders);
  std::string_view name = description.substr(path + kPath.size());
  if (name.ends_with(", ...")) name.remove_suffix(5);
  // "day=2025-01-01" is a folder of a partition.
  if (const std::size_t partition = name.find('='); partition != std::string_view::npos) {
    listed.has_partitions = true;
    name = name.substr(0, name.rfind('/', partition));
  }
  while (name.ends_with('/')) name.remove_suffix(1);
  if (name.empty() || listed.folders <= 0) return std::nullopt;
  listed.path = name;
  return listed;
}

// Each path once, those that took longest first.
std::vector<ListedPath> ListedBy(const Run& run, const std::vector<std::size_t>& stages) {
  std::vector<ListedPath> all;
  std::unordered_map<std::string, std::size_t> known;  // index by path
  for (const std::size_t stage : stages) {
    std::optional<ListedPath> listed = ListedIn(run.app().text(run.stage(stage).description));
    if (!listed) continue;
    const auto [entry, is_new] = known.try_emplace(listed->path, all.size());
    if (is_new) {
      listed->place = StagePlace(run.stage(stage));
      all.push_back(*std::move(listed));
    } else {
      ListedPath& before = all[entry->second];
      before.folders = std::max(before.folders, listed->folders);
      before.has_partitions = before.has_partitions || listed->has_partitions;
    }
    all[entry->second].stages.insert(run.stage(stage).key.stage_id);
  }
  return all;
}

// Their texts in a sentence, the first few.
std::string FirstOf(const std::vector<ListedPath>& all, std::string (*text)(const ListedPath&)) {
  constexpr std::size_t kShown = 3;
  std::vector<std::string> texts;
  for (const ListedPath& listed : all) {
    if (texts.size() == kShown) break;
    texts.push_back(text(listed));
  }
  if (all.size() > kShown) {
    texts.push_back(FormatCount(static_cast<std::int64_t>(all.size() - kShown)) + " more");
  }
  return Listed(texts);
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

void AdviseTable(const std::string& names, bool are_many, Finding& finding) {
  finding.changes.push_back(InCode(
      "keep " + names +
          (are_many
               ? " as Delta or Iceberg tables, or as tables of the metastore that are read by name"
               : " as a Delta or Iceberg table, or as a table of the metastore that is read by "
                 "name"),
      "then the list of files comes from the table, and only of the partitions that are asked "
      "for"));
}

void AdviseCoarser(std::int64_t folders, const std::string& of, Finding& finding) {
  finding.changes.push_back(InCode("partition by a coarser column (a month in place of a day)",
                                   FormatCountOf(folders, "folder", "folders") + of +
                                       (folders == 1 ? " is" : " are") + " listed one by one"));
}

void AdviseReadingOnce(Finding& finding) {
  finding.changes.push_back(
      InCode("read a path once and keep its DataFrame, in place of spark.read for every query",
             "Spark lists the files of a path anew for each spark.read"));
}

// The Spark jobs name what they listed.
void AdviseOn(const std::vector<ListedPath>& listed, Finding& finding) {
  AdviseTable(FirstOf(listed, [](const ListedPath& one) { return one.path; }), listed.size() > 1,
              finding);
  const ListedPath& most = *std::max_element(
      listed.begin(), listed.end(),
      [](const ListedPath& a, const ListedPath& b) { return a.folders < b.folders; });
  if (most.has_partitions && most.folders > 1) {
    AdviseCoarser(most.folders, " of " + most.path, finding);
  }
  if (std::any_of(listed.begin(), listed.end(),
                  [](const ListedPath& one) { return one.stages.size() > 1; })) {
    AdviseReadingOnce(finding);
  }
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
  AdviseTable(largest == nullptr ? std::string("the data") : source.Name(), false, finding);
  if (largest != nullptr && largest->partitions > 0) {
    AdviseCoarser(largest->partitions, "", finding);
  }
  AdviseReadingOnce(finding);
}

std::string NameOf(const ListedPath& one) {
  const auto times = static_cast<std::int64_t>(one.stages.size());
  return FormatCountOf(one.folders, "folder", "folders") + " of " + one.path +
         (times > 1 ? " (" + FormatCount(times) + " times)" : "");
}

std::string Why(const Listing& listing, const std::vector<ListedPath>& listed,
                const Scan* largest) {
  std::string why = listing.in_gaps == 0 ? "Spark jobs list folder by folder"
                    : listing.in_stages == 0
                        ? "The driver lists folder by folder while no task runs"
                        : "The driver lists for " + FormatDuration(listing.in_gaps) +
                              " while no task runs, Spark jobs for " +
                              FormatDuration(listing.in_stages);
  if (!listed.empty()) {
    why += "; what they list is " + FirstOf(listed, NameOf);
  } else if (largest != nullptr) {
    why += "; the largest scan is of " + largest->source.Name() + ", " +
           FormatCountOf(largest->files, "file", "files");
  }
  return why + '.';
}

void FindListing(const Context& context, std::vector<Finding>& out) {
  const Run& run = context.run;
  const Listing listing = ListingOf(context);
  if (static_cast<double>(listing.total()) < context.settings.Get("min_ms") ||
      ShareOf(listing.total(), run.wall()) < context.settings.Get("min_share_of_wall")) {
    return;
  }
  // What the driver lists, no description tells.
  std::vector<ListedPath> listed = ListedBy(run, listing.stages);
  if (listing.in_stages < listing.in_gaps) listed.clear();
  const Scan* largest = listed.empty() ? LargestOf(run.Scans()) : nullptr;
  Finding finding;
  finding.subject = "listing of files";
  finding.title = "Listing files takes " + FormatDuration(listing.total()) + ", " +
                  FormatPercent(ShareOf(listing.total(), run.wall())) + " of the run";
  finding.why = Why(listing, listed, largest);
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
  for (std::size_t i = 0; i < listed.size() && i < 3; ++i) {
    finding.evidence.push_back(
        {"folders listed", static_cast<double>(listed[i].folders), Unit::kCount, listed[i].place});
  }
  if (largest != nullptr) {
    finding.evidence.push_back(
        {"files read", static_cast<double>(largest->files), Unit::kCount, largest->Place()});
  }
  finding.impact.is_upper_bound = false;
  finding.impact.method = "listing at 20 % of its time (50 to 0 %)";
  finding.what_if = Shorter(context, listing);
  if (listed.empty()) {
    Advise(largest, finding);
  } else {
    AdviseOn(listed, finding);
  }
  if (largest == nullptr && listed.empty()) {
    Miss("which files are listed is not in the log", finding);
  }
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
        "place of many, where a path is listed several times.",
    .formula = "Replay: these gaps and stages at 20 % of their time (50 to 0 %).",
    .dataflint_alert = "",
    .thresholds = kThresholds,
    .run = FindListing,
};
DATAFLINT_REGISTER_INSIGHT(kListingHeavy);

}  // namespace
}  // namespace dataflint::insights
