#include "engine/engine.h"

#include <utility>

#include "analysis/analyzer.h"
#include "replay/replay.h"

namespace dataflint::engine {

class Engine::Impl {
 public:
  explicit Impl(const EngineOptions& options)
      : reader_(options.reader), overrides_(options.overrides), on_step_(options.on_step) {}

  eventlog::LogReader& reader() { return reader_; }

  const report::Report& MakeReport(bool more_may_come, const ImportIssues& outside) {
    Tell(Step::kClosing);
    reader_.Finish(more_may_come);
    reader_.application().issues.Merge(outside);  // goes with the closing when that is taken back
    const model::Application& app = reader_.application();

    Tell(Step::kAnalysis);
    report_.app = &app;
    analyzer_.Update(app, report_.figures);
    report_.completeness = report::JudgeCompleteness(app);
    const eventlog::ReaderStatistics& read = reader_.statistics();
    report_.reading = {read.bytes, read.lines, read.shape_lines, read.fallback_lines};

    // What they keep for the next call is not needed after the last one: some 900 bytes a stage.
    if (!more_may_come) analyzer_ = {};
    Tell(Step::kReplay);
    replay_.Update(app, more_may_come);
    report_.replay = {replay_.unchanged().wall / replay::kMicrosPerMs, replay_.error()};

    Tell(Step::kInsights);
    insights::Findings found = insights::RunInsights(app, report_.figures, replay_, overrides_);
    report_.findings = std::move(found.list);
    report_.together = std::move(found.together);
    report_.adjustments = std::move(found.adjustments);
    if (!more_may_come) replay_ = {};
    Tell(Step::kDone);
    return report_;
  }

  FinishedRun Release() {
    FinishedRun run;
    run.app = std::make_unique<model::Application>(std::move(reader_.application()));
    run.report = std::move(report_);
    run.report.app = run.app.get();
    return run;
  }

 private:
  void Tell(Step step) const {
    if (on_step_) on_step_(step);
  }

  eventlog::LogReader reader_;
  analysis::Analyzer analyzer_;
  replay::Replay replay_;
  insights::Overrides overrides_;
  std::function<void(Step)> on_step_;
  report::Report report_;
};

Engine::Engine(const EngineOptions& options) : impl_(std::make_unique<Impl>(options)) {}
Engine::~Engine() = default;

void Engine::BeginPart(std::string_view source) { impl_->reader().BeginPart(source); }
void Engine::Push(std::string_view bytes) { impl_->reader().Push(bytes); }

void Engine::AddIssues(const ImportIssues& issues) {
  impl_->reader().Reopen();
  impl_->reader().application().issues.Merge(issues);
}

void Engine::RenamePart(std::string_view from, std::string_view to) {
  impl_->reader().RenamePart(from, to);
}

const report::Report& Engine::Finish() { return impl_->MakeReport(false, {}); }

FinishedRun Engine::Release() { return impl_->Release(); }

const report::Report& Engine::Update(const ImportIssues& outside) {
  return impl_->MakeReport(true, outside);
}

std::string Engine::SaveState() {
  impl_->reader().Reopen();
  return impl_->reader().SaveState();
}

bool Engine::RestoreState(std::string_view state) { return impl_->reader().RestoreState(state); }

const model::Application& Engine::application() const { return impl_->reader().application(); }

const eventlog::ReaderStatistics& Engine::statistics() const {
  return impl_->reader().statistics();
}

}  // namespace dataflint::engine
