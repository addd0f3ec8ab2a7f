// Failures of tasks as a person groups them: the same exception with other numbers is the same
// failure.
//
// Called by failed_tasks; pure functions.
#pragma once

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

// For a title: the exception's class without its package, or Spark's reason.
std::string ShortFailure(const model::Application& app, const model::TaskFailure& failure);

// The first line of the stack that is not of the JDK, Scala or Spark itself; empty when there is
// none.
std::string_view FirstOwnFrame(const model::Application& app, const model::TaskFailure& failure);

// What is known to help against this kind of failure; adds one to three changes.
void AdviseOnFailure(const Run& run, const model::TaskFailure& failure, Finding& finding);

}  // namespace dataflint::insights
