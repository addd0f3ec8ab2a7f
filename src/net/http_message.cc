#include "net/http_message.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <system_error>

#include "base/ascii.h"
#include "net/host_name.h"

namespace dataflint::net {
namespace {

constexpr std::string_view kOurHeaders[] = {"user-agent",
                                            "host",
                                            "range",
                                            "accept-encoding",
                                            "cookie",
                                            "connection",
                                            "keep-alive",
                                            "expect",
                                            "content-length",
                                            "transfer-encoding",
                                            "te",
                                            "trailer",
                                            "upgrade",
                                            "proxy-authorization",
                                            "proxy-connection",
                                            "content-encoding"};

bool EqualIgnoringCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return LowerCase(x) == LowerCase(y); });
}

bool IsLetterOrDigit(char c) { return IsLower(c) || IsUpper(c) || IsDigit(c); }

bool IsTokenCharacter(char c) {
  return IsLetterOrDigit(c) ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool IsPrintableAscii(char c) { return c >= ' ' && c <= '~'; }

std::string Encoded(std::string_view text, std::string_view left_alone) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (IsLetterOrDigit(c) || left_alone.find(c) != std::string_view::npos) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += {'%', kHex[byte >> 4], kHex[byte & 15]};
  }
  return out;
}

std::string EncodedPath(std::string_view path) { return Encoded(path, "-._~/"); }
std::string EncodedPart(std::string_view part) { return Encoded(part, "-._~"); }

// "/a/../b" is taken for "/b" by some servers and for a file named ".." by others.
bool HasDotSegment(std::string_view path) {
  while (!path.empty()) {
    path.remove_prefix(1);  // the slash
    const std::size_t end = std::min(path.find('/'), path.size());
    const std::string_view segment = path.substr(0, end);
    if (segment == "." || segment == "..") return true;
    path.remove_prefix(end);
  }
  return false;
}

std::string WhyNot(const Header& header) {
  if (header.name.empty() ||
      !std::all_of(header.name.begin(), header.name.end(), IsTokenCharacter)) {
    return "a header has a name that is none";
  }
  if (std::any_of(std::begin(kOurHeaders), std::end(kOurHeaders),
                  [&](std::string_view ours) { return EqualIgnoringCase(header.name, ours); })) {
    return "the header " + header.name + " is not the caller's to set";
  }
  if (!std::all_of(header.value.begin(), header.value.end(), IsPrintableAscii)) {
    return "the value of the header " + header.name + " has characters that a header cannot have";
  }
  if (header.value.empty()) return "the header " + header.name + " has no value";
  return {};
}

std::string WhyNot(const HttpRequest& request) {
  if (!request.path.starts_with('/')) return "its path does not begin with /";
  if (HasDotSegment(request.path)) return "its path has a step . or ..";
  if (request.path.find('\0') != std::string::npos) return "its path has a NUL";
  if (!request.body.empty() && request.method != Method::kPost) return "only a POST has a body";
  if (request.range && request.method == Method::kPost) return "a POST has no byte range";
  if (request.range && request.range->last && *request.range->last < request.range->first) {
    return "its byte range ends before it begins";
  }
  for (const Header& header : request.headers) {
    if (std::string why = WhyNot(header); !why.empty()) return why;
  }
  return {};
}

// Takes a number from the front of `text`.
std::optional<std::uint64_t> TakeNumber(std::string_view& text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

bool Take(std::string_view& text, std::string_view expected) {
  if (!text.starts_with(expected)) return false;
  text.remove_prefix(expected.size());
  return true;
}

}  // namespace

std::string_view Name(Method method) {
  switch (method) {
    case Method::kGet:
      return "GET";
    case Method::kHead:
      return "HEAD";
    case Method::kPost:
      break;
  }
  return "POST";
}

const std::string* HttpResponse::Find(std::string_view name) const {
  const auto found = std::find_if(headers.begin(), headers.end(), [&](const Header& header) {
    return EqualIgnoringCase(header.name, name);
  });
  return found == headers.end() ? nullptr : &found->value;
}

std::optional<ContentRange> HttpResponse::content_range() const {
  const std::string* value = Find("Content-Range");
  if (value == nullptr) return std::nullopt;
  std::string_view text = *value;
  if (!Take(text, "bytes ")) return std::nullopt;
  const auto first = TakeNumber(text);
  if (!first || !Take(text, "-")) return std::nullopt;
  const auto last = TakeNumber(text);
  if (!last || *last < *first || !Take(text, "/")) return std::nullopt;
  ContentRange range{*first, *last, std::nullopt};
  if (text == "*") return range;
  range.total = TakeNumber(text);
  if (!range.total || !text.empty() || *range.total <= *last) return std::nullopt;
  return range;
}

Status CheckRequest(const HttpRequest& request) {
  std::string why = WhyNot(request);
  if (why.empty()) return {};
  return Fail(ErrorCode::kInternal, "cannot send a request", request.origin.ToString(),
              std::move(why));
}

std::string Place(const HttpRequest& request) {
  return request.origin.ToString() + EncodedPath(request.path);
}

std::string Url(const HttpRequest& request) {
  std::string url = Place(request);
  char separator = '?';
  for (const QueryParameter& parameter : request.query) {
    url += separator;
    url += EncodedPart(parameter.name) + '=' + EncodedPart(parameter.value);
    separator = '&';
  }
  return url;
}

std::string Describe(const HttpRequest& request) {
  std::string line(Name(request.method));
  line += ' ' + Place(request);
  char separator = '?';
  for (const QueryParameter& parameter : request.query) {
    line += separator + EncodedPart(parameter.name);
    separator = '&';
  }
  for (const Header& header : request.headers) {
    line += " [" + header.name + ": " + (header.sensitive ? "***" : header.value) + ']';
  }
  if (request.method == Method::kPost) {
    line += request.sensitive_body ? " ***" : ' ' + std::to_string(request.body.size()) + " bytes";
  }
  return line;
}

}  // namespace dataflint::net
