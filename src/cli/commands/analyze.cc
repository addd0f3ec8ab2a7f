#include "cli/analyze/analyze_many.h"
#include "cli/analyze/analyze_one.h"
#include "cli/analyze/phases.h"
#include "cli/commands/all.h"
#include "cli/error_text.h"
#include "cli/interrupt.h"

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
        "Colour is used on a terminal only; NO_COLOR, CLICOLOR_FORCE and TERM=dumb are honoured. "
        "Exit codes: dataflint help exit-codes.",
        {{"dataflint analyze app-20241120-0007.zstd", "the report of one application"},
         {"dataflint analyze app-20241120-0007.zstd --stage 42.0", "what is behind one stage"},
         {"dataflint analyze /var/log/spark-events --sort savings", "all applications in a folder"},
         {"dataflint analyze app.zstd -o json --full > report.json",
          "all figures, with those of Spark's REST API"},
         {"dataflint analyze app.zstd --fail-on high", "exit code 3 when something costs much"}},
    };
    return kSpec;
  }

  void Declare(Options& options) override { options_.Declare(options); }

  ExitCode Run(const Context& context) override {
    if (const Status checked = options_.Check(); !checked) return PrintError(checked.error());
    io::FindOptions find;
    find.cancelled = &Interrupted();
    const Result<io::FoundLogs> found = io::FindEventLogs(options_.paths, find);
    if (!found) return PrintError(found.error());
    if (found->logs.empty()) return PrintError(NoLog());
    if (!options_.phase.empty()) return RunPhase(options_, *found);
    if (found->logs.size() == 1) return AnalyzeOne(options_, found->logs.front(), context);
    if (options_.drills_down()) return PrintError(TooMany(found->logs.size()));
    return AnalyzeMany(options_, *found, context);
  }

 private:
  Error NoLog() const {
    return {ErrorCode::kNotFound, "there is no event log", options_.paths.front(),
            "nothing in it looks like one",
            "spark.eventLog.dir says where Spark writes them; name that folder or a file"};
  }
  static Error TooMany(std::size_t count) {
    return {ErrorCode::kUsage,
            "cannot understand the command line",
            {},
            "one stage, query or job can be shown of one log only, and there are " +
                std::to_string(count),
            "name one of the logs"};
  }

  AnalyzeOptions options_;
};

}  // namespace

std::unique_ptr<Command> MakeAnalyze() { return std::make_unique<Analyze>(); }

}  // namespace dataflint::cli
