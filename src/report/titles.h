// Titles: by what a person recognises a stage or a query: the query's description and what its plan
// does in the stage, rather than the line of the JVM that submitted it. Texts are clean
// (terminal/text.h). For the report's writers; pure.
#pragma once

#include <string>
#include <string_view>

#include "model/application.h"

namespace dataflint::report {

// A call site as Spark names stages and jobs, "collect at nds_power.py:131": without the folders of
// its source file, and without the place when that is in the JVM's or Spark's own plumbing
// ("parquet at NativeMethodAccessorImpl.java:0" is "parquet"). Empty when nothing is left that says
// something ("run at ThreadPoolExecutor.java:1136").
std::string CallSite(std::string_view name);

// "scan orders → aggregate", in the order the data takes; empty when the log does not tell.
std::string StepsOf(const model::Application& app, const model::StageAttempt& stage);

// "scan orders → aggregate · nightly report"; "collect at report.py:12". Never empty.
std::string TitleOf(const model::Application& app, const model::StageAttempt& stage);
std::string TitleOf(const model::Application& app, const model::SqlExecution& sql);

}  // namespace dataflint::report
