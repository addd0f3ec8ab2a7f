#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/quantity.h"
#include "report/finding_words.h"
#include "report/terminal/sections.h"
#include "report/terminal/text.h"

namespace dataflint::report::terminal {
namespace {

constexpr std::size_t kIndent = 5;   // of what stands below a title
constexpr std::size_t kColumn = 12;  // where the texts begin

Ink InkOf(insights::Severity severity) {
  switch (severity) {
    case insights::Severity::kHigh:
    case insights::Severity::kMedium:
      return Ink::kCosts;
    case insights::Severity::kLow:
    case insights::Severity::kInfo:
      return Ink::kDim;
  }
  return Ink::kDim;
}

// Where more of it is shown: evidence and tasks, or, beside these, the whole stage or query.
std::string ProofOf(const insights::Finding& finding) { return "proof: --insight " + finding.id; }
std::string PlaceOf(const insights::Finding& finding) {
  if (finding.stage.stage_id >= 0) return "in: --stage " + NameOf(finding.stage);
  if (finding.sql_execution_id >= 0) return "in: --sql " + std::to_string(finding.sql_execution_id);
  return {};
}

enum class Detail : std::uint8_t {
  kBrief,  // small findings without the reasons of further changes, why, and what was unseen
  kWhole,
};

bool IsSmall(const insights::Finding& finding) {
  return finding.severity <= insights::Severity::kLow;
}

// A finding and those that say the same of other places.
struct Entry {
  const insights::Finding* finding;
  std::vector<std::string> other_places;
  std::vector<std::string_view> ids;  // of all of them
};

std::vector<Entry> EntriesOf(const std::vector<const insights::Finding*>& findings) {
  std::vector<Entry> entries;
  std::map<std::pair<std::string_view, std::string_view>, std::size_t> by_title;
  for (const insights::Finding* finding : findings) {
    const auto [same, is_first] =
        by_title.try_emplace({finding->insight, finding->title}, entries.size());
    if (is_first) {
      entries.push_back({finding, {}, {finding->id}});
      continue;
    }
    Entry& entry = entries[same->second];
    entry.ids.push_back(finding->id);
    std::vector<std::string>& places = entry.other_places;
    const bool is_new = finding->subject != entry.finding->subject &&
                        std::find(places.begin(), places.end(), finding->subject) == places.end();
    if (is_new) places.push_back(finding->subject);
  }
  return entries;
}

std::string PlacesText(const std::vector<std::string>& places) {
  constexpr std::size_t kMostNamed = 8;
  std::string text = "the same in ";
  for (std::size_t i = 0; i < places.size() && i < kMostNamed; ++i) {
    text += (i == 0 ? "" : ", ") + Clean(places[i]);
  }
  if (places.size() > kMostNamed) {
    text += " and " + std::to_string(places.size() - kMostNamed) + " more";
  }
  return text;
}

// Whether it left something out. `more`: where more of it is shown. `numbers`: of those listed.
bool DrawEntry(const Page& page, std::size_t rank, const Entry& entry, Detail detail,
               const std::string& more, const FindingNumbers& numbers) {
  const insights::Finding& finding = *entry.finding;
  Canvas& canvas = page.canvas;
  const bool small = IsSmall(finding);
  if (rank > 1) canvas.Line();
  canvas.Entry(PadLeft(std::to_string(rank), 3), Clean(finding.title), 0, kIndent, Ink::kStrong,
               small ? Ink::kPlain : Ink::kStrong);
  canvas.Entry("saves",
               Savings(finding.impact) + " · " + std::string(insights::NameOf(finding.severity)) +
                   " · " + std::string(finding.insight) + (more.empty() ? "" : " · " + more),
               kIndent, kColumn, Ink::kDim, InkOf(finding.severity));
  if (!entry.other_places.empty()) {
    canvas.Entry("also", PlacesText(entry.other_places), kIndent, kColumn, Ink::kDim, Ink::kPlain);
  }
  const bool brief = small && detail == Detail::kBrief;
  bool left_out = false;
  for (const insights::Change& change : finding.changes) {
    const bool is_told = !brief || &change == &finding.changes.front();
    canvas.Entry(LabelOf(finding, change), Clean(change.text), kIndent, kColumn, Ink::kDim,
                 Ink::kGood);
    if (change.reason.empty()) continue;
    if (is_told) {
      canvas.Paragraph(Clean(change.reason), kColumn);
    } else {
      left_out = true;
    }
  }
  if (brief) {
    if (const std::string_view alternative = AlternativeIn(finding.why); !alternative.empty()) {
      canvas.Entry("why", Clean(WithNumbers(alternative, numbers)), kIndent, kColumn, Ink::kDim,
                   Ink::kPlain);
    }
    return left_out || !finding.why.empty() || !finding.missing.empty();
  }
  if (!finding.why.empty()) {
    canvas.Entry("why", Clean(WithNumbers(finding.why, numbers)), kIndent, kColumn, Ink::kDim,
                 Ink::kPlain);
  }
  for (const std::string& missing : finding.missing) {
    canvas.Entry("unseen", Clean(missing), kIndent, kColumn, Ink::kDim, Ink::kDim);
  }
  return false;
}

}  // namespace

void DrawFindingsAbout(const Page& page, model::StageKey stage, std::int64_t sql) {
  std::vector<const insights::Finding*> about;
  for (const insights::Finding& finding : page.report.findings) {
    const bool about_stage = stage.stage_id >= 0 && finding.stage == stage;
    const bool about_sql = sql >= 0 && finding.sql_execution_id == sql;
    if (about_stage || about_sql) about.push_back(&finding);
  }
  if (about.empty()) return;
  page.canvas.Heading("what to change");
  std::size_t rank = 0;
  for (const Entry& entry : EntriesOf(about)) {
    DrawEntry(page, ++rank, entry, Detail::kWhole, ProofOf(*entry.finding), {});
  }
}

void DrawFinding(const Page& page, std::size_t rank, const insights::Finding& finding) {
  DrawEntry(page, rank, {&finding, {}, {}}, Detail::kWhole, PlaceOf(finding), {});
}

void DrawFindings(const Page& page) {
  Canvas& canvas = page.canvas;
  std::vector<const insights::Finding*> all;
  for (const insights::Finding& finding : page.report.findings) all.push_back(&finding);
  if (all.empty()) {
    canvas.Heading("what to change", "no findings");
    canvas.Paragraph(NothingFound(page.report), 2);
    return;
  }
  std::vector<Entry> entries = EntriesOf(all);
  const std::size_t shown = std::min(entries.size(), page.options.top);
  const std::string count = CountOfFindings(page.report, entries.size(), shown);
  canvas.Heading("what to change", Joined({count, TogetherText(page.report)}, "; "));
  entries.resize(shown);
  FindingNumbers numbers;
  for (std::size_t i = 0; i < shown; ++i) {
    for (const std::string_view id : entries[i].ids) numbers.emplace(id, i + 1);
  }
  std::size_t rank = 0;
  bool left_out = false;
  for (const Entry& entry : entries) {
    const std::string proof = ProofOf(*entry.finding);
    left_out = DrawEntry(page, ++rank, entry, Detail::kBrief, proof, numbers) || left_out;
  }
  if (!left_out) return;
  canvas.Line();
  canvas.Paragraph(
      "Low and info are told in brief: all their reasons are in -o md, and with --insight.",
      kIndent, Ink::kDim);
}

}  // namespace dataflint::report::terminal
