#include "net/host_name.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

#include "base/ascii.h"

namespace dataflint::net {
namespace {

constexpr std::size_t kMaxHost = 253;
constexpr std::size_t kMaxLabel = 63;

bool IsHexDigit(char c) { return IsDigit(c) || (c >= 'a' && c <= 'f'); }

std::vector<std::string_view> Labels(std::string_view host) {
  std::vector<std::string_view> labels;
  while (true) {
    const std::size_t dot = host.find('.');
    labels.push_back(host.substr(0, dot));
    if (dot == std::string_view::npos) return labels;
    host.remove_prefix(dot + 1);
  }
}

// "12", "0x1f", "0x": what inet_aton() and browsers read as a part of an IPv4 address. No top-level
// domain is one.
bool IsNumber(std::string_view label) {
  if (label.starts_with("0x")) {
    label.remove_prefix(2);
    return std::all_of(label.begin(), label.end(), IsHexDigit);
  }
  return !label.empty() && std::all_of(label.begin(), label.end(), IsDigit);
}

bool IsLabel(std::string_view label) {
  if (label.empty() || label.size() > kMaxLabel) return false;
  if (label.front() == '-' || label.back() == '-') return false;
  return std::all_of(label.begin(), label.end(),
                     [](char c) { return IsLower(c) || IsDigit(c) || c == '-'; });
}

}  // namespace

char LowerCase(char c) { return IsUpper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

std::optional<AddressMistake> CheckHostName(std::string_view host) {
  if (host.empty()) return AddressMistake::kNoHost;
  if (host.find('%') != std::string_view::npos) return AddressMistake::kPercentEncoded;
  if (host.find_first_of(":[]") != std::string_view::npos) return AddressMistake::kIpLiteral;
  const bool dot_at_end = host.back() == '.';
  if (dot_at_end) host.remove_suffix(1);
  const std::vector<std::string_view> labels = Labels(host);
  if (IsNumber(labels.back())) return AddressMistake::kIpLiteral;
  if (host.size() > kMaxHost || labels.size() < 2) return AddressMistake::kBadHost;
  if (!std::all_of(labels.begin(), labels.end(), IsLabel)) return AddressMistake::kBadHost;
  if (std::any_of(labels.begin(), labels.end(),
                  [](std::string_view label) { return label.starts_with("xn--"); })) {
    return AddressMistake::kPunycode;
  }
  if (dot_at_end) return AddressMistake::kTrailingDot;
  return std::nullopt;
}

}  // namespace dataflint::net
