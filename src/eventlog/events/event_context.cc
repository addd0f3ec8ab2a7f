#include "eventlog/events/event_context.h"

namespace dataflint::eventlog {

model::TimeMs EventContext::Time(const JsonValue& value) const {
  return Time(value.Int(model::kNoTime), value.Raw());
}

model::TimeMs EventContext::Time(std::int64_t time, std::string_view raw) const {
  if (time <= 0) return model::kNoTime;
  if (!model::IsPlausible(time)) {
    const bool early = time < model::kEarliestTime;
    builder.Issue(early ? ImportIssue::bad_time : ImportIssue::bad_number, raw);
    return model::kNoTime;
  }
  builder.SawTime(time);
  return time;
}

std::int64_t EventContext::Int32(const JsonValue& value, std::int64_t otherwise) const {
  const std::int64_t number = value.Int(otherwise);
  constexpr std::int64_t kLimit = std::int64_t{1} << 31;
  if (number >= -kLimit && number < kLimit) return number;
  builder.Issue(ImportIssue::bad_number, value.Raw());
  return otherwise;
}

std::int64_t EventContext::Size(const JsonValue& value, std::int64_t otherwise) const {
  constexpr std::int64_t kLimit = std::int64_t{1} << 60;
  const std::int64_t size = value.Int(otherwise);
  if (size == otherwise || (size >= 0 && size <= kLimit)) return size;
  builder.Issue(ImportIssue::bad_number, value.Raw());
  return otherwise;
}

bool EventContext::Need(const JsonValue& value, std::string_view name) const {
  if (value.present()) return true;
  builder.Issue(ImportIssue::missing_field, name);
  return false;
}

}  // namespace dataflint::eventlog
