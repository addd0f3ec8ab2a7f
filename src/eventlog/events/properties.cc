#include "eventlog/events/properties.h"

#include <algorithm>
#include <array>
#include <span>

#include "eventlog/events/word_search.h"

namespace dataflint::eventlog {
namespace {

constexpr std::string_view kCluster = "spark.databricks.clusterUsageTags.";

// Words that make a property a secret wherever they stand in its name; the first five are Spark's
// own (spark.redaction.regex) and count in values too. The last only as HoldsCredential says.
constexpr std::array<std::string_view, 16> kSecretWords = {
    "secret",    "password",    "token",      "access.key",  "accesskey",
    "passwd",    "account.key", "accountkey", "api.key",     "apikey",
    "api_key",   "private.key", "privatekey", "private_key", "connectionstring",
    "credential"};
constexpr std::size_t kSparksWords = 5;
constexpr std::size_t kCredential = kSecretWords.size() - 1;

template <std::size_t kCount>
constexpr WordSearch<kCount> SearchForFirst() {
  std::array<std::string_view, kCount> words{};
  std::copy_n(kSecretWords.begin(), kCount, words.begin());
  return WordSearch<kCount>(words);
}
constexpr WordSearch<kSparksWords> kInValues = SearchForFirst<kSparksWords>();
constexpr WordSearch<kCredential> kInKeys = SearchForFirst<kCredential>();
constexpr WordSearch<kSecretWords.size()> kInKeysOrCredential =
    SearchForFirst<kSecretWords.size()>();

// Most properties named after credentials say where they come from or whether they are used
// (fs.s3a.aws.credentials.provider), which a reader of the environment wants to see. Spark 4
// redacts them all.
bool HoldsCredential(std::string_view key, std::string_view value) {
  if (value.empty() || value == "true" || value == "false") return false;
  constexpr std::array<std::string_view, 6> kSaysWhere = {"provider", "providers", "path",
                                                          "file",     "class",     "type"};
  return std::none_of(kSaysWhere.begin(), kSaysWhere.end(), [&](std::string_view word) {
    return key.size() >= word.size() &&
           std::equal(word.begin(), word.end(),
                      key.end() - static_cast<std::ptrdiff_t>(word.size()),
                      [](char lower, char c) { return lower == (c | 0x20); });
  });
}

bool KeyLooksSecret(std::string_view key, std::string_view value) {
  const auto found = kInKeysOrCredential.Find(key);
  return found &&
         (found.word != kCredential || kInKeys.Find(key, found.at) || HoldsCredential(key, value));
}

// A text is searched once for both lists of words: class paths are long.
StringId InternValue(std::string_view key, std::string_view value, const EventContext& context) {
  const bool may_hold_secret = MayHoldSecret(value);
  if (KeyLooksSecret(key, value) || (may_hold_secret && kInValues.Find(value))) {
    return context.Intern(kRedacted);
  }
  return may_hold_secret ? InternWithoutSecrets(value, context) : context.Intern(value);
}

struct ContextKey {
  std::string_view key;
  StringId model::DatabricksContext::* field;
};
constexpr std::array<ContextKey, 11> kContextKeys = {{
    {"spark.databricks.clusterUsageTags.sparkVersion", &model::DatabricksContext::runtime},
    {"spark.databricks.clusterUsageTags.clusterId", &model::DatabricksContext::cluster_id},
    {"spark.databricks.clusterUsageTags.clusterName", &model::DatabricksContext::cluster_name},
    {"spark.databricks.clusterSource", &model::DatabricksContext::cluster_source},
    {"spark.databricks.clusterUsageTags.clusterNodeType",
     &model::DatabricksContext::worker_node_type},
    {"spark.databricks.clusterUsageTags.driverNodeType",
     &model::DatabricksContext::driver_node_type},
    {"spark.databricks.clusterUsageTags.cloudProvider", &model::DatabricksContext::cloud},
    {"spark.databricks.clusterUsageTags.region", &model::DatabricksContext::region},
    {"spark.databricks.clusterUsageTags.dataPlaneRegion", &model::DatabricksContext::region},
    {"spark.databricks.clusterUsageTags.orgId", &model::DatabricksContext::org_id},
    {"spark.databricks.clusterUsageTags.clusterOwnerOrgId", &model::DatabricksContext::org_id},
}};
// Where the same is said when the first key is missing or redacted.
constexpr std::array<ContextKey, 5> kOtherKeys = {{
    {"spark.databricks.clusterUsageTags.effectiveSparkVersion", &model::DatabricksContext::runtime},
    {"spark.databricks.workerNodeTypeId", &model::DatabricksContext::worker_node_type},
    {"spark.databricks.driverNodeTypeId", &model::DatabricksContext::driver_node_type},
    {"spark.databricks.cloudProvider", &model::DatabricksContext::cloud},
    {"spark.databricks.sparkContextId", &model::DatabricksContext::spark_context_id},
}};

void LearnDatabricks(std::string_view key, std::string_view value, EventContext& context) {
  if (!key.starts_with("spark.databricks.") || value.empty() || value == kRedacted) return;
  model::DatabricksContext& databricks = context.app().databricks;
  for (const std::span<const ContextKey> keys :
       {std::span<const ContextKey>(kContextKeys), std::span<const ContextKey>(kOtherKeys)}) {
    for (const ContextKey& known : keys) {
      StringId& field = databricks.*known.field;
      if (known.key == key && field == StringId::kEmpty) field = context.Intern(value);
    }
  }
  if (!key.starts_with(kCluster)) return;
  key.remove_prefix(kCluster.size());
  if (key == "clusterId") databricks.is_databricks = true;
  if (key == "runtimeEngine" && value == "PHOTON") databricks.is_photon = true;
  if ((key == "sparkVersion" || key == "effectiveSparkVersion" || key == "sparkImageLabel") &&
      value.find("-photon-") != std::string_view::npos) {
    databricks.is_photon = true;
  }
}

// spark.job.tags: tags joined by commas; in alphabetical order, as the API shows them.
std::vector<StringId> ReadTags(std::string_view joined, const EventContext& context) {
  std::vector<StringId> tags;
  while (!joined.empty()) {
    if (tags.size() >= context.budgets().list_items) {
      context.builder.Issue(ImportIssue::list_dropped, "spark.job.tags");
      break;
    }
    const std::size_t comma = std::min(joined.find(','), joined.size());
    if (comma > 0) tags.push_back(context.Intern(joined.substr(0, comma)));
    joined.remove_prefix(std::min(comma + 1, joined.size()));
  }
  std::sort(tags.begin(), tags.end(),
            [&](StringId a, StringId b) { return context.app().text(a) < context.app().text(b); });
  return tags;
}

}  // namespace

bool LooksSecret(std::string_view key, std::string_view value) {
  return KeyLooksSecret(key, value) || kInValues.Find(value);
}

model::Properties ReadProperties(const JsonValue& object, const EventContext& context) {
  model::Properties properties;
  for (const JsonMember& member : context.Members(object, "properties")) {
    const std::string_view key = member.name();
    const std::string_view value = member.value.Text();
    properties.emplace_back(context.Intern(key), InternValue(key, value, context));
  }
  return properties;
}

std::vector<std::pair<StringId, StringId>> ReadTexts(const JsonValue& object,
                                                     const EventContext& context) {
  std::vector<std::pair<StringId, StringId>> texts;
  for (const JsonMember& member : context.Members(object, "properties")) {
    texts.emplace_back(InternWithoutSecrets(member.name(), context),
                       InternWithoutSecrets(member.value.Text(), context));
  }
  return texts;
}

void ReadDatabricksContext(const model::Properties& properties, EventContext& context) {
  for (const auto& [key, value] : properties) {
    LearnDatabricks(context.app().text(key), context.app().text(value), context);
  }
}

LocalProperties ReadLocalProperties(const JsonValue& object, EventContext& context) {
  LocalProperties local;
  if (!object.is_object()) return local;
  model::Attribution who;
  const model::Application& app = context.app();
  for (const JsonMember& member : object.members()) {
    const std::string_view key = member.name();
    const std::string_view value = member.value.Text();
    if (!app.environment.seen) LearnDatabricks(key, value, context);
    if (key == "spark.job.description")
      local.description = InternWithoutSecrets(value, context);
    else if (key == "spark.jobGroup.id")
      local.job_group = InternWithoutSecrets(value, context);
    else if (key == "spark.job.tags")
      local.job_tags = ReadTags(value, context);
    else if (key == "spark.sql.execution.id")
      local.sql_execution_id = member.value.Int(-1);
    else if (key == "spark.scheduler.pool")
      local.pool = context.Intern(value);
    else if (key == "spark.databricks.job.id")
      who.job_id = context.Intern(value);
    else if (key == "spark.databricks.job.runId")
      who.job_run_id = context.Intern(value);
    else if (key == "spark.databricks.job.parentRunId")
      who.parent_run_id = context.Intern(value);
    else if (key == "spark.databricks.job.taskKey")
      who.task_key = context.Intern(value);
    else if (key == "spark.databricks.notebook.path")
      who.notebook_path = context.Intern(value);
    else if (key == "user" && app.databricks.is_databricks)
      who.user = context.Intern(value);
  }
  if (app.databricks.is_databricks) who.pool = local.pool;
  if (!(who == model::Attribution{})) local.attribution = context.builder.AttributionIndex(who);
  return local;
}

}  // namespace dataflint::eventlog
