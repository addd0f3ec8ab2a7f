// Canvas: the lines of a report as they go to a terminal, a pipe or a file; knows width, colour and
// whether UTF-8 may be used. Writers lay out plain text first and colour it last, since escape
// sequences have no width. Used by the sections; one thread.
#ifndef DATAFLINT_REPORT_TERMINAL_CANVAS_H_
#define DATAFLINT_REPORT_TERMINAL_CANVAS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "analysis/figures.h"

namespace dataflint::report::terminal {

struct Style {
  bool color = false;
  bool unicode = true;
  std::size_t width = 100;  // columns; 80 to 120
};

// What a colour means, the same everywhere. Red is only for what failed, amber only for what costs.
enum class Ink : std::uint8_t { kPlain, kStrong, kDim, kGood, kCosts, kFailed, kHeading };

class Canvas {
 public:
  explicit Canvas(const Style& style) : style_(style) {}

  std::size_t width() const { return style_.width; }
  bool has_color() const { return style_.color; }

  std::string Paint(Ink ink, std::string_view text) const;
  // `text` on the part's colour.
  std::string Fill(analysis::CorePart part, std::string_view text) const;
  std::string Fill(analysis::WallPart part, std::string_view text) const;

  // `text` has no line break and has been laid out by the caller.
  void Line(std::string_view text = {});
  // A line `left` with `right` at its right edge, if there is room.
  void Line(std::string_view left, std::string_view right, Ink left_ink, Ink right_ink);
  // A section's first line, with an empty line before it; `right` stands below where there is no
  // room beside.
  void Heading(std::string_view text, std::string_view right = {});
  // `text` wrapped to the width, every line after `indent` spaces.
  void Paragraph(std::string_view text, std::size_t indent, Ink ink = Ink::kPlain);
  // `label` at `indent`, then `text` wrapped in its own column, which starts at `column`.
  void Entry(std::string_view label, std::string_view text, std::size_t indent, std::size_t column,
             Ink label_ink, Ink ink);

  // What was drawn, in the encoding of the style.
  std::string Take();

 private:
  Style style_;
  std::string text_;
};

}  // namespace dataflint::report::terminal

#endif  // DATAFLINT_REPORT_TERMINAL_CANVAS_H_
