#include "report/csv.h"

#include <utility>

#include "base/calendar.h"
#include "base/utf8.h"
#include "report/summary.h"

namespace dataflint::report {
namespace {

struct Field {
  std::string_view name;
  std::string (*value)(const model::Application&, const StageSummary&);
};

std::string TimeOrNothing(model::TimeMs time) {
  return model::IsKnown(time) ? FormatIsoTime(time) : std::string();
}

std::string Core(const StageSummary& stage, analysis::CorePart part) {
  return std::to_string(stage.figures->core_time[part]);
}

#define NUMBER(expression)                                                  \
  [](const model::Application&, const StageSummary& stage) -> std::string { \
    return std::to_string(expression);                                      \
  }
#define TEXT(expression)                                                        \
  [](const model::Application& app, const StageSummary& stage) -> std::string { \
    return std::string(expression);                                             \
  }
#define CORE(part)                                                          \
  [](const model::Application&, const StageSummary& stage) -> std::string { \
    return Core(stage, analysis::CorePart::part);                           \
  }

constexpr Field kFields[] = {
    {"stage_id", NUMBER(stage.stage->key.stage_id)},
    {"attempt_id", NUMBER(stage.stage->key.attempt_id)},
    {"name", TEXT(app.text(stage.stage->name))},
    {"status", [](const model::Application&,
                  const StageSummary& stage) { return std::string(NameOf(stage.stage->status)); }},
    {"sql_execution_id",
     [](const model::Application&, const StageSummary& stage) {
       return stage.stage->sql_execution_id < 0 ? std::string()
                                                : std::to_string(stage.stage->sql_execution_id);
     }},
    {"submission_time",
     [](const model::Application&, const StageSummary& stage) {
       return TimeOrNothing(stage.stage->submission_time);
     }},
    {"completion_time",
     [](const model::Application&, const StageSummary& stage) {
       return TimeOrNothing(stage.stage->completion_time);
     }},
    {"duration_ms", NUMBER(stage.duration)},
    {"critical_time_ms", NUMBER(stage.figures->critical_time)},
    {"tasks", NUMBER(stage.figures->tasks)},
    {"failed_tasks", NUMBER(stage.stage->num_failed_tasks)},
    {"killed_tasks", NUMBER(stage.stage->num_killed_tasks)},
    {"task_duration_min_ms", NUMBER(stage.figures->duration_min)},
    {"task_duration_p25_ms", NUMBER(stage.figures->duration_p25)},
    {"task_duration_median_ms", NUMBER(stage.figures->duration_median)},
    {"task_duration_p75_ms", NUMBER(stage.figures->duration_p75)},
    {"task_duration_max_ms", NUMBER(stage.figures->duration_max)},
    {"core_time_ms", NUMBER(stage.core_time)},
    {"cpu_ms", CORE(kCpu)},
    {"gc_ms", CORE(kGc)},
    {"shuffle_wait_ms", CORE(kShuffleWait)},
    {"shuffle_write_ms", CORE(kShuffleWrite)},
    {"serde_ms", CORE(kSerde)},
    {"other_ms", CORE(kOther)},
    {"scheduler_ms", CORE(kScheduler)},
    {"failed_ms", CORE(kFailed)},
    {"tail_ms", NUMBER(stage.figures->tail_core_time)},
    {"narrow_ms", NUMBER(stage.figures->narrow_core_time)},
    {"input_bytes", NUMBER(stage.input)},
    {"output_bytes", NUMBER(stage.output)},
    {"shuffle_read_bytes", NUMBER(stage.shuffle_read)},
    {"shuffle_write_bytes", NUMBER(stage.shuffle_write)},
    {"disk_bytes_spilled", NUMBER(stage.disk_spill)},
};

#undef NUMBER
#undef TEXT
#undef CORE

// Spreadsheets work out what begins so, when it is no number.
bool MayBeFormula(std::string_view text) {
  if (text.empty() || std::string_view("=+-@\t\r\n").find(text[0]) == std::string_view::npos) {
    return false;
  }
  const bool is_negative_number = text[0] == '-' && text.size() > 1 &&
                                  text.find_first_not_of("0123456789", 1) == std::string_view::npos;
  return !is_negative_number;
}

}  // namespace

void CsvText::Cell(std::string_view text) {
  if (std::exchange(row_begun_, true)) text_ += ',';
  const bool is_quoted = text.find_first_of(",\"\r\n") != std::string_view::npos;
  if (is_quoted) text_ += '"';
  if (MayBeFormula(text)) text_ += '\'';
  while (!text.empty()) {
    const CodePoint next = NextCodePoint(text);
    const bool is_format = next.value == '\t' || next.value == '\n';
    if (next.value == '"') text_ += '"';
    if (!next.valid) {
      text_ += kReplacementUtf8;
    } else if (SteersTerminal(next.value) && !is_format) {
      text_ += ' ';
    } else {
      text_ += text.substr(0, next.bytes);
    }
    text.remove_prefix(next.bytes);
  }
  if (is_quoted) text_ += '"';
}

void CsvText::EndRow() {
  text_ += '\n';
  row_begun_ = false;
}

std::string CsvText::Take() { return std::exchange(text_, {}); }

std::string StagesAsCsv(const Report& report, std::size_t top) {
  const Summary summary = Summarize(report);
  std::vector<std::size_t> shown = StagesInOrder(report, summary).indices;
  if (top > 0 && shown.size() > top) shown.resize(top);
  std::sort(shown.begin(), shown.end());
  CsvText csv;
  for (const Field& field : kFields) csv.Cell(field.name);
  csv.EndRow();
  for (const std::size_t i : shown) {
    for (const Field& field : kFields) csv.Cell(field.value(*report.app, summary.stages[i]));
    csv.EndRow();
  }
  return csv.Take();
}

}  // namespace dataflint::report
