#include "insights/fingerprint.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/ascii.h"
#include "insights/plain_text.h"
#include "insights/plan_text.h"
#include "insights/stage_plan.h"
#include "insights/stage_words.h"

namespace dataflint::insights {
namespace {

std::size_t EndOfDigits(std::string_view text, std::size_t at) {
  while (at < text.size() && IsDigit(text[at])) ++at;
  return at;
}

// The length of a comparison at the front of `text`, " = " or " IN "; 0: there is none.
std::size_t ComparisonAt(std::string_view text) {
  constexpr std::array<std::string_view, 7> kComparisons = {" <=> ", " <= ", " >= ", " = ",
                                                            " < ",   " > ",  " IN "};
  for (const std::string_view comparison : kComparisons) {
    if (text.starts_with(comparison)) return comparison.size();
  }
  return 0;
}

// Where the value at the front of `text` ends; 0: it is no literal but a column or a call.
std::size_t LiteralAt(std::string_view text) {
  if (text.starts_with('(')) return std::min(text.find(')'), text.size());
  // A longer literal keeps its end: the text is not searched to its own end for every comparison.
  constexpr std::size_t kLongest = 1024;
  text = text.substr(0, kLongest);
  const std::size_t end = std::min(text.find_first_of(",)]("), text.size());
  const bool is_expression = end < text.size() && text[end] == '(';
  return is_expression || text.substr(0, end).find('#') != std::string_view::npos ? 0 : end;
}

void AddNode(const model::Application& app, const model::PlanNode& node, Fingerprint& print) {
  const std::string_view name = app.text(node.name);
  if (IsWrapper(name)) return;
  const Operator op = OperatorOf(name);
  print.Add(OperatorName(name));
  if (op == Operator::kScan || op == Operator::kWrite) {
    print.Add(WithoutNumbers(SourceOf(app, node).LastName()));
  } else {
    print.Add(WithoutLiterals(app.text(node.simple_string)));
  }
}

}  // namespace

Fingerprint& Fingerprint::Add(std::string_view text) {
  for (const char c : text) {
    hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 0x100000001B3;
  }
  return Add(std::uint64_t{text.size()});
}

Fingerprint& Fingerprint::Add(std::uint64_t number) {
  for (int i = 0; i < 8; ++i) {
    hash_ = (hash_ ^ (number & 0xFF)) * 0x100000001B3;
    number >>= 8U;
  }
  return *this;
}

std::string WithoutNumbers(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    if (IsDigit(text[i])) {
      out += '#';
      i = EndOfDigits(text, i);
    } else {
      out += text[i++];
    }
  }
  return out;
}

std::string WithoutLiterals(std::string_view simple_string) {
  std::string out;
  for (std::size_t i = 0; i < simple_string.size();) {
    const std::string_view rest = simple_string.substr(i);
    if (rest[0] == '#' && rest.size() > 1 && IsDigit(rest[1])) {
      i = EndOfDigits(simple_string, i + 1);
      if (i < simple_string.size() && simple_string[i] == 'L') ++i;
    } else if (const std::size_t comparison = ComparisonAt(rest); comparison > 0) {
      out += rest.substr(0, comparison);
      i += comparison;
      const std::size_t literal = LiteralAt(simple_string.substr(i));
      if (literal > 0) out += '?';
      i += literal;
    } else if (IsDigit(rest[0])) {
      out += '#';
      i = EndOfDigits(simple_string, i);
    } else {
      out += rest[0];
      ++i;
    }
  }
  return out;
}

bool IsWrapper(std::string_view node_name) {
  switch (OperatorOf(node_name)) {
    case Operator::kAdaptive:
    case Operator::kQueryStage:
    case Operator::kShuffleRead:
      return true;
    default:
      break;
  }
  const std::string_view name = PlainName(node_name);
  return name.starts_with("WholeStageCodegen") || name.starts_with("InputAdapter") ||
         name.starts_with("ResultQueryStage");
}

std::string_view OperatorName(std::string_view node_name) {
  std::string_view name = PlainName(node_name);
  if (name.starts_with("Execute ")) name.remove_prefix(8);
  return name.substr(0, name.find(' '));
}

std::uint64_t PlanFingerprint(const model::Application& app, const model::SqlExecution& sql) {
  if (sql.plans.empty()) return 0;
  Fingerprint print;
  for (const model::PlanNode& node : sql.plans.front().nodes) AddNode(app, node, print);
  return print.value();
}

std::uint64_t WorkFingerprint(const model::Application& app, const model::SqlExecution& sql) {
  const model::PlanVersion* plan = sql.final_plan();
  if (plan == nullptr || plan->nodes.empty()) return 0;
  std::vector<std::string> sources;
  for (const model::PlanNode& node : plan->nodes) {
    const Operator op = OperatorOf(app.text(node.name));
    if (op != Operator::kScan && op != Operator::kWrite) continue;
    std::string source = WithoutNumbers(SourceOf(app, node).LastName());
    if (!source.empty()) sources.push_back(std::move(source));
  }
  std::sort(sources.begin(), sources.end());
  sources.erase(std::unique(sources.begin(), sources.end()), sources.end());
  Fingerprint print;
  print.Add(WithoutNumbers(WorkOf(app, sql)));
  for (const std::string& source : sources) print.Add(source);
  if (sources.empty()) print.Add(OperatorName(app.text(plan->nodes.front().name)));
  return print.value();
}

std::uint64_t StageFingerprint(const Run& run, std::size_t stage) {
  const StagePlan& plan = run.PlanOf(stage);
  Fingerprint print;
  if (!plan.known()) return print.Add(run.app().text(run.stage(stage).name)).value();
  for (const auto* nodes : {&plan.nodes, &plan.reads, &plan.writes}) {
    print.Add(std::uint64_t{1});
    for (const std::int32_t node : *nodes) AddNode(run.app(), plan.node(node), print);
  }
  return print.value();
}

std::uint64_t StageWorkFingerprint(const Run& run, std::size_t stage) {
  const model::StageAttempt& attempt = run.stage(stage);
  const std::string work = WorkOf(run.app(), attempt, run.PlanOf(stage));
  Fingerprint print;
  if (!work.empty()) return print.Add("does").Add(WithoutNumbers(work)).value();
  const std::string_view name = FirstLine(run.app().text(attempt.name));
  return print.Add("called").Add(WithoutNumbers(CallSite(name))).value();
}

}  // namespace dataflint::insights
