#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include "base/quantity.h"
#include "insights/advice.h"
#include "insights/insight.h"
#include "insights/run.h"

namespace dataflint::insights {
namespace {

constexpr ThresholdSpec kThresholds[] = {
    {"max_behind", 2, Unit::kCount, "more versions with long-term support than this are newer"},
};

struct Runtime {
  int major;
  int minor;
  std::string_view released;
  std::string_view end;
};

#define DATABRICKS_LTS(major, minor, released, end) Runtime{major, minor, released, end},
constexpr std::array kLongTerm = {
#include "insights/databricks_runtimes.def"
};
#undef DATABRICKS_LTS

std::pair<int, int> VersionOf(const Runtime& runtime) { return {runtime.major, runtime.minor}; }

std::string LtsName(const Runtime& runtime) {
  // From 18 on they have one number.
  return std::to_string(runtime.major) +
         (runtime.minor == 0 ? std::string() : '.' + std::to_string(runtime.minor)) + " LTS";
}

// 13 and 3 of "13.3.x-aarch64-photon-scala2.12"; {0, 0} of what is none ("custom:...").
std::pair<int, int> ParseRuntime(std::string_view text) {
  int major = 0;
  int minor = 0;
  const char* const end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, major);
  if (first.ec != std::errc{} || major < 1 || major > 1000) return {0, 0};
  if (first.ptr != end && *first.ptr == '.') std::from_chars(first.ptr + 1, end, minor);
  return {major, std::clamp(minor, 0, 1000)};
}

// "2026-08-22"; empty for a time that is not in years of four digits.
std::string DayOf(model::TimeMs time) {
  constexpr model::TimeMs kYear2100 = 4'102'444'800'000;
  if (time < 0 || time >= kYear2100) return {};
  const std::chrono::sys_days day{std::chrono::floor<std::chrono::days>(
      std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(time)))};
  const std::chrono::year_month_day date{day};
  const auto two = [](unsigned number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
  };
  return std::to_string(static_cast<int>(date.year())) + '-' +
         two(static_cast<unsigned>(date.month())) + '-' + two(static_cast<unsigned>(date.day()));
}

void FindOldRuntime(const Context& context, std::vector<Finding>& out) {
  const model::Application& app = context.app;
  const auto version = ParseRuntime(app.text(app.databricks.runtime));
  const std::string day = DayOf(app.effective_end_time());
  if (version.first == 0 || day.empty()) return;
  const Runtime* own = nullptr;
  const Runtime* newest = nullptr;  // of those that there were on that day
  std::int64_t behind = 0;
  for (const Runtime& runtime : kLongTerm) {
    if (VersionOf(runtime) == version) own = &runtime;
    if (runtime.released > day) continue;
    newest = &runtime;
    if (VersionOf(runtime) > version) ++behind;
  }
  const bool has_ended = own != nullptr && own->end <= day;
  const bool is_behind = static_cast<double>(behind) > context.settings.Get("max_behind");
  if (newest == nullptr || (!has_ended && !is_behind)) return;

  const std::string name = std::to_string(version.first) + '.' + std::to_string(version.second);
  Finding finding;
  finding.subject = "databricks runtime";
  finding.severity = Severity::kLow;
  finding.title = "Databricks Runtime " + name +
                  (has_ended ? " has had no support since " + std::string(own->end)
                             : " is " + FormatCount(behind) + " long-term versions behind");
  finding.why = (has_ended ? "The cluster ran on " + day + ", after that day: it gets no fixes."
                           : "On " + day + ", when the cluster ran, " + LtsName(*newest) +
                                 " was the newest with long-term support.") +
                " What newer engines do faster, this job does without.";
  finding.evidence = {
      {"long-term versions that are newer", static_cast<double>(behind), Unit::kCount, ""}};
  finding.changes.push_back(OnCluster(
      "spark_version: " + std::to_string(newest->major) + '.' + std::to_string(newest->minor) +
          ".x-" + (app.databricks.is_photon && newest->major < 14 ? "photon-" : "") +
          (newest->major >= 17 ? "scala2.13" : "scala2.12"),
      LtsName(*newest) + " is supported until " + std::string(newest->end) +
          "; read the migration guides of the versions between"));
  finding.impact.method = "none is stated: what a newer version saves is not in a log";
  if (day > DATABRICKS_RUNTIMES_AS_OF) {
    Miss("versions are known as of " DATABRICKS_RUNTIMES_AS_OF "; newer ones are not counted",
         finding);
  }
  if (own == nullptr) Miss("until when this version was supported is not known here", finding);
  out.push_back(std::move(finding));
}

constexpr InsightSpec kOldRuntime = {
    .id = "old-runtime",
    .title = "The Databricks Runtime is old",
    .sees =
        "A Databricks Runtime whose long-term support had ended when the cluster ran, or than "
        "which more than max_behind versions with long-term support were newer. The log's own time "
        "counts, and a table of versions as of 2026-06-15.",
    .why = "Versions without support get no fixes, and every few months the engine gets faster.",
    .advice = "Move to the newest version with long-term support.",
    .formula = "None: what a newer version saves is not in a log.",
    .dataflint_alert = "",
    .thresholds = kThresholds,
    .run = FindOldRuntime,
};
DATAFLINT_REGISTER_INSIGHT(kOldRuntime);

}  // namespace
}  // namespace dataflint::insights
