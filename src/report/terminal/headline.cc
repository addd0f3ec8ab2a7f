#include <string>
#include <utility>
#include <vector>

#include "base/calendar.h"
#include "base/quantity.h"
#include "report/terminal/sections.h"
#include "report/terminal/text.h"

namespace dataflint::report::terminal {
namespace {

struct Mark {
  std::string text;
  Ink ink;
};

Mark MarkOf(ApplicationStatus status) {
  switch (status) {
    case ApplicationStatus::kFinished:
      return {"✔ finished", Ink::kGood};
    case ApplicationStatus::kFailed:
      return {"✖ failed", Ink::kFailed};
    case ApplicationStatus::kUnfinished:
      return {"◐ unfinished", Ink::kStrong};
  }
  return {"◐ unfinished", Ink::kStrong};
}

std::string Cores(const analysis::Figures& figures) {
  if (figures.max_cores == 0) return {};
  std::string text = FormatCountOf(figures.max_cores, "core", "cores");
  if (figures.max_executors > 0) {
    text += " on " + FormatCountOf(figures.max_executors, "executor", "executors");
  }
  return text;
}

std::string Work(const Page& page) {
  const analysis::Figures& figures = page.report.figures;
  std::string text = FormatCountOf(figures.total_tasks, "task", "tasks") + " in " +
                     FormatCountOf(page.summary.stages_run, "stage", "stages");
  const auto queries = static_cast<std::int64_t>(page.app().sql_executions.size());
  if (queries > 0) text += ", " + FormatCountOf(queries, "query", "queries");
  return text;
}

std::string Failures(const Page& page) {
  const std::int64_t jobs = page.summary.failed_spark_jobs;
  const std::int64_t tasks = page.report.figures.failed_tasks;
  std::vector<std::string> texts;
  if (jobs > 0) texts.push_back(FormatCountOf(jobs, "Spark job", "Spark jobs") + " failed");
  if (tasks > 0) texts.push_back(FormatCountOf(tasks, "task", "tasks") + " failed");
  return Joined(texts, ", ");
}

std::string LogState(const Completeness& completeness) {
  if (completeness.has_data_loss || !completeness.stages.empty()) {
    return "log incomplete: see the end";
  }
  for (std::size_t i = 0; i < kFigureGroupCount; ++i) {
    const bool is_figure = static_cast<FigureGroup>(i) != FigureGroup::kPlans;
    if (is_figure && completeness.groups[i] > Touch::kApproximate)
      return "some figures are limited: see the end";
  }
  return "log complete";
}

std::string Surroundings(const Page& page) {
  const model::Application& app = page.app();
  const model::DatabricksContext& databricks = app.databricks;
  std::vector<std::string> texts;
  if (!app.text(app.spark_version).empty()) {
    texts.push_back("Spark " + Clean(app.text(app.spark_version)));
  }
  if (databricks.is_databricks) {
    texts.push_back("DBR " + Clean(app.text(databricks.runtime)) +
                    (databricks.is_photon ? ", Photon" : ""));
    texts.push_back(Clean(app.text(databricks.cluster_name)));
    texts.push_back(Clean(app.text(databricks.worker_node_type)));
  }
  if (!app.text(app.user).empty()) texts.push_back(Clean(app.text(app.user)));
  if (model::IsKnown(app.start_time)) texts.push_back(FormatMoment(app.start_time) + " UTC");
  if (app.plugin.seen) texts.emplace_back("plugin yes");
  return Joined(texts, " · ");
}

// The texts one after the other, in as many lines as they need.
void DrawInLines(const std::vector<Mark>& marks, Canvas& canvas) {
  constexpr std::size_t kGap = 3;
  std::string line;
  std::size_t used = 0;
  for (const Mark& mark : marks) {
    if (mark.text.empty()) continue;
    const std::size_t wanted = DisplayWidth(mark.text);
    if (used > 0 && used + kGap + wanted > canvas.width()) {
      canvas.Line(std::exchange(line, {}));
      used = 0;
    }
    if (used > 0) line.append(kGap, ' ');
    used += (used > 0 ? kGap : 0) + wanted;
    line += canvas.Paint(mark.ink, mark.text);
  }
  canvas.Line(line);
}

}  // namespace

void DrawHeadline(const Page& page) {
  const model::Application& app = page.app();
  Canvas& canvas = page.canvas;
  std::string name = Clean(app.text(app.name));
  if (name.empty()) name = "unnamed application";
  std::string id = Clean(app.text(app.id));
  if (!app.text(app.attempt_id).empty()) id += " attempt " + Clean(app.text(app.attempt_id));
  const std::size_t id_width = DisplayWidth(id);
  const std::size_t room = canvas.width() > id_width + 2 ? canvas.width() - id_width - 2 : 16;
  canvas.Line(Fit(name, room), id, Ink::kStrong, Ink::kDim);

  const Mark mark = MarkOf(page.summary.status);
  DrawInLines({mark,
               {FormatDuration(page.report.figures.wall_time.total), Ink::kPlain},
               {Cores(page.report.figures), Ink::kPlain},
               {Work(page), Ink::kPlain},
               {Failures(page), Ink::kFailed}},
              canvas);

  const std::string state = LogState(page.report.completeness);
  const Ink state_ink = state == "log complete" ? Ink::kDim : Ink::kCosts;
  const std::string surroundings = Surroundings(page);
  if (DisplayWidth(surroundings) + 2 + DisplayWidth(state) <= canvas.width()) {
    canvas.Line(surroundings, state, Ink::kDim, state_ink);
  } else {
    canvas.Paragraph(surroundings, 0, Ink::kDim);
    canvas.Line(canvas.Paint(state_ink, state));
  }
}

}  // namespace dataflint::report::terminal
