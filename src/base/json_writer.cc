#include "base/json_writer.h"

#include <array>
#include <cassert>
#include <charconv>
#include <cmath>
#include <utility>

#include "base/utf8.h"

namespace dataflint {
namespace {

// Bytes that go out as they are: printable ASCII but quote and backslash.
constexpr std::array<bool, 256> kPlain = [] {
  std::array<bool, 256> plain{};
  for (std::size_t byte = 0x20; byte < 0x7F; ++byte) plain[byte] = byte != '"' && byte != '\\';
  return plain;
}();

// `value` is below U+10000, as all that is escaped is.
void AppendEscape(char32_t value, std::string& out) {
  switch (value) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  constexpr std::string_view kHex = "0123456789abcdef";
  out += "\\u";
  for (const unsigned shift : {12U, 8U, 4U, 0U}) out += kHex[(value >> shift) & 0xF];
}

}  // namespace

JsonWriter::JsonWriter(Sink sink, Style style) : sink_(std::move(sink)), style_(style) {}

JsonWriter::JsonWriter(std::string& out, Style style)
    : JsonWriter([&out](std::string_view piece) { out += piece; }, style) {}

void JsonWriter::Key(std::string_view key) {
  assert(!has_members_.empty() && !after_key_);
  BeforeValue();
  Quote(key);
  buffer_ += style_ == Style::kIndented ? ": " : ":";
  after_key_ = true;
}

void JsonWriter::String(std::string_view text) {
  BeforeValue();
  Quote(text);
}

void JsonWriter::Int(std::int64_t value) {
  BeforeValue();
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  buffer_.append(digits.data(), end.ptr);
}

void JsonWriter::Double(double value) {
  if (!std::isfinite(value)) return Null();
  BeforeValue();
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  buffer_.append(digits.data(), end.ptr);
}

void JsonWriter::Bool(bool value) {
  BeforeValue();
  buffer_ += value ? "true" : "false";
}

void JsonWriter::Null() {
  BeforeValue();
  buffer_ += "null";
}

void JsonWriter::Flush() {
  assert(has_members_.empty() && !after_key_);
  if (style_ == Style::kIndented && !buffer_.empty()) buffer_ += '\n';
  if (!buffer_.empty()) sink_(buffer_);
  buffer_.clear();
}

void JsonWriter::Open(char bracket) {
  BeforeValue();
  buffer_ += bracket;
  has_members_.push_back(false);
}

void JsonWriter::Close(char bracket) {
  assert(!has_members_.empty() && !after_key_);
  const bool had_members = has_members_.back();
  has_members_.pop_back();
  if (had_members) NewLine();
  buffer_ += bracket;
}

void JsonWriter::BeforeValue() {
  if (buffer_.size() >= kPieceBytes) {
    sink_(buffer_);
    buffer_.clear();
  }
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (has_members_.empty()) return;
  if (has_members_.back()) buffer_ += ',';
  has_members_.back() = true;
  NewLine();
}

void JsonWriter::NewLine() {
  if (style_ != Style::kIndented) return;
  buffer_ += '\n';
  buffer_.append(2 * has_members_.size(), ' ');
}

void JsonWriter::Quote(std::string_view text) {
  buffer_ += '"';
  while (!text.empty()) {
    std::size_t plain = 0;
    while (plain < text.size() && kPlain[static_cast<unsigned char>(text[plain])]) ++plain;
    buffer_.append(text.data(), plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    const CodePoint next = NextCodePoint(text);
    if (!next.valid) {
      buffer_ += kReplacementUtf8;
    } else if (next.bytes > 1 && !SteersTerminal(next.value)) {
      buffer_.append(text.data(), next.bytes);
    } else {
      AppendEscape(next.value, buffer_);
    }
    text.remove_prefix(next.bytes);
  }
  buffer_ += '"';
}

}  // namespace dataflint
