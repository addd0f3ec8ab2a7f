// Single files: one application's log each. Takes what no other layout has taken.
#include "io/found_folder.h"
#include "io/part_names.h"

namespace dataflint::io {
namespace {

void AddLog(const FoundFile& file, FoundLogs& found) {
  EventLog log;
  log.name = file.name;
  log.layout = Layout::kSingleFile;
  log.in_progress = file.name.ends_with(kInProgress);
  log.parts.push_back(file.part);
  found.logs.push_back(std::move(log));
}

void Take(FoundFolder& folder, FoundLogs& found) {
  for (FoundFile& file : folder.files) {
    if (file.taken) continue;
    file.taken = true;
    LookInto(file);
    switch (file.kind) {
      case ContentKind::kUnreadable:
        found.issues.Add(ImportIssue::unreadable_file, PlaceOf(file, file.detail));
        break;
      case ContentKind::kBroken:
        found.issues.Add(file.issue, PlaceOf(file, file.detail));
        break;
      case ContentKind::kEventLog:
      case ContentKind::kPipe:
        AddLog(file, found);
        break;
      default:
        if (file.named && file.detail.empty()) {
          AddLog(file, found);
        } else if (file.kind != ContentKind::kEmpty) {
          found.issues.Add(ImportIssue::foreign_file, PlaceOf(file, file.detail));
        }
    }
  }
}

}  // namespace

const LayoutSpec kSingleFileLayout = {Layout::kSingleFile, Take};

}  // namespace dataflint::io
