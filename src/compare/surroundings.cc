#include "compare/surroundings.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <string>

#include "base/ascii.h"
#include "base/quantity.h"

namespace dataflint::compare {
namespace {

using insights::Run;

bool IsHex(char c) { return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool IsWordOf(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

std::string CountOrNothing(std::int64_t count) { return count > 0 ? FormatCount(count) : ""; }

std::string BytesOrNothing(std::int64_t bytes) { return bytes > 0 ? FormatBytes(bytes) : ""; }

// Value of a property of the JVM, "Java Version".
std::string JvmProperty(const Run& run, std::string_view key) {
  for (const auto& [name, value] : run.app().environment.jvm) {
    if (run.app().text(name) == key) return std::string(run.app().text(value));
  }
  return {};
}

std::int64_t ExecutorsEver(const Run& run) {
  return std::count_if(
      run.app().executors.begin(), run.app().executors.end(),
      [](const model::Executor& executor) { return executor.announced && !executor.is_driver; });
}

using Values = std::map<std::string, std::set<std::string>>;  // by setting

// What queries set goes beside what the application began with: both were in force.
Values SettingsOf(const Run& run) {
  const model::Application& app = run.app();
  Values values;
  const auto add = [&](StringId name, StringId value) {
    if (!IsNoisySetting(app.text(name))) {
      values[std::string(app.text(name))].emplace(app.text(value));
    }
  };
  for (const auto& [name, value] : app.environment.spark) add(name, value);
  std::set<std::pair<StringId, StringId>> seen;  // the same few in each of many queries
  for (const model::SqlExecution& sql : app.sql_executions) {
    for (const auto& setting : sql.modified_configs) {
      if (seen.insert(setting).second) add(setting.first, setting.second);
    }
  }
  return values;
}

std::string Listed(const std::set<std::string>& values) {
  std::string text;
  for (const std::string& value : values) text += (text.empty() ? "" : ", ") + value;
  return text;
}

bool AreAlike(const std::set<std::string>& a, const std::set<std::string>& b) {
  if (a == b) return true;
  std::set<std::string> of_a;
  std::set<std::string> of_b;
  for (const std::string& value : a) of_a.insert(WithoutIdentity(value));
  for (const std::string& value : b) of_b.insert(WithoutIdentity(value));
  return of_a == of_b;
}

// Whether the hexadecimal digits [begin, end) are an id or a time, and no word or small number.
bool IsIdentity(std::string_view run) {
  constexpr std::size_t kLeastDigits = 8;  // 20241120, 1795493896930
  constexpr std::size_t kLeastHex = 8;     // of a UUID's first group
  const bool all_digits = std::all_of(run.begin(), run.end(), IsDigit);
  const bool some_digit = std::any_of(run.begin(), run.end(), IsDigit);
  return some_digit && run.size() >= (all_digits ? kLeastDigits : kLeastHex);
}

// The length of an IPv4 address with or without a port at the front of `text`; 0: none.
std::size_t AddressAt(std::string_view text) {
  std::size_t at = 0;
  for (int group = 0; group < 4; ++group) {
    std::size_t digits = 0;
    while (at + digits < text.size() && IsDigit(text[at + digits])) ++digits;
    if (digits == 0 || digits > 3) return 0;
    at += digits;
    if (group == 3) break;
    if (at >= text.size() || text[at] != '.') return 0;
    ++at;
  }
  if (at < text.size() && text[at] == ':') {
    std::size_t end = at + 1;
    while (end < text.size() && IsDigit(text[end])) ++end;
    if (end > at + 1) at = end;
  }
  return at;
}

// "200", "64m", "0.6", "17179869184b": compared as it is.
bool IsNumber(std::string_view value) {
  std::size_t digits = 0;
  while (digits < value.size() && (IsDigit(value[digits]) || value[digits] == '.')) ++digits;
  return digits > 0 && value.size() - digits <= 3 &&
         std::all_of(value.begin() + static_cast<std::ptrdiff_t>(digits), value.end(),
                     [](unsigned char c) { return std::isalpha(c) != 0; });
}

}  // namespace

bool IsNoisySetting(std::string_view name) {
#define NOISY(noisy) \
  if (name == (noisy)) return true;
#define NOISY_PREFIX(prefix)
#define KEPT(kept) \
  if (name == (kept)) return false;
#include "compare/noisy_settings.def"
#undef NOISY
#undef NOISY_PREFIX
#undef KEPT
#define NOISY(noisy)
#define NOISY_PREFIX(prefix) \
  if (name.starts_with(prefix)) return true;
#define KEPT(kept)
#include "compare/noisy_settings.def"
#undef NOISY
#undef NOISY_PREFIX
#undef KEPT
  return false;
}

std::string WithoutIdentity(std::string_view value) {
  if (IsNumber(value)) return std::string(value);
  std::string out;
  for (std::size_t i = 0; i < value.size();) {
    const bool at_word = i == 0 || !IsWordOf(value[i - 1]);
    if (at_word) {
      if (const std::size_t address = AddressAt(value.substr(i)); address > 0) {
        out += '#';
        i += address;
        continue;
      }
      std::size_t end = i;
      while (end < value.size() && IsHex(value[end])) ++end;
      if (end > i && (end == value.size() || !IsWordOf(value[end])) &&
          IsIdentity(value.substr(i, end - i))) {
        // The groups behind the first of a UUID are part of it.
        while (end < value.size() && (IsHex(value[end]) || value[end] == '-')) ++end;
        out += '#';
        i = end;
        continue;
      }
    }
    out += value[i++];
  }
  return out;
}

std::vector<TextChange> ClusterOf(const Run& a, const Run& b) {
  std::vector<TextChange> facts;
  const auto add = [&](std::string_view name, auto&& of) {
    TextChange fact{std::string(name), {of(a), of(b)}};
    if (!fact.value.a.empty() || !fact.value.b.empty()) facts.push_back(std::move(fact));
  };
  const auto text = [&](std::string_view name, StringId model::DatabricksContext::* field) {
    add(name,
        [&](const Run& run) { return std::string(run.app().text(run.app().databricks.*field)); });
  };
  add("Spark", [](const Run& run) { return std::string(run.app().text(run.app().spark_version)); });
  text("runtime", &model::DatabricksContext::runtime);
  add("Photon", [](const Run& run) -> std::string {
    if (!run.is_databricks()) return {};
    return run.app().databricks.is_photon ? "yes" : "no";
  });
  add("Java", [](const Run& run) { return JvmProperty(run, "Java Version"); });
  text("worker node type", &model::DatabricksContext::worker_node_type);
  text("driver node type", &model::DatabricksContext::driver_node_type);
  add("cores, at most", [](const Run& run) { return CountOrNothing(run.figures().max_cores); });
  add("executors, at most",
      [](const Run& run) { return CountOrNothing(run.figures().max_executors); });
  add("executors, in all", [](const Run& run) { return CountOrNothing(ExecutorsEver(run)); });
  add("slots per executor",
      [](const Run& run) { return CountOrNothing(run.slots_per_executor()); });
  add("executor heap", [](const Run& run) { return BytesOrNothing(run.executor_heap()); });
  add("memory per slot", [](const Run& run) { return BytesOrNothing(run.memory_per_slot()); });
  return facts;
}

std::vector<TextChange> SettingChangesOf(const Run& a, const Run& b) {
  std::map<std::string, Both<std::set<std::string>>> values;  // by name, so sorted
  for (auto& [name, of_a] : SettingsOf(a)) values[name].a = of_a;
  for (auto& [name, of_b] : SettingsOf(b)) values[name].b = of_b;
  std::vector<TextChange> changes;
  for (const auto& [name, value] : values) {
    if (AreAlike(value.a, value.b)) continue;
    changes.push_back({name, {Listed(value.a), Listed(value.b)}});
  }
  return changes;
}

}  // namespace dataflint::compare
