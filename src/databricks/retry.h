// Whether a call that gave nothing is worth another try, and when. Pure; any thread.
#ifndef DATAFLINT_DATABRICKS_RETRY_H_
#define DATAFLINT_DATABRICKS_RETRY_H_

#include <chrono>
#include <optional>

#include "databricks/api_error.h"
#include "databricks/waiting.h"

namespace dataflint::databricks {

// What may be done twice. Everything that only reads; submitting a statement runs it a second time.
enum class Repeatable { kAlways, kIfNothingArrived };

// The wait before try number `tries` + 1 (tries >= 1 were made): what the workspace asks for, else 1 s, 2 s,
// 4 s to 30 s, plus up to half of that by `random` in [0, 1). nullopt: another try would fare no better (a
// certificate that is refused, a permission that is missing), or could do something twice.
std::optional<Clock::duration> WaitBeforeRetry(const ApiError& error, Repeatable repeatable,
                                               int tries, double random);

}  // namespace dataflint::databricks

#endif  // DATAFLINT_DATABRICKS_RETRY_H_
