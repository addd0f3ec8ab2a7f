// Why a task attempt did not succeed, as Spark words it (TaskEndReason.toErrorString).
#pragma once

#include "eventlog/events/event_context.h"

namespace dataflint::eventlog {

// Reads a `Task End Reason` other than Success.
model::TaskFailure ReadTaskFailure(const JsonValue& reason, EventContext& context);

}  // namespace dataflint::eventlog
