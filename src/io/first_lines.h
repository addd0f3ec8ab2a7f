// What the first bytes of a file say: whether they are an event log's, and whose part.
// Asked while logs are looked for and unwrapped; pure functions, any thread.
#ifndef DATAFLINT_IO_FIRST_LINES_H_
#define DATAFLINT_IO_FIRST_LINES_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dataflint::io {

// Unpacked bytes that are looked at to tell.
inline constexpr std::size_t kEventLogHeadBytes = 4096;

// Whether a line that begins in `head` is an event: an object whose first key is "Event". A byte
// order mark, empty lines and a first line that is cut or damaged do not hide it.
bool LooksLikeEventLog(std::string_view head);

// The line that Databricks puts at the beginning of every part (DBCEventLoggingListenerMetadata).
struct DeliveryMetadata {
  std::int64_t rollover_number = -1;
  std::string spark_context_id;
};
// Nothing when the first event of `head` is another one or lacks the id.
std::optional<DeliveryMetadata> ReadDeliveryMetadata(std::string_view head);

// Compares names as people do: runs of digits by value, so that events_9 comes before events_10.
bool NaturalLess(std::string_view a, std::string_view b);

}  // namespace dataflint::io

#endif  // DATAFLINT_IO_FIRST_LINES_H_
