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

std::string_view CodeOf(Ink ink) {
  switch (ink) {
    case Ink::kPlain:
      return "0";
    case Ink::kStrong:
      return "1";
    case Ink::kDim:
      return "2";
    case Ink::kGood:
      return "32";
    case Ink::kCosts:
      return "33";
    case Ink::kFailed:
      return "31";
    case Ink::kHeading:
      return "1;36";
  }
  return "0";
}

}  // namespace

std::string Canvas::Paint(Ink ink, std::string_view text) const {
  if (!style_.color || ink == Ink::kPlain) return std::string(text);
  return Escape(CodeOf(ink), text);
}

// Of 256 colours: work green to blue, waiting violet to yellow, failed red, idle greys.
std::string Canvas::Paint(analysis::CorePart part, std::string_view text) const {
  constexpr std::array<std::string_view, analysis::kCorePartCount> kCodes = {
      "38;5;34",  "38;5;178", "38;5;39",  "38;5;33",  "38;5;141", "38;5;73",
      "38;5;180", "38;5;196", "38;5;250", "38;5;246", "38;5;242", "38;5;238"};
  if (!style_.color) return std::string(text);
  return Escape(kCodes[static_cast<std::size_t>(part)], text);
}

std::string Canvas::Paint(analysis::WallPart part, std::string_view text) const {
  constexpr std::array<std::string_view, analysis::kWallPartCount> kCodes = {
      "38;5;180", "38;5;34",  "38;5;178", "38;5;172", "38;5;141",
      "38;5;39",  "38;5;244", "38;5;250", "38;5;246", "38;5;240"};
  if (!style_.color) return std::string(text);
  return Escape(kCodes[static_cast<std::size_t>(part)], text);
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
  Line(text, right, Ink::kHeading, Ink::kDim);
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
