// Engine: the facade. Push the bytes of one application's event log, get a Report.
//
//   Engine engine(options);
//   engine.BeginPart("events_1_app-...zstd");
//   engine.Push(bytes); ...            // any chunk sizes, decoded bytes
//   const Report& report = engine.Finish();
//
// Of a log that grows: Push what is there, Update() for a report of it, Push on. What has not
// changed since the last Update() is not worked out again.
//
// Called by cli/, later by the collector, the server and the browser (wasm). No threads, no files,
// no exceptions, no clock: one thread at a time per engine; several engines may run side by side.
#ifndef DATAFLINT_ENGINE_ENGINE_H_
#define DATAFLINT_ENGINE_ENGINE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/import_issue.h"
#include "eventlog/log_reader.h"
#include "insights/overrides.h"
#include "report/report.h"

namespace dataflint::engine {

// What Finish() and Update() are about to do; kDone when they have done it all.
enum class Step : std::uint8_t { kClosing, kAnalysis, kReplay, kInsights, kDone };

struct EngineOptions {
  eventlog::ReaderOptions reader;
  insights::Overrides overrides;
  std::function<void(Step)>
      on_step;  // may be empty; the engine has no clock, who has one listens here
};

struct FinishedRun {
  std::unique_ptr<model::Application> app;
  report::Report report;  // views into `app`
};

class Engine {
 public:
  explicit Engine(const EngineOptions& options = {});
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  void BeginPart(std::string_view source);
  void Push(std::string_view bytes);
  // Adds issues met outside (containers, missing parts), so that the report names them.
  void AddIssues(const ImportIssues& issues);
  // A part that was read under another name is called so from now on.
  void RenamePart(std::string_view from, std::string_view to);

  // Closes the log and computes the report.
  const report::Report& Finish();
  // The report of the whole lines so far, as Finish() would make it if the log ended behind them;
  // what runs counts as running. `outside` are issues that hold for now only (a part that is not
  // there yet). The report is good until the engine is used again.
  const report::Report& Update(const ImportIssues& outside = {});

  // What Finish() made, to outlive this engine, which is of no use then: what only reading needed
  // goes with it.
  FinishedRun Release();

  // The state between two calls, as bytes that the same version of dataflint can restore; what
  // Update() made is not in it.
  std::string SaveState();
  // Goes on from a saved state, in an engine that has seen nothing. False when it is damaged or of
  // another version: this engine is of no use then.
  bool RestoreState(std::string_view state);

  const model::Application& application() const;
  const eventlog::ReaderStatistics& statistics() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dataflint::engine

#endif  // DATAFLINT_ENGINE_ENGINE_H_
