// WordSearch: where any of several words stands in a text, whatever their case. Every log carries
// class paths, plans and call stacks, and every job of a Databricks log hundreds of properties, so
// it looks at three bytes in every other place only, and asks one bit whether a word can stand there.
// Used by what keeps secrets out of the model; pure, any thread.
#ifndef DATAFLINT_EVENTLOG_EVENTS_WORD_SEARCH_H_
#define DATAFLINT_EVENTLOG_EVENTS_WORD_SEARCH_H_

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace dataflint::eventlog {

template <std::size_t kCount>
class WordSearch {
 public:
  static constexpr std::size_t kShortestWord = 4;

  // Words in lower case; letters, digits and punctuation only, kShortestWord bytes at least.
  constexpr explicit WordSearch(const std::array<std::string_view, kCount>& words) : words_(words) {
    for (std::size_t i = 0; i < kCount; ++i) {
      begins_[i] = BeginOf(words[i].data());
      Mark(ClassesOf(words[i].data()));
      Mark(ClassesOf(words[i].data() + 1));
    }
  }

  struct Found {
    std::size_t at = std::string_view::npos;
    std::size_t word = kCount;  // index
    explicit operator bool() const { return word < kCount; }
  };
  // The first word at `from` or behind it; of several there, the one declared first.
  Found Find(std::string_view text, std::size_t from = 0) const {
    // A word that begins here holds the last three of these four bytes as its second to fourth, one
    // that begins behind here as its first three.
    for (std::size_t at = from; at + kShortestWord <= text.size(); at += 2) {
      const std::uint32_t classes = ClassesBehind(text.data() + at);
      if ((marks_[classes / 64] >> (classes % 64) & 1) == 0) continue;
      if (const Found found = At(text, at)) return found;
      if (const Found found = At(text, at + 1)) return found;
    }
    return {};
  }

 private:
  // Letters without their case; other characters share classes with them, which costs time only.
  static constexpr std::uint32_t ClassOf(char c) { return static_cast<unsigned char>(c) & 0x1fU; }
  // Of three bytes, in 15 bits.
  static constexpr std::uint32_t ClassesOf(const char* bytes) {
    return ClassOf(bytes[0]) | ClassOf(bytes[1]) << 5 | ClassOf(bytes[2]) << 10;
  }
  // Of the three behind the first of four, in one load: this is where most of the time goes.
  static std::uint32_t ClassesBehind(const char* bytes) {
    std::uint32_t word = 0;
    std::memcpy(&word, bytes, sizeof(word));
    static_assert(std::endian::native == std::endian::little);
    return (word >> 8 & 0x1fU) | (word >> 11 & 0x3e0U) | (word >> 14 & 0x7c00U);
  }
  // Of four.
  static constexpr std::uint32_t BeginOf(const char* bytes) {
    return ClassesOf(bytes) | ClassOf(bytes[3]) << 15;
  }
  constexpr void Mark(std::uint32_t classes) {
    marks_[classes / 64] |= std::uint64_t{1} << (classes % 64);
  }

  Found At(std::string_view text, std::size_t at) const {
    if (text.size() - at < kShortestWord) return {};
    const std::uint32_t begin = BeginOf(text.data() + at);
    for (std::size_t word = 0; word < kCount; ++word) {
      if (begins_[word] == begin && BeginsWith(text.substr(at), words_[word])) return {at, word};
    }
    return {};
  }
  static bool BeginsWith(std::string_view text, std::string_view lower_word) {
    if (text.size() < lower_word.size()) return false;
    for (std::size_t i = 0; i < lower_word.size(); ++i) {
      const char c = text[i];
      const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      if (lower != lower_word[i]) return false;
    }
    return true;
  }

  std::array<std::string_view, kCount> words_;
  std::array<std::uint32_t, kCount> begins_{};  // classes of the words' first four bytes
  // One bit for any three classes: whether they are the first or the second three of some word.
  std::array<std::uint64_t, 512> marks_{};
};

}  // namespace dataflint::eventlog

#endif  // DATAFLINT_EVENTLOG_EVENTS_WORD_SEARCH_H_
