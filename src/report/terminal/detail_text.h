// The drill-downs as text: one stage attempt, one SQL execution, one Spark job. Called by cli/.
#pragma once

#include <string>

#include "report/report.h"
#include "report/terminal/report_text.h"

namespace dataflint::report::terminal {

std::string RenderStage(const Report& report, const model::StageAttempt& stage,
                        const TextOptions& options);
std::string RenderSql(const Report& report, const model::SqlExecution& sql,
                      const TextOptions& options);
std::string RenderSparkJob(const Report& report, const model::SparkJob& job,
                           const TextOptions& options);

}  // namespace dataflint::report::terminal
