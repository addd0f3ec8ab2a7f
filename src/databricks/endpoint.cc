#include "databricks/endpoint.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace dataflint::databricks {
namespace {

constexpr std::array kEndpoints = {
#define DATABRICKS_ENDPOINT(id, method, path, per_second) \
  EndpointSpec{Endpoint::id, #id, net::Method::method, path, per_second},
#include "databricks/endpoints.def"
#undef DATABRICKS_ENDPOINT
};

constexpr std::string_view kOne = "{}";
constexpr std::string_view kRest = "{...}";

bool HasControl(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

// Whether some segment of a path would change which path it is.
bool HasDots(std::string_view path) {
  while (true) {
    const std::string_view segment = path.substr(0, path.find('/'));
    if (segment == "." || segment == "..") return true;
    if (segment.size() == path.size()) return false;
    path.remove_prefix(segment.size() + 1);
  }
}

Status CheckArgument(const EndpointSpec& spec, std::string_view argument, bool is_rest) {
  const auto refuse = [&](std::string why) {
    return Fail(ErrorCode::kBadInput, "cannot ask the workspace", std::string(spec.path),
                std::move(why));
  };
  if (argument.empty()) return refuse("a part of the path is empty");
  if (HasControl(argument)) return refuse("a part of the path has control characters");
  if (HasDots(argument)) return refuse("a part of the path is . or ..");
  if (is_rest && argument.front() != '/') return refuse("the path does not begin with /");
  if (!is_rest && argument.find('/') != std::string_view::npos) {
    return refuse("a part of the path holds a /");
  }
  return {};
}

// Whether `path` is the template with something in each place.
bool Fits(std::string_view pattern, std::string_view path) {
  while (true) {
    const std::size_t place = pattern.find('{');
    if (place == std::string_view::npos) return pattern == path;
    if (path.substr(0, place) != pattern.substr(0, place)) return false;
    pattern.remove_prefix(place);
    path.remove_prefix(place);
    if (pattern.starts_with(kRest)) return path.size() > 1 && path.front() == '/' && !HasDots(path);
    pattern.remove_prefix(kOne.size());
    const std::string_view argument = path.substr(0, path.find('/'));
    if (argument.empty() || HasDots(argument)) return false;
    path.remove_prefix(argument.size());
  }
}

}  // namespace

std::span<const EndpointSpec> AllEndpoints() { return kEndpoints; }

const EndpointSpec& SpecOf(Endpoint endpoint) {
  return kEndpoints[static_cast<std::size_t>(endpoint)];
}

Result<std::string> PathOf(Endpoint endpoint, std::span<const std::string> arguments) {
  const EndpointSpec& spec = SpecOf(endpoint);
  std::string path;
  std::string_view rest = spec.path;
  std::size_t used = 0;
  for (std::size_t place = rest.find('{'); place != std::string_view::npos;
       place = rest.find('{')) {
    path += rest.substr(0, place);
    rest.remove_prefix(place);
    const bool is_rest = rest.starts_with(kRest);
    rest.remove_prefix((is_rest ? kRest : kOne).size());
    if (used == arguments.size()) {
      return Fail(ErrorCode::kInternal, "cannot ask the workspace", std::string(spec.path),
                  "an argument of the path is missing");
    }
    DF_RETURN_IF_ERROR(CheckArgument(spec, arguments[used], is_rest));
    path += arguments[used++];
  }
  if (used != arguments.size()) {
    return Fail(ErrorCode::kInternal, "cannot ask the workspace", std::string(spec.path),
                "there are too many arguments of the path");
  }
  return path.append(rest);
}

std::optional<Endpoint> EndpointOf(net::Method method, std::string_view path) {
  const auto found = std::find_if(
      kEndpoints.begin(), kEndpoints.end(),
      [&](const EndpointSpec& spec) { return spec.method == method && Fits(spec.path, path); });
  if (found == kEndpoints.end()) return std::nullopt;
  return found->endpoint;
}

}  // namespace dataflint::databricks
