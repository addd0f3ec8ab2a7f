#include "databricks/warehouses.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>

#include "databricks/pages.h"

namespace dataflint::databricks {
namespace {

constexpr std::array<std::string_view, 4> kStates = {"RUNNING", "STARTING", "STOPPED", "STOPPING"};

std::size_t RankOf(const Warehouse& warehouse) {
  return static_cast<std::size_t>(std::find(kStates.begin(), kStates.end(), warehouse.state) -
                                  kStates.begin());
}

}  // namespace

Warehouse ReadWarehouse(const JsonValue& from) {
  Warehouse warehouse;
  warehouse.id = from["id"].Text();
  warehouse.name = from["name"].Text();
  warehouse.state = from["state"].Text();
  warehouse.size = from["cluster_size"].Text();
  warehouse.is_serverless = from["enable_serverless_compute"].Bool();
  return warehouse;
}

ApiResult<std::vector<Warehouse>> ListWarehouses(Client& client, const std::stop_token& stop) {
  std::vector<Warehouse> warehouses;
  const ApiResult<void> done = ForEachPage(
      client, {.endpoint = Endpoint::kWarehousesList, .query = {{"skip_cannot_use", "true"}}},
      [&](const JsonValue& page) {
        for (const JsonValue warehouse : page["warehouses"].items()) {
          warehouses.push_back(ReadWarehouse(warehouse));
        }
        return true;
      },
      stop);
  if (!done) return tl::unexpected(done.error());
  return warehouses;
}

const Warehouse* Choose(std::span<const Warehouse> warehouses) {
  const Warehouse* best = nullptr;
  const auto key = [](const Warehouse& warehouse) {
    return std::make_tuple(RankOf(warehouse), !warehouse.is_serverless,
                           std::string_view(warehouse.name), std::string_view(warehouse.id));
  };
  for (const Warehouse& warehouse : warehouses) {
    if (RankOf(warehouse) == kStates.size()) continue;  // going, or gone
    if (best == nullptr || key(warehouse) < key(*best)) best = &warehouse;
  }
  return best;
}

}  // namespace dataflint::databricks
