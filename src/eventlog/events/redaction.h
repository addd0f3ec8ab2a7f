// Redaction: keeps secrets that stand inside a text out of the model, and so out of every report and
// saved state. For every text that is not an id or a name from a fixed list: plans, queries, names,
// call stacks, descriptions, errors, where users' literals and addresses stand. Properties go by their
// key first (properties.h). Called by the event readers and, for details of issues, ModelBuilder.
//
// What counts as a secret:
//   - the value of a name that holds password, passwd, pwd, secret, token, credential, or access,
//     account, api or private key: "password=x", "token#5 = x", "\"secret\":\"x\"", "apikey -> x",
//     "EqualTo(token,x)"; not when the value is another column ("token#5 = token#9")
//   - the password of an address: "https://user:x@host", "jdbc:oracle:thin:user/x@host"
//   - an Azure signature ("?sig=x"), what follows "Bearer ", AWS access key ids, Databricks tokens
// Spark itself redacts little of this: spark.redaction.regex is for properties.
#ifndef DATAFLINT_EVENTLOG_EVENTS_REDACTION_H_
#define DATAFLINT_EVENTLOG_EVENTS_REDACTION_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "eventlog/events/event_context.h"

namespace dataflint::eventlog {

inline constexpr std::string_view kRedacted = "*********(redacted)";  // Spark's own words

// Whether a word or sign that comes with secrets stands in `text` at all; all of Spark's own words
// (spark.redaction.regex) are among them. Almost no text has one.
bool MayHoldSecret(std::string_view text);

// `text` with kRedacted in place of every secret. Points into `buffer` when there was one, else it
// is `text` itself.
std::string_view WithoutSecrets(std::string_view text, std::string& buffer);

// At most `most` bytes of it. What is cut first may hide that a secret follows: "https://user:x" says
// nothing without its '@'. What the model has already (call stacks recur in every event of a stage)
// is not judged again.
inline StringId InternWithoutSecrets(std::string_view text, const EventContext& context,
                                     std::size_t most = std::string_view::npos) {
  if (const StringId known = context.app().strings.Find(text);
      text.size() <= most && known != StringId::kEmpty) {
    return known;
  }
  std::string buffer;
  return context.Intern(WithoutSecrets(text, buffer).substr(0, most));
}

}  // namespace dataflint::eventlog

#endif  // DATAFLINT_EVENTLOG_EVENTS_REDACTION_H_
