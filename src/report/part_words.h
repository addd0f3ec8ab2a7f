// The parts of wall and core time in the words of a report for a person, and how they join into the
// few groups that one looks at first. Ids for programs are analysis::NameOf. Used by
// terminal/, markdown and the glossary of cli/; pure.
#ifndef DATAFLINT_REPORT_PART_WORDS_H_
#define DATAFLINT_REPORT_PART_WORDS_H_

#include <span>
#include <string_view>

#include "analysis/figures.h"

namespace dataflint::report {

std::string_view WordsFor(analysis::WallPart part);  // "waiting for executors"
std::string_view WordsFor(analysis::CorePart part);  // "stage tails", which is of the group "idle"

template <typename Part>
struct PartGroup {
  std::string_view words;  // "driver"; of one part alone: that part's
  std::span<const Part> parts;
};

// Every part is in one group; their order is that of bars and tables.
std::span<const PartGroup<analysis::WallPart>> WallGroups();
std::span<const PartGroup<analysis::CorePart>> CoreGroups();

}  // namespace dataflint::report

#endif  // DATAFLINT_REPORT_PART_WORDS_H_
