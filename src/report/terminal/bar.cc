#include "report/terminal/bar.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "report/terminal/text.h"

namespace dataflint::report::terminal {
namespace {

std::string Repeat(std::string_view text, std::size_t times) {
  std::string repeated;
  for (std::size_t i = 0; i < times; ++i) repeated += text;
  return repeated;
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

void DrawStackedBar(Canvas& canvas, const std::vector<BarPart>& parts, std::size_t indent) {
  constexpr std::array<std::string_view, 3> kShades = {"█", "▒", "▓"};
  std::vector<BarPart> shown;
  std::copy_if(parts.begin(), parts.end(), std::back_inserter(shown),
               [](const BarPart& part) { return part.value > 0; });
  std::vector<std::int64_t> values;
  for (const BarPart& part : shown) values.push_back(part.value);
  const std::vector<std::size_t> columns = BarColumns(values, canvas.width() - indent);
  const auto shade = [&](std::size_t i) {
    return canvas.has_color() ? kShades[0] : kShades[i % kShades.size()];
  };

  std::string bar(indent, ' ');
  for (std::size_t i = 0; i < shown.size(); ++i) {
    bar += shown[i].paint(Repeat(shade(i), columns[i]));
  }
  canvas.Line(bar);

  std::string line(indent, ' ');
  std::size_t used = indent;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const std::size_t wanted = DisplayWidth(shown[i].label) + 2;
    if (used > indent && used + wanted > canvas.width()) {
      canvas.Line(line);
      line.assign(indent, ' ');
      used = indent;
    }
    line += shown[i].paint(shade(i)) + ' ' + shown[i].label + "  ";
    used += wanted + 2;
  }
  if (used > indent) canvas.Line(line);
}

std::string PlainBar(double value, double largest, std::size_t width) {
  constexpr std::array<std::string_view, 8> kEighths = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  if (value <= 0 || largest <= 0) return {};
  const double share = std::min(value / largest, 1.0);
  const auto eighths = std::max<std::size_t>(
      static_cast<std::size_t>(share * static_cast<double>(width) * 8 + 0.5), 1);
  return Repeat("█", eighths / 8) + std::string(kEighths[eighths % 8]);
}

}  // namespace dataflint::report::terminal
