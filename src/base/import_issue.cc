#include "base/import_issue.h"

#include <algorithm>
#include <utility>

namespace dataflint {
namespace {

std::string Kebab(std::string_view id) {
  std::string out(id);
  std::replace(out.begin(), out.end(), '_', '-');
  return out;
}

const std::array<std::string, kImportIssueCount>& KebabNames() {
  static const std::array<std::string, kImportIssueCount> names = {
#define ISSUE(id, severity, sentence) Kebab(#id),
#include "base/import_issue.def"
#undef ISSUE
  };
  return names;
}

}  // namespace

const ImportIssueSpec& SpecOf(ImportIssue issue) {
  static const std::array<ImportIssueSpec, kImportIssueCount> specs = [] {
    std::array<ImportIssueSpec, kImportIssueCount> all = {{
#define ISSUE(id, severity, sentence) {{}, IssueSeverity::k##severity, sentence},
#include "base/import_issue.def"
#undef ISSUE
    }};
    for (std::size_t i = 0; i < kImportIssueCount; ++i) all[i].id = KebabNames()[i];
    return all;
  }();
  return specs[static_cast<std::size_t>(issue)];
}

std::string_view NameOf(IssueSeverity severity) {
  switch (severity) {
    case IssueSeverity::kInfo:
      return "info";
    case IssueSeverity::kError:
      return "error";
    case IssueSeverity::kDataLoss:
      return "data-loss";
  }
  return "info";
}

void ImportIssues::Add(ImportIssue issue, IssuePlace place, std::int64_t times) {
  Entry& entry = entries_[Index(issue)];
  entry.count += times;
  if (entry.places.size() < kPlacesKept) entry.places.push_back(std::move(place));
}

void ImportIssues::Merge(const ImportIssues& other) {
  for (std::size_t i = 0; i < kImportIssueCount; ++i) {
    Entry& mine = entries_[i];
    const Entry& theirs = other.entries_[i];
    mine.count += theirs.count;
    for (const IssuePlace& place : theirs.places) {
      if (mine.places.size() >= kPlacesKept) break;
      mine.places.push_back(place);
    }
  }
}

void ImportIssues::RenameSource(std::string_view from, std::string_view to) {
  for (Entry& entry : entries_) {
    for (IssuePlace& place : entry.places) {
      if (place.source == from) place.source = to;
    }
  }
}

bool ImportIssues::HasAny() const {
  return std::any_of(entries_.begin(), entries_.end(),
                     [](const Entry& entry) { return entry.count > 0; });
}

bool ImportIssues::HasDataLoss() const {
  for (std::size_t i = 0; i < kImportIssueCount; ++i) {
    if (entries_[i].count > 0 &&
        SpecOf(static_cast<ImportIssue>(i)).severity == IssueSeverity::kDataLoss) {
      return true;
    }
  }
  return false;
}

}  // namespace dataflint
