#include "report/terminal/table.h"

#include <algorithm>

#include "report/terminal/text.h"

namespace dataflint::report::terminal {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kLeastOfAll = 8;  // of a stretching column, when nothing more can be dropped

std::string Aligned(const Column& column, const std::string& text, std::size_t width) {
  std::string fitted = Fit(text, width);
  return column.right ? PadLeft(std::move(fitted), width) : PadRight(std::move(fitted), width);
}

}  // namespace

void Table::Draw(Canvas& canvas, std::size_t indent) const {
  const std::size_t count = columns_.size();
  std::vector<std::size_t> widths(count);
  std::vector<bool> shown(count);
  for (std::size_t i = 0; i < count; ++i) {
    widths[i] = DisplayWidth(columns_[i].header);
    for (const std::vector<Cell>& row : rows_) {
      widths[i] = std::max(widths[i], DisplayWidth(row[i].text));
      if (!row[i].text.empty()) shown[i] = true;
    }
  }
  const auto needed = [&] {
    std::size_t total = indent;
    for (std::size_t i = 0; i < count; ++i) {
      if (!shown[i]) continue;
      const std::size_t least = std::min(widths[i], columns_[i].least_width);
      total += (columns_[i].stretches ? least : widths[i]) + kGap;
    }
    return total - kGap;
  };
  while (needed() > canvas.width()) {
    std::size_t drop = count;
    for (std::size_t i = 0; i < count; ++i) {
      if (!shown[i] || columns_[i].drop_order == 0) continue;
      if (drop == count || columns_[i].drop_order > columns_[drop].drop_order) drop = i;
    }
    if (drop == count) break;
    shown[drop] = false;
  }
  for (std::size_t i = 0; i < count; ++i) {
    if (!columns_[i].stretches || !shown[i]) continue;
    const std::size_t least = std::min(widths[i], columns_[i].least_width);
    const std::size_t used = needed() - least;
    const std::size_t room = canvas.width() > used ? canvas.width() - used : 0;
    widths[i] = std::max(kLeastOfAll, std::min(widths[i], room));
  }

  const auto draw = [&](auto&& cell_at) {
    std::string line(indent, ' ');
    for (std::size_t i = 0; i < count; ++i) {
      if (!shown[i]) continue;
      if (line.size() > indent) line.append(kGap, ' ');
      const Cell cell = cell_at(i);
      line += canvas.Paint(cell.ink, Aligned(columns_[i], cell.text, widths[i]));
    }
    canvas.Line(line);
  };
  draw([&](std::size_t i) { return Cell{columns_[i].header, Ink::kDim}; });
  for (const std::vector<Cell>& row : rows_) draw([&](std::size_t i) { return row[i]; });
}

}  // namespace dataflint::report::terminal
