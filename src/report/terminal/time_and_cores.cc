#include <string>
#include <vector>

#include "base/quantity.h"
#include "report/part_words.h"
#include "report/terminal/bar.h"
#include "report/terminal/sections.h"

namespace dataflint::report::terminal {
namespace {

constexpr std::size_t kIndent = 2;

// The bar's groups out of a split into `Part`s. `format` writes a group's amount, `format_part`
// that of a part inside a group.
template <typename Part, typename Split, typename Format, typename FormatPart>
std::vector<BarGroup> GroupsOf(std::span<const PartGroup<Part>> groups, const Split& split,
                               std::int64_t total, Canvas& canvas, Format&& format,
                               FormatPart&& format_part) {
  std::vector<BarGroup> bars;
  for (const PartGroup<Part>& group : groups) {
    std::int64_t sum = 0;
    std::vector<BarPart> parts;
    for (const Part part : group.parts) {
      sum += split[part];
      parts.push_back({std::string(WordsFor(part)), format_part(split[part]), split[part],
                       [&canvas, part](std::string_view text) { return canvas.Fill(part, text); }});
    }
    if (sum == 0) continue;
    bars.push_back({std::string(group.words), format(sum), ShareOf(sum, total), std::move(parts)});
  }
  return bars;
}

}  // namespace

void DrawCoreTime(const analysis::CoreTime& core_time, Canvas& canvas) {
  const auto share = [&](std::int64_t value) { return ShareOf(value, core_time.available); };
  DrawStackedBar(
      canvas, GroupsOf(CoreGroups(), core_time, core_time.available, canvas, FormatCoreTime, share),
      kIndent);
}

void DrawTimeAndCores(const Page& page) {
  const analysis::Figures& figures = page.report.figures;
  const analysis::WallTime& wall = figures.wall_time;
  Canvas& canvas = page.canvas;
  if (wall.total > 0) {
    canvas.Heading("where the time went", FormatDuration(wall.total));
    DrawStackedBar(canvas,
                   GroupsOf(WallGroups(), wall, wall.total, canvas, FormatDuration, FormatDuration),
                   kIndent);
  }
  if (figures.core_time.available > 0) {
    canvas.Heading("where the cores went", FormatCoreTime(figures.core_time.available));
    DrawCoreTime(figures.core_time, canvas);
  }
}

}  // namespace dataflint::report::terminal
