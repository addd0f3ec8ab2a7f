// Engine: the facade. Push the bytes of one application's event log, get a Report.
//
//   Engine engine(options);
//   engine.BeginPart("events_1_app-...zstd");
//   engine.Push(bytes); ...            // any chunk sizes, decoded bytes
//   const Report& report = engine.Finish();
//
// Called by cli/, later by the collector, the server and the browser (wasm). No threads, no files, no
// exceptions, no clock: one thread at a time per engine; several engines may run side by side.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "base/import_issue.h"
#include "eventlog/log_reader.h"
#include "report/report.h"

namespace dataflint::engine {

// What Finish() is about to do; kDone when it has done it all.
enum class Step : std::uint8_t { kClosing, kAnalysis, kInsights, kDone };

struct EngineOptions {
  eventlog::ReaderOptions reader;
  std::function<void(Step)> on_step;  // may be empty; the engine has no clock, who has one listens here
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
  // Closes the log and computes the report. With `more_may_come`, Push may go on afterwards.
  const report::Report& Finish(bool more_may_come = false);

  const model::Application& application() const;
  const eventlog::ReaderStatistics& statistics() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dataflint::engine
