// SQL warehouses, and which of them to use (databricks-api.md §6.7). Called by Test Connection and the
// collector; any thread.
#ifndef DATAFLINT_DATABRICKS_WAREHOUSES_H_
#define DATAFLINT_DATABRICKS_WAREHOUSES_H_

#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/json.h"
#include "databricks/client.h"

namespace dataflint::databricks {

struct Warehouse {
  std::string id;
  std::string name;
  std::string state;  // RUNNING, STARTING, STOPPED, STOPPING, DELETED, DELETING
  std::string size;   // 2X-Small, ...
  bool is_serverless = false;
};

Warehouse ReadWarehouse(const JsonValue& warehouse);
// Those that we may use.
ApiResult<std::vector<Warehouse>> ListWarehouses(Client& client, const std::stop_token& stop = {});
// The one that answers soonest: running, then starting, stopped, stopping; serverless before others, which
// start for minutes; then by name. Null when there is none.
const Warehouse* Choose(std::span<const Warehouse> warehouses);

}  // namespace dataflint::databricks

#endif  // DATAFLINT_DATABRICKS_WAREHOUSES_H_
