// Endpoint: one of the reading calls that a workspace may get from us, and the addresses they make.
//
// endpoints.def is the whole list; client.h sends nothing that does not stand there. A path is made of the
// endpoint and its arguments only: no argument can lead to another path. Asked by client.h and by the test
// that compares what was sent with the list; pure, any thread.
#ifndef DATAFLINT_DATABRICKS_ENDPOINT_H_
#define DATAFLINT_DATABRICKS_ENDPOINT_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "net/http_message.h"

namespace dataflint::databricks {

enum class Endpoint : std::uint8_t {
#define DATABRICKS_ENDPOINT(id, method, path, per_second) id,
#include "databricks/endpoints.def"
#undef DATABRICKS_ENDPOINT
};

struct EndpointSpec {
  Endpoint endpoint;
  std::string_view name;  // "kClustersList"
  net::Method method;
  std::string_view path;  // with {} and {...}
  int per_second;
};

std::span<const EndpointSpec> AllEndpoints();
const EndpointSpec& SpecOf(Endpoint endpoint);

// The path with `arguments` in place of {} and {...}, not encoded. Errors: too few or too many of them; an
// argument that is empty, has control characters, is or holds a segment "." or "..", or (for {}) a '/'.
Result<std::string> PathOf(Endpoint endpoint, std::span<const std::string> arguments);

// The endpoint that a method and path (decoded, without query) belong to; nullopt: none of ours.
std::optional<Endpoint> EndpointOf(net::Method method, std::string_view path);

}  // namespace dataflint::databricks

#endif  // DATAFLINT_DATABRICKS_ENDPOINT_H_
