// BatchRates: how the batches of a streaming query went over its run: what trigger they followed, how
// long they took, how many rows they had, whether both grow.
//
// Spark does not log the trigger; it begins a batch at a whole multiple of the interval, unless the one
// before took longer (ProcessingTimeExecutor): batches that had to wait tell it. Called by
// streaming-lag; pure.
#ifndef DATAFLINT_INSIGHTS_BATCH_RATES_H_
#define DATAFLINT_INSIGHTS_BATCH_RATES_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "model/application.h"

namespace dataflint::insights {

struct BatchRates {
  std::vector<const model::StreamingProgress*> batches;  // with rows, in order
  std::int64_t trigger = 0;                              // ms; 0 unknown, or none is set
  std::int64_t late = 0;                                 // batches that took longer than that
  std::int64_t over = 0;                                 // ms that these took beyond it, together
  // Medians of the first and of the last third, the first batch left out: it loads classes.
  double rows_before = 0;
  double rows_after = 0;
  double duration_before = 0;  // ms
  double duration_after = 0;
  double busy = 0;  // share of the last third in which a batch ran
};
BatchRates RatesOf(const model::StreamingQuery& query);

// What the batches' time went to, by Spark's names ("addBatch", "walCommit"), most first. Spans that
// Spark counts within others (triggerExecution) are left out.
struct BatchPart {
  StringId name{};
  std::int64_t time = 0;  // ms
};
std::vector<BatchPart> PartsOf(const model::Application& app, const BatchRates& rates);

// A state operator whose rows only became more.
struct GrowingState {
  StringId operator_name{};
  std::int64_t rows_before = 0;  // behind the first third
  std::int64_t rows_after = 0;   // at the end
  std::int64_t bytes = 0;        // of memory, at the end
};
// The largest of them; rows_after 0: none.
GrowingState GrowingStateOf(const BatchRates& rates);

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_BATCH_RATES_H_
