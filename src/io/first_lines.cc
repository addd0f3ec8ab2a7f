#include "io/first_lines.h"

#include <algorithm>

#include "base/ascii.h"

namespace dataflint::io {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::string_view SkipSpace(std::string_view text) {
  const auto* begin = std::find_if_not(text.begin(), text.end(), IsSpace);
  return text.substr(static_cast<std::size_t>(begin - text.begin()));
}

bool Skip(std::string_view& text, std::string_view expected) {
  text = SkipSpace(text);
  if (!text.starts_with(expected)) return false;
  text.remove_prefix(expected.size());
  return true;
}

// Whether `line` is {"Event": "...; leaves `line` behind the opening quote of the name.
bool SkipToEventName(std::string_view& line) {
  return Skip(line, "{") && Skip(line, "\"Event\"") && Skip(line, ":") && Skip(line, "\"");
}

// The number after "key": in `line`, as written, without quotes.
std::string_view NumberOf(std::string_view line, std::string_view quoted_key) {
  const std::size_t at = line.find(quoted_key);
  if (at == std::string_view::npos) return {};
  std::string_view rest = line.substr(at + quoted_key.size());
  if (!Skip(rest, ":")) return {};
  rest = SkipSpace(rest);
  if (rest.starts_with('"')) rest.remove_prefix(1);
  std::size_t length = rest.starts_with('-') ? 1 : 0;
  while (length < rest.size() && IsDigit(rest[length])) ++length;
  return rest.substr(0, length);
}

std::int64_t ToNumber(std::string_view digits) {
  constexpr std::size_t kMostDigits = 18;
  if (digits.empty() || digits.size() > kMostDigits) return -1;
  std::int64_t value = 0;
  for (const char c : digits) {
    if (!IsDigit(c)) return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

bool LooksLikeEventLog(std::string_view head) {
  if (head.starts_with(kByteOrderMark)) head.remove_prefix(kByteOrderMark.size());
  while (!head.empty()) {
    std::string_view line = head;
    if (SkipToEventName(line)) return true;
    const std::size_t end = head.find('\n');
    if (end == std::string_view::npos) return false;
    head.remove_prefix(end + 1);
  }
  return false;
}

std::optional<DeliveryMetadata> ReadDeliveryMetadata(std::string_view head) {
  if (head.starts_with(kByteOrderMark)) head.remove_prefix(kByteOrderMark.size());
  head = SkipSpace(head);
  std::string_view line = head.substr(0, head.find('\n'));
  if (!SkipToEventName(line) || !line.starts_with("DBCEventLoggingListenerMetadata\"")) {
    return std::nullopt;
  }
  DeliveryMetadata metadata;
  metadata.rollover_number = ToNumber(NumberOf(line, "\"Rollover Number\""));
  metadata.spark_context_id = std::string(NumberOf(line, "\"SparkContext Id\""));
  if (metadata.spark_context_id.empty()) return std::nullopt;
  return metadata;
}

bool NaturalLess(std::string_view a, std::string_view b) {
  std::size_t i = 0;
  std::size_t j = 0;
  const auto number = [](std::string_view text, std::size_t& at) {
    const std::size_t begin = at;
    while (at < text.size() && IsDigit(text[at])) ++at;
    std::string_view digits = text.substr(begin, at - begin);
    digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
    return digits;
  };
  while (i < a.size() && j < b.size()) {
    if (IsDigit(a[i]) && IsDigit(b[j])) {
      const std::string_view first = number(a, i);
      const std::string_view second = number(b, j);
      if (first.size() != second.size()) return first.size() < second.size();
      if (first != second) return first < second;
    } else {
      if (a[i] != b[j]) return a[i] < b[j];
      ++i;
      ++j;
    }
  }
  if (a.size() - i != b.size() - j) return a.size() - i < b.size() - j;
  return a < b;  // equal but for leading zeros
}

}  // namespace dataflint::io
