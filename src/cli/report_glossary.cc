#include "cli/report_glossary.h"

#include "analysis/figures.h"
#include "report/part_words.h"

namespace dataflint::cli {
namespace {

using analysis::CorePart;
using analysis::WallPart;

std::string_view MeaningOf(WallPart part) {
  switch (part) {
    case WallPart::kStartUp:
      return "Before the first executor could run a task.";
    case WallPart::kExecuting:
      return "At least one task was running somewhere.";
    case WallPart::kPlanning:
      return "Driver: a query was open and had not started its first Spark job.";
    case WallPart::kListing:
      return "Driver: the files of a table were being listed.";
    case WallPart::kCommit:
      return "Driver: a query that writes had ended its last task, and not yet itself.";
    case WallPart::kBroadcast:
      return "Driver: the small side of a join was being collected and built.";
    case WallPart::kWaitingForExecutors:
      return "Tasks waited, and none was running.";
    case WallPart::kUserCode:
      return "Driver: no query and no Spark job was open, so the program's own code ran, or "
             "waited.";
    case WallPart::kDriverOther:
      return "Driver: a query or Spark job was open, and the log does not tell what it did.";
    case WallPart::kClosing:
      return "After the last query, Spark job and task, until the application ended.";
    case WallPart::kCount:
      break;
  }
  return {};
}

std::string_view MeaningOf(CorePart part) {
  switch (part) {
    case CorePart::kCpu:
      return "Tasks computed.";
    case CorePart::kGc:
      return "Waiting: tasks stood still for the JVM's garbage collection.";
    case CorePart::kShuffleWait:
      return "Waiting: tasks waited for shuffle data of other executors.";
    case CorePart::kShuffleWrite:
      return "Waiting: tasks wrote shuffle data.";
    case CorePart::kSerde:
      return "Waiting: tasks were unpacked on the executor, or their results packed.";
    case CorePart::kOther:
      return "Waiting: the rest of a task's run: reading and writing files, Python workers, locks.";
    case CorePart::kScheduler:
      return "Waiting: tasks were launched and not yet run, or their results on the way back.";
    case CorePart::kFailed:
      return "All time of task attempts that failed or were killed.";
    case CorePart::kIdleDriver:
      return "Idle: no task ran anywhere, between two pieces of work: see the driver's parts "
             "above.";
    case CorePart::kIdleTail:
      return "Idle: a stage had filled the cores and its last tasks were still running.";
    case CorePart::kIdleNarrow:
      return "Idle: every stage that ran had fewer tasks than there were cores.";
    case CorePart::kIdleKept:
      return "Idle: cores were kept before the first or after the last piece of work, or while "
             "tasks "
             "waited to be launched.";
    case CorePart::kCount:
      break;
  }
  return {};
}

template <typename Part>
std::vector<GlossaryEntry> EntriesOf(std::span<const report::PartGroup<Part>> groups) {
  std::vector<GlossaryEntry> entries;
  for (const report::PartGroup<Part>& group : groups) {
    for (const Part part : group.parts)
      entries.push_back({report::WordsFor(part), MeaningOf(part)});
  }
  return entries;
}

}  // namespace

std::vector<GlossarySection> ReportGlossary() {
  return {
      {"At the top",
       {{"✔ finished", "The application ended, and no Spark job of it failed."},
        {"▲ finished", "It ended, though Spark jobs of it failed; what failed stands below."},
        {"✖ failed", "It ended with an exit code other than zero."},
        {"log complete", "Every event that dataflint looks for was there and could be read."},
        {"log incomplete",
         "Events are missing: the end of the report says which figures that touches."},
        {"figures are limited", "Some figures are approximate, too low or unsure: see the end."},
        {"◐ unfinished", "The log has no end of the application: it still runs, or was killed."},
        {"plugin yes", "The log has events of the DataFlint plugin for Spark."}}},
      {"Where the time went (wall clock; the parts add up to the application's life)",
       EntriesOf(report::WallGroups())},
      {"Where the cores went (cores offered by executors, times how long)",
       EntriesOf(report::CoreGroups())},
      {"What to change",
       {{"saves",
         "Wall time, then core time (core-h: one core for an hour), that the change could save."},
        {"replayed",
         "With whose change the run was played again. What they save together is known; the other "
         "findings, with a bound or an estimate only, are not in it."},
        {"up to", "At most so much, perhaps nothing; findings are ranked by half of it."},
        {"5 m (3–8 m)", "An estimate, with the least and the most that is likely."},
        {"high, medium, low",
         "The expected saving (half of an \"up to\") is at least 10 %, 3 % or 1 % of the run's "
         "wall "
         "time or core time; some findings count for more, such as failures."},
        {"info", "Less than that."},
        {"proof", "The option that shows the figures behind it."},
        {"do",
         "The change, as Spark takes it. The line below says why, or when it is the better one."},
        {"and", "A change that goes with the one before it."},
        {"or", "Another change, in place of those before it or beside them."},
        {"unseen", "What the log does not tell, and would have made the finding surer."}}},
      {"Stages and queries",
       {{"stage 12.0", "Stage 12, its first attempt; 12.1 is the second."},
        {"of path", "Share of the wall time in which the application's end waited for this stage."},
        {"of cores", "Share of all core time that its tasks took."},
        {"slowest", "The longest successful task, as a multiple of the median task."},
        {"tail", "From when the stage had fewer tasks left than cores, until its last task ended."},
        {"shuffled", "Bytes of shuffle data read + written."},
        {"slot", "A place for one task: a core of an executor, with spark.task.cpus of 1."},
        {"busy", "Of a group: for how long at least one of its Spark jobs ran."},
        {"spill", "Bytes written to disk because memory was too small."}}},
      {"Many applications, a row each",
       {{"✔ ▲ ✖ ◐",
         "As at the top of a report: finished, with failed Spark jobs, failed, unfinished."},
        {"!", "Behind one of these: data of the log is lost."},
        {"?", "The log could not be read."},
        {"saves ≤", "What the first finding saves, at most."},
        {"skew +2", "The first finding's insight, and how many findings there are beside it."}}},
  };
}

}  // namespace dataflint::cli
