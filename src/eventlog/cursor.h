// Cursor: reads a line of known shape from left to right: "this literal, then a number, then ...".
//
// Every step checks what it reads; the first surprise makes ok() false for good, and the caller
// gives the line to the JSON reader. Never reads behind `end`. Only the shape readers use it;
// one thread.
#ifndef DATAFLINT_EVENTLOG_CURSOR_H_
#define DATAFLINT_EVENTLOG_CURSOR_H_

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "base/ascii.h"

namespace dataflint::eventlog {

class Cursor {
 public:
  Cursor(const char* begin, const char* end) : at_(begin), end_(end) {}

  bool ok() const { return ok_; }
  void Refuse() { ok_ = false; }
  const char* at() const { return at_; }
  std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }
  void JumpTo(const char* position) { at_ = position; }

  // Steps over `text` if it comes next; leaves everything as it was otherwise.
  bool Try(std::string_view text) {
    if (left() < text.size() || std::memcmp(at_, text.data(), text.size()) != 0) return false;
    at_ += text.size();
    return true;
  }
  // Steps over `text`, which must come next.
  void Expect(std::string_view text) {
    if (ok_ && !Try(text)) ok_ = false;
  }

  // A JSON integer 0 <= n of at most 15 digits: below 2^53, so that sums of many stay in 64 bits
  // and every JSON reader agrees on it. Larger ones are refused.
  std::int64_t Number() { return NumberUpTo(15); }
  // As Number, or negative.
  std::int64_t SignedNumber() { return SignedNumberUpTo(15); }
  // A number that nobody wants, of at most 18 digits.
  void SkipNumber() {
    if (ok_ && IsOneDigit()) {
      ++at_;
      return;
    }
    if (ok_ && end_ - at_ >= 24 && *at_ >= '1') {
      std::uint64_t ignored = 0;
      std::size_t digits = LeadingDigits(at_, ignored);
      if (digits == 8) digits += LeadingDigits(at_ + 8, ignored);
      if (digits > 0 && digits < 16) {
        at_ += digits;
        return;
      }
    }
    SignedNumberUpTo(18);
  }

  // The text up to the next '"', which is stepped over. Escapes, control and non-ASCII characters
  // are refused: such texts need the JSON reader.
  std::string_view Text() {
    const char* begin = at_;
    if constexpr (std::endian::native == std::endian::little) {
      while (end_ - at_ >= 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, at_, 8);
        // The high bit of each byte that ends a plain text: '"', '\\', control, non-ASCII. Bytes
        // behind the first such one may be marked wrongly; only the first matters.
        const std::uint64_t quote = word ^ 0x2222222222222222ULL;
        const std::uint64_t slash = word ^ 0x5c5c5c5c5c5c5c5cULL;
        const std::uint64_t stops =
            (((quote - 0x0101010101010101ULL) & ~quote) |
             ((slash - 0x0101010101010101ULL) & ~slash) | (word - 0x2020202020202020ULL) | word) &
            0x8080808080808080ULL;
        if (stops != 0) {
          at_ += std::countr_zero(stops) >> 3;
          break;
        }
        at_ += 8;
      }
    }
    while (at_ < end_ && *at_ != '"') {
      const auto c = static_cast<unsigned char>(*at_);
      if (c < 0x20 || c >= 0x80 || c == '\\') break;
      ++at_;
    }
    if (at_ >= end_ || *at_ != '"') {
      ok_ = false;
      return {};
    }
    return {begin, static_cast<std::size_t>(at_++ - begin)};
  }

 private:
  // Most numbers of a log are zeros.
  bool IsOneDigit() const { return left() >= 2 && IsDigit(at_[0]) && !IsDigit(at_[1]); }

  std::int64_t NumberUpTo(std::size_t max_digits) {
    if (!ok_) return 0;
    if (IsOneDigit()) return *at_++ - '0';
    std::uint64_t value = 0;
    const std::size_t digits = Digits(value);
    if (digits == 0 || digits > max_digits || (digits > 1 && *at_ == '0')) {
      ok_ = false;
      return 0;
    }
    at_ += digits;
    return static_cast<std::int64_t>(value);
  }
  std::int64_t SignedNumberUpTo(std::size_t max_digits) {
    if (left() == 0 || *at_ != '-') return NumberUpTo(max_digits);
    ++at_;
    const std::int64_t value = NumberUpTo(max_digits);
    if (value == 0) ok_ = false;  // "-0" is left to the JSON reader
    return -value;
  }

  // Eight bytes at `p`, each xored with '0', and how many of them from the first on are digits.
  static std::size_t LeadingDigits(const char* p, std::uint64_t& numeric) {
    std::uint64_t word = 0;
    std::memcpy(&word, p, 8);
    numeric = word ^ 0x3030303030303030ULL;
    // A byte is a digit when the xor leaves 0..9.
    const std::uint64_t others =
        ((numeric + 0x7676767676767676ULL) | numeric) & 0x8080808080808080ULL;
    return static_cast<std::size_t>(others == 0 ? 8 : std::countr_zero(others) >> 3);
  }

  // Number of digits at the cursor and their value (exact up to 19 digits).
  std::size_t Digits(std::uint64_t& value) const {
    std::size_t digits = 0;
    const char* p = at_;
    if constexpr (std::endian::native == std::endian::little) {
      if (end_ - p >= 24) {
        std::uint64_t numeric = 0;
        std::size_t count = LeadingDigits(p, numeric);
        if (count == 0) return 0;
        value = EightDigits(numeric << ((8 - count) * 8));
        if (count < 8) return count;
        count = LeadingDigits(p + 8, numeric);
        if (count == 0) return 8;
        value = value * kPowers[count] + EightDigits(numeric << ((8 - count) * 8));
        if (count < 8) return 8 + count;
        digits = 16;
        p += 16;
      }
    }
    for (; p < end_ && IsDigit(*p); ++p, ++digits) {
      if (digits < 19) value = value * 10 + static_cast<std::uint64_t>(*p - '0');
    }
    return digits;
  }

  // Value of eight digit bytes, first digit in the lowest byte.
  static std::uint64_t EightDigits(std::uint64_t bytes) {
    bytes = (bytes * 10) + (bytes >> 8);
    const std::uint64_t mask = 0x000000ff000000ffULL;
    const std::uint64_t even = (bytes & mask) * 0x000f424000000064ULL;
    const std::uint64_t odd = ((bytes >> 16) & mask) * 0x0000271000000001ULL;
    return (even + odd) >> 32;
  }

  static constexpr std::uint64_t kPowers[9] = {1,      10,      100,      1000,     10000,
                                               100000, 1000000, 10000000, 100000000};

  const char* at_;
  const char* end_;
  bool ok_ = true;
};

}  // namespace dataflint::eventlog

#endif  // DATAFLINT_EVENTLOG_CURSOR_H_
