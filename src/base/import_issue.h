// ImportIssues: what was wrong with the input, counted under fixed names.
//
// Bad input never ends an analysis. Whoever meets it (io/ with containers, eventlog/ with lines and
// values) adds one to a named issue; the first few keep where they happened. Reports list them as
// "what could not be seen". One object an analysis, one thread at a time; merge to combine.
#ifndef DATAFLINT_BASE_IMPORT_ISSUE_H_
#define DATAFLINT_BASE_IMPORT_ISSUE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/fields.h"

namespace dataflint {

enum class IssueSeverity : std::uint8_t { kInfo, kError, kDataLoss };

enum class ImportIssue : std::uint8_t {
#define ISSUE(id, severity, sentence) id,
#include "base/import_issue.def"
#undef ISSUE
  kCount
};

inline constexpr std::size_t kImportIssueCount = static_cast<std::size_t>(ImportIssue::kCount);

struct ImportIssueSpec {
  std::string_view id;  // kebab-case
  IssueSeverity severity;
  std::string_view sentence;
};

const ImportIssueSpec& SpecOf(ImportIssue issue);
std::string_view NameOf(IssueSeverity severity);  // "info", "error", "data-loss"

// Where an issue was met.
struct IssuePlace {
  std::string source;             // file or part name; empty when unknown
  std::int64_t byte_offset = -1;  // offset in the unpacked bytes of `source`; -1 unknown
  std::string detail;             // the name or value concerned, shortened
  DF_FIELDS(source, byte_offset, detail)
};

class ImportIssues {
 public:
  static constexpr std::size_t kPlacesKept = 5;

  // Counts `issue` once (or `times`), remembering the place of the first few.
  void Add(ImportIssue issue, IssuePlace place = {}, std::int64_t times = 1);
  void Merge(const ImportIssues& other);
  void Forget(ImportIssue issue) { entries_[Index(issue)] = {}; }
  // Places in `from` are told as places in `to`: the file was renamed.
  void RenameSource(std::string_view from, std::string_view to);

  std::int64_t CountOf(ImportIssue issue) const { return entries_[Index(issue)].count; }
  const std::vector<IssuePlace>& PlacesOf(ImportIssue issue) const {
    return entries_[Index(issue)].places;
  }
  bool HasAny() const;
  bool HasDataLoss() const;

  // Calls `visit(ImportIssue, count, places)` for every issue met, in list order.
  template <typename Visit>
  void ForEach(Visit&& visit) const {
    for (std::size_t i = 0; i < kImportIssueCount; ++i) {
      if (entries_[i].count > 0) {
        visit(static_cast<ImportIssue>(i), entries_[i].count, entries_[i].places);
      }
    }
  }

 private:
  static std::size_t Index(ImportIssue issue) { return static_cast<std::size_t>(issue); }

  struct Entry {
    std::int64_t count = 0;
    std::vector<IssuePlace> places;
    DF_FIELDS(count, places)
  };
  std::array<Entry, kImportIssueCount> entries_;

 public:
  DF_FIELDS(entries_)
};

}  // namespace dataflint

#endif  // DATAFLINT_BASE_IMPORT_ISSUE_H_
