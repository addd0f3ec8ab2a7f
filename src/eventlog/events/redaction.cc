#include "eventlog/events/redaction.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "eventlog/events/word_search.h"

namespace dataflint::eventlog {
namespace {

// First the words that make a name a secret's, then what is one by itself.
constexpr std::array<std::string_view, 21> kWords = {
    "password",   "passwd",      "pwd=",       "secret",  "token",  "access.key", "accesskey",
    "access_key", "account.key", "accountkey", "api.key", "apikey", "api_key",    "private.key",
    "privatekey", "private_key", "credential", "bearer ", "sig=",   "akia",       "dapi"};
constexpr std::size_t kBearer = 17;
constexpr std::size_t kSignature = 18;
constexpr std::size_t kAccessKeyId = 19;
constexpr std::size_t kDatabricksToken = 20;
constexpr WordSearch<kWords.size()> kSearch(kWords);

using Range = std::pair<std::size_t, std::size_t>;  // [first, second)

bool IsNamePart(char c) {
  return IsDigit(c) || IsUpper(c) || IsLower(c) || c == '_' || c == '.' || c == '-';
}
bool IsSpace(char c) { return static_cast<unsigned char>(c) <= ' '; }
bool IsQuote(char c) { return c == '"' || c == '\'' || c == '`'; }
bool EndsValue(char c) {
  return IsSpace(c) || IsQuote(c) || std::string_view(",;&)]}|").find(c) != std::string_view::npos;
}

// Takes time in proportion to the text, whatever stands in it: what was walked over for one word or
// '@' is not walked over again for the next.
class Secrets {
 public:
  explicit Secrets(std::string_view text) : text_(text) {}

  // In order, none overlapping another.
  std::vector<Range> Find() {
    for (auto found = kSearch.Find(text_); found; found = kSearch.Find(text_, found.at + 1)) {
      Judge(found.at, found.word);
    }
    for (std::size_t at = text_.find('@'); at != std::string_view::npos;
         at = text_.find('@', at + 1)) {
      JudgeAddress(at);
    }
    std::sort(ranges_.begin(), ranges_.end());
    std::vector<Range> apart;
    for (const Range& range : ranges_) {
      if (!apart.empty() && range.first < apart.back().second) {
        apart.back().second = std::max(apart.back().second, range.second);
      } else {
        apart.push_back(range);
      }
    }
    return apart;
  }

 private:
  char At(std::size_t i) const { return i < text_.size() ? text_[i] : '\0'; }

  template <typename Is>
  std::size_t Skip(std::size_t i, Is&& is) const {
    while (i < text_.size() && is(text_[i])) ++i;
    return i;
  }

  void Judge(std::size_t at, std::size_t word) {
    const std::size_t behind = at + kWords[word].size();
    const bool begins_name = at == 0 || !IsNamePart(text_[at - 1]);
    switch (word) {
      case kBearer:
        AddValue(behind);
        return;
      case kSignature:
        if (at > 0 && (text_[at - 1] == '?' || text_[at - 1] == '&')) AddValue(behind);
        return;
      case kAccessKeyId:
        if (begins_name && text_.substr(at).starts_with("AKIA")) {
          AddKey(at, Skip(behind, [](char c) { return IsUpper(c) || IsDigit(c); }), 20);
        }
        return;
      case kDatabricksToken:
        if (begins_name) {
          AddKey(at, Skip(behind, [](char c) { return IsDigit(c) || (c >= 'a' && c <= 'f'); }), 36);
        }
        return;
      default:
        JudgeName(at, kWords[word].ends_with('=') ? behind - 1 : behind);
    }
  }

  // A name with a secret's word in it ends at or behind `i`: its value, if it has one.
  void JudgeName(std::size_t at, std::size_t i) {
    if (at < judged_name_end_) return;  // another word of the same name
    i = Skip(i, IsNamePart);
    judged_name_end_ = i;
    if (At(i) == '#') i = Skip(i + 1, [](char c) { return IsDigit(c) || c == 'L'; });
    const bool quoted = IsQuote(At(i));
    i = Skip(quoted ? i + 1 : i, IsSpace);
    const std::string_view rest = text_.substr(i);
    if (rest.starts_with("->") || rest.starts_with("=>") || rest.starts_with("==")) {
      AddValue(i + 2);
    } else if (rest.starts_with("=") || (quoted && rest.starts_with(":")) ||
               (rest.starts_with(",") && IsComparedBy(at))) {
      AddValue(i + 1);
    }
  }

  // Whether the name around `at` is the first argument of a pushed filter: "EqualTo(token,x)".
  bool IsComparedBy(std::size_t at) const {
    while (at > 0 && IsNamePart(text_[at - 1])) --at;
    const std::string_view before = text_.substr(0, at);
    return before.ends_with("EqualTo(") || before.ends_with("EqualNullSafe(");
  }

  void AddValue(std::size_t i) {
    i = Skip(i, [](char c) { return c == ' '; });
    const char quote = At(i);
    const bool quoted = i < text_.size() && IsQuote(quote);
    if (quoted) ++i;
    const std::size_t end = quoted ? std::min(text_.find(quote, i), text_.size()) : EndOfValue(i);
    if (!quoted && furthest_.first <= i && i < furthest_.second) return;  // part of a longer one
    const std::string_view value = text_.substr(i, end - i);
    if (value.empty() || value.starts_with('*') || (!quoted && SaysNothing(value))) return;
    Add(i, end);
  }

  // Of one without quotes.
  std::size_t EndOfValue(std::size_t i) {
    if (i < value_begin_ || i > value_end_) {
      value_begin_ = i;
      value_end_ = Skip(i, [](char c) { return !EndsValue(c); });
    }
    return value_end_;
  }

  // Another column ("token#9", "upper(token#9"), a list, or no value.
  static bool SaysNothing(std::string_view value) {
    if (value == "null" || value == "true" || value == "false" || value.starts_with('['))
      return true;
    const std::size_t id = value.rfind('#');
    if (id == std::string_view::npos || id + 1 == value.size()) return false;
    std::string_view number = value.substr(id + 1);
    if (number.size() > 1 && number.ends_with('L')) number.remove_suffix(1);
    const auto is_name = [](char c) { return IsNamePart(c) || c == '('; };
    return std::all_of(value.begin(), value.begin() + static_cast<std::ptrdiff_t>(id), is_name) &&
           std::all_of(number.begin(), number.end(), IsDigit);
  }

  void Add(std::size_t begin, std::size_t end) {
    ranges_.emplace_back(begin, end);
    if (end > furthest_.second) furthest_ = {begin, end};
  }

  void AddKey(std::size_t begin, std::size_t end, std::size_t least) {
    if (end - begin >= least) Add(begin, end);
  }

  // What stands before an '@': "https://user:x", "jdbc:oracle:thin:user/x".
  void JudgeAddress(std::size_t at) {
    std::size_t begin = at;
    std::size_t colon = std::string_view::npos;
    while (begin > last_at_ && text_[begin - 1] != '/' && !EndsValue(text_[begin - 1])) {
      if (text_[--begin] == ':') colon = begin;
    }
    if (begin > last_at_ || last_at_ == 0) {
      address_ = {begin, colon, IsPasswordOfOracle(begin)};
    } else if (address_.colon == std::string_view::npos) {
      address_.colon = colon;  // it goes on behind the '@' before
    }
    last_at_ = at;
    if (text_.substr(0, address_.begin).ends_with("://")) {
      if (address_.colon != std::string_view::npos && address_.colon + 1 < at) {
        Add(address_.colon + 1, at);
      }
    } else if (address_.is_oracles) {
      Add(address_.begin, at);
    }
  }

  bool IsPasswordOfOracle(std::size_t begin) const {
    constexpr std::size_t kLongestUser = 128;
    if (begin == 0 || text_[begin - 1] != '/') return false;
    const std::string_view before = text_.substr(0, begin - 1);
    const std::size_t from = before.size() - std::min(before.size(), kLongestUser);
    const std::size_t user = before.substr(from).rfind(':');
    return user != std::string_view::npos &&
           before.substr(0, from + user).ends_with("jdbc:oracle:thin");
  }

  struct Address {
    std::size_t begin = 0;  // behind the slash or what else ends a value
    std::size_t colon = std::string_view::npos;
    bool is_oracles = false;  // what stands there is a password
  };

  std::string_view text_;
  std::vector<Range> ranges_;
  Range furthest_;  // of ranges_, by its end
  std::size_t judged_name_end_ = 0;
  std::size_t value_begin_ = 1;  // of the value last walked over; none yet
  std::size_t value_end_ = 0;
  std::size_t last_at_ = 0;  // the '@' before, and what stands before that
  Address address_;
};

}  // namespace

bool MayHoldSecret(std::string_view text) {
  return kSearch.Find(text) || text.find('@') != std::string_view::npos;
}

std::string_view WithoutSecrets(std::string_view text, std::string& buffer) {
  if (!MayHoldSecret(text)) return text;
  const std::vector<Range> secrets = Secrets(text).Find();
  if (secrets.empty()) return text;
  buffer.clear();
  std::size_t done = 0;
  for (const auto& [begin, end] : secrets) {
    buffer += text.substr(done, begin - done);
    buffer += kRedacted;
    done = end;
  }
  buffer += text.substr(done);
  return buffer;
}

}  // namespace dataflint::eventlog
