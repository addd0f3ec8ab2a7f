// WordSearch: where any of several words stands in a text, whatever their case (Wu and Manber's
// search). It looks at every third or fourth byte or so: every log carries class paths and plans, and
// every job of a Databricks log hundreds of properties. Used by what keeps secrets out of the model;
// pure, any thread.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace dataflint::eventlog {

template <std::size_t kCount>
class WordSearch {
 public:
  // Words in lower case; letters, digits and punctuation only, two bytes at least.
  constexpr explicit WordSearch(const std::array<std::string_view, kCount>& words) : words_(words) {
    for (const std::string_view word : words_) window_ = std::min(window_, word.size());
    shifts_.fill(static_cast<std::uint8_t>(window_ - 1));
    for (const std::string_view word : words_) {
      for (std::size_t last = 1; last < window_; ++last) {
        std::uint8_t& shift = shifts_[PairOf(word[last - 1], word[last])];
        shift = std::min(shift, static_cast<std::uint8_t>(window_ - 1 - last));
      }
    }
  }

  struct Found {
    std::size_t at = std::string_view::npos;
    std::size_t word = kCount;  // index
    explicit operator bool() const { return word < kCount; }
  };
  // The first word at `from` or behind it; of several there, the one declared first.
  constexpr Found Find(std::string_view text, std::size_t from = 0) const {
    for (std::size_t last = from + window_ - 1; last < text.size();) {
      const std::size_t shift = shifts_[PairOf(text[last - 1], text[last])];
      if (shift == 0) {
        const std::size_t at = last - (window_ - 1);
        for (std::size_t word = 0; word < kCount; ++word) {
          if (BeginsWith(text.substr(at), words_[word])) return {at, word};
        }
      }
      last += std::max<std::size_t>(shift, 1);
    }
    return {};
  }

 private:
  // Letters without their case; other characters share classes with them, which costs time only.
  static constexpr std::size_t ClassOf(char c) { return static_cast<unsigned char>(c) & 0x1fU; }
  static constexpr std::size_t PairOf(char first, char second) {
    return ClassOf(first) * 32 + ClassOf(second);
  }
  static constexpr bool BeginsWith(std::string_view text, std::string_view lower_word) {
    if (text.size() < lower_word.size()) return false;
    for (std::size_t i = 0; i < lower_word.size(); ++i) {
      const char c = text[i];
      const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      if (lower != lower_word[i]) return false;
    }
    return true;
  }

  std::array<std::string_view, kCount> words_;
  std::size_t window_ = 255;  // bytes of the shortest word
  // How far the end of a window may move on when it ends in that pair: 0 when some word's first
  // bytes end in it, less than all of the window when they contain it.
  std::array<std::uint8_t, 1024> shifts_{};
};

}  // namespace dataflint::eventlog
