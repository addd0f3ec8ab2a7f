#include "cli/config_file.h"

// The parser handles what it also asserts never to see: "[!" begins no table.
#define TOML_ASSERT(expr) static_cast<void>(0)
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <span>
#include <utility>

#include "base/quantity.h"
#include "cli/insight_names.h"
#include "cli/interrupt.h"
#include "cli/nearest.h"
#include "io/file_source.h"

namespace dataflint::cli {
namespace {

using insights::InsightSpec;
using insights::Overrides;
using insights::ThresholdSpec;

constexpr std::size_t kMostBytes = std::size_t{1} << 20;
constexpr std::string_view kWhat = "cannot use the configuration";

std::string Quoted(std::string_view text) { return '"' + std::string(text) + '"'; }

std::string TypeOf(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table:
      return "a section";
    case toml::node_type::array:
      return "a list";
    case toml::node_type::string:
      return "a text";
    case toml::node_type::boolean:
      return "true or false";
    case toml::node_type::integer:
    case toml::node_type::floating_point:
      return "a number";
    default:
      return "a date or time";
  }
}

// 30000 as "30000", 0.15 as "0.15": the shortest text that is this number in TOML too.
std::string NumberText(double value) {
  std::array<char, 32> digits{};
  const bool is_whole = value == std::floor(value) && std::abs(value) <= 1e15;
  const auto end = is_whole ? std::to_chars(digits.data(), digits.data() + digits.size(),
                                            static_cast<std::int64_t>(value))
                            : std::to_chars(digits.data(), digits.data() + digits.size(), value);
  return {digits.data(), end.ptr};
}

// What a threshold takes, for who wrote `written`: "must be a number from 0 to 1".
std::string Demand(const ThresholdSpec& threshold, double written) {
  using insights::Unit;
  const insights::Range range = insights::RangeOf(threshold);
  const bool has_unit = threshold.unit == Unit::kMilliseconds || threshold.unit == Unit::kBytes ||
                        threshold.unit == Unit::kCoreMilliseconds;
  std::string text = range.is_whole ? "must be a whole number" : "must be a number";
  if (has_unit) text += " of " + std::string(insights::NameOf(threshold.unit));
  if (threshold.unit == Unit::kShare) {
    return text + " from " + NumberText(range.least) + " to " + NumberText(range.most);
  }
  return text + (written > range.most ? ", at most " + NumberText(range.most)
                                      : ", at least " + NumberText(range.least));
}

// Walks the file's tables. Of all that is wrong, it keeps what stands first in the file.
class ConfigReader {
 public:
  explicit ConfigReader(std::string name) : name_(std::move(name)) {}

  Result<Overrides> Read(const toml::table& file) {
    overrides_.layers.push_back({name_, {}, {}, {}});
    for (const auto& [key, node] : file) {
      if (key == "insights") {
        ReadInsights(node, overrides_.layers.front());
      } else if (key == "job") {
        ReadJobs(node);
      } else {
        Wrong(key.source(), "there is no section " + Quoted(key),
              DidYouMean(key, {"insights", "job"}, "its sections are [insights.ID] and [[job]]"));
      }
    }
    if (problem_) return tl::unexpected(*std::move(problem_));
    return std::move(overrides_);
  }

 private:
  void Wrong(const toml::source_region& where, std::string why, std::string fix) {
    const auto line = where.begin.line;
    if (problem_ && line >= problem_line_) return;
    problem_line_ = line;
    problem_ = Error{ErrorCode::kUsage, std::string(kWhat),
                     name_ + " at line " + std::to_string(line), std::move(why), std::move(fix)};
  }

  const toml::table* TableOf(const toml::key& key, const toml::node& node, const char* form) {
    const toml::table* table = node.as_table();
    if (table == nullptr) {
      Wrong(key.source(), Quoted(key) + " must be a section, not " + TypeOf(node),
            "write it as " + std::string(form));
    }
    return table;
  }

  void ReadJobs(const toml::node& node) {
    const toml::array* jobs = node.as_array();
    if (jobs == nullptr) {
      return Wrong(node.source(), "\"job\" must be a list of sections, not " + TypeOf(node),
                   "write [[job]] in two pairs of brackets");
    }
    for (const toml::node& job : *jobs) {
      if (const toml::table* table = job.as_table()) {
        ReadJob(*table);
      } else {
        Wrong(job.source(), "a job must be a section, not " + TypeOf(job), "write it as [[job]]");
      }
    }
  }

  void ReadJob(const toml::table& job) {
    Overrides::Layer layer;
    const toml::node* name = job.get("name");
    const toml::value<std::string>* pattern = name == nullptr ? nullptr : name->as_string();
    if (pattern != nullptr) layer.applications = pattern->get();
    if (layer.applications.empty()) {
      Wrong(name == nullptr ? job.source() : name->source(),
            name == nullptr      ? "a job has no name"
            : pattern == nullptr ? "the name of a job must be a text, not " + TypeOf(*name)
                                 : "the name of a job is empty",
            "say which applications it is for: name = \"nightly_*\"");
    }
    layer.by = name_ + ", job " + Quoted(layer.applications);
    for (const auto& [key, node] : job) {
      if (key == "name") continue;
      if (key == "insights") {
        ReadInsights(node, layer);
      } else {
        Wrong(
            key.source(), "a job has no " + Quoted(key),
            DidYouMean(key, {"name", "insights"}, "it has a name and sections [job.insights.ID]"));
      }
    }
    overrides_.layers.push_back(std::move(layer));
  }

  void ReadInsights(const toml::node& node, Overrides::Layer& layer) {
    const toml::table* table = node.as_table();
    if (table == nullptr) {
      return Wrong(node.source(), "\"insights\" must be a section, not " + TypeOf(node),
                   "write a section for each, as [insights.skew]");
    }
    for (const auto& [id, settings] : *table) {
      const InsightSpec* spec = FindInsight(id);
      if (spec == nullptr) {
        const Error error = NoSuchInsight(id);
        Wrong(id.source(), error.why, error.fix);
      } else if (const toml::table* of_one = TableOf(id, settings, "[insights.skew]")) {
        for (const auto& [key, value] : *of_one) ReadSetting(*spec, key, value, layer);
      }
    }
  }

  void ReadSetting(const InsightSpec& spec, const toml::key& key, const toml::node& value,
                   Overrides::Layer& layer) {
    const std::string id(spec.id);
    if (key == "enabled") {
      const toml::value<bool>* on = value.as_boolean();
      if (on != nullptr) return layer.switches.push_back({id, on->get()});
      return Wrong(value.source(), "enabled of " + id + " must be true or false",
                   "write enabled = false to switch it off");
    }
    std::vector<std::string> names = {"enabled"};
    for (const ThresholdSpec& threshold : spec.thresholds) {
      if (threshold.name == key) return ReadThreshold(spec, threshold, value, layer);
      names.emplace_back(threshold.name);
    }
    Wrong(key.source(), id + " has no threshold " + Quoted(key),
          DidYouMean(key, names, "dataflint insights " + id + " lists them"));
  }

  void ReadThreshold(const InsightSpec& spec, const ThresholdSpec& threshold,
                     const toml::node& value, Overrides::Layer& layer) {
    const toml::value<std::int64_t>* whole = value.as_integer();
    const toml::value<double>* real = value.as_floating_point();
    const double number = whole != nullptr  ? static_cast<double>(whole->get())
                          : real != nullptr ? real->get()
                                            : 0;
    const bool is_number = whole != nullptr || real != nullptr;
    if (is_number && insights::RangeOf(threshold).Contains(number)) {
      return layer.thresholds.push_back(
          {std::string(spec.id), std::string(threshold.name), number});
    }
    const bool is_percent =
        is_number && threshold.unit == insights::Unit::kShare && number > 1 && number <= 100;
    Wrong(value.source(),
          std::string(threshold.name) + " of " + std::string(spec.id) + ' ' +
              Demand(threshold, number) + ", not " +
              (is_number ? NumberText(number) : TypeOf(value)),
          is_percent
              ? "write " + NumberText(number / 100) + " for " + NumberText(number) + " %"
              : "dataflint declares " + NumberText(threshold.value) + "; leave it out for that");
  }

  std::string name_;
  Overrides overrides_;
  std::optional<Error> problem_;
  toml::source_index problem_line_ = 0;
};

std::optional<std::string> Variable(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr) return std::nullopt;
  return std::string(value);
}

struct Place {
  std::string path;
  std::string name;  // what reports call it: no home folder's name goes into one
};

// Where https://specifications.freedesktop.org/basedir-spec has such files; it leaves out
// XDG_CONFIG_HOME that is not absolute.
std::optional<Place> UsualPlace() {
  constexpr std::string_view kFile = "/dataflint/config.toml";
  if (const auto folder = Variable("XDG_CONFIG_HOME"); folder && folder->starts_with('/')) {
    return Place{*folder + std::string(kFile), "$XDG_CONFIG_HOME" + std::string(kFile)};
  }
  const auto home = Variable("HOME");
  if (!home || !home->starts_with('/')) return std::nullopt;
  return Place{*home + "/.config" + std::string(kFile), "~/.config" + std::string(kFile)};
}

// Also reads what is no regular file, as a shell's <(...). Errors: those of the file.
Result<std::string> ReadText(const Place& place) {
  const io::StopFlag stop(&Interrupted());
  auto file = io::FileSource::Open(place.path, &stop);
  if (!file) {
    Error error = std::move(file).error();
    error.what = kWhat;
    error.where = place.name;
    if (error.code == ErrorCode::kBadInput) error.code = ErrorCode::kUsage;
    if (error.fix.empty()) error.fix = "name a file with --config or in DATAFLINT_CONFIG";
    return tl::unexpected(std::move(error));
  }
  std::string text(kMostBytes + 1, '\0');
  std::size_t size = 0;
  io::ReadOutcome outcome;
  while (size < text.size() && !outcome.ended) {
    outcome = (*file)->Read(std::span(text).subspan(size));
    size += outcome.bytes;
  }
  if (outcome.trouble) {
    return Fail(ErrorCode::kUnavailable, std::string(kWhat), place.name, outcome.trouble->detail,
                "try again");
  }
  if (size > kMostBytes) {
    return Fail(ErrorCode::kUsage, std::string(kWhat), place.name,
                "it is larger than " + FormatBytes(kMostBytes), "name the right file");
  }
  text.resize(size);
  return text;
}

// 600000 as "600_000".
std::string Grouped(double value) {
  std::string text = NumberText(value);
  const std::size_t whole = std::min(text.find('.'), text.size());
  if (whole < 5) return text;
  for (std::size_t i = whole; i > 3;) text.insert(i -= 3, 1, '_');
  return text;
}

// What stands behind a threshold in the template.
std::string CommentOf(const ThresholdSpec& threshold) {
  using insights::Unit;
  std::string text;
  switch (threshold.unit) {
    case Unit::kShare:
      text = "0 to 1";
      break;
    case Unit::kMilliseconds:
    case Unit::kCoreMilliseconds:
    case Unit::kBytes:
      text = std::string(insights::NameOf(threshold.unit)) + " (" +
             insights::TextOf(threshold.value, threshold.unit) + ')';
      break;
    case Unit::kRatio:
      text = "times";
      break;
    case Unit::kCount:
    case Unit::kNone:
      break;
  }
  if (!text.empty()) text += ": ";
  return text + std::string(threshold.meaning);
}

}  // namespace

Result<Overrides> ParseConfig(std::string_view text, const std::string& name) {
  const toml::parse_result parsed = toml::parse(text);
  if (parsed.failed()) {
    const toml::parse_error& error = parsed.error();
    return Fail(ErrorCode::kUsage, std::string(kWhat),
                name + " at line " + std::to_string(error.source().begin.line),
                "it is not TOML: " + std::string(error.description()),
                "see https://toml.io; dataflint insights -o toml writes a file to begin with");
  }
  return ConfigReader(name).Read(parsed.table());
}

Result<Overrides> LoadConfig(const std::string& named) {
  const std::optional<std::string> variable = Variable("DATAFLINT_CONFIG");
  const std::string& path = named.empty() && variable ? *variable : named;
  const bool is_named = !named.empty() || variable.has_value();
  if (is_named && path.empty()) return Overrides{};  // DATAFLINT_CONFIG= says that there is none
  const std::optional<Place> place = is_named ? Place{path, path} : UsualPlace();
  if (!place) return Overrides{};
  const Result<std::string> text = ReadText(*place);
  if (!text && text.error().code == ErrorCode::kNotFound && !is_named) return Overrides{};
  if (!text) return tl::unexpected(text.error());
  return ParseConfig(*text, place->name);
}

std::string ConfigTemplate(const std::vector<const InsightSpec*>& insights) {
  std::string text;
  for (const InsightSpec* spec : insights) {
    text += "\n[insights." + std::string(spec->id) + "]\n# " + std::string(spec->title) + ".\n";
    std::vector<std::pair<std::string, std::string>> rows = {{"#enabled = true", ""}};
    for (const ThresholdSpec& threshold : spec->thresholds) {
      rows.emplace_back('#' + std::string(threshold.name) + " = " + Grouped(threshold.value),
                        CommentOf(threshold));
    }
    std::size_t column = 0;
    for (const auto& [setting, comment] : rows) column = std::max(column, setting.size() + 2);
    for (const auto& [setting, comment] : rows) {
      text += setting;
      if (!comment.empty()) text += std::string(column - setting.size(), ' ') + "# " + comment;
      text += '\n';
    }
  }
  return text;
}

}  // namespace dataflint::cli
