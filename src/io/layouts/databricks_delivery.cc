// Databricks cluster log delivery: <destination>/<cluster>/eventlog/<host>/<SparkContext id>/ with
// the finished parts eventlog-YYYY-MM-DD--HH-MM.gz and the present one, eventlog.
//
// Every part begins with a DBCEventLoggingListenerMetadata line that names the SparkContext and
// counts the rollovers from 0: that is the order. A part without the line goes where its name puts
// it (dated names in order, the bare eventlog last), with the context of its neighbour.
#include <algorithm>
#include <map>

#include "io/found_folder.h"
#include "io/part_names.h"

namespace dataflint::io {
namespace {

struct DeliveredPart {
  FoundFile* file = nullptr;
  std::int64_t rollover = -1;  // own, or that of the part before it by name
  bool has_metadata = false;
};

// Of two copies of one part: a finished (dated) one is complete, the present one may be of before
// the roll; else the larger.
bool IsBetterCopy(const FoundFile& a, const FoundFile& b) {
  if (IsPresentName(a.name) != IsPresentName(b.name)) return IsPresentName(b.name);
  return a.part.packed_bytes > b.part.packed_bytes;
}

std::vector<DeliveredPart> DropDuplicates(const std::vector<DeliveredPart>& parts, EventLog& log) {
  std::vector<DeliveredPart> kept;
  std::map<std::int64_t, std::size_t> by_rollover;
  for (const DeliveredPart& part : parts) {
    const bool known = part.has_metadata && part.rollover >= 0;
    const auto [rival, is_new] =
        known ? by_rollover.emplace(part.rollover, kept.size())
              : std::pair<std::map<std::int64_t, std::size_t>::iterator, bool>{{}, true};
    if (is_new) {
      kept.push_back(part);
      continue;
    }
    DeliveredPart& other = kept[rival->second];
    const bool better = IsBetterCopy(*part.file, *other.file);
    log.issues.Add(ImportIssue::duplicate_part, PlaceOf(better ? *other.file : *part.file));
    if (better) other = part;
  }
  return kept;
}

// Rollovers count from 0 without gaps; a part without metadata may be the one that a gap lacks.
void ReportMissing(const std::vector<DeliveredPart>& parts, EventLog& log) {
  std::int64_t expected = 0;
  for (const DeliveredPart& part : parts) {
    if (!part.has_metadata) {
      ++expected;
      continue;
    }
    if (part.rollover > expected) {
      log.issues.Add(
          ImportIssue::missing_part,
          PlaceOf(*part.file, "rollover " + std::to_string(expected) + " and on, before it"),
          part.rollover - expected);
    }
    expected = part.rollover + 1;
  }
}

// Candidates of the folder in the order of their names, the present part last.
std::vector<FoundFile*> CandidatesOf(FoundFolder& folder) {
  std::vector<FoundFile*> candidates;
  for (FoundFile& file : folder.files) {
    if (file.taken) continue;
    LookInto(file);
    if (file.kind != ContentKind::kEventLog) continue;
    if (file.metadata || HasDeliveredPartName(file.name)) candidates.push_back(&file);
  }
  std::stable_partition(candidates.begin(), candidates.end(),
                        [](const FoundFile* file) { return !IsPresentName(file->name); });
  return candidates;
}

// Each candidate under its SparkContext id, parts without one under their neighbour's.
std::map<std::string, std::vector<DeliveredPart>> ByContext(
    const std::vector<FoundFile*>& candidates) {
  std::map<std::string, std::vector<DeliveredPart>> contexts;
  std::string context;
  for (const FoundFile* file : candidates) {
    if (file->metadata) {
      context = file->metadata->spark_context_id;
      break;
    }
  }
  std::int64_t rollover = -1;
  for (FoundFile* file : candidates) {
    if (file->metadata) {
      context = file->metadata->spark_context_id;
      rollover = file->metadata->rollover_number;
    }
    contexts[context].push_back({file, rollover, file->metadata.has_value()});
  }
  return contexts;
}

// Whether these are parts at all. A file of any name that holds a Databricks log by itself is a
// single file, and so are logs that only happen to be called eventlog.
bool IsDelivery(const std::string& context, const std::vector<DeliveredPart>& parts) {
  const auto any = [&](bool (*has)(std::string_view)) {
    return std::any_of(parts.begin(), parts.end(),
                       [&](const DeliveredPart& part) { return has(part.file->name); });
  };
  if (context.empty()) return any(IsFinishedName);
  return parts.size() > 1 || any(HasDeliveredPartName);
}

void Take(FoundFolder& folder, FoundLogs& found) {
  const std::vector<FoundFile*> candidates = CandidatesOf(folder);
  auto contexts = ByContext(candidates);
  for (auto& [context, parts] : contexts) {
    if (!IsDelivery(context, parts)) continue;
    EventLog log;
    log.layout = Layout::kDatabricksDelivery;
    log.name = contexts.size() == 1 || context.empty() ? folder.name : context;
    std::stable_sort(
        parts.begin(), parts.end(),
        [](const DeliveredPart& a, const DeliveredPart& b) { return a.rollover < b.rollover; });
    const std::vector<DeliveredPart> kept = DropDuplicates(parts, log);
    if (!context.empty()) ReportMissing(kept, log);
    for (const DeliveredPart& part : kept) {
      log.parts.push_back(part.file->part);
      log.parts.back().spark_context_id = context;
    }
    for (const DeliveredPart& part : parts) part.file->taken = true;
    for (const FoundFile* file : candidates) {
      const bool foreign = file->metadata && file->metadata->spark_context_id != context;
      if (foreign && HasDeliveredPartName(file->name)) {
        log.issues.Add(ImportIssue::foreign_part,
                       PlaceOf(*file, "SparkContext " + file->metadata->spark_context_id));
      }
    }
    found.logs.push_back(std::move(log));
  }
}

}  // namespace

const LayoutSpec kDatabricksDeliveryLayout = {Layout::kDatabricksDelivery, Take};

}  // namespace dataflint::io
