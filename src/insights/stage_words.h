// Stage words: what a stage is called and how long it took, so that findings, tables and documents
// say the same of it. Named after what the stage does in its query ("the join of orders and
// customers", "the sort by page", "the listing of files"), told by the part of the plan that it ran;
// where there is none, after the call that started it.
//
// Called by insights for their titles and reasons, by report/ for its tables; pure, any thread.
#ifndef DATAFLINT_INSIGHTS_STAGE_WORDS_H_
#define DATAFLINT_INSIGHTS_STAGE_WORDS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "insights/run.h"

namespace dataflint::insights {

// Stages that Spark starts for itself, where advice about the user's rows would be wrong.
enum class Origin : std::uint8_t {
  kUser,
  kListing,  // lists the files of many folders
  kSchema,   // reads files to find out their schema, before any query
};
Origin OriginOf(const model::Application& app, const model::StageAttempt& stage);
// The method of DataFrameReader that reads a schema: "csv", "parquet", "load", ...; else empty.
std::string_view ReaderOf(const model::Application& app, const model::StageAttempt& stage);
// Collects the side of a join that is sent to all executors: no result of the user's.
bool CollectsBroadcast(const model::Application& app, const model::StageAttempt& stage);
// Its tasks hand their rows to a Python worker, whose time on the CPU is in none of their metrics.
bool RunsPython(const Run& run, std::size_t stage_index);

// "join of orders and customers"; empty when neither the plan nor its origin tells what it does.
std::string WorkOf(const model::Application& app, const model::StageAttempt& stage,
                   const StagePlan& plan);

// Likewise of a whole SQL execution: what it writes, else what its last plan does.
std::string WorkOf(const model::Application& app, const model::SqlExecution& sql);

// A call site as Spark names stages and jobs, "collect at nds_power.py:131": without the folders of
// its source file, and without the place when that is in the JVM's or Spark's own plumbing
// ("parquet at NativeMethodAccessorImpl.java:0" is "parquet"). Empty when nothing is left that says
// something ("run at ThreadPoolExecutor.java:1136").
std::string CallSite(std::string_view name);
// Where the user's code called Spark: "collect at demo.py:56", or what the code itself calls it;
// empty when the stage's name and the query's description are Spark's own frames. `sql` may be null.
std::string CallSiteOf(const model::Application& app, const model::StageAttempt& stage,
                       const model::SqlExecution* sql);

// For a sentence: "the join of orders and customers (query 3, stage 11.0)", "stage 2.0 (count at
// Daily.scala:7)".
std::string StageTitle(const Run& run, std::size_t stage_index);
// `text` with its first letter in upper case, to begin a sentence with.
std::string Capitalised(std::string text);

// Milliseconds from the stage's submission to its completion, the time that the run can have waited
// for it; of one that has not ended to the end of the log, 0 when it was never submitted. Spark's UI
// counts from the first task's launch (SPARK-10930); StageWait is the difference.
std::int64_t DurationOf(const model::Application& app, const model::StageAttempt& stage);
// Milliseconds from its submission to its first task's launch; 0 when either is not known.
std::int64_t StageWait(const model::StageAttempt& stage);

}  // namespace dataflint::insights

#endif  // DATAFLINT_INSIGHTS_STAGE_WORDS_H_
