// Spark's rolling event logs (spark.eventLog.rolling.enabled; the default from Spark 4.0 on).
//
// A folder eventlog_v2_<application>[_<attempt>] holds
// events_<index>_<application>[_<attempt>][.codec] and an empty
// appstatus_<application>[_<attempt>][.inprogress]. The History Server's compaction leaves
// events_<index>_....compact, which stands for all parts up to that index
// (org.apache.spark.deploy.history.EventLogFileReaders, EventLogFileWriters).
#include <algorithm>
#include <map>

#include "io/found_folder.h"
#include "io/part_names.h"

namespace dataflint::io {
namespace {

constexpr std::string_view kFolderPrefix = "eventlog_v2_";

struct RolledPart {
  RolledName name;
  FoundFile* file = nullptr;
};

// The newest compacted part stands for all before it and for its own index.
void DropCompactedAway(std::vector<RolledPart>& parts, EventLog& log) {
  const auto newest = std::find_if(parts.rbegin(), parts.rend(),
                                   [](const RolledPart& part) { return part.name.compacted; });
  if (newest == parts.rend()) return;
  log.issues.Add(ImportIssue::compacted_log, PlaceOf(*newest->file));
  parts.erase(parts.begin(), newest.base() - 1);
}

void DropDuplicates(std::vector<RolledPart>& parts, EventLog& log) {
  std::vector<RolledPart> kept;
  for (const RolledPart& part : parts) {
    if (!kept.empty() && kept.back().name.index == part.name.index) {
      // The copy with something in it is the better one.
      RolledPart& rival = kept.back();
      const bool better = rival.file->kind == ContentKind::kEmpty;
      log.issues.Add(ImportIssue::duplicate_part, PlaceOf(better ? *rival.file : *part.file));
      if (better) rival = part;
      continue;
    }
    kept.push_back(part);
  }
  parts = std::move(kept);
}

void ReportMissing(const std::vector<RolledPart>& parts, EventLog& log) {
  std::int64_t expected = parts.front().name.compacted ? parts.front().name.index : 1;
  for (const RolledPart& part : parts) {
    if (part.name.index > expected) {
      log.issues.Add(
          ImportIssue::missing_part,
          PlaceOf(*part.file, "events_" + std::to_string(expected) + " and on, before it"),
          part.name.index - expected);
    }
    expected = part.name.index + 1;
  }
}

EventLog MakeLog(const FoundFolder& folder, std::string_view application,
                 std::vector<RolledPart> parts) {
  EventLog log;
  log.name = std::string(kFolderPrefix) + std::string(application);
  log.layout = Layout::kSparkRolling;
  for (const FoundFile& file : folder.files) {
    if (file.name ==
        std::string(kStatusPrefix) + std::string(application) + std::string(kInProgress)) {
      log.in_progress = true;
    }
  }
  // At the same index the compacted part comes later: it holds what the plain one held.
  std::stable_sort(parts.begin(), parts.end(), [](const RolledPart& a, const RolledPart& b) {
    return a.name.index != b.name.index ? a.name.index < b.name.index
                                        : a.name.compacted < b.name.compacted;
  });
  DropCompactedAway(parts, log);
  DropDuplicates(parts, log);
  ReportMissing(parts, log);
  for (const RolledPart& part : parts) {
    log.parts.push_back(part.file->part);
    log.parts.back().rollover_number = part.name.index;
  }
  return log;
}

void Take(FoundFolder& folder, FoundLogs& found) {
  std::map<std::string_view, std::vector<RolledPart>> applications;
  for (FoundFile& file : folder.files) {
    if (file.taken) continue;
    if (file.name.starts_with(kStatusPrefix)) {
      file.taken = true;
      continue;
    }
    const std::optional<RolledName> name = ParseRolledName(file.name);
    if (!name) continue;
    LookInto(file);
    // What is there under the right name counts, except what plainly cannot.
    if (file.kind == ContentKind::kArchive || file.kind == ContentKind::kUnreadable) continue;
    file.taken = true;
    if (name->unfinished) continue;
    applications[name->application].push_back({*name, &file});
  }
  for (auto& [application, parts] : applications) {
    EventLog log = MakeLog(folder, application, std::move(parts));
    if (folder.name.starts_with(kFolderPrefix) && log.name != folder.name &&
        applications.size() > 1) {
      log.issues.Add(ImportIssue::foreign_part, {folder.path, -1, log.name});
    }
    found.logs.push_back(std::move(log));
  }
}

}  // namespace

const LayoutSpec kSparkRollingLayout = {Layout::kSparkRolling, Take};

}  // namespace dataflint::io
