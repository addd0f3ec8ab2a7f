#include "databricks/identity.h"

namespace dataflint::databricks {

Identity ReadIdentity(const JsonValue& me) {
  Identity identity;
  identity.id = me["id"].Text();
  identity.user_name = me["userName"].Text();
  identity.display_name = me["displayName"].Text();
  identity.is_active = me["active"].Bool(true);
  return identity;
}

ApiResult<Identity> GetIdentity(Client& client, const std::stop_token& stop) {
  const ApiResult<Answer> answer = client.Ask({.endpoint = Endpoint::kMe}, stop);
  if (!answer) return tl::unexpected(answer.error());
  Identity identity = ReadIdentity(answer->root());
  identity.workspace_id = answer->Header("X-Databricks-Org-Id");
  return identity;
}

}  // namespace dataflint::databricks
