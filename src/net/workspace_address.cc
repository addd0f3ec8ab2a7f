#include "net/workspace_address.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "base/ascii.h"
#include "base/utf8.h"
#include "net/host_name.h"

namespace dataflint::net {
namespace {

constexpr std::size_t kMaxText = 2048;
constexpr std::size_t kMaxShown = 100;
constexpr std::string_view kSpaces = " \t\r\n";

struct Zone {
  std::string_view name;
  Cloud cloud;
};

constexpr Zone kZones[] = {
    {"cloud.databricks.com", Cloud::kAws},  {"cloud.databricks.us", Cloud::kAws},
    {"azuredatabricks.net", Cloud::kAzure}, {"databricks.azure.us", Cloud::kAzure},
    {"databricks.azure.cn", Cloud::kAzure}, {"gcp.databricks.com", Cloud::kGcp},
};

// The parts of an address as they stand there.
struct Parts {
  std::string scheme;  // lower case; empty when there is none
  std::string_view authority;
  std::string host;  // lower case
  std::optional<std::string_view> port;
  std::string_view rest;  // from the first of / ? #
};

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), LowerCase);
  return lower;
}

std::string_view Trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kSpaces);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpaces) - first + 1);
}

bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }
bool IsNotAscii(char c) { return static_cast<unsigned char>(c) >= 0x80; }

// What no address has, wherever it stands.
std::optional<AddressMistake> CheckCharacters(std::string_view text) {
  if (Trimmed(text).empty()) return AddressMistake::kEmpty;
  if (text.size() > kMaxText) return AddressMistake::kTooLong;
  if (std::any_of(text.begin(), text.end(), IsControl)) return AddressMistake::kControlCharacter;
  if (std::any_of(text.begin(), text.end(), IsNotAscii)) return AddressMistake::kNotAscii;
  if (text.find(' ') != std::string_view::npos) return AddressMistake::kSpace;
  if (text.find('\\') != std::string_view::npos) return AddressMistake::kBackslash;
  return std::nullopt;
}

// An IPv6 address, with or without its brackets, stays whole as the host.
Parts Split(std::string_view text) {
  Parts parts;
  const std::size_t scheme = text.find("://");
  if (scheme != std::string_view::npos && scheme < text.find_first_of("/?#")) {
    parts.scheme = Lower(text.substr(0, scheme));
    text.remove_prefix(scheme + 3);
  }
  const std::size_t end = std::min(text.find_first_of("/?#"), text.size());
  parts.authority = text.substr(0, end);
  parts.rest = text.substr(end);
  const std::size_t colon = parts.authority.rfind(':');
  const bool port = colon != std::string_view::npos && parts.authority.find(':') == colon;
  const bool port_after_bracket =
      colon != std::string_view::npos && colon > 0 && parts.authority[colon - 1] == ']';
  if (port || port_after_bracket) {
    parts.host = Lower(parts.authority.substr(0, colon));
    parts.port = parts.authority.substr(colon + 1);
  } else {
    parts.host = Lower(parts.authority);
  }
  return parts;
}

// A colon that no "//" follows may belong to a scheme ("https:host", "javascript:...") or to a
// port.
bool HasOtherScheme(const Parts& parts) {
  if (!parts.scheme.empty()) return parts.scheme != "https" && parts.scheme != "http";
  if (parts.authority.empty() && !parts.rest.empty()) return parts.rest.front() == '/';
  return parts.port && parts.host.find('.') == std::string::npos &&
         (parts.port->empty() || !std::all_of(parts.port->begin(), parts.port->end(), IsDigit));
}

std::optional<AddressMistake> CheckHost(const Parts& parts) {
  if (parts.authority.find('@') != std::string_view::npos) return AddressMistake::kUserinfo;
  if (HasOtherScheme(parts)) return AddressMistake::kScheme;
  return CheckHostName(parts.host);
}

const Zone* FindZone(std::string_view host) {
  for (const Zone& zone : kZones) {
    if (host == zone.name) return &zone;
    if (host.ends_with(zone.name) && host[host.size() - zone.name.size() - 1] == '.') return &zone;
  }
  return nullptr;
}

// "accounts-dod." is one of the US government.
bool IsAccountConsole(std::string_view host) {
  return host.starts_with("accounts.") || host.starts_with("accounts-dod.");
}

// "westeurope.azuredatabricks.net": the workspace is in the query.
bool IsAzureRegion(std::string_view host, const Zone& zone) {
  if (zone.cloud != Cloud::kAzure || host.size() <= zone.name.size()) return false;
  const std::string_view name = host.substr(0, host.size() - zone.name.size() - 1);
  return name.find('.') == std::string_view::npos;
}

// The host of the workspace that "?o=" names: on Azure it can be worked out.
std::string AzureHost(std::string_view rest, const Zone& zone) {
  std::size_t at = rest.find("?o=");
  if (at == std::string_view::npos) at = rest.find("&o=");
  if (at == std::string_view::npos) return {};
  const std::string_view digits = rest.substr(at + 3);
  std::uint64_t id = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), id);
  if (error != std::errc() || id == 0) return {};
  if (end != digits.data() + digits.size() && *end != '#' && *end != '&') return {};
  return "adb-" + std::to_string(id) + "." + std::to_string(id % 20) + "." + std::string(zone.name);
}

// What may be shown again of what was typed: nothing that could be a password, a token in a query,
// or a client secret that was pasted into the wrong field.
std::string Shown(std::string_view text) {
  const std::string_view shown = text.substr(0, text.find_first_of("?#"));
  if (shown.find('@') != std::string_view::npos || shown.find('.') == std::string_view::npos) {
    return {};
  }
  if (std::any_of(shown.begin(), shown.end(), IsControl) ||
      std::any_of(shown.begin(), shown.end(), IsNotAscii)) {
    return {};
  }
  return Shortened(shown, kMaxShown);
}

tl::unexpected<AddressError> Mistake(AddressMistake mistake, std::string_view text,
                                     std::string suggestion = {}) {
  const MistakeText& said = TextOf(mistake);
  AddressError error;
  error.code = ErrorCode::kBadInput;
  error.what = "cannot use this as the workspace URL";
  error.where = Shown(text);
  error.why = said.why;
  error.fix = suggestion.empty() ? std::string(said.fix) : "Did you mean " + suggestion + "?";
  error.mistake = mistake;
  error.suggestion = std::move(suggestion);
  return tl::unexpected<AddressError>(std::move(error));
}

}  // namespace

tl::expected<WorkspaceAddress, AddressError> WorkspaceAddress::Parse(std::string_view text,
                                                                     const Allowlist& allowlist) {
  // What becomes of it without the mistake, if that can be used.
  const auto instead = [&](std::string_view repaired) -> std::string {
    const auto address = Parse(repaired, allowlist);
    return address ? address->ToString() : address.error().suggestion;
  };
  if (const auto mistake = CheckCharacters(text)) {
    const bool only_around = text.size() <= kMaxText && !CheckCharacters(Trimmed(text));
    return Mistake(*mistake, text, only_around ? instead(Trimmed(text)) : std::string());
  }
  const Parts parts = Split(text);
  if (const auto mistake = CheckHost(parts)) {
    const bool dot = *mistake == AddressMistake::kTrailingDot;
    const std::string_view host = parts.host;
    return Mistake(*mistake, text, dot ? instead(host.substr(0, host.size() - 1)) : std::string());
  }

  const Zone* zone = FindZone(parts.host);
  const AllowedHost* allowed = allowlist.Find(parts.host);
  if (zone != nullptr) {
    if (IsAccountConsole(parts.host)) return Mistake(AddressMistake::kAccountConsole, text);
    if (parts.host == zone->name) return Mistake(AddressMistake::kNotOneWorkspace, text);
    if (IsAzureRegion(parts.host, *zone) && allowed == nullptr) {
      const std::string host = AzureHost(parts.rest, *zone);
      return Mistake(AddressMistake::kNotOneWorkspace, text,
                     host.empty() ? host : "https://" + host);
    }
  } else if (allowed == nullptr) {
    return Mistake(AddressMistake::kUnknownHost, text);
  }

  const std::uint16_t port = allowed != nullptr ? allowed->port : kHttpsPort;
  WorkspaceAddress address(Origin(true, parts.host, port, false),
                           zone != nullptr ? zone->cloud : Cloud::kUnknown,
                           zone != nullptr ? zone->name : std::string_view());
  const bool right_port = parts.port ? port != kHttpsPort && *parts.port == std::to_string(port)
                                     : port == kHttpsPort || parts.scheme.empty();
  if (parts.scheme == "http") return Mistake(AddressMistake::kHttp, text, address.ToString());
  if (!right_port) return Mistake(AddressMistake::kPort, text, address.ToString());
  if (!parts.rest.empty() && parts.rest != "/") {
    return Mistake(AddressMistake::kPath, text, address.ToString());
  }
  return address;
}

tl::expected<WorkspaceAddress, AddressError> WorkspaceAddress::ParseLoopback(
    std::string_view text) {
  if (const auto mistake = CheckCharacters(text)) return Mistake(*mistake, text);
  const Parts parts = Split(text);
  if (parts.authority.find('@') != std::string_view::npos) {
    return Mistake(AddressMistake::kUserinfo, text);
  }
  const std::string_view digits = parts.port.value_or(std::string_view());
  std::uint16_t port = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), port);
  const bool scheme = parts.scheme == "http" || parts.scheme == "https";
  if (!scheme || port == 0 || digits != std::to_string(port)) {
    return Mistake(AddressMistake::kNotLoopback, text);
  }
  if (parts.host == "localhost") {
    return Mistake(AddressMistake::kNotLoopback, text,
                   parts.scheme + "://127.0.0.1:" + std::string(digits));
  }
  if (parts.host != "127.0.0.1" && parts.host != "[::1]") {
    return Mistake(AddressMistake::kNotLoopback, text);
  }
  const std::string host = parts.host == "[::1]" ? "::1" : parts.host;
  WorkspaceAddress address(Origin(parts.scheme == "https", host, port, true), Cloud::kUnknown, {});
  if (!parts.rest.empty() && parts.rest != "/") {
    return Mistake(AddressMistake::kPath, text, address.ToString());
  }
  return address;
}

}  // namespace dataflint::net
