#include "insights/one_value.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "insights/advice.h"
#include "insights/spark_settings.h"

namespace dataflint::insights {
namespace {

// A change that sets a number: "spark.executor.memory=640m".
struct Advised {
  Finding* finding = nullptr;
  Change* change = nullptr;
  std::int64_t value = 0;  // in the unit of the setting's form, in which all of them are written
};

const SparkSetting* SettingOf(std::string_view text) {
  const std::string_view key = text.substr(0, text.find('='));
  for (const SparkSetting& setting : AllSparkSettings()) {
    if (setting.key == key) return &setting;
  }
  return nullptr;
}

bool IsNumber(const SparkSetting& setting) {
  return setting.is_size() || setting.form == SparkSetting::Form::kCount ||
         setting.form == SparkSetting::Form::kSeconds;
}

std::int64_t ValueOf(std::string_view text) {
  const std::string_view value = text.substr(text.find('=') + 1);
  std::int64_t number = 0;
  std::from_chars(value.data(), value.data() + value.size(), number);
  return number;
}

using BySetting = std::map<const SparkSetting*, std::vector<Advised>>;

BySetting AdvisedIn(std::vector<Finding>& findings) {
  BySetting advised;
  for (Finding& finding : findings) {
    for (Change& change : finding.changes) {
      if (change.kind != Change::Kind::kSetting) continue;
      const SparkSetting* setting = SettingOf(change.text);
      if (setting == nullptr || !IsNumber(*setting)) continue;
      advised[setting].push_back({&finding, &change, ValueOf(change.text)});
    }
  }
  return advised;
}

bool Differ(const std::vector<Advised>& all) {
  return std::any_of(all.begin(), all.end(),
                     [&](const Advised& one) { return one.value != all.front().value; });
}

// Which are done one or the other: each keeps the number of executors or partitions that it counts on.
bool AreAlternatives(const Advised& a, const Advised& b) {
  const auto stands_against = [](const Finding& one, const Finding& other) {
    return !one.alternative_to.empty() && one.alternative_to == other.insight;
  };
  return stands_against(*a.finding, *b.finding) || stands_against(*b.finding, *a.finding);
}

// The one that does for all of them, and why.
struct Chosen {
  const Advised* advised;
  std::string_view why;
};

Chosen ChosenOf(const SparkSetting& setting, const std::vector<Advised>& all) {
  const auto by_value = [](const Advised& a, const Advised& b) { return a.value < b.value; };
  if (setting.is_size()) {
    return {&*std::max_element(all.begin(), all.end(), by_value),
            "; as much as any finding of this run needs"};
  }
  if (setting.key == settings::kExecutorCores.key) {
    return {&*std::min_element(all.begin(), all.end(), by_value),
            "; as few as any finding of this run needs"};
  }
  return {&all.front(), "; the value that the first finding of this run needs"};
}

// MiB of a memory setting; 0: it is not set.
std::int64_t InForce(const Run& run, const SparkSetting& setting) {
  const SparkSetting& heap =
      run.runs_in_driver() ? settings::kDriverMemory : settings::kExecutorMemory;
  const std::int64_t bytes =
      setting.key == heap.key ? run.executor_heap() : Present(run, setting, 0);
  return bytes >> 20;
}

// Of findings that advise less memory than there is, those where another one needs more.
std::vector<bool> Contradicted(const Run& run, std::vector<Finding>& findings) {
  std::vector<bool> contradicted(findings.size());
  for (const auto& [setting, all] : AdvisedIn(findings)) {
    if (!setting->is_size() || setting->when != SparkSetting::When::kStart) continue;
    const std::int64_t now = InForce(run, *setting);
    if (std::none_of(all.begin(), all.end(), [&](const Advised& one) { return one.value > now; })) {
      continue;
    }
    for (const Advised& one : all) {
      if (one.value < now) {
        contradicted[static_cast<std::size_t>(one.finding - findings.data())] = true;
      }
    }
  }
  return contradicted;
}

}  // namespace

void AgreeOnValues(const Run& run, std::vector<Finding>& findings) {
  const std::vector<bool> contradicted = Contradicted(run, findings);
  std::vector<Finding> kept;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (!contradicted[i]) kept.push_back(std::move(findings[i]));
  }
  findings = std::move(kept);
  for (auto& [setting, all] : AdvisedIn(findings)) {
    if (!Differ(all)) continue;
    if (setting->when == SparkSetting::When::kStart) {
      const Chosen chosen = ChosenOf(*setting, all);
      const std::string text = chosen.advised->change->text;
      for (const Advised& one : all) {
        if (one.change->text == text) continue;
        if (setting->form == SparkSetting::Form::kCount && AreAlternatives(one, *chosen.advised)) {
          continue;
        }
        one.change->text = text;
        one.change->reason += chosen.why;
      }
      continue;
    }
    for (const Advised& one : all) {
      if (one.finding->sql_execution_id < 0) continue;
      one.change->reason += "; for query " + std::to_string(one.finding->sql_execution_id) +
                            " only (SET before it): other findings need another value";
    }
  }
}

}  // namespace dataflint::insights
