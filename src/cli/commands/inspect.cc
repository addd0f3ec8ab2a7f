#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/json_writer.h"
#include "base/quantity.h"
#include "cli/commands/all.h"
#include "cli/error_text.h"
#include "cli/output.h"
#include "cli/read_log.h"
#include "report/report_json.h"
#include "report/terminal/sections.h"
#include "report/terminal/table.h"
#include "report/terminal/text.h"

namespace dataflint::cli {
namespace {

using report::terminal::Canvas;
using report::terminal::Clean;
using report::terminal::Ink;
using report::terminal::Table;

std::string PackedSize(std::int64_t bytes) { return bytes < 0 ? "" : FormatBytes(bytes); }

void DrawParts(const io::EventLog& log, Canvas& canvas) {
  Table table({{"part", false, true},
               {"codec", false},
               {"stored", true},
               {"number", true},
               {"SparkContext", false, false, 1}});
  for (const io::LogPart& part : log.parts) {
    table.Row({{report::terminal::FitEnd(Clean(io::SourceName(part)), 60)},
               {std::string(io::NameOf(part.codec))},
               {PackedSize(part.packed_bytes)},
               {part.rollover_number < 0 ? "" : std::to_string(part.rollover_number)},
               {Clean(part.spark_context_id)}});
  }
  canvas.Heading("parts", std::to_string(log.parts.size()));
  table.Draw(canvas, 2);
}

void DrawEvents(const report::Report& report, Canvas& canvas) {
  const model::Application& app = *report.app;
  auto events = app.events_by_name;
  std::stable_sort(events.begin(), events.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  Table table({{"count", true}, {"event", false, true}});
  for (const auto& [name, count] : events) {
    table.Row({{FormatCount(count)}, {Clean(app.text(name))}});
  }
  canvas.Heading("events", FormatCount(report.reading.lines) + " lines");
  table.Draw(canvas, 2);
}

void DrawCompleteness(const report::Completeness& completeness, Canvas& canvas) {
  canvas.Heading("completeness");
  Table table({{"figures", false}, {"are", false}});
  for (std::size_t i = 0; i < report::kFigureGroupCount; ++i) {
    const report::Touch touch = completeness.groups[i];
    table.Row({{std::string(report::WordsFor(static_cast<report::FigureGroup>(i)))},
               {std::string(report::NameOf(touch)),
                touch > report::Touch::kApproximate ? Ink::kCosts : Ink::kPlain}});
  }
  table.Draw(canvas, 2);
}

// Where no event was read, nothing was missing either: that makes no figure exact.
report::Completeness CompletenessOf(const report::Report& report) {
  report::Completeness completeness = report.completeness;
  if (!HasEvents(report)) completeness.groups.fill(report::Touch::kUnknown);
  return completeness;
}

void WriteJson(const io::EventLog& log, const report::Report& report, JsonWriter& json) {
  json.BeginObject();
  json.Field("schema", "dataflint.inspection/1");
  json.Field("log", log.name);
  json.Field("layout", io::NameOf(log.layout));
  json.Field("inProgress", log.in_progress);
  json.BeginArray("parts");
  for (const io::LogPart& part : log.parts) {
    json.BeginObject();
    json.Field("path", part.path);
    if (!part.archive_member.empty()) json.Field("member", part.archive_member);
    json.Field("codec", io::NameOf(part.codec));
    if (part.packed_bytes >= 0) json.Field("packedBytes", part.packed_bytes);
    if (part.rollover_number >= 0) json.Field("rolloverNumber", part.rollover_number);
    if (!part.spark_context_id.empty()) json.Field("sparkContextId", part.spark_context_id);
    json.EndObject();
  }
  json.EndArray();
  report::WriteCompleteness(CompletenessOf(report), json);
  report::WriteNotSeen(report, json);
  report::WriteStatistics(report, json);
  json.EndObject();
}

class Inspect final : public Command {
 public:
  const CommandSpec& spec() const override {
    static const CommandSpec kSpec = {
        "inspect",
        "Say what kind of log it is, what is in it, and what could not be read",
        "Shows layout, parts and their codecs, events by name, completeness, and every import "
        "issue with the byte offsets (unpacked) where it was met first.",
        {{"dataflint inspect app-20241120-0007.zstd", "looks at one log"},
         {"dataflint inspect /delivery/0317-120000-abcdefgh -o json", "the same for programs"}},
    };
    return kSpec;
  }

  void Declare(Options& options) override {
    options.Add({.names = "PATH",
                 .placeholder = "PATH...",
                 .text = "Files, folders, archives; - for standard input",
                 .is_path = true,
                 .required = true},
                paths_);
    options.Add({.names = "-o,--format",
                 .placeholder = "FORMAT",
                 .text = "Form of the output; json is one document a line when there are several",
                 .choices = {"table", "json"}},
                format_);
    options.Add({.names = "--no-color", .placeholder = "", .text = "No colours"}, no_color_);
    options.Add({.names = "-q,--quiet", .placeholder = "", .text = "No progress"}, quiet_);
  }

  ExitCode Run(const Context& context) override {
    const Result<io::FoundLogs> found = FindLogs(paths_);
    if (!found) return PrintError(found.error());
    if (found->logs.empty()) return PrintError(NoLogFound(paths_, *found));
    auto output = Output::Open({});
    if (!output) return PrintError(output.error());
    ExitCode code = found->issues.HasDataLoss() ? ExitCode::kPartial : ExitCode::kOk;
    for (const io::EventLog& log : found->logs) {
      const ExitCode one = InspectOne(log, found->logs.size() > 1, context, **output);
      if (one == ExitCode::kInterrupted) return one;
      if (one != ExitCode::kOk) code = found->logs.size() == 1 ? one : ExitCode::kPartial;
    }
    if (!quiet_) WarnOfIssues(found->issues);
    if (const Status done = (*output)->Finish(); !done) return PrintError(done.error());
    return code;
  }

 private:
  ExitCode InspectOne(const io::EventLog& log, bool one_of_many, const Context& context,
                      Output& output) const {
    engine::Engine engine;
    Progress progress(context.terminal.stderr_is_terminal && !quiet_);
    ReadOptions options;
    options.progress = &progress;
    const Result<const report::Report*> read = ReadLog(log, options, engine);
    progress.Clear();
    if (!read) return PrintError(read.error());
    if (format_ == "json") {
      JsonWriter json([&](std::string_view piece) { output.Write(piece); },
                      one_of_many ? JsonWriter::Style::kCompact : JsonWriter::Style::kIndented);
      WriteJson(log, **read, json);
      json.Flush();
      if (one_of_many) output.Write("\n");
    } else {
      output.Write(Text(log, **read, context));
      if (one_of_many) output.Write("\n");
    }
    if (!HasEvents(**read)) return ExitCode::kInconclusive;
    return (*read)->completeness.has_data_loss ? ExitCode::kPartial : ExitCode::kOk;
  }

  std::string Text(const io::EventLog& log, const report::Report& report,
                   const Context& context) const {
    report::terminal::TextOptions options;
    options.style = StyleFor(context.terminal, no_color_, 0);
    Canvas canvas(options.style);
    canvas.Line(Clean(log.name), io::NameOf(log.layout), Ink::kStrong, Ink::kDim);
    std::string size = PackedSize(PackedBytes(log));
    if (!size.empty()) size += " stored, ";
    canvas.Line(size + FormatBytes(report.reading.bytes) + " unpacked" +
                (log.in_progress ? ", still being written" : ""));
    DrawParts(log, canvas);
    DrawEvents(report, canvas);
    DrawCompleteness(CompletenessOf(report), canvas);
    const report::Summary summary = report::Summarize(report);
    report::terminal::DrawNotSeen({report, summary, options, canvas});
    return canvas.Take();
  }

  std::vector<std::string> paths_;
  std::string format_ = "table";
  bool no_color_ = false;
  bool quiet_ = false;
};

}  // namespace

std::unique_ptr<Command> MakeInspect() { return std::make_unique<Inspect>(); }

}  // namespace dataflint::cli
