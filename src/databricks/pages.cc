#include "databricks/pages.h"

#include <algorithm>
#include <string>
#include <unordered_set>
#include <utility>

namespace dataflint::databricks {

ApiResult<void> ForEachPage(Client& client, Question question, const PageSink& sink,
                            const std::stop_token& stop, std::string_view next) {
  std::unordered_set<std::string> seen;
  while (true) {
    const ApiResult<Answer> page = client.Ask(question, stop);
    if (!page) return tl::unexpected(page.error());
    std::string token(page->root()[next].Text());
    if (!sink(page->root()) || token.empty()) return {};
    if (!seen.insert(token).second) {
      return tl::unexpected(
          MakeApiError(ApiErrorKind::kBadAnswer,
                       client.address().ToString() + std::string(SpecOf(question.endpoint).path),
                       "its list does not end: a page names one before it as the next"));
    }
    std::erase_if(question.query,
                  [](const net::QueryParameter& each) { return each.name == "page_token"; });
    question.query.push_back({"page_token", std::move(token)});
  }
}

}  // namespace dataflint::databricks
