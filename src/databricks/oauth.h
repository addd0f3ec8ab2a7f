// OAuth machine-to-machine: a service principal's id and secret for an access token.
//
// POST /oidc/v1/token with grant_type=client_credentials, the form that Databricks documents; id and secret go
// by HTTP Basic where the workspace's discovery document says that it takes nothing else. Called by
// TokenSource's owner; any thread.
#ifndef DATAFLINT_DATABRICKS_OAUTH_H_
#define DATAFLINT_DATABRICKS_OAUTH_H_

#include <stop_token>
#include <string>
#include <string_view>

#include "databricks/api_error.h"
#include "databricks/token_source.h"
#include "databricks/waiting.h"
#include "net/http_client.h"
#include "net/origin.h"
#include "vault/secret.h"

namespace dataflint::databricks {

enum class ClientAuth { kForm, kBasic };

// What the discovery document asks for; kForm when there is none that can be read.
ClientAuth ReadClientAuth(std::string_view discovery_document);

// One request, without retries.
ApiResult<AccessToken> FetchToken(net::HttpClient& http, const net::Origin& origin,
                                  const std::string& client_id, const vault::Secret& client_secret,
                                  ClientAuth auth, Waiting& waiting, const std::stop_token& stop);

}  // namespace dataflint::databricks

#endif  // DATAFLINT_DATABRICKS_OAUTH_H_
