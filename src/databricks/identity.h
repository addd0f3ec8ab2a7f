// Who we are in a workspace: SCIM Me (databricks-api.md §0.3). Called by Test Connection; any thread.
#ifndef DATAFLINT_DATABRICKS_IDENTITY_H_
#define DATAFLINT_DATABRICKS_IDENTITY_H_

#include <stop_token>
#include <string>

#include "base/json.h"
#include "databricks/client.h"

namespace dataflint::databricks {

struct Identity {
  std::string id;
  std::string user_name;     // of a service principal its application id
  std::string display_name;  // as the account console shows it; may be empty
  bool is_active = true;
  std::string workspace_id;  // X-Databricks-Org-Id; empty where the workspace does not tell
};

Identity ReadIdentity(const JsonValue& me);
ApiResult<Identity> GetIdentity(Client& client, const std::stop_token& stop = {});

}  // namespace dataflint::databricks

#endif  // DATAFLINT_DATABRICKS_IDENTITY_H_
