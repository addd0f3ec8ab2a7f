#include "report/terminal/bar.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "report/terminal/text.h"

namespace dataflint::report::terminal {
namespace {

std::string Repeat(std::string_view text, std::size_t times) {
  std::string repeated;
  for (std::size_t i = 0; i < times; ++i) repeated += text;
  return repeated;
}

// A part that is shown, with the letter that stands for it.
struct Keyed {
  char key;
  const BarPart* part;
};

// Each part begins with its letter; without colour, neighbours differ by shade too.
void DrawBar(Canvas& canvas, const std::vector<Keyed>& keyed, std::size_t indent) {
  constexpr std::array<std::string_view, 2> kShades = {"█", "░"};
  std::vector<std::int64_t> values;
  for (const Keyed& entry : keyed) values.push_back(entry.part->value);
  const std::vector<std::size_t> columns = BarColumns(values, canvas.width() - indent);
  std::string bar(indent, ' ');
  for (std::size_t i = 0; i < keyed.size(); ++i) {
    const std::string_view shade = canvas.has_color() ? " " : kShades[i % kShades.size()];
    bar +=
        keyed[i].part->fill(keyed[i].key + Repeat(shade, std::max<std::size_t>(columns[i], 1) - 1));
  }
  canvas.Line(bar);
}

// The parts of a group one after the other, in the lines that `width` leaves for them.
std::vector<std::string> PartLines(const std::vector<Keyed>& parts, std::size_t width) {
  std::vector<std::string> lines;
  std::size_t used = 0;
  for (const Keyed& entry : parts) {
    const std::string text = ' ' + entry.part->label + ' ' + entry.part->amount;
    const std::size_t wanted = 1 + DisplayWidth(text);
    if (lines.empty() || used + 2 + wanted > width) {
      lines.emplace_back();
      used = 0;
    } else {
      lines.back() += "  ";
      used += 2;
    }
    lines.back() += entry.part->fill(std::string(1, entry.key)) + text;
    used += wanted;
  }
  return lines;
}

void DrawLegend(Canvas& canvas, const std::vector<BarGroup>& groups,
                const std::vector<Keyed>& keyed, std::size_t indent) {
  constexpr std::size_t kGap = 2;
  std::size_t label_width = 0;
  std::size_t amount_width = 0;
  std::size_t share_width = 0;
  for (const BarGroup& group : groups) {
    label_width = std::max(label_width, DisplayWidth(group.label));
    amount_width = std::max(amount_width, DisplayWidth(group.amount));
    share_width = std::max(share_width, DisplayWidth(group.share));
  }
  const std::size_t column = indent + 2 + label_width + amount_width + share_width + 3 * kGap;
  const std::string margin(column, ' ');
  for (const BarGroup& group : groups) {
    std::vector<Keyed> parts;
    for (const Keyed& entry : keyed) {
      const bool is_its = std::any_of(group.parts.begin(), group.parts.end(),
                                      [&](const BarPart& part) { return &part == entry.part; });
      if (is_its) parts.push_back(entry);
    }
    if (parts.empty()) continue;
    const bool is_one = group.parts.size() == 1;
    const std::string key =
        is_one ? parts.front().part->fill(std::string(1, parts.front().key)) : " ";
    std::string line = std::string(indent, ' ') + key + ' ' + PadRight(group.label, label_width) +
                       std::string(kGap, ' ') + PadLeft(group.amount, amount_width) +
                       std::string(kGap, ' ') + PadLeft(group.share, share_width);
    if (is_one) {
      canvas.Line(line);
      continue;
    }
    line += std::string(kGap, ' ');
    for (const std::string& text : PartLines(parts, canvas.width() - column)) {
      canvas.Line(std::exchange(line, margin) + text);
    }
  }
}

}  // namespace

std::vector<std::size_t> BarColumns(const std::vector<std::int64_t>& values, std::size_t width) {
  std::vector<std::size_t> columns(values.size());
  double total = 0;
  for (const std::int64_t value : values)
    total += static_cast<double>(std::max<std::int64_t>(value, 0));
  if (total <= 0) return columns;

  std::vector<double> rest(values.size());
  std::size_t given = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] <= 0) continue;
    const double exact = static_cast<double>(values[i]) / total * static_cast<double>(width);
    columns[i] = std::max<std::size_t>(static_cast<std::size_t>(exact), 1);
    rest[i] = exact - static_cast<double>(columns[i]);
    given += columns[i];
  }
  while (given < width) {
    const auto most = std::max_element(rest.begin(), rest.end()) - rest.begin();
    columns[static_cast<std::size_t>(most)] += 1;
    rest[static_cast<std::size_t>(most)] -= 1;
    ++given;
  }
  while (given > width) {
    const auto widest = std::max_element(columns.begin(), columns.end());
    if (*widest <= 1) break;
    *widest -= 1;
    --given;
  }
  return columns;
}

void DrawStackedBar(Canvas& canvas, const std::vector<BarGroup>& groups, std::size_t indent) {
  std::vector<Keyed> keyed;
  for (const BarGroup& group : groups) {
    for (const BarPart& part : group.parts) {
      if (part.value > 0) keyed.push_back({static_cast<char>('a' + keyed.size()), &part});
    }
  }
  DrawBar(canvas, keyed, indent);
  DrawLegend(canvas, groups, keyed, indent);
}

std::string PlainBar(double value, double largest, std::size_t width) {
  constexpr std::array<std::string_view, 8> kEighths = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  if (value <= 0 || largest <= 0) return {};
  const double share = std::min(value / largest, 1.0);
  const auto eighths =
      static_cast<std::size_t>(std::max(std::lround(share * static_cast<double>(width) * 8), 1L));
  return Repeat("█", eighths / 8) + std::string(kEighths[eighths % 8]);
}

}  // namespace dataflint::report::terminal
