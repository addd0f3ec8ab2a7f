#include <cstdio>
#include <string>
#include <vector>

#include "base/json_writer.h"
#include "base/quantity.h"
#include "cli/commands/all.h"
#include "cli/error_text.h"
#include "cli/nearest.h"
#include "cli/output.h"
#include "insights/insight.h"
#include "report/terminal/table.h"
#include "report/terminal/text.h"

namespace dataflint::cli {
namespace {

using insights::InsightSpec;
using insights::ThresholdSpec;
using report::terminal::Canvas;
using report::terminal::Ink;
using report::terminal::Table;

std::string Shown(const ThresholdSpec& threshold) {
  using insights::Unit;
  const auto whole = static_cast<std::int64_t>(threshold.value);
  switch (threshold.unit) {
    case Unit::kMilliseconds:
      return FormatDuration(whole);
    case Unit::kCoreMilliseconds:
      return FormatCoreTime(whole);
    case Unit::kBytes:
      return FormatBytes(whole);
    case Unit::kShare:
      return FormatPercent(threshold.value);
    case Unit::kRatio:
      return FormatRatio(threshold.value);
    case Unit::kCount:
    case Unit::kNone:
      return FormatCount(whole);
  }
  return FormatCount(whole);
}

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
  Table table({{"name", false}, {"value", true}, {"meaning", false, true}});
  for (const ThresholdSpec& threshold : spec.thresholds) {
    table.Row(
        {{std::string(threshold.name)}, {Shown(threshold)}, {std::string(threshold.meaning)}});
  }
  table.Draw(canvas, 2);
}

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
         {"dataflint insights -o json", "all of it, for programs"}},
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
                 .choices = {"table", "json"}},
                format_);
    options.Add({.names = "--no-color", .placeholder = "", .text = "No colours"}, no_color_);
  }

  ExitCode Run(const Context& context) override {
    std::vector<const InsightSpec*> shown;
    std::vector<std::string> ids;
    for (const InsightSpec* insight : insights::AllInsights()) {
      ids.emplace_back(insight->id);
      if (id_.empty() || insight->id == id_) shown.push_back(insight);
    }
    if (shown.empty()) {
      const std::string nearest = NearestOf(id_, ids);
      return PrintError(
          {ErrorCode::kNotFound,
           "there is no insight \"" + id_ + "\"",
           {},
           {},
           nearest.empty() ? "dataflint insights lists them" : "did you mean " + nearest + "?"});
    }
    auto output = Output::Open({});
    if (!output) return PrintError(output.error());
    (*output)->Write(format_ == "json" ? Json(shown) : Text(shown, context));
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
