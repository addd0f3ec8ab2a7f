#include "cli/analyze/follow.h"

#include <time.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/quantity.h"
#include "cli/analyze/analyze_one.h"
#include "cli/analyze/change_watch.h"
#include "cli/analyze/followed_log.h"
#include "cli/analyze/live_screen.h"
#include "cli/error_text.h"
#include "cli/interrupt.h"
#include "cli/output.h"
#include "io/part_names.h"
#include "report/terminal/text.h"

namespace dataflint::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kUpdatesASave = 10;  // at least so many intervals lie between two saves
constexpr int kSaveShare = 20;     // and saving takes at most one part in so many of the time
// A log whose application has ended is closed (renamed) soon; after so long nobody will.
constexpr std::chrono::seconds kUntilClosed{10};
// Ctrl-C leaves a second, which may end while a report is being made: none is written half.
constexpr OutputOptions kWhole{.is_whole = true};

std::string TimeOfDay() {
  const std::time_t now = std::time(nullptr);
  struct tm local = {};
  ::localtime_r(&now, &local);
  std::array<char, 16> text{};
  std::strftime(text.data(), text.size(), "%H:%M:%S", &local);
  return text.data();
}

class Following {
 public:
  Following(const AnalyzeOptions& options, const io::EventLog& log, const Context& context)
      : options_(options),
        context_(context),
        progress_(options.look.shows_progress(context)),
        log_(log, options, progress_) {}

  ExitCode Run();

 private:
  enum class Show : std::uint8_t {
    kScreen,  // the report on the terminal
    kLines,   // a line of JSON on standard output
    kFile,    // --output, written anew
    kNotes,   // nothing but a line on standard error
  };

  bool HasEnded(bool anything_new) const;
  Status ShowUpdate();
  Status ShowReport(const report::Report& report);
  void Note(const report::Report& report);
  void PrintTimings(double report_seconds) const;
  void WaitForMore(bool anything_new);
  void SaveNowAndThen();
  ExitCode End();
  Status WriteLast(const report::Report& report);
  bool is_json() const {
    return options_.form == Format::kJson || options_.form == Format::kJsonLines;
  }
  Show HowToShow() const {
    if (!options_.output.empty()) return Show::kFile;
    if (is_json()) return Show::kLines;
    const bool screen = options_.form == Format::kTable && context_.terminal.stdout_is_terminal;
    return screen ? Show::kScreen : Show::kNotes;
  }

  const AnalyzeOptions& options_;
  Context context_;
  Progress progress_;
  FollowedLog log_;
  ChangeWatch watch_;
  std::unique_ptr<LiveScreen> screen_;
  bool reader_is_gone_ = false;  // of standard output
  bool is_written_ = false;      // what the last update told
  int updates_ = 0;
  std::int64_t bytes_shown_ = 0;
  std::string waiting_for_;
  std::string waiting_since_;
  Clock::time_point updated_at_{};
  Clock::time_point saved_at_ = Clock::now();
  Clock::duration save_took_{};
};

// Its writer has closed it, or the application has ended and nothing came after that.
bool Following::HasEnded(bool anything_new) const {
  if (log_.follower().is_closed()) return true;
  if (anything_new || !log_.engine().application().is_finished()) return false;
  return !log_.log().in_progress || Clock::now() - updated_at_ > kUntilClosed;
}

ExitCode Following::Run() {
  log_.TakeUpState();
  while (true) {
    const Result<bool> anything_new = log_.CatchUp();
    if (!anything_new && updates_ == 0) return PrintError(anything_new.error());
    if (!anything_new) return End();  // Ctrl-C
    if (!options_.follow || HasEnded(*anything_new)) return End();
    if (*anything_new || updates_ == 0) {
      if (const Status shown = ShowUpdate(); !shown) {
        screen_ = nullptr;
        return PrintError(shown.error());
      }
      if (reader_is_gone_) return End();
      SaveNowAndThen();
    }
    WaitForMore(*anything_new);
    if (Interrupted()) return End();
  }
}

Status Following::ShowUpdate() {
  const report::Report& report = log_.Update();
  ++updates_;
  updated_at_ = Clock::now();
  if (HasEvents(report)) {
    const Clock::time_point start = Clock::now();
    Status shown = ShowReport(report);
    is_written_ = shown && (HowToShow() == Show::kLines || HowToShow() == Show::kFile);
    // What --stage and the like name may come yet.
    if (!shown && shown.error().code == ErrorCode::kNotFound && options_.drills_down()) shown = {};
    if (!shown) return shown;
    const double took = std::chrono::duration<double>(Clock::now() - start).count();
    if (options_.timings) PrintTimings(took);
  }
  if (HowToShow() != Show::kScreen) Note(report);
  bytes_shown_ = report.reading.bytes;
  return {};
}

void Following::PrintTimings(double report_seconds) const {
  const Timings& timings = log_.timings();
  const double figures = timings.close + timings.analysis + timings.replay + timings.insights;
  std::fprintf(stderr,
               "timing  update %d  %.1f ms from bytes seen to figures out: read %.1f, close %.1f, "
               "analysis %.1f, replay %.1f, insights %.1f, report %.1f; %lld bytes\n",
               updates_, (timings.total + report_seconds) * 1e3, (timings.total - figures) * 1e3,
               timings.close * 1e3, timings.analysis * 1e3, timings.replay * 1e3,
               timings.insights * 1e3, report_seconds * 1e3, static_cast<long long>(timings.bytes));
}

Status Following::ShowReport(const report::Report& report) {
  switch (HowToShow()) {
    case Show::kNotes:
      return {};
    case Show::kScreen: {
      context_.terminal = LookAtTerminal();
      Result<std::string> text = ReportText(options_, report, context_, LiveScreen::TextRows());
      if (!text) return tl::unexpected(std::move(text).error());
      if (!screen_) screen_ = std::make_unique<LiveScreen>();
      screen_->Show(*text, "");
      return {};
    }
    case Show::kLines:
    case Show::kFile:
      break;
  }
  auto output = Output::Open(options_.output, kWhole);
  if (!output) return tl::unexpected(std::move(output).error());
  const bool compact =
      is_json() && (options_.output.empty() || options_.form == Format::kJsonLines);
  DF_RETURN_IF_ERROR(WriteReport(options_, report, log_.log(), context_, compact, **output));
  DF_RETURN_IF_ERROR((*output)->Finish());
  reader_is_gone_ = (*output)->is_broken();
  return {};
}

// A line for whoever reads a log file of this.
void Following::Note(const report::Report& report) {
  if (options_.look.quiet) return;
  const std::size_t count = report.findings.size();
  const std::string findings = std::to_string(count) + (count == 1 ? " finding" : " findings");
  std::fprintf(stderr, "dataflint: %s  %s read (+%s), %s tasks, %s, %s so far\n",
               TimeOfDay().c_str(), FormatBytes(report.reading.bytes).c_str(),
               FormatBytes(report.reading.bytes - bytes_shown_).c_str(),
               FormatCount(report.figures.total_tasks).c_str(), findings.c_str(),
               FormatDuration(report.figures.wall_time.total).c_str());
}

void Following::WaitForMore(bool anything_new) {
  if (anything_new) {
    waiting_for_.clear();
    Sleep(std::chrono::duration_cast<std::chrono::milliseconds>(updated_at_ + options_.wait -
                                                                Clock::now()));
    return;
  }
  const std::string& waiting_for = log_.follower().waiting_for();
  if (waiting_for != waiting_for_) {
    waiting_for_ = waiting_for;
    waiting_since_ = TimeOfDay();
    const std::string until = log_.engine().application().is_finished()
                                  ? "; the application has ended: so will this, in " +
                                        std::to_string(kUntilClosed.count()) + " s, or with Ctrl-C"
                                  : "; Ctrl-C ends";
    const std::string text =
        report::terminal::Clean("waiting for " + waiting_for_ + " since " + waiting_since_ + until);
    if (screen_) {
      screen_->ShowStatus(text);
    } else if (!options_.look.quiet) {
      std::fprintf(stderr, "dataflint: %s\n", text.c_str());
    }
  }
  const io::LogPart& part = log_.log().parts.front();
  const bool alone = log_.log().layout == io::Layout::kSingleFile;
  const std::string name(io::WithoutInProgress(io::BaseName(part.path)));
  watch_.WatchOnly(part.path == "-" ? "" : io::FolderOf(part.path), alone ? name : "");
  watch_.Wait(options_.wait);
}

void Following::SaveNowAndThen() {
  const Clock::time_point start = Clock::now();
  if (options_.state.empty() ||
      start - saved_at_ <
          std::max<Clock::duration>(options_.wait * kUpdatesASave, save_took_ * kSaveShare)) {
    return;
  }
  if (const Status saved = log_.Save(); !saved) {
    PrintWarning(saved.error().what + ": " + saved.error().where + ": " + saved.error().why);
  }
  saved_at_ = Clock::now();
  save_took_ = saved_at_ - start;
}

// Saves first: what closes the report now must not close the reading that goes on later.
ExitCode Following::End() {
  // Ctrl-C leaves the log as it is: a line that is half written then is no loss. The report comes
  // first, for the process has not much time left. Otherwise the log is closed for the report, and
  // must be saved before.
  const bool interrupted = Interrupted();
  const bool is_told = interrupted && is_written_ && log_.is_current();
  Status saved;
  if (!interrupted) saved = log_.Save();
  const report::Report& report = interrupted ? log_.Update() : log_.Finish();
  screen_ = nullptr;  // the terminal is as it was, and the report is printed there
  progress_.Clear();
  if (!HasEvents(report)) return PrintError(NothingToSay(report, log_.log()));
  if (const Status written = is_told ? Status() : WriteLast(report); !written) {
    return PrintError(written.error());
  }
  const ExitCode verdict = Verdict(options_, report);
  if (interrupted) saved = log_.Save();  // and with that the report is gone
  return saved ? verdict : PrintError(saved.error());
}

Status Following::WriteLast(const report::Report& report) {
  if (reader_is_gone_) return {};
  auto output = Output::Open(options_.output, kWhole);
  if (!output) return tl::unexpected(std::move(output).error());
  const bool compact = options_.form == Format::kJsonLines ||
                       (options_.follow && options_.output.empty() && is_json());
  DF_RETURN_IF_ERROR(WriteReport(options_, report, log_.log(), context_, compact, **output));
  return (*output)->Finish();
}

}  // namespace

ExitCode AnalyzeGrowing(const AnalyzeOptions& options, const io::EventLog& log,
                        const Context& context) {
  // Left to the system: to free what a large log became takes most of the second that Ctrl-C leaves.
  static Following* const following = new Following(options, log, context);
  return following->Run();
}

}  // namespace dataflint::cli
