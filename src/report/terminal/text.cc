#include "report/terminal/text.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/utf8.h"

namespace dataflint::report::terminal {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

template <std::size_t N>
bool IsIn(const std::array<Range, N>& ranges, char32_t value) {
  return std::any_of(ranges.begin(), ranges.end(), [value](const Range& range) {
    return value >= range.first && value <= range.last;
  });
}

// Blocks of wide characters (Unicode's East_Asian_Width W and F, and emoji).
constexpr std::array<Range, 13> kWide = {{{0x1100, 0x115F},
                                          {0x2E80, 0x303E},
                                          {0x3041, 0x33FF},
                                          {0x3400, 0x4DBF},
                                          {0x4E00, 0x9FFF},
                                          {0xA000, 0xA4CF},
                                          {0xA960, 0xA97F},
                                          {0xAC00, 0xD7A3},
                                          {0xF900, 0xFAFF},
                                          {0xFE30, 0xFE6F},
                                          {0xFF01, 0xFF60},
                                          {0x1F300, 0x1FAFF},
                                          {0x20000, 0x3FFFD}}};
// Marks that stand on the character before, and invisible ones.
constexpr std::array<Range, 9> kNoWidth = {{{0x0300, 0x036F},
                                            {0x0483, 0x0489},
                                            {0x0591, 0x05BD},
                                            {0x0610, 0x061A},
                                            {0x064B, 0x065F},
                                            {0x1AB0, 0x1AFF},
                                            {0x200B, 0x200F},
                                            {0x20D0, 0x20FF},
                                            {0xFE00, 0xFE0F}}};
// No line of a report needs more of one text, and a log may hold one of megabytes.
constexpr std::size_t kMostCleanBytes = 8192;

std::size_t WidthOf(char32_t value) {
  if (value < 0x300) return 1;
  if (IsIn(kNoWidth, value)) return 0;
  return IsIn(kWide, value) ? 2 : 1;
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Whether the space at `space` holds a quantity or an option together: "1 m 47 s", "--sql 10".
bool IsBinding(std::string_view text, std::size_t space) {
  if (space + 1 >= text.size()) return false;
  const std::size_t before = text.rfind(' ', space == 0 ? 0 : space - 1);
  const std::size_t begin = before == std::string_view::npos || before >= space ? 0 : before + 1;
  const std::string_view word = text.substr(begin, space - begin);
  const bool is_unit = word.size() == 1 && begin >= 2 && IsDigit(text[begin - 2]);
  return (!word.empty() && IsDigit(word.back()) && !IsDigit(text[space + 1])) ||
         word.starts_with("--") || (is_unit && IsDigit(text[space + 1]));
}

// Where to break `text`, whose first `most` bytes fit into a line and whose rest does not.
std::size_t BreakOf(std::string_view text, std::size_t most) {
  const std::size_t last = text.rfind(' ', most);
  if (last == std::string_view::npos || last == 0) return most;
  std::size_t space = last;
  while (space != std::string_view::npos && space > most / 2 && IsBinding(text, space)) {
    space = text.rfind(' ', space - 1);
  }
  return space == std::string_view::npos || space <= most / 2 ? last : space;
}

// The longest beginning of `text` of at most `width` columns.
std::string_view Beginning(std::string_view text, std::size_t width) {
  std::size_t bytes = 0;
  std::size_t columns = 0;
  while (bytes < text.size()) {
    const CodePoint next = NextCodePoint(text.substr(bytes));
    columns += WidthOf(next.value);
    if (columns > width) break;
    bytes += next.bytes;
  }
  return text.substr(0, bytes);
}

struct Replacement {
  char32_t value;
  std::string_view ascii;
};

constexpr std::array<Replacement, 35> kAscii = {{
    {0x202F, " "}, {0x00A0, " "}, {0x2009, " "}, {0x2026, "~"}, {0x00D7, "x"}, {0x00B5, "u"},
    {0x2013, "-"}, {0x2014, "-"}, {0x2212, "-"}, {0x2192, ">"}, {0x2190, "<"}, {0x2264, "<"},
    {0x2265, ">"}, {0x2714, "+"}, {0x2716, "x"}, {0x25D0, "o"}, {0x25B2, "^"}, {0x2022, "*"},
    {0x00B7, "."}, {0x2588, "#"}, {0x2589, "#"}, {0x258A, "#"}, {0x258B, "#"}, {0x258C, "#"},
    {0x258D, "."}, {0x258E, "."}, {0x258F, "."}, {0x2592, "="}, {0x2593, "%"}, {0x2591, ":"},
    {0x25A0, "#"}, {0x2502, "|"}, {0x251C, "|"}, {0x2514, "`"}, {0x2500, "-"},
}};

std::string_view AsciiFor(char32_t value) {
  for (const Replacement& replacement : kAscii) {
    if (replacement.value == value) return replacement.ascii;
  }
  return WidthOf(value) == 2 ? "??" : WidthOf(value) == 0 ? "" : "?";
}

}  // namespace

std::size_t DisplayWidth(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const CodePoint next = NextCodePoint(text);
    width += WidthOf(next.value);
    text.remove_prefix(next.bytes);
  }
  return width;
}

std::string Clean(std::string_view text) {
  std::string clean;
  clean.reserve(std::min(text.size(), kMostCleanBytes));
  while (!text.empty()) {
    if (clean.size() >= kMostCleanBytes) return clean + "…";
    const CodePoint next = NextCodePoint(text);
    const bool is_direction =
        next.value > 0x2029 || next.value == 0x061C || next.value == 0x200E || next.value == 0x200F;
    if (next.value == ' ' || (SteersTerminal(next.value) && !is_direction)) {
      if (!clean.empty() && clean.back() != ' ') clean += ' ';
    } else if (!next.valid || SteersTerminal(next.value)) {
      clean += kReplacementUtf8;
    } else {
      clean.append(text.data(), next.bytes);
    }
    text.remove_prefix(next.bytes);
  }
  if (!clean.empty() && clean.back() == ' ') clean.pop_back();
  return clean;
}

std::string Fit(std::string_view text, std::size_t width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  if (width == 0) return {};
  return std::string(Beginning(text, width - 1)) + "…";
}

std::string FitEnd(std::string_view text, std::size_t width) {
  std::size_t used = DisplayWidth(text);
  if (used <= width) return std::string(text);
  if (width == 0) return {};
  while (used > width - 1) {
    const CodePoint next = NextCodePoint(text);
    used -= WidthOf(next.value);
    text.remove_prefix(next.bytes);
  }
  return "…" + std::string(text);
}

std::string FitMiddle(std::string_view text, std::size_t width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  const std::string_view begin = Beginning(text, width / 2);
  return std::string(begin) + FitEnd(text.substr(begin.size()), width - DisplayWidth(begin));
}

std::string PadRight(std::string text, std::size_t width) {
  const std::size_t used = DisplayWidth(text);
  if (used < width) text.append(width - used, ' ');
  return text;
}

std::string PadLeft(std::string text, std::size_t width) {
  const std::size_t used = DisplayWidth(text);
  if (used < width) text.insert(0, width - used, ' ');
  return text;
}

std::string Joined(const std::vector<std::string>& texts, std::string_view between) {
  std::string joined;
  for (const std::string& text : texts) {
    if (text.empty()) continue;
    if (!joined.empty()) joined += between;
    joined += text;
  }
  return joined;
}

std::vector<std::string> Wrap(std::string_view text, std::size_t width) {
  width = std::max<std::size_t>(width, 1);
  std::vector<std::string> lines;
  while (!text.empty()) {
    std::string_view line = Beginning(text, width);
    if (line.empty()) line = text.substr(0, NextCodePoint(text).bytes);  // wider than the line
    if (line.size() < text.size()) line = line.substr(0, BreakOf(text, line.size()));
    text.remove_prefix(line.size());
    while (!line.empty() && line.back() == ' ') line.remove_suffix(1);
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    lines.emplace_back(line);
  }
  return lines;
}

std::string ToAscii(std::string_view text) {
  std::string ascii;
  ascii.reserve(text.size());
  while (!text.empty()) {
    const CodePoint next = NextCodePoint(text);
    if (next.valid && next.value < 0x80) {
      ascii += static_cast<char>(next.value);
    } else {
      ascii += AsciiFor(next.value);
    }
    text.remove_prefix(next.bytes);
  }
  return ascii;
}

}  // namespace dataflint::report::terminal
