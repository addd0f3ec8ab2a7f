#include "compare/needed.h"

#include <vector>

namespace dataflint::compare {
namespace {

// With its memory, which = {} would keep.
template <typename T>
void LetGo(std::vector<T>& list) {
  std::vector<T>().swap(list);
}

}  // namespace

void KeepNeeded(const insights::Run& run, model::Application& app, analysis::Figures& figures) {
  // Findings tell of RDDs that are cached, and of the stages that use these.
  std::erase_if(app.rdds,
                [&](const model::Rdd& rdd) { return app.text(rdd.storage_level).empty(); });
  app.rdds.shrink_to_fit();
  for (std::size_t i = 0; i < app.stages.size(); ++i) {
    run.PlanOf(i);  // is found by the accumulators, and kept by the run
    model::StageAttempt& stage = app.stages[i];
    LetGo(stage.accumulators);
    LetGo(stage.accumulables);
    stage.tasks = {};
    LetGo(stage.parent_stage_ids);
    LetGo(stage.spark_jobs);
    if (app.rdds.empty()) LetGo(stage.rdd_ids);
    LetGo(stage.killed_tasks_summary);
  }
  for (model::SparkJob& spark_job : app.spark_jobs) {
    LetGo(spark_job.job_tags);
    LetGo(spark_job.stage_ids);
    LetGo(spark_job.killed_tasks_summary);
  }
  LetGo(app.streaming_queries);
  LetGo(app.task_failures);
  app.plugin = {};
  LetGo(figures.driver_gaps);
}

}  // namespace dataflint::compare
