// Bars: one bar of several parts with its legend, and single bars for histograms.
// Used by the sections of this folder; pure.
#ifndef DATAFLINT_REPORT_TERMINAL_BAR_H_
#define DATAFLINT_REPORT_TERMINAL_BAR_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "report/terminal/canvas.h"

namespace dataflint::report::terminal {

struct BarPart {
  std::string label;       // "gc"
  std::string amount;      // "4 %", behind the label
  std::int64_t value = 0;  // >= 0
  std::function<std::string(std::string_view)>
      fill;  // gives a text the part's colour as background
};

// A line of the legend: figures in columns, and the parts it is made of when there are several.
struct BarGroup {
  std::string label;   // "waiting"
  std::string amount;  // "3.3 core-m"
  std::string share;   // "45 %"
  std::vector<BarPart> parts;
};

// Columns of a bar `width` wide that each value gets: they add up to `width` (largest remainder),
// and nothing that is not zero vanishes while there is room.
std::vector<std::size_t> BarColumns(const std::vector<std::int64_t>& values, std::size_t width);

// The bar over the canvas' width and under it a line for each group; parts and groups of value zero
// are left out. A part is told by its letter, which stands at its beginning in the bar and before
// its name; colour only helps.
void DrawStackedBar(Canvas& canvas, const std::vector<BarGroup>& groups, std::size_t indent);

// A bar of `value` / `largest` of `width` columns, in eighths of a column.
std::string PlainBar(double value, double largest, std::size_t width);

}  // namespace dataflint::report::terminal

#endif  // DATAFLINT_REPORT_TERMINAL_BAR_H_
