#include "io/part_names.h"

#include <algorithm>

namespace dataflint::io {
namespace {

constexpr std::string_view kEventsPrefix = "events_";
constexpr std::string_view kCompacted = ".compact";
constexpr std::size_t kMostIndexDigits = 12;

}  // namespace

std::string_view BaseName(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  return path.substr(path.find_last_of('/') + 1);
}

std::string FolderOf(std::string_view path) {
  const std::size_t slash = path.find_last_of('/');
  if (slash == std::string_view::npos) return ".";
  return slash == 0 ? "/" : std::string(path.substr(0, slash));
}

std::string_view WithoutInProgress(std::string_view name) {
  if (name.ends_with(kInProgress)) name.remove_suffix(kInProgress.size());
  return name;
}

const PackedEnding* PackedEndingOf(std::string_view name) {
  name = WithoutInProgress(name);
  if (name.ends_with(kCompacted)) name.remove_suffix(kCompacted.size());
  const auto* const found =
      std::find_if(kPackedEndings.begin(), kPackedEndings.end(),
                   [&](const PackedEnding& packed) { return name.ends_with(packed.ending); });
  return found == kPackedEndings.end() ? nullptr : found;
}

std::optional<RolledName> ParseRolledName(std::string_view name) {
  if (!name.starts_with(kEventsPrefix)) return std::nullopt;
  name.remove_prefix(kEventsPrefix.size());
  const std::size_t digits = name.find_first_not_of("0123456789");
  if (digits == 0 || digits > kMostIndexDigits || digits == std::string_view::npos ||
      name[digits] != '_') {
    return std::nullopt;
  }
  RolledName rolled;
  rolled.index = std::stoll(std::string(name.substr(0, digits)));
  name.remove_prefix(digits + 1);
  rolled.application = name.substr(0, name.find('.'));  // Spark writes no dot into it
  rolled.compacted = IsCompactedName(name);
  rolled.unfinished = rolled.compacted && name.ends_with(kInProgress);
  return rolled;
}

bool IsCompactedName(std::string_view name) {
  return name.find(kCompacted) != std::string_view::npos;
}

bool IsFinishedName(std::string_view name) {
  constexpr std::string_view kShape = "eventlog-dddd-dd-dd--dd-dd";
  if (name.size() < kShape.size()) return false;
  return std::equal(kShape.begin(), kShape.end(), name.begin(), [](char shape, char c) {
    return shape == 'd' ? c >= '0' && c <= '9' : shape == c;
  });
}

bool IsPresentName(std::string_view name) {
  return name == "eventlog" || name.starts_with("eventlog.");
}

bool HasDeliveredPartName(std::string_view name) {
  return IsFinishedName(name) || IsPresentName(name);
}

}  // namespace dataflint::io
