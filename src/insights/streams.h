// Streams: which queries Spark ran as batches of a stream, where other settings count. Called by
// insights that advise settings; pure.
#ifndef DATAFLINT_INSIGHTS_STREAMS_H_
#define DATAFLINT_INSIGHTS_STREAMS_H_

#include "model/application.h"

namespace dataflint::insights {

// Whether the query is a batch of a streaming query, or was started by one (foreachBatch). Spark
// switches adaptive execution off in its session, whatever is set, and its number of shuffle
// partitions is that of the checkpoint.
bool IsOfAStream(const model::Application& app, const model::SqlExecution& sql);

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_STREAMS_H_
