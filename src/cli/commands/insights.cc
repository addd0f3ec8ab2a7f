#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "base/json_writer.h"
#include "cli/commands/all.h"
#include "cli/config_file.h"
#include "cli/error_text.h"
#include "cli/insight_names.h"
#include "cli/output.h"
#include "insights/insight.h"
#include "insights/spark_settings.h"
#include "report/terminal/table.h"
#include "report/terminal/text.h"

namespace dataflint::cli {
namespace {

using insights::InsightSpec;
using insights::ThresholdSpec;
using report::terminal::Canvas;
using report::terminal::Ink;
using report::terminal::Table;

void WriteJson(const InsightSpec& spec, JsonWriter& json) {
  json.BeginObject();
  json.Field("id", spec.id);
  json.Field("title", spec.title);
  json.Field("sees", spec.sees);
  json.Field("why", spec.why);
  json.Field("advice", spec.advice);
  json.Field("formula", spec.formula);
  if (!spec.dataflint_alert.empty()) json.Field("dataflintAlert", spec.dataflint_alert);
  json.BeginArray("thresholds");
  for (const ThresholdSpec& threshold : spec.thresholds) {
    json.BeginObject();
    json.Field("name", threshold.name);
    json.Field("value", threshold.value);
    json.Field("unit", insights::NameOf(threshold.unit));
    json.Field("meaning", threshold.meaning);
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
}

void DrawOne(const InsightSpec& spec, Canvas& canvas) {
  constexpr std::size_t kColumn = 12;
  canvas.Line(spec.id, {}, Ink::kStrong, Ink::kDim);
  const auto entry = [&](std::string_view label, std::string_view text) {
    if (!text.empty()) canvas.Entry(label, text, 2, kColumn, Ink::kDim, Ink::kPlain);
  };
  entry("title", spec.title);
  entry("sees", spec.sees);
  entry("why", spec.why);
  entry("do", spec.advice);
  entry("saves", spec.formula);
  entry("as alert", spec.dataflint_alert);
  if (spec.thresholds.empty()) return;
  canvas.Heading("thresholds");
  std::size_t name_width = 0;
  std::size_t value_width = 0;
  const auto value_of = [](const ThresholdSpec& threshold) {
    return insights::TextOf(threshold.value, threshold.unit);
  };
  for (const ThresholdSpec& threshold : spec.thresholds) {
    name_width = std::max(name_width, threshold.name.size());
    value_width = std::max(value_width, report::terminal::DisplayWidth(value_of(threshold)));
  }
  for (const ThresholdSpec& threshold : spec.thresholds) {
    const std::string label = report::terminal::PadRight(std::string(threshold.name), name_width) +
                              "  " + report::terminal::PadLeft(value_of(threshold), value_width);
    canvas.Entry(label, threshold.meaning, 2, name_width + value_width + 6, Ink::kPlain,
                 Ink::kPlain);
  }
}

bool IsOfName(char c) { return c == '_' || (c >= 'a' && c <= 'z'); }

// `text` with the names of thresholds in it marked as code.
std::string Marked(std::string_view text, const InsightSpec& spec) {
  std::string marked;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && IsOfName(text[end])) ++end;
    const std::string_view word = text.substr(i, std::max<std::size_t>(1, end - i));
    const bool is_threshold =
        std::any_of(spec.thresholds.begin(), spec.thresholds.end(),
                    [&](const ThresholdSpec& threshold) { return threshold.name == word; });
    const std::string_view mark = is_threshold ? "`" : "";
    marked.append(mark).append(word).append(mark);
    i += word.size();
  }
  return marked;
}

void WriteMarkdown(const InsightSpec& spec, std::string& text) {
  const auto paragraph = [&](std::string_view label, std::string_view body) {
    if (body.empty()) return;
    text.append("**").append(label).append("** ").append(Marked(body, spec)).append("\n\n");
  };
  text.append("## ").append(spec.id).append("\n\n").append(spec.title).append(".\n\n");
  paragraph("Fires on:", spec.sees);
  paragraph("Why it matters:", spec.why);
  paragraph("What to do:", spec.advice);
  paragraph("What it saves:", spec.formula);
  if (!spec.dataflint_alert.empty()) {
    text.append("**As an alert of the DataFlint plugin:** `")
        .append(spec.dataflint_alert)
        .append("`\n\n");
  }
  text.append("| threshold | value | meaning |\n|---|--:|---|\n");
  for (const ThresholdSpec& threshold : spec.thresholds) {
    text.append("| `")
        .append(threshold.name)
        .append("` | ")
        .append(insights::TextOf(threshold.value, threshold.unit));
    text.append(" | ").append(threshold.meaning).append(" |\n");
  }
  text += '\n';
}

// The settings that findings advise: what Spark takes for them, and since when.
void WriteSettings(std::string& text) {
  using insights::SparkSetting;
  text +=
      "## Settings that findings advise\n\nA finding names no other setting, and none that the "
      "run's Spark does not have.\n\n| setting | takes | set it | since Spark "
      "|\n|---|---|---|--:|\n";
  for (const SparkSetting& setting : insights::AllSparkSettings()) {
    text.append("| `").append(setting.key).append("` | ").append(insights::NameOf(setting.form));
    text.append(setting.when == SparkSetting::When::kStart ? " | when the application starts | "
                                                           : " | at any time | ");
    text.append(std::to_string(setting.since_major)).append(1, '.');
    text.append(std::to_string(setting.since_minor)).append(" |\n");
  }
}

constexpr std::string_view kIntroduction =
    "# Insights\n\n"
    "What dataflint looks for in a run, when it speaks, and how it computes what a change saves. "
    "This "
    "page is written by `dataflint insights -o md` from the declarations in `src/insights/`; "
    "`dataflint insights <id>` shows one of them.\n\n"
    "A saving is a range: low, expected, high. \"up to\" marks an upper bound: the change saves "
    "something between nothing and that. Wall time is only counted on the critical path, the chain "
    "of "
    "stages and gaps that decided when the run ended; core time is task slots x time, busy or "
    "idle. No "
    "saving is larger than the run, and what could save less than half a percent of it is left "
    "out. "
    "Findings are sorted by the wall time that they are expected to save, then by core time; "
    "severity "
    "follows from the share of the run: high from 10 %, medium from 3 %, low from 1 %. A finding "
    "says "
    "what the log does not tell (\"unseen\") and is less sure of itself then.\n\n"
    "To switch one off for an application, name it in `spark.dataflint.alert.disabled` (a comma "
    "between several; the DataFlint plugin's alert ids count too). Where dataflint runs, a file "
    "switches insights off and changes thresholds: [configuration.md](configuration.md).\n\n";

constexpr std::string_view kTomlIntroduction =
    "# What dataflint's insights are asked, and from when they speak. For analyze --config FILE;\n"
    "# without it, dataflint reads the file that DATAFLINT_CONFIG names, or else\n"
    "# ~/.config/dataflint/config.toml.\n"
    "#\n"
    "# Every line below says what holds anyway: to change it, take the # at its front away.\n";

constexpr std::string_view kTomlJobs =
    "\n# For some applications only, by the application's name (on Databricks also by the\n"
    "# cluster's); * stands for any text, ? for one character. A later job goes before an\n"
    "# earlier one.\n"
    "#[[job]]\n"
    "#name = \"nightly_*\"\n"
    "#[job.insights.tiny-tasks]\n"
    "#enabled = false\n";

class Insights final : public Command {
 public:
  const CommandSpec& spec() const override {
    static const CommandSpec kSpec = {
        "insights",
        "List what dataflint looks for, or explain one of it",
        "Without an id: all insights. With one: when it fires, why it matters, what to do, how its "
        "saving is computed, and its thresholds.",
        {{"dataflint insights", "lists all"},
         {"dataflint insights skew", "explains one"},
         {"dataflint insights -o json", "all of it, for programs"},
         {"dataflint insights -o md", "all of it as a page (docs/insights.md)"},
         {"dataflint insights -o toml > dataflint.toml", "a configuration file to edit"}},
    };
    return kSpec;
  }

  void Declare(Options& options) override {
    std::vector<std::string> ids;
    for (const InsightSpec* insight : insights::AllInsights()) ids.emplace_back(insight->id);
    options.Add(
        {.names = "ID", .placeholder = "ID", .text = "An insight", .suggested = std::move(ids)},
        id_);
    options.Add({.names = "-o,--format",
                 .placeholder = "FORMAT",
                 .text = "Form of the output",
                 .choices = {"table", "json", "md", "toml"}},
                format_);
    options.Add({.names = "--no-color", .placeholder = "", .text = "No colours"}, no_color_);
  }

  ExitCode Run(const Context& context) override {
    std::vector<const InsightSpec*> shown;
    for (const InsightSpec* insight : insights::AllInsights()) {
      if (id_.empty() || insight->id == id_) shown.push_back(insight);
    }
    if (shown.empty()) {
      const Error error = NoSuchInsight(id_);
      return PrintError({ErrorCode::kNotFound, error.why, {}, {}, error.fix});
    }
    auto output = Output::Open({});
    if (!output) return PrintError(output.error());
    (*output)->Write(format_ == "json"   ? Json(shown)
                     : format_ == "md"   ? Markdown(shown, id_.empty())
                     : format_ == "toml" ? Toml(shown, id_.empty())
                                         : Text(shown, context));
    if (const Status done = (*output)->Finish(); !done) return PrintError(done.error());
    return ExitCode::kOk;
  }

 private:
  static std::string Json(const std::vector<const InsightSpec*>& shown) {
    std::string text;
    JsonWriter json(text, JsonWriter::Style::kIndented);
    json.BeginArray();
    for (const InsightSpec* insight : shown) WriteJson(*insight, json);
    json.EndArray();
    json.Flush();
    return text;
  }

  static std::string Markdown(const std::vector<const InsightSpec*>& shown, bool is_all) {
    std::string text(is_all ? kIntroduction : std::string_view());
    for (const InsightSpec* insight : shown) WriteMarkdown(*insight, text);
    if (is_all) WriteSettings(text);
    return text;
  }

  static std::string Toml(const std::vector<const InsightSpec*>& shown, bool is_all) {
    return (is_all ? std::string(kTomlIntroduction) : std::string()) + ConfigTemplate(shown) +
           (is_all ? std::string(kTomlJobs) : std::string());
  }

  std::string Text(const std::vector<const InsightSpec*>& shown, const Context& context) const {
    Canvas canvas(StyleFor(context.terminal, no_color_, 0));
    if (!id_.empty()) {
      DrawOne(*shown.front(), canvas);
      return canvas.Take();
    }
    Table table({{"id", false}, {"what it is", false, true}});
    for (const InsightSpec* insight : shown) {
      table.Row({{std::string(insight->id), Ink::kStrong}, {std::string(insight->title)}});
    }
    table.Draw(canvas, 0);
    return canvas.Take();
  }

  std::string id_;
  std::string format_ = "table";
  bool no_color_ = false;
};

}  // namespace

std::unique_ptr<Command> MakeInsights() { return std::make_unique<Insights>(); }

}  // namespace dataflint::cli
