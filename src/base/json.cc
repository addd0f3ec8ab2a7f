#include "base/json.h"

#define SIMDJSON_EXCEPTIONS 0
#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "base/utf8.h"

namespace dataflint {
namespace {

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool StartsScalar(char c) {
  return c == '-' || (c >= '0' && c <= '9') || c == 't' || c == 'f' || c == 'n' || c == 'N' ||
         c == 'I';
}

// Whole numbers only; a fraction of zeros and an exponent that leaves it whole are allowed.
bool WholeNumber(std::string_view text, std::int64_t& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size()) return true;
  if (text.find_first_of(".eE") == std::string_view::npos || text.size() > 400) return false;
  const std::string copy(text);  // strtod wants an end
  char* stop = nullptr;
  const double number = std::strtod(copy.c_str(), &stop);
  if (stop != copy.c_str() + copy.size() || !std::isfinite(number)) return false;
  constexpr double kLimit =
      9007199254740992.0;  // beyond 2^53 a double says nothing about the units
  if (std::trunc(number) != number || std::abs(number) > kLimit) return false;
  value = static_cast<std::int64_t>(number);
  return true;
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The four digits behind \u, or -1.
int HexQuad(std::string_view text, std::size_t at) {
  if (at + 4 > text.size()) return -1;
  int value = 0;
  for (std::size_t i = at; i < at + 4; ++i) {
    const int digit = HexDigit(text[i]);
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

// Somewhere to append bytes that are known to fit.
struct Bytes {
  char* at;
  Bytes& operator+=(char c) {
    *at++ = c;
    return *this;
  }
};

// A copy in which every invalid byte sequence is U+FFFD, and padding behind it.
std::string WithValidUtf8(std::string_view text, std::size_t padding) {
  std::string out;
  out.reserve(text.size() + text.size() / 8 + padding);
  while (!text.empty()) {
    const CodePoint point = NextCodePoint(text);
    if (point.valid) {
      out.append(text.substr(0, point.bytes));
    } else {
      out.append(kReplacementUtf8);
    }
    text.remove_prefix(point.bytes);
  }
  return out;
}

bool IsLiteral(std::string_view text) {
  return text == "true" || text == "false" || text == "null";
}

}  // namespace

// simdjson's stage 1: where the structural characters and the first bytes of scalars are.
class JsonDocument::Indexer {
 public:
  bool Reserve(std::size_t bytes) {
    if (parser_ && bytes <= capacity_) return true;
    const std::size_t capacity = std::max(bytes, std::size_t{64} << 10);
    parser_.reset();
    capacity_ = 0;
    // Depth matters to simdjson's own tree, which is not built.
    if (simdjson::get_active_implementation()->create_dom_parser_implementation(
            capacity, 1, parser_) != simdjson::SUCCESS) {
      return false;
    }
    capacity_ = capacity;
    return true;
  }
  simdjson::error_code Run(std::string_view text) {
    return parser_->stage1(reinterpret_cast<const std::uint8_t*>(text.data()), text.size(),
                           simdjson::stage1_mode::regular);
  }
  const std::uint32_t* positions() const { return parser_->structural_indexes.get(); }
  std::size_t count() const { return parser_->n_structural_indexes; }
  std::size_t capacity() const { return capacity_; }
  void Release() {
    parser_.reset();
    capacity_ = 0;
  }

 private:
  std::unique_ptr<simdjson::internal::dom_parser_implementation> parser_;
  std::size_t capacity_ = 0;
};

JsonDocument::JsonDocument() : indexer_(std::make_unique<Indexer>()) {}
JsonDocument::~JsonDocument() = default;

JsonDocument::Outcome JsonDocument::ParseCopy(std::string_view text) {
  std::string padded;
  padded.reserve(text.size() + kPadding);
  padded.append(text);
  padded.append(kPadding, '\0');
  copy_.swap(padded);
  return Parse(std::string_view(copy_).substr(0, text.size()));
}

JsonDocument::Outcome JsonDocument::Parse(std::string_view padded) {
  // A line far above the usual must not hold its memory for the rest of the log.
  constexpr std::size_t kKeep = std::size_t{4} << 20;
  if (indexer_->capacity() > kKeep && padded.size() <= kKeep) {
    indexer_->Release();
    std::vector<std::uint32_t>().swap(ends_);
    std::vector<std::uint32_t>().swap(open_);
  }
  unescaped_.clear();
  unescaped_room_ = 0;
  unescaped_at_ = nullptr;
  repaired_utf8_ = false;
  bad_numbers_ = 0;
  first_bad_number_.clear();
  return Index(padded);
}

JsonDocument::Outcome JsonDocument::Index(std::string_view padded) {
  text_ = padded.data();
  size_ = padded.size();
  count_ = 0;
  constexpr std::size_t kMost = std::size_t{1} << 31;
  if (padded.empty() || padded.size() > kMost || !indexer_->Reserve(padded.size())) {
    return Outcome::kBadJson;
  }
  const simdjson::error_code error = indexer_->Run(padded);
  if (error == simdjson::UTF8_ERROR && !repaired_utf8_) {
    repaired_utf8_ = true;
    std::string repaired = WithValidUtf8(padded, kPadding);
    const std::size_t size = repaired.size();
    repaired.append(kPadding, '\0');
    copy_.swap(repaired);
    return Index(std::string_view(copy_).substr(0, size));
  }
  if (error != simdjson::SUCCESS) return Outcome::kBadJson;
  positions_ = indexer_->positions();
  if (indexer_->count() > kMaxStructurals) return Outcome::kTooMany;
  return Check(indexer_->count());
}

// The grammar over the structurals: what may follow what. Scalars are judged by their first byte
// only.
JsonDocument::Outcome JsonDocument::Check(std::size_t count) {
  enum State : std::uint8_t { kValue, kValueOrEnd, kKey, kKeyOrEnd, kColon, kCommaOrEnd, kDone };
  if (ends_.size() < count + 1) ends_.resize(count + 1);
  open_.clear();
  State state = kValue;
  const auto after_value = [this] { return open_.empty() ? kDone : kCommaOrEnd; };
  for (std::uint32_t i = 0; i < count; ++i) {
    const char c = text_[positions_[i]];
    switch (c) {
      case '{':
      case '[':
        if (state > kValueOrEnd) return Outcome::kBadJson;
        if (open_.size() >= kMaxDepth) return Outcome::kTooDeep;
        open_.push_back(i);
        state = c == '{' ? kKeyOrEnd : kValueOrEnd;
        break;
      case '}':
      case ']': {
        if (state != kCommaOrEnd && state != (c == '}' ? kKeyOrEnd : kValueOrEnd)) {
          return Outcome::kBadJson;
        }
        const std::uint32_t begin = open_.back();
        if (text_[positions_[begin]] != (c == '}' ? '{' : '[')) return Outcome::kBadJson;
        ends_[begin] = i;
        open_.pop_back();
        state = after_value();
        break;
      }
      case ':':
        if (state != kColon) return Outcome::kBadJson;
        state = kValue;
        break;
      case ',':
        if (state != kCommaOrEnd) return Outcome::kBadJson;
        state = text_[positions_[open_.back()]] == '{' ? kKey : kValue;
        break;
      case '"':
        if (state == kKey || state == kKeyOrEnd) {
          state = kColon;
        } else if (state <= kValueOrEnd) {
          state = after_value();
        } else {
          return Outcome::kBadJson;
        }
        break;
      default:
        if (state > kValueOrEnd || !StartsScalar(c)) return Outcome::kBadJson;
        if ((c == 't' || c == 'f' || c == 'n') && !IsLiteral(ScalarAt(i, count))) {
          return Outcome::kBadJson;
        }
        state = after_value();
        break;
    }
  }
  if (state != kDone) return Outcome::kBadJson;
  count_ = static_cast<std::uint32_t>(count);
  return Outcome::kOk;
}

// A number or literal as written: it ends before the next of `count` structurals.
std::string_view JsonDocument::ScalarAt(std::uint32_t at, std::size_t count) const {
  const char* begin = text_ + positions_[at];
  const char* end = text_ + (at + 1 < count ? positions_[at + 1] : size_);
  while (end > begin && IsBlank(end[-1])) --end;
  return {begin, static_cast<std::size_t>(end - begin)};
}

// The text between the quotes of the string at `at`: it ends before the next structural.
std::string_view JsonDocument::StringAt(std::uint32_t at, bool& escaped) const {
  const char* begin = text_ + positions_[at] + 1;
  const char* end = text_ + (at + 1 < count_ ? positions_[at + 1] : size_);
  while (end > begin && IsBlank(end[-1])) --end;
  if (end > begin && end[-1] == '"') --end;
  const std::string_view text(begin, static_cast<std::size_t>(end - begin));
  escaped = !text.empty() && std::memchr(begin, '\\', text.size()) != nullptr;
  return text;
}

std::string_view JsonDocument::Unescape(std::string_view escaped) {
  if (unescaped_room_ < escaped.size()) {
    constexpr std::size_t kBlock = std::size_t{16} << 10;
    const std::size_t room = std::max(kBlock, escaped.size());
    unescaped_.push_back(std::make_unique_for_overwrite<char[]>(room));
    unescaped_at_ = unescaped_.back().get();
    unescaped_room_ = room;
  }
  char* const begin = unescaped_at_;
  char* to = begin;
  for (std::size_t i = 0; i < escaped.size();) {
    const void* found = std::memchr(escaped.data() + i, '\\', escaped.size() - i);
    const std::size_t plain =
        found == nullptr
            ? escaped.size() - i
            : static_cast<std::size_t>(static_cast<const char*>(found) - (escaped.data() + i));
    std::memcpy(to, escaped.data() + i, plain);
    to += plain;
    i += plain;
    if (i + 1 >= escaped.size()) break;
    const char c = escaped[i + 1];
    i += 2;
    switch (c) {
      case 'b':
        *to++ = '\b';
        continue;
      case 'f':
        *to++ = '\f';
        continue;
      case 'n':
        *to++ = '\n';
        continue;
      case 'r':
        *to++ = '\r';
        continue;
      case 't':
        *to++ = '\t';
        continue;
      case 'u':
        break;
      default:
        *to++ = c;
        continue;  // \" \\ \/, and what JSON does not know stays itself
    }
    // Never longer than what stood there: six bytes become three at most, twelve become four.
    const int high = HexQuad(escaped, i);
    if (high < 0) {
      *to++ = '?';
      continue;
    }
    i += 4;
    auto code = static_cast<char32_t>(high);
    if (high >= 0xd800 && high < 0xe000) {
      code = kReplacementCharacter;
      const bool pair =
          high < 0xdc00 && i + 1 < escaped.size() && escaped[i] == '\\' && escaped[i + 1] == 'u';
      const int low = pair ? HexQuad(escaped, i + 2) : -1;
      if (low >= 0xdc00 && low < 0xe000) {
        code = 0x10000U + (static_cast<char32_t>(high - 0xd800) << 10) +
               static_cast<char32_t>(low - 0xdc00);
        i += 6;
      }
    }
    Bytes out{to};
    AppendUtf8(code, out);
    to = out.at;
  }
  const auto size = static_cast<std::size_t>(to - begin);
  unescaped_at_ += size;
  unescaped_room_ -= size;
  return {begin, size};
}

void JsonDocument::BadNumber(std::string_view text) {
  constexpr std::size_t kShown = 60;
  if (bad_numbers_++ == 0) first_bad_number_ = text.substr(0, kShown);
}

JsonKind JsonValue::kind() const {
  if (document_ == nullptr) return JsonKind::kAbsent;
  switch (first()) {
    case '{':
      return JsonKind::kObject;
    case '[':
      return JsonKind::kArray;
    case '"':
      return JsonKind::kString;
    case 't':
    case 'f':
      return JsonKind::kBool;
    case 'n':
      return JsonKind::kNull;
    default:
      return JsonKind::kNumber;
  }
}

std::string_view JsonValue::Scalar() const { return document_->ScalarAt(at_, document_->count_); }

bool JsonValue::TryInt(std::int64_t& value) const {
  switch (kind()) {
    case JsonKind::kNumber:
      return WholeNumber(Scalar(), value);
    case JsonKind::kString:
      return WholeNumber(Text(), value);
    default:
      return false;
  }
}

std::int64_t JsonValue::Int(std::int64_t otherwise) const {
  std::int64_t value = 0;
  if (TryInt(value)) return value;
  if (present()) document_->BadNumber(Raw());
  return otherwise;
}

double JsonValue::Double(double otherwise) const {
  if (!present()) return otherwise;
  const std::string text(Text());
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (!text.empty() && end == text.c_str() + text.size() && std::isfinite(value)) return value;
  document_->BadNumber(Raw());
  return otherwise;
}

bool JsonValue::Bool(bool otherwise) const {
  if (!present()) return otherwise;
  const std::string_view text = Text();
  if (text == "true") return true;
  if (text == "false") return false;
  return otherwise;
}

std::string_view JsonValue::Text() const {
  switch (kind()) {
    case JsonKind::kString: {
      bool escaped = false;
      const std::string_view text = document_->StringAt(at_, escaped);
      return escaped ? document_->Unescape(text) : text;
    }
    case JsonKind::kNumber:
    case JsonKind::kBool:
      return Scalar();
    default:
      return {};
  }
}

std::string_view JsonValue::Raw() const {
  switch (kind()) {
    case JsonKind::kAbsent:
      return {};
    case JsonKind::kObject:
    case JsonKind::kArray: {
      const std::uint32_t begin = document_->positions_[at_];
      const std::uint32_t end = document_->positions_[document_->ends_[at_]] + 1;
      return {document_->text_ + begin, end - begin};
    }
    case JsonKind::kString: {
      bool escaped = false;
      const std::string_view text = document_->StringAt(at_, escaped);
      return {text.data() - 1, text.size() + 2};
    }
    default:
      return Scalar();
  }
}

JsonValue JsonValue::operator[](std::string_view key) const {
  JsonValue found;
  Pick({{key, found}});
  return found;
}

void JsonValue::Pick(std::initializer_list<Wanted> wanted) const {
  if (kind() != JsonKind::kObject) return;
  const Wanted* const list = wanted.begin();
  const std::size_t size = wanted.size();
  std::size_t hint = 0;  // where the next member is expected in the list
  const std::uint32_t end = document_->ends_[at_];
  for (std::uint32_t at = at_ + 1; at < end;) {
    for (std::size_t tried = 0, i = hint; tried < size; ++tried, i = i + 1 == size ? 0 : i + 1) {
      if (!KeyIs(at, list[i].key)) continue;
      if (list[i].value.document_ == nullptr) list[i].value = JsonValue(document_, at + 2);
      hint = i + 1 == size ? 0 : i + 1;
      break;
    }
    at = document_->Next(at + 2);
    if (document_->text_[document_->positions_[at]] == ',') ++at;
  }
}

std::size_t JsonValue::CountItems() const {
  std::size_t count = 0;
  const JsonArrayView all = items();
  for (auto item = all.begin(); item != all.end(); ++item) ++count;
  return count;
}

}  // namespace dataflint
