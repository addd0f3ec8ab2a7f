// The drill-downs as text: one stage attempt, one SQL execution, one Spark job, one insight's
// findings. Called by cli/.
#ifndef DATAFLINT_REPORT_TERMINAL_DETAIL_TEXT_H_
#define DATAFLINT_REPORT_TERMINAL_DETAIL_TEXT_H_

#include <string>
#include <string_view>

#include "report/report.h"
#include "report/terminal/report_text.h"

namespace dataflint::report::terminal {

std::string RenderStage(const Report& report, const model::StageAttempt& stage,
                        const TextOptions& options);
std::string RenderSql(const Report& report, const model::SqlExecution& sql,
                      const TextOptions& options);
std::string RenderSparkJob(const Report& report, const model::SparkJob& job,
                           const TextOptions& options);
// The findings of an insight, or the one of that id, each with its evidence and how its saving was
// computed; below the first, the tasks or the plan that it is about.
std::string RenderInsight(const Report& report, std::string_view id, const TextOptions& options);

}  // namespace dataflint::report::terminal

#endif  // DATAFLINT_REPORT_TERMINAL_DETAIL_TEXT_H_
