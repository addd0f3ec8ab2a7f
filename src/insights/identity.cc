#include "insights/identity.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>
#include <tuple>
#include <unordered_map>

#include "insights/cached_rdds.h"
#include "insights/fingerprint.h"

namespace dataflint::insights {
namespace {

// Ids of RDDs differ from run to run: its name, and what caches it.
std::string NameOfRdd(const Run& run, std::string_view id) {
  for (const CachedRdd& cached : CachedRdds(run)) {
    if (std::to_string(cached.rdd->id) == id) {
      return NameOf(run, cached) + ' ' + std::string(run.app().text(cached.rdd->name));
    }
  }
  return {};
}

// What a plan node is, and that its query is.
class Identities {
 public:
  explicit Identities(const Run& run) : run_(run) {}

  std::uint64_t Of(const Finding& finding) {
    Fingerprint print;
    print.Add(NameOf(finding.scope)).Add(finding.dataflint_alert);
    const model::SqlExecution* sql = run_.FindSql(finding.sql_execution_id);
    if (sql != nullptr) print.Add(OfQuery(*sql));
    if (const std::string telling = TellingSubject(run_, finding); !telling.empty()) {
      print.Add(telling);
    }
    switch (finding.scope) {
      case Scope::kApplication:
        break;
      case Scope::kStage:
        if (const auto stage = run_.IndexOf(finding.stage)) {
          print.Add(StageFingerprint(run_, *stage));
          break;
        }
        print.Add(WithoutNumbers(finding.subject));
        break;
      case Scope::kPlanNode:
        AddNode(finding, sql, print);
        break;
      case Scope::kSqlExecution:
      case Scope::kExecutor:
      case Scope::kSparkJob:
        print.Add(WithoutNumbers(finding.subject));
        break;
    }
    return print.value();
  }

 private:
  std::uint64_t OfQuery(const model::SqlExecution& sql) {
    const auto [known, is_new] = queries_.try_emplace(&sql, 0);
    if (is_new) {
      known->second = Fingerprint()
                          .Add(WithoutNumbers(run_.app().text(sql.description)))
                          .Add(PlanFingerprint(run_.app(), sql))
                          .value();
    }
    return known->second;
  }

  // A finding's subject names the node: "sql 7 node 3".
  void AddNode(const Finding& finding, const model::SqlExecution* sql, Fingerprint& print) const {
    const std::size_t space = finding.subject.rfind(' ');
    const std::string_view digits =
        std::string_view(finding.subject).substr(space == std::string::npos ? 0 : space + 1);
    std::int32_t node = -1;
    std::from_chars(digits.data(), digits.data() + digits.size(), node);
    const model::PlanVersion* plan = sql == nullptr ? nullptr : sql->final_plan();
    if (plan == nullptr || node < 0 || static_cast<std::size_t>(node) >= plan->nodes.size()) {
      print.Add(WithoutNumbers(finding.subject));
      return;
    }
    const model::PlanNode& plan_node = plan->nodes[static_cast<std::size_t>(node)];
    print.Add(OperatorName(run_.app().text(plan_node.name)))
        .Add(WithoutLiterals(run_.app().text(plan_node.simple_string)));
  }

  const Run& run_;
  std::unordered_map<const model::SqlExecution*, std::uint64_t> queries_;
};

std::string Hexadecimal(std::uint64_t number) {
  constexpr int kDigits = 8;
  number ^= number >> 32U;
  std::string text(kDigits, '0');
  for (int i = kDigits; i-- > 0; number >>= 4U) {
    text[static_cast<std::size_t>(i)] = "0123456789abcdef"[number & 0xFU];
  }
  return text;
}

}  // namespace

std::string TellingSubject(const Run& run, const Finding& finding) {
  constexpr std::string_view kRdd = "rdd ";
  const std::string_view subject = finding.subject;
  const bool is_place = finding.scope == Scope::kApplication ? subject == "application"
                        : finding.scope == Scope::kStage
                            ? subject == "stage " + NameOf(finding.stage)
                            : true;  // queries, nodes, executors, Spark jobs
  if (is_place) return {};
  if (subject.starts_with("host ")) return finding.subject;  // another number is another machine
  return WithoutNumbers(subject.starts_with(kRdd) ? NameOfRdd(run, subject.substr(kRdd.size()))
                                                  : std::string(subject));
}

void NameFindings(const Run& run, std::vector<Finding>& findings) {
  // In the run's order, so that ids do not depend on what saves most.
  std::vector<Finding*> in_order;
  in_order.reserve(findings.size());
  for (Finding& finding : findings) in_order.push_back(&finding);
  std::stable_sort(in_order.begin(), in_order.end(), [](const Finding* a, const Finding* b) {
    const auto place = [](const Finding* finding) {
      return std::tuple(finding->sql_execution_id, finding->stage, finding->insight,
                        std::string_view(finding->subject));
    };
    return place(a) < place(b);
  });
  Identities identities(run);
  std::unordered_map<std::string, int> seen;
  for (Finding* finding : in_order) {
    finding->id = std::string(finding->insight) + '-' + Hexadecimal(identities.Of(*finding));
    if (const int count = ++seen[finding->id]; count > 1)
      finding->id += '-' + std::to_string(count);
  }
}

}  // namespace dataflint::insights
