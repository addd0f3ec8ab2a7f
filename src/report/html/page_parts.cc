#include "report/html/page_parts.h"

#include <algorithm>

#include "report/terminal/text.h"

namespace dataflint::report::html {
namespace {

constexpr std::size_t kBytesOfAMember = 16;

std::size_t BytesOf(std::string_view text) {
  std::size_t bytes = 0;
  for (const char c : text) {
    bytes += c == '<' || c == '>' || c == '&' ? 6 : c == '"' || c == '\\' ? 2 : 1;
  }
  return bytes;
}

}  // namespace

std::int64_t PageContext::At(model::TimeMs time) const {
  const analysis::Figures& figures = report.figures;
  return std::clamp(time, figures.begin, figures.end) - figures.begin;
}

bool Room::Take(std::size_t members, const std::vector<std::string_view>& texts) {
  std::size_t bytes = members * kBytesOfAMember;
  for (const std::string_view text : texts) bytes += BytesOf(text);
  // What comes later matters less: it is not to slip in where this has no room.
  left_ = bytes > left_ ? 0 : left_ - bytes;
  return left_ > 0;
}

std::string ShortText(std::string_view text, std::size_t columns) {
  return terminal::Fit(terminal::Clean(text), columns);
}

void NonZero(JsonWriter& json, std::string_view key, std::int64_t value) {
  if (value != 0) json.Field(key, value);
}

void NonEmpty(JsonWriter& json, std::string_view key, std::string_view text) {
  if (!text.empty()) json.Field(key, text);
}

}  // namespace dataflint::report::html
