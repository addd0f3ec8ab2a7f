#include "report/markdown.h"

#include <algorithm>
#include <utility>

#include "base/quantity.h"
#include "insights/stage_words.h"
#include "report/figure_words.h"
#include "report/finding_words.h"
#include "report/headline.h"
#include "report/not_seen.h"
#include "report/part_words.h"
#include "report/summary.h"
#include "report/terminal/text.h"
#include "report/titles.h"

namespace dataflint::report {
namespace {

bool IsWordCharacter(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

// ":+1:", ":100:", but not what stands in a time of day, "10:30:00".
bool IsEmojiCode(std::string_view text) {
  std::size_t end = 1;
  bool is_number = true;
  for (; end < text.size(); ++end) {
    const char c = text[end];
    if (!IsWordCharacter(c) && c != '+' && c != '-') break;
    is_number = is_number && c >= '0' && c <= '9';
  }
  return end > 1 && end < text.size() && text[end] == ':' && !(is_number && end <= 3);
}

// What GitHub and GitLab look for in finished text, where a backslash does not help: @mentions,
// addresses, #1, !1, %milestones, ~labels, &epics, [issue:1], GH-1, $formulas$, :emoji:.
bool MayBecomeLink(std::string_view word) {
  for (std::size_t i = 0; i < word.size(); ++i) {
    const std::string_view rest = word.substr(i);
    const char next = rest.size() > 1 ? rest[1] : ' ';
    switch (word[i]) {
      case '@':
      case '$':
        return true;
      case '#':
      case '!':
      case '%':
      case '~':
      case '&':
      case '[':
        if (IsWordCharacter(next) || next == '"' || next == '[') return true;
        break;
      case ':':
        if (rest.starts_with("://") || IsEmojiCode(rest)) return true;
        break;
      case 'w':
        if (rest.starts_with("www.")) return true;
        break;
      case 'G':
      case 'g':
        if ((next == 'H' || next == 'h') && rest.size() > 3 && rest[2] == '-') return true;
        break;
      default:
        break;
    }
  }
  return false;
}

void AppendEscaped(std::string_view text, std::string& escaped) {
  for (const char c : text) {
    if (std::string_view("\\*_<>[]#~&").find(c) != std::string_view::npos) escaped += '\\';
    escaped += c;
  }
}

// What may become a link is written as code: each word of it between spaces and what cannot stand
// in the code of a table's cell.
std::string Escaped(std::string_view text) {
  const std::string clean = terminal::Clean(text);
  std::string escaped;
  for (std::string_view rest = clean; !rest.empty();) {
    const std::size_t end = std::min(rest.find_first_of(" `|"), rest.size());
    const std::string_view word = rest.substr(0, end);
    if (MayBecomeLink(word)) {
      // What ends a clause is no part of it, unless all of it is such.
      const std::size_t last = word.find_last_not_of(",;.");
      const std::size_t code = last == std::string_view::npos ? word.size() : last + 1;
      escaped.append("`").append(word.substr(0, code)).append("`").append(word.substr(code));
    } else {
      AppendEscaped(word, escaped);
    }
    if (end == rest.size()) break;
    if (rest[end] != ' ') escaped += '\\';
    escaped += rest[end];
    rest.remove_prefix(end + 1);
  }
  return escaped;
}

// Where a line begins, these begin a list, a line under a heading, or a command to GitLab.
std::string EscapedLine(std::string_view text) {
  std::string escaped = Escaped(text);
  if (!escaped.empty() && std::string_view("+-=/").find(escaped[0]) != std::string_view::npos) {
    escaped.insert(0, 1, '\\');
  }
  return escaped;
}

// A row for each part that is not zero: "driver: planning".
template <typename Part, typename Split>
void WriteParts(std::span<const PartGroup<Part>> groups, const Split& split, std::int64_t total,
                std::string (*format)(std::int64_t), MarkdownText& text) {
  for (const PartGroup<Part>& group : groups) {
    for (const Part part : group.parts) {
      if (split[part] == 0) continue;
      std::string name(group.words);
      if (group.parts.size() > 1) name += ": " + std::string(WordsFor(part));
      text.TableRow({name, format(split[part]), ShareOf(split[part], total)});
    }
  }
}

void WriteTimeAndCores(const analysis::Figures& figures, MarkdownText& text) {
  text.Heading(2, "Where the time went");
  text.TableHeader({"part", "time", "share"});
  WriteParts(WallGroups(), figures.wall_time, figures.wall_time.total, FormatDuration, text);
  text.Heading(2, "Where the cores went");
  text.TableHeader({"part", "core time", "share"});
  WriteParts(CoreGroups(), figures.core_time, figures.core_time.available, FormatCoreTime, text);
}

void WriteFindings(const Report& report, std::size_t top, MarkdownText& text) {
  text.Heading(2, "What to change");
  if (report.findings.empty()) {
    text.Paragraph(NothingFound(report));
  }
  const std::size_t shown = std::min(report.findings.size(), top);
  if (shown > 0) {
    const std::string count = CountOfFindings(report, report.findings.size(), shown);
    text.Paragraph(terminal::Joined({count, TogetherText(report)}, "; ") + ".");
  }
  FindingNumbers numbers;
  for (std::size_t i = 0; i < shown; ++i) numbers.emplace(report.findings[i].id, i + 1);
  for (std::size_t i = 0; i < shown; ++i) {
    const insights::Finding& finding = report.findings[i];
    text.Heading(3, std::to_string(i + 1) + ". " + finding.title);
    text.Paragraph("Saves " + Savings(finding.impact) + ". Severity " +
                   std::string(insights::NameOf(finding.severity)) + ", " +
                   std::string(finding.insight) + ", " + finding.subject + ".");
    if (!finding.why.empty()) text.Paragraph(WithNumbers(finding.why, numbers));
    for (const insights::Change& change : finding.changes) {
      if (const std::string_view label = LabelOf(finding, change); label != "do") {
        text.Paragraph(std::string(label) + ':');
      }
      text.Code(change.text);
      if (!change.reason.empty()) text.Paragraph(change.reason);
    }
    for (const std::string& missing : finding.missing) text.Item("Not seen: " + missing);
  }
}

void WriteStages(const Report& report, const Summary& summary, std::size_t top,
                 MarkdownText& text) {
  if (summary.stages.empty()) return;
  text.Heading(2, "Stages that matter");
  text.TableHeader({"stage", "name", "time", "of path", "of cores", "tasks", "spill", "read",
                    "shuffled", "written"});
  StageTitles titles(*report.app);
  for (const std::size_t i : StagesThatMatter(report, summary, top)) {
    const StageSummary& stage = summary.stages[i];
    text.TableRow({model::NameOf(stage.stage->key), titles.TitleOf(stage),
                   FormatDuration(stage.duration),
                   ShareOf(stage.figures->critical_time, report.figures.wall_time.total),
                   ShareOf(stage.core_time, report.figures.core_time.available),
                   FormatCount(stage.figures->tasks), BytesOrNothing(stage.disk_spill),
                   BytesOrNothing(stage.input), BytesOrNothing(stage.shuffled()),
                   BytesOrNothing(stage.output)});
  }
}

void WriteHeadline(const Report& report, const Summary& summary, MarkdownText& text) {
  const Headline headline = HeadlineOf(report, summary);
  text.Heading(1, terminal::Joined({headline.name, headline.id}, " "));
  text.Paragraph(terminal::Joined({std::string(NameOf(headline.status)), headline.duration,
                                   headline.cores, headline.work, headline.failures},
                                  ", ") +
                 ".");
  for (const std::string& line : headline.failed_work) text.Item(line);
  text.Paragraph(terminal::Joined({headline.surroundings, headline.log_state}, " · ") + ".");
}

void WriteNotSeen(const Report& report, std::string_view log, MarkdownText& text) {
  const std::vector<NotSeen> all = NotSeenOf(report, log);
  if (all.empty()) return;
  text.Heading(2, insights::Capitalised(std::string(NotSeenHeading(report))));
  for (const NotSeen& one : all) text.Item(FormatCount(one.count) + "× " + one.text);
}

}  // namespace

void MarkdownText::EmptyLine() {
  if (!text_.empty() && !text_.ends_with("\n\n")) text_ += '\n';
}

void MarkdownText::Heading(int level, std::string_view text) {
  EmptyLine();
  text_ += std::string(static_cast<std::size_t>(level), '#') + ' ' + Escaped(text) + "\n\n";
}

void MarkdownText::Paragraph(std::string_view text) {
  EmptyLine();
  text_ += EscapedLine(text) + "\n\n";
}

void MarkdownText::Item(std::string_view text) { text_ += "- " + EscapedLine(text) + '\n'; }

void MarkdownText::Code(std::string_view text) { Block(terminal::Clean(text)); }

void MarkdownText::Block(std::string_view lines) {
  // Nothing in the lines may look like the block's end.
  std::string fence = "```";
  while (lines.find(fence) != std::string_view::npos) fence += '`';
  while (lines.ends_with('\n')) lines.remove_suffix(1);
  while (lines.starts_with('\n')) lines.remove_prefix(1);
  EmptyLine();
  text_ += fence + '\n' + std::string(lines) + '\n' + fence + "\n\n";
}

void MarkdownText::TableHeader(const std::vector<std::string>& cells) {
  TableRow(cells);
  for (std::size_t i = 0; i < cells.size(); ++i) text_ += "|---";
  text_ += "|\n";
}

void MarkdownText::TableRow(const std::vector<std::string>& cells) {
  for (const std::string& cell : cells) text_ += "| " + Escaped(cell) + ' ';
  text_ += "|\n";
}

std::string MarkdownText::Take() {
  while (text_.ends_with("\n\n")) text_.pop_back();
  return std::exchange(text_, {});
}

std::string ReportAsMarkdown(const Report& report, std::string_view log, std::size_t top) {
  const Summary summary = Summarize(report);
  MarkdownText text;
  WriteHeadline(report, summary, text);
  WriteTimeAndCores(report.figures, text);
  WriteFindings(report, top, text);
  WriteStages(report, summary, top, text);
  WriteNotSeen(report, log, text);
  return text.Take();
}

std::string DetailAsMarkdown(std::string_view text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  MarkdownText markdown;
  markdown.Heading(1, terminal::Clean(text.substr(0, end)));
  markdown.Block(text.substr(end));
  return markdown.Take();
}

}  // namespace dataflint::report
