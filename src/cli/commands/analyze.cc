#include <cstdio>
#include <string>

#include "cli/analyze/analyze_many.h"
#include "cli/analyze/analyze_one.h"
#include "cli/analyze/change_watch.h"
#include "cli/analyze/follow.h"
#include "cli/analyze/named_logs.h"
#include "cli/analyze/phases.h"
#include "cli/analyze/written_files.h"
#include "cli/commands/all.h"
#include "cli/error_text.h"
#include "cli/read_log.h"

namespace dataflint::cli {
namespace {

class Analyze final : public Command {
 public:
  const CommandSpec& spec() const override {
    static const CommandSpec kSpec = {
        "analyze",
        "Say where the time and the cores went, what is wrong, and what to change",
        "PATH is an event log as Spark or Databricks leaves it: a file in any of Spark's codecs, a "
        "folder of rolled parts, a Databricks delivery folder, an archive of these, or - for "
        "standard input. A folder of several applications is analysed in parallel and listed.\n\n"
        "What is damaged, missing or unknown never ends an analysis: the report says at its end "
        "what could not be seen and which figures that touches.\n\n"
        "--follow goes on as the log grows: a terminal shows the report and draws it anew, JSON "
        "comes as "
        "a line for each update, --output FILE is replaced at each, and anything else is written "
        "once at "
        "the end. It ends with the application. Ctrl-C is the other way to end it: the report so "
        "far is printed, and the exit code is that of the report, or 130 with no more output when "
        "the report takes "
        "over a second. The log is looked at when the system tells of a change, and every "
        "--interval seconds.\n\n"
        "--state FILE remembers how far the log was read. With it, the next analyze of the same "
        "log "
        "reads only what is new; a state that does not fit is not used, with a notice. A file that "
        "dataflint did not save is never written over.\n\n"
        "--config FILE switches insights off and changes thresholds, for all applications or for "
        "those of some name. Without it, the file that DATAFLINT_CONFIG names is read, or else "
        "~/.config/dataflint/config.toml, where there is one; DATAFLINT_CONFIG= reads none. --only "
        "and --disable go before the file. The report says what was switched off or changed.\n\n"
        "Colour is used on a terminal only; NO_COLOR, CLICOLOR_FORCE and TERM=dumb are honoured. "
        "Exit codes: dataflint help exit-codes.",
        {{"dataflint analyze app-20241120-0007.zstd", "the report of one application"},
         {"dataflint analyze app-20241120-0007.zstd --stage 42.0", "what is behind one stage"},
         {"dataflint analyze app-20241120-0007.zstd --insight skew", "what proves its findings"},
         {"dataflint analyze /var/log/spark-events --sort savings", "all applications in a folder"},
         {"dataflint analyze app.zstd -o json --full > report.json",
          "all figures, with those of Spark's REST API"},
         {"dataflint analyze app.zstd -o html --output report.html",
          "one file to hand on, for any browser"},
         {"dataflint analyze --follow /var/log/spark-events/app-20241120-0007.inprogress",
          "the report of a running application, as it goes on"},
         {"dataflint analyze app.zstd --fail-on high", "exit code 3 when something costs much"}},
    };
    return kSpec;
  }

  void Declare(Options& options) override { options_.Declare(options); }

  ExitCode Run(const Context& context) override {
    if (const Status checked = options_.Check(); !checked) return PrintError(checked.error());
    if (options_.form == Format::kHtml && options_.output.empty() &&
        context.terminal.stdout_is_terminal) {
      return PrintError(HtmlOnTerminal());
    }
    Result<io::FoundLogs> found = FindNamedLogs(options_.paths);
    bool told = false;
    while (found && found->logs.empty() && options_.follow) {
      if (!told && !options_.look.quiet) {
        std::fputs("dataflint: waiting for an event log to appear; Ctrl-C ends\n", stderr);
      }
      told = true;
      Sleep(options_.wait);
      found = FindNamedLogs(options_.paths);
    }
    if (!found) return PrintError(found.error());
    if (found->logs.empty()) return PrintError(NoLogFound(options_.paths, *found));
    if (const Status checked = CheckWrittenFiles({options_.output, options_.state}, *found);
        !checked) {
      return PrintError(checked.error());
    }
    if (!options_.phase.empty()) return RunPhase(options_, *found);
    if (found->logs.size() > 1) {
      if (options_.follow || !options_.state.empty()) {
        return PrintError(TooMany("--follow and --state are for", found->logs.size()));
      }
      if (options_.form == Format::kHtml) {
        return PrintError(TooMany("-o html is for", found->logs.size()));
      }
      if (options_.drills_down()) {
        return PrintError(
            TooMany("one stage, query, job or insight can be shown of", found->logs.size()));
      }
      return AnalyzeMany(options_, *found, context);
    }
    const io::EventLog& log = found->logs.front();
    if (options_.follow || !options_.state.empty()) return AnalyzeGrowing(options_, log, context);
    return AnalyzeOne(options_, log, context);
  }

 private:
  static Error TooMany(const char* what, std::size_t count) {
    return {ErrorCode::kUsage,
            "cannot understand the command line",
            {},
            std::string(what) + " one log only, and there are " + std::to_string(count),
            "name one of the logs"};
  }

  static Error HtmlOnTerminal() {
    return {ErrorCode::kUsage,
            "cannot understand the command line",
            {},
            "a terminal cannot show HTML",
            "add --output report.html, and open that in a browser"};
  }

  AnalyzeOptions options_;
};

}  // namespace

std::unique_ptr<Command> MakeAnalyze() { return std::make_unique<Analyze>(); }

}  // namespace dataflint::cli
