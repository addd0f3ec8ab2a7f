// Titles: by what a person recognises a stage or a query: what its plan does, in the words of the
// findings (insights/stage_words.h), and the query's description, rather than the line of the JVM
// that submitted it. Texts are clean (terminal/text.h). For the report's writers; pure.
#ifndef DATAFLINT_REPORT_TITLES_H_
#define DATAFLINT_REPORT_TITLES_H_

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "insights/plan_pieces.h"
#include "insights/stage_plan.h"
#include "model/application.h"
#include "report/summary.h"

namespace dataflint::report {

// insights::CallSite, clean.
std::string CallSite(std::string_view name);

// Of stages: one for a table or a page, since a query's plan is cut for its first stage and kept for the
// others. One thread.
class StageTitles {
 public:
  explicit StageTitles(const model::Application& app) : app_(app) {}

  // "join of orders and customers · nightly report"; "collect at report.py:12". Never empty.
  std::string TitleOf(const StageSummary& stage);
  // "scan orders → aggregate", in the order the data takes; empty when the log does not tell.
  std::string StepsOf(const StageSummary& stage);

 private:
  insights::StagePlan PlanOf(const StageSummary& stage);

  const model::Application& app_;
  std::unordered_map<const model::SqlExecution*, insights::PlanPieces> pieces_;
};

std::string TitleOf(const model::Application& app, const model::SqlExecution& sql);
// Of several queries in a table. Where those that begin alike, as cells of a notebook that are called
// by their first line, do different things, they say that first: "scan of orders · import tempfile".
std::vector<std::string> TitlesOf(const model::Application& app,
                                  const std::vector<const model::SqlExecution*>& queries);

}  // namespace dataflint::report

#endif  // DATAFLINT_REPORT_TITLES_H_
