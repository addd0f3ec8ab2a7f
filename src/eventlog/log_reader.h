// LogReader: event log bytes in, model::Application out.
//
// Takes chunks of any size and cuts lines itself, so that files, pipes, uploads and tails all go
// the same way. Lines of the hot events are read by shape (task_shape.h), everything else and
// every surprise by simdjson; bad input becomes an import issue and the next line goes on. Called
// by engine/; one thread; no files, no exceptions.
#ifndef DATAFLINT_EVENTLOG_LOG_READER_H_
#define DATAFLINT_EVENTLOG_LOG_READER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/fields.h"
#include "eventlog/memory_budgets.h"
#include "model/application.h"

namespace dataflint::eventlog {

struct ReaderOptions {
  std::size_t max_line_bytes = std::size_t{32} << 20;  // longer lines are skipped and counted
  MemoryBudgets memory = {};
  bool shape_reader = true;  // false: simdjson reads every line
};

struct ReaderStatistics {
  std::int64_t bytes = 0;
  std::int64_t lines = 0;           // not counting empty ones
  std::int64_t shape_lines = 0;     // read by shape
  std::int64_t fallback_lines = 0;  // hot events that shape refused
  DF_FIELDS(bytes, lines, shape_lines, fallback_lines)
};

class LogReader {
 public:
  explicit LogReader(const ReaderOptions& options = {});
  ~LogReader();
  LogReader(const LogReader&) = delete;
  LogReader& operator=(const LogReader&) = delete;

  // A new part (file) of the same log begins; a line cut at the end of the last part ends there.
  void BeginPart(std::string_view source);
  void Push(std::string_view bytes);
  // The end of what is there: judges the last line, closes what is open. The model is complete now.
  // With `more_may_come` (used by --follow) the model becomes what the whole lines so far make of
  // it, a last line that is not whole yet waits, and Reopen() or the next call that reads takes all
  // of the closing back.
  void Finish(bool more_may_come = false);
  void Reopen();

  // A part read earlier has another name now: issues met in it are told under that.
  void RenamePart(std::string_view from, std::string_view to);

  // The whole state between two Push calls, as bytes that the same version of dataflint can
  // restore. After Finish(true), Reopen() comes first.
  std::string SaveState() const;
  // Takes up a saved state in a new reader. False when it is damaged or of another version: the
  // reader is of no use then.
  bool RestoreState(std::string_view state);

  const model::Application& application() const;
  model::Application& application();
  const ReaderStatistics& statistics() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dataflint::eventlog

#endif  // DATAFLINT_EVENTLOG_LOG_READER_H_
