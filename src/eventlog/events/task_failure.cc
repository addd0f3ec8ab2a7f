#include "eventlog/events/task_failure.h"

#include <string>

#include "eventlog/events/redaction.h"

namespace dataflint::eventlog {
namespace {

constexpr std::size_t kMessageBytes = 32768;
constexpr std::size_t kDescriptionBytes = 500;
constexpr std::size_t kStackLines = 12;

std::string Number(const JsonValue& value, std::int64_t otherwise) {
  return std::to_string(value.Int(otherwise));
}

// One frame as Java prints it.
std::string Frame(const JsonValue& frame) {
  JsonValue declaring_class;
  JsonValue method;
  JsonValue file;
  JsonValue line;
  frame.Pick({{"Declaring Class", declaring_class},
              {"Method Name", method},
              {"File Name", file},
              {"Line Number", line}});
  std::string text(declaring_class.Text());
  text += '.';
  text += method.Text();
  const std::int64_t number = line.Int(-1);
  if (number == -2) return text + "(Native Method)";
  if (!file.present()) return text + "(Unknown Source)";
  text += '(';
  text += file.Text();
  if (number >= 0) text += ':' + std::to_string(number);
  return text + ')';
}

std::string ExceptionMessage(std::string_view class_name, std::string_view description,
                             const JsonValue& stack) {
  std::string text(class_name);
  text += ": ";
  text += description;
  text += '\n';
  bool first = true;
  for (const JsonValue& frame : stack.items()) {
    if (!first) text += '\n';
    first = false;
    text += "        " + Frame(frame);
    if (text.size() > kMessageBytes) break;
  }
  return text;
}

// The frames behind the message: the first lines that name one.
std::string_view StackOf(std::string_view message) {
  std::size_t begin = std::string_view::npos;
  std::size_t lines = 0;
  std::size_t at = 0;
  while (at < message.size()) {
    const std::size_t end = std::min(message.find('\n', at), message.size());
    const std::string_view line = message.substr(at, end - at);
    const std::size_t text = line.find_first_not_of(" \t");
    if (begin == std::string_view::npos && at > 0 && text != std::string_view::npos && text > 0) {
      begin = at;
    }
    if (begin != std::string_view::npos && ++lines == kStackLines) {
      return message.substr(begin, end - begin);
    }
    at = end + 1;
  }
  return begin == std::string_view::npos ? std::string_view() : message.substr(begin);
}

std::string FetchFailed(const JsonValue& reason) {
  JsonValue address;
  JsonValue shuffle;
  JsonValue map_id;
  JsonValue map_index;
  JsonValue reduce;
  JsonValue message;
  reason.Pick({{"Block Manager Address", address},
               {"Shuffle ID", shuffle},
               {"Map ID", map_id},
               {"Map Index", map_index},
               {"Reduce ID", reduce},
               {"Message", message}});
  std::string text = "FetchFailed(";
  if (address.is_object()) {
    JsonValue executor;
    JsonValue host;
    JsonValue port;
    address.Pick({{"Executor ID", executor}, {"Host", host}, {"Port", port}});
    text += "BlockManagerId(";
    text += executor.Text();
    text += ", ";
    text += host.Text();
    text += ", " + Number(port, 0) + ", None)";
  } else {
    text += "null";
  }
  constexpr std::int64_t kNoIndex = -2147483648;
  text += ", shuffleId=" + Number(shuffle, -1) + ", mapIndex=" + Number(map_index, kNoIndex) +
          ", mapId=" + Number(map_id, -1) + ", reduceId=" + Number(reduce, -1) + ", message=\n";
  text += message.present() ? message.Text() : "Unknown reason";
  return text + "\n)";
}

std::string ExecutorLost(const JsonValue& reason) {
  JsonValue executor;
  JsonValue by_app;
  JsonValue loss;
  reason.Pick({{"Executor ID", executor}, {"Exit Caused By App", by_app}, {"Loss Reason", loss}});
  std::string text = "ExecutorLostFailure (executor ";
  text += executor.present() ? executor.Text() : "Unknown";
  text += by_app.Bool(true) ? " exited caused by one of the running tasks)"
                            : " exited unrelated to the running tasks)";
  if (loss.present()) {
    text += " Reason: ";
    text += loss.Text();
  }
  return text;
}

std::string CommitDenied(const JsonValue& reason) {
  JsonValue job;
  JsonValue partition;
  JsonValue attempt;
  reason.Pick({{"Job ID", job}, {"Partition ID", partition}, {"Attempt Number", attempt}});
  return "TaskCommitDenied (Driver denied task commit) for job: " + Number(job, -1) +
         ", partition: " + Number(partition, -1) + ", attemptNumber: " + Number(attempt, -1);
}

// What is kept of a text: its beginning, without secrets.
std::string Kept(std::string_view text, std::size_t most) {
  std::string buffer;
  return std::string(WithoutSecrets(text, buffer).substr(0, most));
}

std::string FirstLine(std::string_view text) {
  return std::string(text.substr(0, std::min(text.find('\n'), kDescriptionBytes)));
}

}  // namespace

model::TaskFailure ReadTaskFailure(const JsonValue& reason, EventContext& context) {
  JsonValue kind_value;
  JsonValue class_name;
  JsonValue description;
  JsonValue stack;
  JsonValue full_stack;
  JsonValue kill_reason;
  reason.Pick({{"Reason", kind_value},
               {"Class Name", class_name},
               {"Description", description},
               {"Stack Trace", stack},
               {"Full Stack Trace", full_stack},
               {"Kill Reason", kill_reason}});
  const std::string_view kind = kind_value.Text();
  std::string message;
  if (kind == "ExceptionFailure") {
    message = full_stack.present() ? std::string(full_stack.Text())
                                   : ExceptionMessage(class_name.Text(), description.Text(), stack);
  } else if (kind == "TaskKilled") {
    message = kill_reason.present() ? kill_reason.Text() : "unknown reason";
  } else if (kind == "FetchFailed") {
    message = FetchFailed(reason);
  } else if (kind == "ExecutorLostFailure") {
    message = ExecutorLost(reason);
  } else if (kind == "TaskCommitDenied") {
    message = CommitDenied(reason);
  } else if (kind == "Resubmitted") {
    message = "Resubmitted (resubmitted due to lost executor)";
  } else if (kind == "TaskResultLost") {
    message = "TaskResultLost (result lost from block manager)";
  } else {
    message = kind;
  }
  message = Kept(message, kMessageBytes);
  std::string what = Kept(description.Text(), kDescriptionBytes);
  if (what.empty()) what = FirstLine(message);

  const std::size_t before = context.app().strings.bytes();
  const bool full = context.state.failure_text_bytes <= context.budgets().failure_texts;
  model::TaskFailure failure;
  failure.reason = InternWithoutSecrets(kind.empty() ? "UnknownReason" : kind, context);
  failure.class_name = InternWithoutSecrets(class_name.Text(), context);
  if (!full) {
    context.builder.Issue(ImportIssue::text_dropped, what);
    what = message = context.app().text(
        failure.class_name == StringId::kEmpty ? failure.reason : failure.class_name);
  }
  failure.description = context.Intern(what);
  failure.stack = full ? context.Intern(StackOf(message)) : StringId::kEmpty;
  failure.error_message = context.Intern(message);
  context.state.failure_text_bytes += context.app().strings.bytes() - before;
  return failure;
}

}  // namespace dataflint::eventlog
