#include <string>
#include <utility>
#include <vector>

#include "report/headline.h"
#include "report/terminal/sections.h"
#include "report/terminal/text.h"

namespace dataflint::report::terminal {
namespace {

struct Mark {
  std::string text;
  Ink ink;
};

Mark MarkOf(const Headline& headline) {
  switch (headline.status) {
    case ApplicationStatus::kFinished:
      if (headline.has_failed_jobs) return {"▲ finished", Ink::kCosts};
      return {"✔ finished", Ink::kGood};
    case ApplicationStatus::kFailed:
      return {"✖ failed", Ink::kFailed};
    case ApplicationStatus::kUnfinished:
      return {"◐ unfinished", Ink::kStrong};
  }
  return {"◐ unfinished", Ink::kStrong};
}

// The texts one after the other, in as many lines as they need.
void DrawInLines(const std::vector<Mark>& marks, Canvas& canvas) {
  constexpr std::size_t kGap = 3;
  std::string line;
  std::size_t used = 0;
  for (const Mark& mark : marks) {
    if (mark.text.empty()) continue;
    const std::size_t wanted = DisplayWidth(mark.text);
    if (used > 0 && used + kGap + wanted > canvas.width()) {
      canvas.Line(std::exchange(line, {}));
      used = 0;
    }
    if (used > 0) line.append(kGap, ' ');
    used += (used > 0 ? kGap : 0) + wanted;
    line += canvas.Paint(mark.ink, mark.text);
  }
  canvas.Line(line);
}

}  // namespace

void DrawHeadline(const Page& page) {
  const Headline headline = HeadlineOf(page.report, page.summary);
  Canvas& canvas = page.canvas;
  const std::size_t id_width = DisplayWidth(headline.id);
  const std::size_t room = canvas.width() > id_width + 2 ? canvas.width() - id_width - 2 : 16;
  canvas.Line(Fit(headline.name, room), headline.id, Ink::kStrong, Ink::kDim);

  DrawInLines({MarkOf(headline),
               {headline.duration, Ink::kPlain},
               {headline.cores, Ink::kPlain},
               {headline.work, Ink::kPlain},
               {headline.failures, Ink::kFailed}},
              canvas);
  for (const std::string& line : headline.failed_work) {
    canvas.Entry("", line, 0, 2, Ink::kFailed, Ink::kFailed);
  }

  const std::string& state = headline.log_state;
  const Ink state_ink = headline.is_complete ? Ink::kDim : Ink::kCosts;
  const std::string& surroundings = headline.surroundings;
  if (DisplayWidth(surroundings) + 2 + DisplayWidth(state) <= canvas.width()) {
    canvas.Line(surroundings, state, Ink::kDim, state_ink);
  } else {
    canvas.Paragraph(surroundings, 0, Ink::kDim);
    canvas.Line(canvas.Paint(state_ink, state));
  }
}

}  // namespace dataflint::report::terminal
