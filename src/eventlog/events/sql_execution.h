// What must be done for SQL executions when the log, or what is there of it, has been read.
#pragma once

#include "eventlog/events/event_context.h"

namespace dataflint::eventlog {

// Keeps the newest plan text of every execution that has not ended.
void KeepOpenPlanTexts(EventContext& context);

}  // namespace dataflint::eventlog
