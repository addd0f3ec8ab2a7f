// ScanSplits: how the tasks of a scan come about, and what makes them more or fewer.
//
// Spark cuts files into splits by its own settings; a table format, a database or a bucketed table
// does not ask them. Called by advice.cc, and by too-few-tasks for the cause; pure, any thread.
#ifndef DATAFLINT_INSIGHTS_SCAN_SPLITS_H_
#define DATAFLINT_INSIGHTS_SCAN_SPLITS_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "insights/insight.h"
#include "insights/run.h"

namespace dataflint::insights {

enum class SplitBy : std::uint8_t {
  kBytes,       // spark.sql.files.*
  kFile,        // a task for each file: gzip, multiLine
  kBucket,      // a task for each bucket
  kIceberg,     // read.split.target-size of the table
  kConnection,  // JDBC: numPartitions
  kSource,      // as its source has it
};
// Of the scan that stands at this node of the stage's plan.
SplitBy SplitsOf(const Run& run, std::size_t stage_index, std::int32_t scan);

// How to read in `count` tasks. Adds one or two changes.
void AdviseSplits(const Run& run, std::size_t stage_index, std::int32_t scan, std::int64_t count,
                  const std::string& reason, Finding& finding);

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_SCAN_SPLITS_H_
