// The engine's border to JavaScript: functions that a WebAssembly module exports, in C's types.
//
//   const log = dataflint_open();
//   copy bytes to dataflint_buffer(log, size), then dataflint_push(log, size); ...
//   const size = dataflint_finish(log, flags); the report is UTF-8 JSON at dataflint_json(log)
//   dataflint_close(log);
//
// dataflint.mjs beside this file is the JavaScript half. Bytes are decoded ones: browsers unpack
// gzip themselves. Pointers hold until the next call for the same log. One thread, as everywhere in
// engine/.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/json_writer.h"
#include "engine/engine.h"
#include "report/report_json.h"

#define DATAFLINT_EXPORT(name) extern "C" __attribute__((export_name(#name))) auto name

namespace {

constexpr std::uint32_t kFull = 1;         // with everything under "spark"
constexpr std::uint32_t kMoreMayCome = 2;  // bytes may follow; the report is one of what is there

struct OpenLog {
  dataflint::engine::Engine engine;
  std::unique_ptr<char[]> buffer;
  std::size_t buffer_size = 0;
  std::string name;
  std::string json;

  std::string_view Buffer(std::size_t size) const {
    return {buffer.get(), size < buffer_size ? size : buffer_size};
  }
};

}  // namespace

DATAFLINT_EXPORT(dataflint_open)()->OpenLog* { return std::make_unique<OpenLog>().release(); }

DATAFLINT_EXPORT(dataflint_close)(OpenLog* log)->void {
  const std::unique_ptr<OpenLog> ends_here(log);
}

// Room for `size` bytes that go to the next call of begin_part or push.
DATAFLINT_EXPORT(dataflint_buffer)(OpenLog* log, std::size_t size)->char* {
  if (size > log->buffer_size) {
    log->buffer = std::make_unique<char[]>(size);
    log->buffer_size = size;
  }
  return log->buffer.get();
}

// The first `size` bytes of the buffer name the file that comes next; the first one names the log.
DATAFLINT_EXPORT(dataflint_begin_part)(OpenLog* log, std::size_t size)->void {
  if (log->name.empty()) log->name = log->Buffer(size);
  log->engine.BeginPart(log->Buffer(size));
}

DATAFLINT_EXPORT(dataflint_push)(OpenLog* log, std::size_t size)->void {
  log->engine.Push(log->Buffer(size));
}

// Makes the report and returns its size in bytes. `flags` is a sum of 1 (full) and 2 (more may
// come).
DATAFLINT_EXPORT(dataflint_finish)(OpenLog* log, std::uint32_t flags)->std::size_t {
  const dataflint::report::Report& report =
      (flags & kMoreMayCome) != 0 ? log->engine.Update() : log->engine.Finish();
  log->json.clear();
  dataflint::JsonWriter json(log->json, dataflint::JsonWriter::Style::kCompact);
  dataflint::report::JsonOptions options;
  options.log = log->name;
  options.full = (flags & kFull) != 0;
  dataflint::report::WriteReport(report, options, json);
  json.Flush();
  return log->json.size();
}

DATAFLINT_EXPORT(dataflint_json)(OpenLog* log)->const char* { return log->json.data(); }
