// Failures of tasks as a person groups them: the same exception with other numbers is the same
// failure.
//
// Called by failed_tasks; pure functions.
#ifndef DATAFLINT_INSIGHTS_FAILURE_TEXT_H_
#define DATAFLINT_INSIGHTS_FAILURE_TEXT_H_

#include <string>
#include <string_view>

#include "insights/insight.h"
#include "insights/run.h"
#include "model/application.h"

namespace dataflint::insights {

// Ends that were wanted: copies that were not needed, and tasks of cancelled stages and jobs.
bool IsIntended(const model::Application& app, const model::TaskFailure& failure);

// The failure with numbers, addresses, paths and ids replaced by "#", one line, shortened: what
// attempts are grouped by.
std::string NormalisedFailure(const model::Application& app, const model::TaskFailure& failure);

// Whether the executor was lost, or with it what it had shuffled.
bool IsExecutorLoss(const model::Application& app, const model::TaskFailure& failure);
bool IsFetchFailure(const model::Application& app, const model::TaskFailure& failure);

// For a title: class and message of the exception, or Spark's reason, one line, shortened:
// "ValueError: partner file 5 is not readable". Of a lost executor why it was lost, or nothing.
std::string ShortFailure(const model::Application& app, const model::TaskFailure& failure);

// Where the user's code failed: "load.py:18, in parse", or the first line of the stack that is not
// of the JDK, Scala or Spark itself; empty when there is none.
std::string FirstOwnFrame(const model::Application& app, const model::TaskFailure& failure);

// Whether `text`, a failure or why an executor was removed, says that its process was killed from
// outside, as happens to what takes too much memory: exit code 137, limits of a container.
bool SaysKilled(std::string_view text);
// Whether `reason`, why an executor was removed, says that Spark gave it back.
bool SaysGivenBack(std::string_view reason);
// Whether it says that the heap of its JVM was full; of `reason`, why an executor was removed, also by
// Spark's exit code for that.
bool SaysRemovedOutOfHeap(std::string_view reason);
bool SaysOutOfHeap(std::string_view text);
bool SaysOutOfHeap(const model::Application& app, const model::TaskFailure& failure);

// More room outside the heap, as far as peaks tell how much; else fewer tasks at a time.
void AdviseOnKilledProcess(const Run& run, Finding& finding);
// An executor whose end is announced hands on what it holds.
void AdviseDecommission(const Run& run, Finding& finding);

// What is known to help against this kind of failure; adds one to three changes. `recovered`: every
// task that failed so succeeded when it was tried again, so it is not its rows.
void AdviseOnFailure(const Run& run, const model::TaskFailure& failure, bool recovered,
                     Finding& finding);

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_FAILURE_TEXT_H_
