// The application, its environment and resource profiles.
#include <algorithm>

#include "eventlog/events/properties.h"
#include "eventlog/events/readers.h"

namespace dataflint::eventlog {
namespace {

std::vector<model::ResourceProfile::Request> ReadRequests(const JsonValue& object,
                                                          const EventContext& context) {
  std::vector<model::ResourceProfile::Request> requests;
  for (const JsonMember& member : context.Members(object, "resource requests")) {
    JsonValue name;
    JsonValue amount;
    JsonValue script;
    JsonValue vendor;
    member.value.Pick({{"Resource Name", name},
                       {"Amount", amount},
                       {"Discovery Script", script},
                       {"Vendor", vendor}});
    model::ResourceProfile::Request request;
    request.name = context.Intern(name.present() ? name.Text() : member.name());
    request.amount = amount.Double();
    request.discovery_script = context.Intern(script);
    request.vendor = context.Intern(vendor);
    requests.push_back(request);
  }
  return requests;
}

std::size_t BytesOf(const model::ResourceProfile& profile) {
  const std::size_t requests = profile.executor_requests.size() + profile.task_requests.size();
  return sizeof(profile) + requests * sizeof(model::ResourceProfile::Request);
}

// A log holds one application. A second one that starts in it is left out, until the first goes on.
void BeginLeavingOut(EventContext& context, std::string_view what) {
  if (!context.state.left_out) context.builder.Issue(ImportIssue::second_application, what);
  context.state.left_out = true;
}

}  // namespace

void ReadNothing(const JsonValue&, EventContext&) {}

void ReadOnlyTime(const JsonValue& event, EventContext& context) { context.Time(event["time"]); }

void ReadLogStart(const JsonValue& event, EventContext& context) {
  const JsonValue version = event["Spark Version"];
  if (!context.Need(version, "Spark Version")) return;
  model::Application& app = context.app();
  if (app.spark_version == StringId::kEmpty) app.spark_version = context.Intern(version);
}

// First line of every part that Databricks delivers.
void ReadDatabricksMetadata(const JsonValue& event, EventContext& context) {
  JsonValue version;
  JsonValue timestamp;
  JsonValue spark_context;
  event.Pick(
      {{"Spark Version", version}, {"Timestamp", timestamp}, {"SparkContext Id", spark_context}});
  model::Application& app = context.app();
  model::DatabricksContext& databricks = app.databricks;
  const StringId id = context.Intern(spark_context.Text());  // 64 bits: kept as text
  if (databricks.spark_context_id == StringId::kEmpty) {
    databricks.spark_context_id = id;
  } else if (id != StringId::kEmpty && id != databricks.spark_context_id) {
    BeginLeavingOut(context, spark_context.Text());
    return;
  }
  context.state.left_out = false;
  databricks.is_databricks = true;
  if (app.spark_version == StringId::kEmpty) app.spark_version = context.Intern(version);
  context.Time(timestamp);
}

void ReadApplicationStart(const JsonValue& event, EventContext& context) {
  JsonValue name;
  JsonValue id;
  JsonValue timestamp;
  JsonValue user;
  JsonValue attempt;
  JsonValue logs;
  JsonValue attributes;
  event.Pick({{"App Name", name},
              {"App ID", id},
              {"Timestamp", timestamp},
              {"User", user},
              {"App Attempt ID", attempt},
              {"Driver Logs", logs},
              {"Driver Attributes", attributes}});
  model::Application& app = context.app();
  if (context.state.application_started) {
    // The same start again (parts that overlap) changes nothing.
    const bool same = app.text(app.id) == id.Text() &&
                      (!model::IsKnown(app.start_time) || app.start_time == timestamp.Int(-1));
    if (same) {
      context.state.left_out = false;
    } else {
      BeginLeavingOut(context, id.present() ? id.Text() : name.Text());
    }
    return;
  }
  context.state.application_started = true;
  context.Need(name, "App Name");
  app.name = context.Intern(name);
  app.id = context.Intern(id);
  app.user = context.Intern(user);
  app.attempt_id = context.Intern(attempt);
  app.start_time = context.Time(timestamp);
  // SparkContext has registered the driver's block manager before it posts this event.
  if (logs.is_object()) {
    const std::int64_t driver = context.builder.FindExecutor("driver");
    if (driver >= 0) {
      model::Executor& executor = app.executors[static_cast<std::size_t>(driver)];
      context.builder.KeepList(executor.log_urls, ReadTexts(logs, context), "log URLs");
      context.builder.KeepList(executor.attributes, ReadProperties(attributes, context),
                               "attributes");
    }
  }
}

void ReadApplicationEnd(const JsonValue& event, EventContext& context) {
  JsonValue timestamp;
  JsonValue exit_code;
  event.Pick({{"Timestamp", timestamp}, {"ExitCode", exit_code}});
  model::Application& app = context.app();
  const model::TimeMs last_event = app.last_event_time;
  context.Need(timestamp, "Timestamp");
  app.end_time = context.Time(timestamp);
  if (!model::IsKnown(app.end_time)) {
    app.end_time = last_event;  // it ended, when is not known: behind all that was told before
  } else if (model::IsKnown(app.start_time) && app.end_time < app.start_time) {
    context.builder.Issue(ImportIssue::negative_duration, "application");
    app.end_time = last_event;
  }
  app.exit_code = exit_code.Int(model::kNoExitCode);
}

void ReadEnvironmentUpdate(const JsonValue& event, EventContext& context) {
  JsonValue jvm;
  JsonValue spark;
  JsonValue hadoop;
  JsonValue system;
  JsonValue metrics;
  JsonValue classpath;
  event.Pick({{"JVM Information", jvm},
              {"Spark Properties", spark},
              {"Hadoop Properties", hadoop},
              {"System Properties", system},
              {"Metrics Properties", metrics},
              {"Classpath Entries", classpath}});
  model::Environment& environment = context.app().environment;
  environment.seen = true;
  environment.jvm = ReadTexts(jvm, context);
  environment.spark = ReadProperties(spark, context);
  environment.hadoop = ReadProperties(hadoop, context);
  environment.system = ReadProperties(system, context);
  environment.metrics = ReadProperties(metrics, context);
  environment.classpath = ReadTexts(classpath, context);
  ReadDatabricksContext(environment.spark, context);
}

void ReadResourceProfileAdded(const JsonValue& event, EventContext& context) {
  JsonValue id;
  JsonValue executor;
  JsonValue task;
  event.Pick({{"Resource Profile Id", id},
              {"Executor Resource Requests", executor},
              {"Task Resource Requests", task}});
  if (!context.Need(id, "Resource Profile Id")) return;
  auto& profiles = context.app().environment.resource_profiles;
  model::ResourceProfile profile;
  profile.id = id.Int();
  profile.executor_requests = ReadRequests(executor, context);
  profile.task_requests = ReadRequests(task, context);
  if (!context.builder.HasRoomForList(BytesOf(profile), "resource profiles")) return;
  const auto at = std::lower_bound(
      profiles.begin(), profiles.end(), profile.id,
      [](const model::ResourceProfile& other, std::int64_t wanted) { return other.id < wanted; });
  if (at != profiles.end() && at->id == profile.id) {
    context.builder.GiveBackList(BytesOf(*at));
    *at = std::move(profile);
  } else {
    profiles.insert(at, std::move(profile));
  }
}

}  // namespace dataflint::eventlog
