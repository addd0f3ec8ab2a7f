// FailedAttempts: the task attempts of a run that failed, grouped as a person would: the same
// exception with other numbers and paths is the same failure.
//
// Made once for a run (Run::failed_attempts), from the tables of stages with failures only. Called
// by the insights that speak of failures; one thread.
#ifndef DATAFLINT_INSIGHTS_FAILED_ATTEMPTS_H_
#define DATAFLINT_INSIGHTS_FAILED_ATTEMPTS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "insights/insight.h"
#include "insights/run.h"

namespace dataflint::insights {

struct FailureGroup {
  std::uint32_t failure = 0;  // one of them, index into Application::task_failures
  std::int64_t attempts = 0;
  std::int64_t time = 0;                         // core-ms
  std::map<std::size_t, std::int64_t> by_stage;  // stage index -> attempts
  std::set<std::uint32_t> executors;
  std::int64_t longest = -1;
  std::int64_t longest_task_id = -1;
  std::size_t longest_stage = 0;
  std::int64_t fetch_failures = 0;  // of the attempts: consequences of a lost executor
  std::int64_t tasks = 0;           // that these attempts are of
  std::int64_t recovered = 0;       // of these, that later succeeded in the same stage attempt
  std::int64_t resubmitted = 0;  // tasks whose results were lost with an executor, to be run again
  std::set<std::uint32_t> failed_jobs;  // indices; those for which Spark names it as the reason
  // Of these, no queries: a later Spark job from the same place in the code, with as many tasks,
  // succeeded.
  std::set<std::uint32_t> jobs_done_later;

  void Add(const FailureGroup& other);
};

class FailedAttempts {
 public:
  explicit FailedAttempts(const Run& run);

  // By the normalised text of their failure. Ends that were wanted are not in it; data that is
  // missing because an executor was lost is with the loss.
  const std::map<std::string, FailureGroup>& groups() const { return groups_; }
  // What the loss of executors did: attempts that ended with one, and those that missed its data.
  FailureGroup OfLostExecutors(const Run& run) const;

 private:
  std::map<std::string, FailureGroup> groups_;
};

// Without the attempts that failed, and without stages of which nothing else is left; high: and
// without what was done for nothing (stages of failed jobs that were done again, and those that ran
// again for lost data). Of a job that failed and was not done again nothing goes away.
WhatIf WithoutFailures(const Run& run, const FailureGroup& group);

// Whether all of it is of such jobs.
bool SavesNoTime(const Run& run, const FailureGroup& group);

// A failed job costs more than its time: as much as any finding of the severity that this sets.
void RankByFailedJobs(const Run& run, const FailureGroup& group, Finding& finding);
// ", and with it Spark job 3 and 2 more", to end a title with; empty when no job failed.
std::string FailedJobsIn(const Run& run, const FailureGroup& group, bool is_one);
// Up to five of them.
void AddFailedJobs(const Run& run, const FailureGroup& group, Finding& finding);

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_FAILED_ATTEMPTS_H_
