#include <algorithm>
#include <string>
#include <vector>

#include "base/quantity.h"
#include "report/terminal/bar.h"
#include "report/terminal/sections.h"

namespace dataflint::report::terminal {
namespace {

using analysis::CorePart;
using analysis::WallPart;

constexpr std::size_t kIndent = 2;

std::string Words(std::string_view id) {
  std::string words(id);
  std::replace(words.begin(), words.end(), '-', ' ');
  return words;
}

void DrawWallTime(const analysis::WallTime& wall, Canvas& canvas) {
  std::vector<BarPart> parts;
  for (std::size_t i = 0; i < analysis::kWallPartCount; ++i) {
    const auto part = static_cast<WallPart>(i);
    parts.push_back({Words(analysis::NameOf(part)) + ' ' + FormatDuration(wall[part]) + ' ' +
                         ShareOf(wall[part], wall.total),
                     wall[part],
                     [&canvas, part](std::string_view text) { return canvas.Paint(part, text); }});
  }
  DrawStackedBar(canvas, parts, kIndent);
}

// "61 % work, 2 % waiting, 37 % idle": the joined form of the twelve parts.
std::string Joined(const analysis::CoreTime& core) {
  const auto sum = [&](CorePart first, CorePart last) {
    std::int64_t total = 0;
    for (auto i = static_cast<std::size_t>(first); i <= static_cast<std::size_t>(last); ++i) {
      total += core.parts[i];
    }
    return total;
  };
  const auto share = [&](std::string_view word, std::int64_t value) {
    return ShareOf(value, core.available) + ' ' + std::string(word);
  };
  std::string text = share("cpu", core[CorePart::kCpu]) + ", " +
                     share("waiting", sum(CorePart::kGc, CorePart::kScheduler));
  if (core[CorePart::kFailed] > 0) text += ", " + share("failed", core[CorePart::kFailed]);
  const std::int64_t idle = sum(CorePart::kIdleDriver, CorePart::kIdleKept);
  if (idle > 0) text += ", " + share("idle", idle);
  return text;
}

}  // namespace

void DrawCoreTime(const analysis::CoreTime& core_time, Canvas& canvas) {
  std::vector<BarPart> parts;
  for (std::size_t i = 0; i < analysis::kCorePartCount; ++i) {
    const auto part = static_cast<CorePart>(i);
    parts.push_back(
        {std::string(analysis::NameOf(part)) + ' ' + ShareOf(core_time[part], core_time.available),
         core_time[part],
         [&canvas, part](std::string_view text) { return canvas.Paint(part, text); }});
  }
  DrawStackedBar(canvas, parts, kIndent);
}

void DrawTimeAndCores(const Page& page) {
  const analysis::Figures& figures = page.report.figures;
  Canvas& canvas = page.canvas;
  if (figures.wall_time.total > 0) {
    canvas.Heading("where the time went", FormatDuration(figures.wall_time.total));
    DrawWallTime(figures.wall_time, canvas);
  }
  if (figures.core_time.available > 0) {
    canvas.Heading("where the cores went",
                   FormatCoreTime(figures.core_time.available) + ": " + Joined(figures.core_time));
    DrawCoreTime(figures.core_time, canvas);
  }
}

}  // namespace dataflint::report::terminal
