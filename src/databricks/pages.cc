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
      ApiError error;
      error.kind = ApiErrorKind::kBadAnswer;
      error.code = ErrorCode::kBadInput;
      error.what = "a list of the workspace does not end";
      error.where = client.address().ToString() + std::string(SpecOf(question.endpoint).path);
      error.why = "a page names one before it as the next";
      return tl::unexpected(std::move(error));
    }
    std::erase_if(question.query,
                  [](const net::QueryParameter& each) { return each.name == "page_token"; });
    question.query.push_back({"page_token", std::move(token)});
  }
}

}  // namespace dataflint::databricks
