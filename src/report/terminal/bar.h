// Bars: one bar of several parts with a legend, and single bars for histograms.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "report/terminal/canvas.h"

namespace dataflint::report::terminal {

struct BarPart {
  std::string label;                                   // "gc 4 %"
  std::int64_t value = 0;                              // >= 0
  std::function<std::string(std::string_view)> paint;  // colours a text
};

// Columns of a bar `width` wide that each value gets: they add up to `width` (largest remainder),
// and nothing that is not zero vanishes while there is room.
std::vector<std::size_t> BarColumns(const std::vector<std::int64_t>& values, std::size_t width);

// The bar over the canvas' width and its legend, parts of value zero left out. Without colour,
// neighbours differ by shade.
void DrawStackedBar(Canvas& canvas, const std::vector<BarPart>& parts, std::size_t indent);

// A bar of `value` / `largest` of `width` columns, in eighths of a column.
std::string PlainBar(double value, double largest, std::size_t width);

}  // namespace dataflint::report::terminal
