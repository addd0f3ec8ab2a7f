// MutateLog: an event log with a few things wrong in it, for the fuzz targets that read logs.
//
// Bytes changed at random rarely get past the first bracket. These edits know lines, members and
// numbers: they delete, repeat and exchange them, and put in what JSON writers and cut files really
// leave behind. The same seed makes the same edits. Header only; fuzz targets use it, the program
// does not.
#ifndef DATAFLINT_EVENTLOG_MUTATE_LOG_H_
#define DATAFLINT_EVENTLOG_MUTATE_LOG_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <string_view>

namespace dataflint::eventlog {

class LogMutator {
 public:
  LogMutator(std::string_view log, unsigned seed) : log_(log), random_(seed) {}

  std::string Mutate() {
    for (std::size_t edits = 1 + Below(4); edits > 0; --edits) Edit();
    return std::move(log_);
  }

 private:
  struct Span {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t size() const { return end - begin; }
  };

  std::size_t Below(std::size_t bound) { return bound == 0 ? 0 : random_() % bound; }
  std::string Cut(Span span) const { return log_.substr(span.begin, span.size()); }

  void Edit() {
    switch (Below(12)) {
      case 0:
      case 1:
        return ChangeNumber();
      case 2:
        return DeleteMember();
      case 3:
        return RepeatMember();
      case 4:
        return ExchangeValues();
      case 5:
        return ChangeText();
      case 6:
        return MoveLine();
      case 7:
        return AddLine();
      case 8:
        return DeleteStretch();
      case 9:
        return RepeatStretch();
      case 10:
        return ChangeBytes();
      default:
        log_.resize(Below(log_.size() + 1));
    }
  }

  // The line around a random place, with its line feed.
  Span AnyLine() {
    const std::size_t at = Below(log_.size());
    Span line;
    line.begin = at == 0 ? 0 : log_.rfind('\n', at - 1) + 1;  // npos + 1 is 0
    line.end = std::min(log_.find('\n', at), log_.size() - 1) + 1;
    return line;
  }

  // The value that begins at `at`, up to the comma or bracket behind it.
  std::size_t EndOfValue(std::size_t at) const {
    std::size_t depth = 0;
    bool quoted = false;
    for (; at < log_.size() && log_[at] != '\n'; ++at) {
      const char c = log_[at];
      if (quoted) {
        if (c == '\\') ++at;
        quoted = c != '"';
        continue;
      }
      quoted = c == '"';
      if (c == '{' || c == '[') ++depth;
      if (depth == 0 && (c == ',' || c == '}' || c == ']')) return at;
      if (c == '}' || c == ']') --depth;
    }
    return std::min(at, log_.size());
  }

  // A random `"key":value`; `value` is where the value begins. Empty when there is none.
  Span AnyMember(std::size_t& value) {
    const std::size_t start = Below(log_.size());
    std::size_t colon = log_.find("\":", start);
    if (colon == std::string::npos) colon = log_.find("\":");
    if (colon == std::string::npos || colon == 0) return {};
    const std::size_t quote = log_.rfind('"', colon - 1);
    if (quote == std::string::npos) return {};
    value = colon + 2;
    return {quote, EndOfValue(value)};
  }

  void ChangeNumber() {
    static constexpr std::array<std::string_view, 25> kNumbers = {"0",
                                                                  "1",
                                                                  "-1",
                                                                  "2147483647",
                                                                  "2147483648",
                                                                  "-2147483648",
                                                                  "4102444800000",
                                                                  "300000000000000",
                                                                  "300000000005000",
                                                                  "9007199254740993",
                                                                  "9223372036854775807",
                                                                  "9223372036854775808",
                                                                  "-9223372036854775808",
                                                                  "18446744073709551616",
                                                                  "1.0",
                                                                  "1.5",
                                                                  "1e3",
                                                                  "1E400",
                                                                  "-0",
                                                                  "007",
                                                                  "NaN",
                                                                  "Infinity",
                                                                  "\"12\"",
                                                                  "null",
                                                                  "\"-5\""};
    const std::size_t at = log_.find_first_of("0123456789", Below(log_.size()));
    if (at == std::string::npos) return;
    std::size_t end = log_.find_first_not_of("0123456789", at);
    if (end == std::string::npos) end = log_.size();
    if (Below(3) != 0) {
      log_.replace(at, end - at, kNumbers[Below(kNumbers.size())]);
    } else {
      log_[at + Below(end - at)] = static_cast<char>('0' + Below(10));
    }
  }

  void DeleteMember() {
    std::size_t value = 0;
    Span member = AnyMember(value);
    if (member.size() == 0) return;
    if (member.end < log_.size() && log_[member.end] == ',') ++member.end;
    log_.erase(member.begin, member.size());
  }

  void RepeatMember() {
    std::size_t value = 0;
    const Span member = AnyMember(value);
    if (member.size() == 0 || member.size() > 2000) return;
    log_.insert(member.begin, Cut(member) + ",");
  }

  void ExchangeValues() {
    std::size_t from = 0;
    const Span source = AnyMember(from);
    if (source.size() == 0 || source.end - from > 2000) return;
    const std::string value = log_.substr(from, source.end - from);
    std::size_t to = 0;
    const Span target = AnyMember(to);
    if (target.size() == 0 || target.end < to) return;
    log_.replace(to, target.end - to, value);
  }

  void ChangeText() {
    static constexpr std::array<std::string_view, 12> kTexts = {
        "\\u0041",  "\\ud83d", "\\\"", "\\",   "\xff", "\xc3\xa9",
        "\xe2\x82", "\x01",    "\\n",  "\x7f", "\\x",  ""};
    const std::size_t quote = log_.find('"', Below(log_.size()));
    if (quote == std::string::npos) return;
    log_.insert(quote + 1, kTexts[Below(kTexts.size())]);
  }

  void MoveLine() {
    if (log_.empty()) return;
    const Span line = AnyLine();
    const std::string text = Cut(line);
    if (Below(2) == 0) log_.erase(line.begin, line.size());  // else: it stands there twice
    log_.insert(log_.empty() ? 0 : AnyLine().begin, text);
  }

  void AddLine() {
    static constexpr std::array<std::string_view, 12> kLines = {
        "\n",
        "\r\n",
        "{}\n",
        "[]\n",
        "garbage\n",
        "{\"Event\":\n",
        "\xef\xbb\xbf{}\n",
        "\0\0\0\n",
        " \t\n",
        "{\"Event\":\"SparkListenerTaskEnd\"}\n",
        "{\"Event\":\"SparkListenerTaskStart\",\"Stage ID\":0}\n",
        "[[[[[[[[[[[[[[[[[[[[[[[[\n"};
    log_.insert(log_.empty() ? 0 : AnyLine().begin, kLines[Below(kLines.size())]);
  }

  Span AnyStretch() {
    const std::size_t begin = Below(log_.size() + 1);
    return {begin, begin + std::min(Below(300), log_.size() - begin)};
  }
  void DeleteStretch() {
    const Span stretch = AnyStretch();
    log_.erase(stretch.begin, stretch.size());
  }
  void RepeatStretch() {
    const Span stretch = AnyStretch();
    log_.insert(stretch.begin, Cut(stretch));
  }

  void ChangeBytes() {
    static constexpr std::string_view kBytes = "\"{}[]:,\\-09e.\n\r \t\x1e\xff";
    for (std::size_t n = 1 + Below(3); n > 0 && !log_.empty(); --n) {
      log_[Below(log_.size())] = kBytes[Below(kBytes.size())];
    }
  }

  std::string log_;
  std::mt19937 random_;
};

// As libFuzzer's LLVMFuzzerCustomMutator wants it: changes `data` in place, gives its new size.
inline std::size_t MutateLog(std::uint8_t* data, std::size_t size, std::size_t max_size,
                             unsigned seed) {
  const std::string_view log(reinterpret_cast<const char*>(data), size);
  const std::string mutated = LogMutator(log, seed).Mutate();
  const std::size_t kept = std::min(mutated.size(), max_size);
  if (kept > 0) std::memcpy(data, mutated.data(), kept);
  return kept;
}

}  // namespace dataflint::eventlog

#endif  // DATAFLINT_EVENTLOG_MUTATE_LOG_H_
