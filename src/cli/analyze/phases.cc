#include "cli/analyze/phases.h"

#include <chrono>
#include <cstdio>
#include <string>

#include "cli/error_text.h"
#include "cli/interrupt.h"
#include "cli/read_log.h"
#include "io/log_stream.h"

namespace dataflint::cli {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t kBatchBytes = 256U << 20U;

double SecondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

struct Phase {
  double seconds = 0;
  std::int64_t bytes = 0;
};

// Unpacked bytes into the engine, a batch at a time, timing nothing but the engine.
class ParseTimer {
 public:
  void Take(const io::Chunk& chunk, const io::EventLog& log) {
    if (chunk.starts_part) {
      Parse();
      engine_.BeginPart(io::SourceName(log.parts[chunk.part]));
    }
    batch_ += chunk.bytes;
    if (batch_.size() >= kBatchBytes) Parse();
  }
  double Finish() {
    Parse();
    return seconds_;
  }

 private:
  void Parse() {
    const Clock::time_point start = Clock::now();
    engine_.Push(batch_);
    seconds_ += SecondsSince(start);
    batch_.clear();
  }

  engine::Engine engine_;
  std::string batch_;
  double seconds_ = 0;
};

Result<Phase> Run(const io::EventLog& log, bool parse) {
  io::StreamOptions options;
  options.threaded = false;
  options.cancelled = &Interrupted();
  auto stream = io::LogStream::Open(log, options);
  if (!stream) return tl::unexpected(std::move(stream).error());
  ParseTimer parser;
  const Clock::time_point start = Clock::now();
  while (true) {
    Result<std::optional<io::Chunk>> next = (*stream)->Next();
    if (!next) return tl::unexpected(std::move(next).error());
    if (!*next) break;
    if (parse) parser.Take(**next, log);
  }
  const double decoding = SecondsSince(start);
  return Phase{parse ? parser.Finish() : decoding, (*stream)->decoded_bytes_read()};
}

}  // namespace

ExitCode RunPhase(const AnalyzeOptions& options, const io::FoundLogs& found) {
  Phase all;
  for (const io::EventLog& log : found.logs) {
    const Result<Phase> one = Run(log, options.phase == "parse");
    if (!one) return PrintError(one.error());
    all.seconds += one->seconds;
    all.bytes += one->bytes;
  }
  std::printf("{\"phase\":\"%s\",\"seconds\":%.6f,\"bytes\":%lld}\n", options.phase.c_str(),
              all.seconds, static_cast<long long>(all.bytes));
  return ExitCode::kOk;
}

}  // namespace dataflint::cli
