#include "report/terminal/canvas.h"

#include <array>
#include <utility>

#include "report/terminal/text.h"

namespace dataflint::report::terminal {
namespace {

std::string Escape(std::string_view code, std::string_view text) {
  if (text.empty()) return {};
  return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
}

// Of the 256 colours those that are legible on black and on white; a test measures their contrast.
std::string_view CodeOf(Ink ink) {
  switch (ink) {
    case Ink::kPlain:
      return "0";
    case Ink::kStrong:
      return "1";
    case Ink::kDim:
      return "2";
    case Ink::kGood:
      return "38;5;28";
    case Ink::kCosts:
      return "38;5;166";
    case Ink::kFailed:
      return "38;5;160";
    case Ink::kHeading:
      return "1;38;5;32";
  }
  return "0";
}

// Black letters on the part's colour.
std::string Filled(std::string_view color, std::string_view text) {
  return Escape("38;5;16;48;5;" + std::string(color), text);
}

}  // namespace

std::string Canvas::Paint(Ink ink, std::string_view text) const {
  if (!style_.color || ink == Ink::kPlain) return std::string(text);
  return Escape(CodeOf(ink), text);
}

// Work green, waiting blue to violet and brown, failed red, idle greys; neighbours differ in
// lightness too.
std::string Canvas::Fill(analysis::CorePart part, std::string_view text) const {
  constexpr std::array<std::string_view, analysis::kCorePartCount> kColors = {
      "34", "172", "39", "33", "141", "73", "137", "196", "247", "243", "248", "244"};
  if (!style_.color) return std::string(text);
  return Filled(kColors[static_cast<std::size_t>(part)], text);
}

// Executing green, the driver's work blue to violet and brown, what is waited for greys.
std::string Canvas::Fill(analysis::WallPart part, std::string_view text) const {
  constexpr std::array<std::string_view, analysis::kWallPartCount> kColors = {
      "137", "34", "39", "33", "141", "73", "244", "172", "133", "248"};
  if (!style_.color) return std::string(text);
  return Filled(kColors[static_cast<std::size_t>(part)], text);
}

void Canvas::Line(std::string_view text) {
  std::size_t end = text.size();
  while (end > 0 && text[end - 1] == ' ') --end;
  text_.append(text.substr(0, end));
  text_ += '\n';
}

void Canvas::Line(std::string_view left, std::string_view right, Ink left_ink, Ink right_ink) {
  const std::size_t used = DisplayWidth(left);
  const std::size_t wanted = DisplayWidth(right);
  if (right.empty() || used + 2 + wanted > style_.width) {
    Line(Paint(left_ink, left));
    return;
  }
  Line(Paint(left_ink, left) + std::string(style_.width - used - wanted, ' ') +
       Paint(right_ink, right));
}

void Canvas::Heading(std::string_view text, std::string_view right) {
  Line();
  if (right.empty() || DisplayWidth(text) + 2 + DisplayWidth(right) <= style_.width) {
    Line(text, right, Ink::kHeading, Ink::kDim);
    return;
  }
  Line(Paint(Ink::kHeading, text));
  Paragraph(right, 2, Ink::kDim);
}

void Canvas::Paragraph(std::string_view text, std::size_t indent, Ink ink) {
  for (const std::string& line : Wrap(text, style_.width - indent)) {
    Line(std::string(indent, ' ') + Paint(ink, line));
  }
}

void Canvas::Entry(std::string_view label, std::string_view text, std::size_t indent,
                   std::size_t column, Ink label_ink, Ink ink) {
  std::string margin = std::string(indent, ' ') + std::string(label);
  const std::string padding(DisplayWidth(margin) < column ? column - DisplayWidth(margin) : 1, ' ');
  std::string first = std::string(indent, ' ') + Paint(label_ink, label) + padding;
  for (const std::string& line : Wrap(text, style_.width - column)) {
    Line(std::exchange(first, std::string(column, ' ')) + Paint(ink, line));
  }
}

std::string Canvas::Take() {
  std::string taken = std::exchange(text_, {});
  return style_.unicode ? taken : ToAscii(taken);
}

}  // namespace dataflint::report::terminal
