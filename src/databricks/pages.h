// Pages: a list that a workspace gives in pages, each with the token of the next.
//
// The end is a token that is empty or absent. A token that comes a second time would go round for ever: it
// ends the list with an error. Used by the typed calls (clusters.h, ...); one thread.
#ifndef DATAFLINT_DATABRICKS_PAGES_H_
#define DATAFLINT_DATABRICKS_PAGES_H_

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string_view>

#include "base/json.h"
#include "databricks/api_error.h"
#include "databricks/client.h"

namespace dataflint::databricks {

// Called for each page's object; false: enough.
using PageSink = std::function<bool(const JsonValue& page)>;

// Asks `question` with page_token set to what the page before gave in `next`, until the end.
ApiResult<void> ForEachPage(Client& client, Question question, const PageSink& sink,
                            const std::stop_token& stop = {},
                            std::string_view next = "next_page_token");

}  // namespace dataflint::databricks

#endif  // DATAFLINT_DATABRICKS_PAGES_H_
