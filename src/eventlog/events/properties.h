// Spark properties as events carry them: the environment's, and the local ones of a Spark job or
// stage.
//
// Values whose key or text looks like a secret are never kept. Local properties repeat the whole
// cluster configuration on Databricks (395 keys on every job and stage): only those that have a field
// in the model are kept. Used by the event readers.
#ifndef DATAFLINT_EVENTLOG_EVENTS_PROPERTIES_H_
#define DATAFLINT_EVENTLOG_EVENTS_PROPERTIES_H_

#include <cstdint>
#include <string_view>

#include "eventlog/events/event_context.h"
#include "eventlog/events/redaction.h"

namespace dataflint::eventlog {

// Follows spark.redaction.regex (secret, password, token, access key), which Spark matches against
// key and value, and adds the keys that cloud connectors use. Of keys with "credential" (in Spark 4's
// expression) only those that may hold one: not ...credentials.provider, nor a switch.
bool LooksSecret(std::string_view key, std::string_view value);

// All members of an object as properties, secrets redacted.
model::Properties ReadProperties(const JsonValue& object, const EventContext& context);
std::vector<std::pair<StringId, StringId>> ReadTexts(const JsonValue& object,
                                                     const EventContext& context);

// The `Properties` of JobStart and StageSubmitted.
struct LocalProperties {
  StringId description{};
  StringId job_group{};
  StringId pool{};
  std::vector<StringId> job_tags;
  std::int64_t sql_execution_id = -1;
  std::uint32_t attribution = 0;  // index into Application::attributions
};
LocalProperties ReadLocalProperties(const JsonValue& object, EventContext& context);

// Learns from the environment's properties what Databricks cluster this is, if any. Jobs repeat the
// same properties: ReadLocalProperties does it when the log has no environment.
void ReadDatabricksContext(const model::Properties& properties, EventContext& context);

}  // namespace dataflint::eventlog

#endif  // DATAFLINT_EVENTLOG_EVENTS_PROPERTIES_H_
