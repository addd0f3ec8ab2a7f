// Reading UTF-8 that may be broken, one code point at a time. Any thread.
#ifndef DATAFLINT_BASE_UTF8_H_
#define DATAFLINT_BASE_UTF8_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace dataflint {

inline constexpr char32_t kReplacementCharacter = 0xFFFD;
inline constexpr std::string_view kReplacementUtf8 = "\xEF\xBF\xBD";

struct CodePoint {
  char32_t value = 0;     // kReplacementCharacter when !valid
  std::size_t bytes = 1;  // how far to go on; of invalid input its longest invalid beginning
  bool valid = true;
};

// The code point at the front of `text`, which is not empty. Surrogates, overlong forms and values
// past U+10FFFF are invalid; what to skip follows the Unicode Standard's "maximal subpart"
// practice.
CodePoint NextCodePoint(std::string_view text);

// Whether a terminal would do something else than show this character, or would show what follows
// it in another place: control characters, line separators, and what changes the direction.
bool SteersTerminal(char32_t value);

// The first `bytes` bytes of `text`, less what would cut a character in two, and "..."; all of it
// when it is not longer.
std::string Shortened(std::string_view text, std::size_t bytes);

// Appends `value` (a Unicode scalar value) as UTF-8 to `out`, a std::string or alike.
template <typename Out>
void AppendUtf8(char32_t value, Out& out) {
  if (value < 0x80) {
    out += static_cast<char>(value);
  } else if (value < 0x800) {
    out += static_cast<char>(0xC0 | (value >> 6));
    out += static_cast<char>(0x80 | (value & 0x3F));
  } else if (value < 0x10000) {
    out += static_cast<char>(0xE0 | (value >> 12));
    out += static_cast<char>(0x80 | ((value >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (value & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (value >> 18));
    out += static_cast<char>(0x80 | ((value >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((value >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (value & 0x3F));
  }
}

}  // namespace dataflint

#endif  // DATAFLINT_BASE_UTF8_H_
