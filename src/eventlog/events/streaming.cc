// Structured streaming: queries and the progress of their micro-batches.
#include <algorithm>
#include <chrono>

#include "base/ascii.h"
#include "base/saturate.h"
#include "eventlog/events/readers.h"
#include "eventlog/events/redaction.h"

namespace dataflint::eventlog {
namespace {

using model::StreamingProgress;
using model::StreamingQuery;

// Digits of `text` from `at`, `count` of them, or -1.
int Digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return -1;
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (!IsDigit(text[i])) return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

// "2024-01-31T22:00:11.042Z" to epoch milliseconds; kNoTime for anything else.
model::TimeMs IsoTime(std::string_view text) {
  constexpr std::size_t kSeconds = 19;
  if (text.size() < kSeconds || text[4] != '-' || text[7] != '-' || text[10] != 'T' ||
      text[13] != ':' || text[16] != ':') {
    return model::kNoTime;
  }
  const int year = Digits(text, 0, 4);
  const int month = Digits(text, 5, 2);
  const int day = Digits(text, 8, 2);
  const int hour = Digits(text, 11, 2);
  const int minute = Digits(text, 14, 2);
  const int second = Digits(text, 17, 2);
  int milliseconds = 0;
  if (text.size() > kSeconds && text[kSeconds] == '.') milliseconds = Digits(text, kSeconds + 1, 3);
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (year < 0 || !date.ok() || hour < 0 || minute < 0 || second < 0 || milliseconds < 0) {
    return model::kNoTime;
  }
  const std::int64_t days = std::chrono::sys_days{date}.time_since_epoch().count();
  return ((days * 24 + hour) * 60 + minute) * 60'000 + std::int64_t{second} * 1000 + milliseconds;
}

model::TimeMs ReadTime(const JsonValue& value, EventContext& context) {
  if (!value.is_string()) return context.Time(value);
  return context.Time(IsoTime(value.Text()), value.Raw());
}

// Null when the event does not name its run, or there is no room for one more.
StreamingQuery* QueryOf(const JsonValue& id, const JsonValue& run_id, EventContext& context) {
  if (!context.Need(run_id, "runId")) return nullptr;
  auto& queries = context.app().streaming_queries;
  const StringId run = context.Intern(run_id);
  const auto known = context.state.streaming_runs.find(run);
  if (known != context.state.streaming_runs.end()) return &queries[known->second];
  constexpr std::size_t kBytesAQuery = sizeof(StreamingQuery) + 64;  // with its place in the index
  if (!context.builder.HasRoomForList(kBytesAQuery, "streaming queries")) return nullptr;
  context.state.streaming_runs.emplace(run, static_cast<std::uint32_t>(queries.size()));
  StreamingQuery& query = queries.emplace_back();
  query.run_id = run;
  query.id = context.Intern(id);
  return &query;
}

std::size_t BytesOf(const StreamingProgress& row) {
  return sizeof(row) + row.duration_ms.size() * sizeof(row.duration_ms[0]) +
         row.sources.size() * sizeof(model::StreamingSource) +
         row.state_operators.size() * sizeof(model::StreamingState);
}

// An offset is JSON of the source's own, or a text with it. Every batch has new ones: past a bound
// they are not kept.
StringId ReadOffset(const JsonValue& offset, EventContext& context) {
  constexpr std::size_t kOffsetBytes = 500;
  if (!offset.present()) return StringId::kEmpty;
  if (context.state.offset_text_bytes > context.budgets().offset_texts) {
    context.builder.Issue(ImportIssue::text_dropped, "offsets of streaming sources");
    return StringId::kEmpty;
  }
  const std::string_view text = offset.is_string() ? offset.Text() : offset.Raw();
  context.state.offset_text_bytes += std::min(text.size(), kOffsetBytes);
  return InternWithoutSecrets(text, context, kOffsetBytes);
}

// Rows per second. Spark writes "NaN" and "Infinity" where it divided by zero: unknown, and no
// fault.
double ReadRate(const JsonValue& rate) {
  const std::string_view text = rate.Text();
  if (text == "NaN" || text == "Infinity" || text == "-Infinity") return 0;
  return rate.Double();
}

model::StreamingSource ReadSource(const JsonValue& value, EventContext& context) {
  JsonValue description;
  JsonValue start;
  JsonValue end;
  JsonValue rows;
  JsonValue input_rate;
  JsonValue processed_rate;
  value.Pick({{"description", description},
              {"startOffset", start},
              {"endOffset", end},
              {"numInputRows", rows},
              {"inputRowsPerSecond", input_rate},
              {"processedRowsPerSecond", processed_rate}});
  model::StreamingSource source;
  source.description = InternWithoutSecrets(description.Text(), context);
  source.start_offset = ReadOffset(start, context);
  source.end_offset = ReadOffset(end, context);
  source.num_input_rows = rows.Int();
  source.input_rows_per_second = ReadRate(input_rate);
  source.processed_rows_per_second = ReadRate(processed_rate);
  return source;
}

model::StreamingState ReadState(const JsonValue& value, EventContext& context) {
  JsonValue name;
  JsonValue total;
  JsonValue updated;
  JsonValue memory;
  value.Pick({{"operatorName", name},
              {"numRowsTotal", total},
              {"numRowsUpdated", updated},
              {"memoryUsedBytes", memory}});
  model::StreamingState state;
  state.operator_name = context.Intern(name);
  state.num_rows_total = total.Int();
  state.num_rows_updated = updated.Int();
  state.memory_used_bytes = memory.Int();
  return state;
}

void ReadProgress(const JsonValue& progress, EventContext& context) {
  JsonValue id;
  JsonValue run_id;
  JsonValue name;
  JsonValue timestamp;
  JsonValue batch_id;
  JsonValue batch_duration;
  JsonValue durations;
  JsonValue states;
  JsonValue sources;
  JsonValue sink;
  progress.Pick({{"id", id},
                 {"runId", run_id},
                 {"name", name},
                 {"timestamp", timestamp},
                 {"batchId", batch_id},
                 {"batchDuration", batch_duration},
                 {"durationMs", durations},
                 {"stateOperators", states},
                 {"sources", sources},
                 {"sink", sink}});
  StreamingQuery* query = QueryOf(id, run_id, context);
  if (query == nullptr) return;
  if (query->name == StringId::kEmpty) query->name = InternWithoutSecrets(name.Text(), context);
  // Spark keeps 100 progresses of a query in its UI; a log of weeks has millions.
  if (query->progress.size() >= context.budgets().query_batches) {
    context.builder.Issue(ImportIssue::list_dropped, "micro-batches");
    return;
  }
  StreamingProgress row;
  row.batch_id = batch_id.Int(-1);
  row.timestamp = ReadTime(timestamp, context);
  for (const JsonMember& duration : context.Members(durations, "durationMs")) {
    row.duration_ms.emplace_back(context.Intern(duration.name()), duration.value.Int());
  }
  // Spark before 3.0 has no batchDuration; triggerExecution is the same time.
  row.batch_duration =
      batch_duration.present() ? batch_duration.Int() : durations["triggerExecution"].Int();
  for (const JsonValue& state : context.Items(states, "stateOperators")) {
    row.state_operators.push_back(ReadState(state, context));
  }
  for (const JsonValue& source : context.Items(sources, "sources")) {
    row.sources.push_back(ReadSource(source, context));
    row.num_input_rows = SaturatingAdd(row.num_input_rows, row.sources.back().num_input_rows);
  }
  row.sink = InternWithoutSecrets(sink["description"].Text(), context);
  if (context.builder.HasRoomForList(BytesOf(row), "micro-batches")) {
    query->progress.push_back(std::move(row));
  }
}

}  // namespace

void ReadStreamingQueryStarted(const JsonValue& event, EventContext& context) {
  JsonValue id;
  JsonValue run_id;
  JsonValue name;
  JsonValue timestamp;
  event.Pick({{"id", id}, {"runId", run_id}, {"name", name}, {"timestamp", timestamp}});
  StreamingQuery* query = QueryOf(id, run_id, context);
  if (query == nullptr) return;
  query->name = InternWithoutSecrets(name.Text(), context);
  query->start_time = ReadTime(timestamp, context);
}

// The progress is an object, or that object's JSON as a text.
void ReadStreamingQueryProgress(const JsonValue& event, EventContext& context) {
  const JsonValue progress = event["progress"];
  if (!context.Need(progress, "progress")) return;
  if (progress.is_string()) {
    if (context.inner.ParseCopy(progress.Text()) == JsonDocument::Outcome::kOk) {
      ReadProgress(context.inner.root(), context);
      context.CountBadNumbers(context.inner);
    } else {
      context.builder.Issue(ImportIssue::bad_json, progress.Text());
    }
  } else {
    ReadProgress(progress, context);
  }
}

void ReadStreamingQueryTerminated(const JsonValue& event, EventContext& context) {
  JsonValue id;
  JsonValue run_id;
  JsonValue exception;
  event.Pick({{"id", id}, {"runId", run_id}, {"exception", exception}});
  constexpr std::size_t kExceptionBytes = 16384;
  StreamingQuery* query = QueryOf(id, run_id, context);
  if (query == nullptr) return;
  query->exception = InternWithoutSecrets(exception.Text(), context, kExceptionBytes);
  // The event has no time of its own: the newest one in the log so far is close.
  query->end_time = context.app().last_event_time;
}

}  // namespace dataflint::eventlog
