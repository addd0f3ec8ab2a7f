#include "report/titles.h"

#include <algorithm>
#include <array>
#include <vector>

#include "insights/plan_text.h"
#include "insights/stage_plan.h"
#include "report/terminal/text.h"

namespace dataflint::report {
namespace {

using insights::Operator;
using terminal::Clean;

constexpr std::size_t kMostSteps = 4;

bool IsPlumbing(std::string_view file) {
  constexpr std::array<std::string_view, 8> kFiles = {"NativeMethodAccessorImpl.java",
                                                      "DirectMethodHandleAccessor.java",
                                                      "CompletableFuture.java",
                                                      "ThreadPoolExecutor.java",
                                                      "FutureTask.java",
                                                      "ForkJoinTask.java",
                                                      "Executors.java",
                                                      "<unknown>"};
  return std::find(kFiles.begin(), kFiles.end(), file) != kFiles.end();
}

// The last piece of a path or of a table's full name: enough to recognise it by.
std::string ShortName(const insights::DataSource& source) {
  std::string_view name = source.table.empty() ? source.path : source.table;
  while (name.ends_with('/')) name.remove_suffix(1);
  const std::size_t cut = name.find_last_of(source.table.empty() ? "/" : ".");
  if (cut != std::string_view::npos) name.remove_prefix(cut + 1);
  return Clean(name.empty() ? std::string_view(source.format) : name);
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

const model::SqlExecution* SqlOf(const model::Application& app, const model::StageAttempt& stage) {
  return stage.sql_execution_id < 0 ? nullptr : app.FindSql(stage.sql_execution_id);
}

std::string DescriptionOf(const model::Application& app, const model::StageAttempt& stage) {
  const model::SqlExecution* sql = SqlOf(app, stage);
  std::string text = sql == nullptr ? std::string() : CallSite(app.text(sql->description));
  return text.empty() ? CallSite(app.text(stage.description)) : text;
}

}  // namespace

std::string CallSite(std::string_view name) {
  std::string clean = Clean(name);
  const std::size_t at = clean.rfind(" at ");
  if (at == std::string::npos) return clean;
  const std::string place = clean.substr(at + 4);
  const std::string method = clean.substr(0, at);
  const std::size_t colon = place.rfind(':');
  const std::size_t slash = place.rfind('/');
  const std::string file_and_line = slash == std::string::npos ? place : place.substr(slash + 1);
  if (!IsPlumbing(place.substr(0, colon))) return method + " at " + file_and_line;
  const bool says_nothing = method.starts_with('$') || method == "run" || method == "wrapper" ||
                            method == "call" || method == "apply";
  return says_nothing ? std::string() : method;
}

std::string StepsOf(const model::Application& app, const model::StageAttempt& stage) {
  const insights::StagePlan plan = insights::FindStagePlan(app, stage, SqlOf(app, stage));
  if (!plan.known()) return {};
  std::vector<std::string> steps = Steps(app, plan, StepOf);
  if (steps.empty()) steps = Steps(app, plan, SmallStepOf);
  if (WritesBroadcast(app, plan)) steps.emplace_back("broadcast");
  std::string text;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const bool is_left_out = steps.size() > kMostSteps && i >= 2 && i + 2 < steps.size();
    if (is_left_out && i > 2) continue;
    text += (text.empty() ? "" : " → ") + (is_left_out ? "…" : steps[i]);
  }
  return text;
}

std::string TitleOf(const model::Application& app, const model::StageAttempt& stage) {
  const std::string steps = StepsOf(app, stage);
  const std::string description = DescriptionOf(app, stage);
  if (!steps.empty()) return description.empty() ? steps : steps + " · " + description;
  const std::string site = CallSite(app.text(stage.name));
  if (site.empty()) return description.empty() ? Clean(app.text(stage.name)) : description;
  // A description that was set says more than where in the code it was.
  const bool is_described =
      !description.empty() && description != site && !site.starts_with(description);
  return is_described ? site + " · " + description : site;
}

std::string TitleOf(const model::Application& app, const model::SqlExecution& sql) {
  const std::string site = CallSite(app.text(sql.description));
  return site.empty() ? Clean(app.text(sql.description)) : site;
}

}  // namespace dataflint::report
