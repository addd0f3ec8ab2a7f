#include "compare/comparison.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json_writer.h"
#include "base/quantity.h"
#include "cli/analyze/resident_memory.h"
#include "cli/analyze/written_files.h"
#include "cli/commands/all.h"
#include "cli/error_text.h"
#include "cli/insight_options.h"
#include "cli/look_options.h"
#include "cli/output.h"
#include "cli/read_log.h"
#include "cli/shell_quote.h"
#include "compare/needed.h"
#include "engine/engine.h"
#include "io/part_names.h"
#include "report/comparison/comparison_json.h"
#include "report/comparison/comparison_text.h"

namespace dataflint::cli {
namespace {

// What can be typed to name this log alone; empty when nothing can, as inside an archive.
std::string PathOf(const io::EventLog& log) {
  if (log.parts.empty() || !log.parts.front().archive_member.empty()) return {};
  const std::string& first = log.parts.front().path;
  if (log.layout == io::Layout::kSingleFile) return first;
  return io::FolderOf(first);
}

Error TooManyApplications(const std::string& path, const io::FoundLogs& found) {
  constexpr std::size_t kNamed = 4;
  const std::size_t count = found.logs.size();
  std::string why = "it holds " + FormatCount(static_cast<std::int64_t>(count)) + " applications: ";
  for (std::size_t i = 0; i < count && i < kNamed; ++i) {
    why += (i == 0 ? "" : ", ") + found.logs[i].name;
  }
  if (count > kNamed) why += ", ...";
  const std::string one = PathOf(found.logs.front());
  return {ErrorCode::kUsage, "cannot compare", path, why,
          one.empty() ? "unpack it, and name one of what comes out of it"
                      : "name one of them, as " + QuotedForShell(one)};
}

// One of the two runs, as it was read.
struct Subject {
  io::FoundLogs found;
  engine::FinishedRun finished;
  std::unique_ptr<insights::Run> run;  // view into it

  const report::Report& report() const { return finished.report; }
  const io::EventLog& log() const { return found.logs.front(); }
};

class Compare final : public Command {
 public:
  const CommandSpec& spec() const override {
    static const CommandSpec kSpec = {
        "compare",
        "Say what changed between two runs, and where the difference came from",
        "A and B are each the event log of one application, in any form that analyze takes; one of "
        "them may be - for standard input. Differences are B less A: + is more, or longer, in "
        "B.\n\n"
        "The difference of the wall times is split along the critical paths, the chains of stages "
        "and gaps that decided when the runs ended. What a stage had of A's path is set against "
        "what the same stage had of B's, and likewise for each kind of gap, so that the parts add "
        "up to the difference exactly. Queries are found again by their description and plan, "
        "without ids, literals and numbers; stages by their query and what they do in it. All "
        "attempts of a stage count together.\n\n"
        "Settings that differ in every run (ids, ports, addresses, times) are left out.\n\n"
        "Colour is used on a terminal only; NO_COLOR, CLICOLOR_FORCE and TERM=dumb are honoured. "
        "Exit codes: dataflint help exit-codes.",
        {{"dataflint compare monday.zstd tuesday.zstd", "what changed from Monday to Tuesday"},
         {"dataflint compare main.zstd branch.zstd -o md > comment.md", "for a pull request"},
         {"dataflint compare main.zstd branch.zstd --fail-on-slower 10",
          "exit code 3 when B took more than 10 % longer"}},
    };
    return kSpec;
  }

  void Declare(Options& options) override {
    options.Add({.names = "A",
                 .placeholder = "A",
                 .text = "The log of the first run",
                 .is_path = true,
                 .required = true},
                path_a_);
    options.Add({.names = "B",
                 .placeholder = "B",
                 .text = "The log of the second run",
                 .is_path = true,
                 .required = true},
                path_b_);
    options.Add({.names = "-o,--format",
                 .placeholder = "FORMAT",
                 .text = "Form of the output",
                 .choices = {"table", "json", "md"}},
                format_);
    options.Add({.names = "--json", .placeholder = "", .text = "The same as -o json"}, json_);
    options.Add({.names = "--top", .placeholder = "N", .text = "Rows of each list (10)"}, top_);
    options.Add({.names = "--output",
                 .placeholder = "FILE",
                 .text = "Write to FILE, which appears only when it is complete",
                 .is_path = true},
                output_);
    options.Add({.names = "--fail-on-slower",
                 .placeholder = "PERCENT",
                 .text = "End with exit code 3 when B took more than so much longer than A"},
                fail_on_slower_);
    insight_options_.Declare(options);
    look_.Declare(options);
  }

  ExitCode Run(const Context& context) override {
    if (const Status checked = Check(); !checked) return PrintError(checked.error());
    Result<insights::Overrides> loaded = insight_options_.Load();
    if (!loaded) return PrintError(loaded.error());
    overrides_ = *std::move(loaded);
    Subject a;
    Subject b;
    for (const auto& [path, subject] : {std::pair{&path_a_, &a}, std::pair{&path_b_, &b}}) {
      if (const Status found = Find(*path, *subject); !found) return PrintError(found.error());
    }
    ReturnLargeBlocksWhenFreed();
    auto output = Output::Open(output_);  // what cannot be written need not be compared
    if (!output) return PrintError(output.error());
    for (Subject* subject : {&a, &b}) {
      if (const Status read = Read(context, *subject); !read) return PrintError(read.error());
    }
    const compare::Comparison comparison = compare::Compare(*a.run, *b.run);
    if (const Status written = Write(context, comparison, a, b, **output); !written) {
      return PrintError(written.error());
    }
    if (IsTooSlow(comparison)) return ExitCode::kGateFailed;
    const bool loss =
        a.report().completeness.has_data_loss || b.report().completeness.has_data_loss;
    return loss ? ExitCode::kPartial : ExitCode::kOk;
  }

 private:
  Status Check() const {
    if (path_a_ == "-" && path_b_ == "-") {
      return Usage("only one of the two logs can come from standard input", "name a file for one");
    }
    if (json_ && format_ == "md") {
      return Usage("--json and -o md exclude each other", "leave one of them out");
    }
    if (top_ && *top_ < 1) return Usage("--top needs a number above zero", "--top 10 is usual");
    if (fail_on_slower_ && !(*fail_on_slower_ >= 0 && *fail_on_slower_ <= 1e9)) {
      return Usage("--fail-on-slower needs a number of percent that is not below zero",
                   "--fail-on-slower 10 allows 10 % more");
    }
    return look_.Check();
  }

  // Errors: those of the path, and when there is not exactly one application in it.
  Status Find(const std::string& path, Subject& subject) const {
    Result<io::FoundLogs> found = FindLogs({path});
    if (!found) return tl::unexpected(std::move(found).error());
    if (found->logs.empty()) return tl::unexpected(NoLogFound({path}, *found));
    if (found->logs.size() > 1) return tl::unexpected(TooManyApplications(path, *found));
    subject.found = *std::move(found);
    return CheckWrittenFiles({output_, {}}, subject.found);
  }

  Status Read(const Context& context, Subject& subject) const {
    engine::EngineOptions engine_options;
    engine_options.overrides = overrides_;
    engine::Engine engine(engine_options);
    Progress progress(look_.shows_progress(context));
    ReadOptions options;
    options.progress = &progress;
    Result<const report::Report*> read = ReadLog(subject.log(), options, engine);
    progress.Clear();
    if (!read) return tl::unexpected(std::move(read).error());
    if (!HasEvents(**read)) {
      Error error = NothingToSay(**read, subject.log());
      error.what = "there is nothing to compare";
      return tl::unexpected(std::move(error));
    }
    subject.finished = engine.Release();
    subject.run = std::make_unique<insights::Run>(*subject.finished.app, subject.report().figures);
    compare::KeepNeeded(*subject.run, *subject.finished.app, subject.finished.report.figures);
    ReturnFreedMemory();
    return {};
  }

  Status Write(const Context& context, const compare::Comparison& comparison, const Subject& a,
               const Subject& b, Output& output) const {
    const report::ComparisonSubject subject{
        comparison, {&a.report(), &b.report()}, {a.log().name, b.log().name}};
    const auto top = static_cast<std::size_t>(top_.value_or(10));
    if (json_ || format_ == "json") {
      JsonWriter json([&](std::string_view piece) { output.Write(piece); },
                      JsonWriter::Style::kIndented);
      report::WriteComparison(subject, json);
      json.Flush();
    } else if (format_ == "md") {
      output.Write(report::ComparisonAsMarkdown(subject, top));
    } else {
      output.Write(report::RenderComparison(subject, top, look_.StyleOf(context, output_)));
    }
    return output.Finish();
  }

  bool IsTooSlow(const compare::Comparison& comparison) const {
    if (!fail_on_slower_) return false;
    return static_cast<double>(comparison.wall.b) >
           static_cast<double>(comparison.wall.a) * (1 + *fail_on_slower_ / 100);
  }

  std::string path_a_;
  std::string path_b_;
  std::string format_ = "table";
  bool json_ = false;
  std::optional<std::int64_t> top_;
  std::string output_;
  std::optional<double> fail_on_slower_;
  InsightOptions insight_options_;
  insights::Overrides overrides_;  // made of it
  LookOptions look_;
};

}  // namespace

std::unique_ptr<Command> MakeCompare() { return std::make_unique<Compare>(); }

}  // namespace dataflint::cli
