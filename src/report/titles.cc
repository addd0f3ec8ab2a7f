#include "report/titles.h"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "insights/plan_text.h"
#include "insights/stage_plan.h"
#include "insights/stage_words.h"
#include "report/terminal/text.h"

namespace dataflint::report {
namespace {

using insights::Operator;
using terminal::Clean;

constexpr std::size_t kMostSteps = 4;

// Of a table its last name, of a path its last folder, else the format.
std::string ShortName(const insights::DataSource& source) {
  const std::string name = source.LastName();
  return Clean(name.empty() ? source.format : name);
}

std::string With(std::string_view verb, const std::string& object) {
  return object.empty() ? std::string(verb) : std::string(verb) + ' ' + object;
}

// What a node does, in words; empty when that says nothing about its stage.
std::string StepOf(const model::Application& app, const model::PlanNode& node) {
  switch (insights::OperatorOf(app.text(node.name))) {
    case Operator::kScan:
      return With("scan", ShortName(insights::SourceOf(app, node)));
    case Operator::kInMemoryScan:
      return "read cache";
    case Operator::kLocalData:
      return "generate rows";
    case Operator::kRddScan:
      return "scan RDD";
    case Operator::kSortMergeJoin:
      return "sort-merge join";
    case Operator::kShuffledHashJoin:
      return "shuffled hash join";
    case Operator::kBroadcastHashJoin:
      return "broadcast join";
    case Operator::kNestedLoopJoin:
      return "nested-loop join";
    case Operator::kCartesian:
      return "cartesian product";
    case Operator::kAggregate:
      return "aggregate";
    case Operator::kWindow:
      return "window";
    case Operator::kPython:
      return "Python";
    case Operator::kGenerate:
      return "explode";
    case Operator::kExpand:
      return "expand";
    case Operator::kUnion:
      return "union";
    case Operator::kWrite:
      return With("write", ShortName(insights::SourceOf(app, node)));
    default:
      return {};
  }
}

// Steps that are told only of a stage that does nothing else.
std::string SmallStepOf(const model::Application& app, const model::PlanNode& node) {
  switch (insights::OperatorOf(app.text(node.name))) {
    case Operator::kSort:
      return "sort";
    case Operator::kLimit:
      return "limit";
    case Operator::kFilter:
      return "filter";
    case Operator::kProject:
      return "project";
    default:
      return {};
  }
}

using Step = std::string (*)(const model::Application&, const model::PlanNode&);

std::vector<std::string> Steps(const model::Application& app, const insights::StagePlan& plan,
                               Step step_of) {
  std::vector<std::string> steps;
  for (auto node = plan.nodes.rbegin(); node != plan.nodes.rend(); ++node) {
    std::string step = step_of(app, plan.node(*node));
    // A command that writes and the node that does it are one step.
    if (step.starts_with("write") && !steps.empty() && steps.back().starts_with("write")) {
      if (step.size() > steps.back().size()) steps.back() = std::move(step);
      continue;
    }
    const bool is_new = std::find(steps.begin(), steps.end(), step) == steps.end();
    if (!step.empty() && is_new) steps.push_back(std::move(step));
  }
  return steps;
}

bool WritesBroadcast(const model::Application& app, const insights::StagePlan& plan) {
  return std::any_of(plan.writes.begin(), plan.writes.end(), [&](std::int32_t index) {
    return insights::OperatorOf(app.text(plan.node(index).name)) == Operator::kBroadcastExchange;
  });
}

std::string DescriptionOf(const model::Application& app, const StageSummary& stage) {
  std::string text = stage.sql == nullptr ? "" : CallSite(app.text(stage.sql->description));
  return text.empty() ? CallSite(app.text(stage.stage->description)) : text;
}

}  // namespace

std::string CallSite(std::string_view name) { return insights::CallSite(Clean(name)); }

insights::StagePlan StageTitles::PlanOf(const StageSummary& stage) {
  constexpr std::size_t kMostKept = 100;
  const model::SqlExecution* sql = stage.sql;
  if (sql == nullptr || sql->final_plan() == nullptr || stage.stage->accumulators.empty()) {
    return insights::FindStagePlan(app_, *stage.stage, sql);
  }
  if (pieces_.size() >= kMostKept && !pieces_.contains(sql)) pieces_.clear();
  const insights::PlanPieces& pieces =
      pieces_.try_emplace(sql, app_, *sql->final_plan()).first->second;
  return pieces.PlanOf(*sql, pieces.RunBy(*stage.stage));
}

std::string StageTitles::StepsOf(const StageSummary& stage) {
  const insights::StagePlan plan = PlanOf(stage);
  if (!plan.known()) return {};
  std::vector<std::string> steps = Steps(app_, plan, StepOf);
  if (steps.empty()) steps = Steps(app_, plan, SmallStepOf);
  if (WritesBroadcast(app_, plan)) steps.emplace_back("broadcast");
  std::string text;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const bool is_left_out = steps.size() > kMostSteps && i >= 2 && i + 2 < steps.size();
    if (is_left_out && i > 2) continue;
    text += (text.empty() ? "" : " → ") + (is_left_out ? "…" : steps[i]);
  }
  return text;
}

std::string StageTitles::TitleOf(const StageSummary& stage) {
  const std::string work = Clean(insights::WorkOf(app_, *stage.stage, PlanOf(stage)));
  const std::string description = DescriptionOf(app_, stage);
  if (!work.empty()) return description.empty() ? work : work + " · " + description;
  const std::string_view name = app_.text(stage.stage->name);
  const std::string site = CallSite(name);
  if (site.empty()) return description.empty() ? Clean(name) : description;
  // A description that was set says more than where in the code it was.
  const bool is_described =
      !description.empty() && description != site && !site.starts_with(description);
  return is_described ? site + " · " + description : site;
}

std::string TitleOf(const model::Application& app, const model::SqlExecution& sql) {
  const std::string site = CallSite(app.text(sql.description));
  return site.empty() ? Clean(app.text(sql.description)) : site;
}

std::vector<std::string> TitlesOf(const model::Application& app,
                                  const std::vector<const model::SqlExecution*>& queries) {
  constexpr std::size_t kSeen = 24;  // bytes that a narrow table shows in any case
  std::vector<std::string> titles;
  std::vector<std::string> works;
  std::map<std::string, std::set<std::string>> works_of;  // by what titles begin with
  for (const model::SqlExecution* sql : queries) {
    titles.push_back(TitleOf(app, *sql));
    works.push_back(Clean(insights::WorkOf(app, *sql)));
    works_of[titles.back().substr(0, kSeen)].insert(works.back());
  }
  for (std::size_t i = 0; i < queries.size(); ++i) {
    const bool differs = works_of[titles[i].substr(0, kSeen)].size() > 1;
    if (differs && !works[i].empty()) titles[i] = works[i] + " · " + titles[i];
  }
  return titles;
}

}  // namespace dataflint::report
