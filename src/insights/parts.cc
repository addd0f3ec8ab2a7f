#include "insights/parts.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

namespace dataflint::insights {
namespace {

constexpr std::string_view kApplication = "application";  // subject of what is about all of it

constexpr std::size_t kMostEvidence = 12;  // with that of its parts

bool Explains(const Finding& whole, const Finding& part) {
  if (whole.insight != part.part_of) return false;
  return part.part_of_subject.empty()
             ? whole.subject == part.subject || whole.subject == kApplication
             : whole.subject == part.part_of_subject;
}

// By place, that of the one which explains it; its own when none does.
using Wholes = std::vector<std::size_t>;

std::size_t LastWhole(const Wholes& wholes, std::size_t part) {
  while (wholes[part] != part) part = wholes[part];
  return part;
}

// Of `told`, which are no parts, then of `others`. Chains end: what leads back to a part does not
// explain it.
Wholes WholesOf(const std::vector<Finding>& told, const std::vector<Finding>& others) {
  std::vector<const Finding*> findings;
  for (const Finding& finding : told) findings.push_back(&finding);
  for (const Finding& finding : others) findings.push_back(&finding);
  Wholes wholes(findings.size());
  for (std::size_t i = 0; i < wholes.size(); ++i) wholes[i] = i;
  for (std::size_t i = told.size(); i < wholes.size(); ++i) {
    if (findings[i]->part_of.empty()) continue;
    for (std::size_t whole = 0; whole < findings.size(); ++whole) {
      if (!Explains(*findings[whole], *findings[i]) || LastWhole(wholes, whole) == i) continue;
      wholes[i] = whole;
      break;
    }
  }
  return wholes;
}

bool Shows(const Finding& finding, const Evidence& evidence) {
  return std::any_of(finding.evidence.begin(), finding.evidence.end(), [&](const Evidence& shown) {
    return shown.name == evidence.name && shown.where == evidence.where;
  });
}

}  // namespace

std::vector<Finding> TakeWholes(std::vector<Finding>& findings, const std::vector<Finding>& told) {
  const Wholes wholes = WholesOf(told, findings);
  std::vector<Finding> taken;
  std::vector<Finding> parts;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const std::size_t place = told.size() + i;
    (wholes[place] == place ? taken : parts).push_back(std::move(findings[i]));
  }
  findings = std::move(parts);
  return taken;
}

void JoinParts(std::vector<Finding>& told, const std::vector<Finding>& parts) {
  const Wholes wholes = WholesOf(told, parts);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::size_t place = LastWhole(wholes, told.size() + i);
    if (place >= told.size() || parts[i].evidence.empty()) continue;
    Finding& whole = told[place];
    const Evidence& first = parts[i].evidence.front();
    if (whole.evidence.size() < kMostEvidence && !Shows(whole, first)) {
      whole.evidence.push_back(first);
    }
  }
}

}  // namespace dataflint::insights
