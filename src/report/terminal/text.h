// Text for a terminal: how wide it is, how it is cut, padded and wrapped, and how texts out of a
// log are made harmless. Texts are UTF-8 without escape sequences; colour comes after layout
// (canvas.h). Used by all writers of report/ and by cli/; pure.
#ifndef DATAFLINT_REPORT_TERMINAL_TEXT_H_
#define DATAFLINT_REPORT_TERMINAL_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dataflint::report::terminal {

// Columns that `text` takes: wide East Asian characters two, combining ones none.
std::size_t DisplayWidth(std::string_view text);

// `text` as one line that cannot steer a terminal: control characters (escape sequences among them)
// and line breaks become spaces, several spaces one, marks of direction and invalid UTF-8 U+FFFD.
// What is longer than any line can be (8 KiB) is cut.
std::string Clean(std::string_view text);

// At most `width` columns, cut with an ellipsis.
std::string Fit(std::string_view text, std::size_t width);
// The same, but what is cut off is the beginning: of a path the end says most.
std::string FitEnd(std::string_view text, std::size_t width);
// The same, with the ellipsis in the middle.
std::string FitMiddle(std::string_view text, std::size_t width);
std::string PadRight(std::string text, std::size_t width);
std::string PadLeft(std::string text, std::size_t width);

// The texts that are not empty, with `between` in between.
std::string Joined(const std::vector<std::string>& texts, std::string_view between);

// Lines of at most `width` columns, broken at spaces, but rather not inside a quantity ("1 m 47 s")
// or between an option and its value; words that are too long are broken anywhere.
std::vector<std::string> Wrap(std::string_view text, std::size_t width);

// A text in ASCII, column for column where it can be: for locales that are not UTF-8.
std::string ToAscii(std::string_view text);

}  // namespace dataflint::report::terminal

#endif  // DATAFLINT_REPORT_TERMINAL_TEXT_H_
