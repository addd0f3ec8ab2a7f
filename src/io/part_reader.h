// PartReader: the parts of one EventLog, opened one after the other and read into buffers that the
// caller brings. What LogStream is made of; used by one thread at a time (the progress counters may
// be read from others).
#ifndef DATAFLINT_IO_PART_READER_H_
#define DATAFLINT_IO_PART_READER_H_

#include <atomic>
#include <memory>
#include <span>
#include <string>

#include "base/import_issue.h"
#include "io/byte_source.h"
#include "io/event_log.h"
#include "io/log_stream.h"
#include "io/unwrap.h"

namespace dataflint::io {

class PartReader {
 public:
  // `log` and `stop` must outlive the reader.
  PartReader(const EventLog& log, const StopFlag* stop);

  struct Filled {
    std::size_t bytes = 0;  // 0: the log is at its end
    std::size_t part = 0;
    std::int64_t part_offset = 0;
    bool starts_part = false;
  };
  // Fills `out` with bytes of one part. Stops short only at a part's end.
  Filled Fill(std::span<char> out);

  // Issues since the last call.
  ImportIssues TakeIssues() { return std::exchange(issues_, ImportIssues()); }
  std::int64_t packed_bytes_read() const;

 private:
  bool OpenNextPart();
  void AddIssue(ImportIssue issue, std::string detail);
  void EndPart(const std::optional<SourceTrouble>& trouble);

  const EventLog& log_;
  const StopFlag* stop_;
  std::size_t next_part_ = 0;
  std::unique_ptr<PeekingSource> source_;  // of part next_part_ - 1; null between parts
  std::int64_t part_offset_ = 0;
  std::atomic<std::int64_t> packed_before_{0};  // of the parts that are done
  std::atomic<std::int64_t> packed_in_part_{0};
  ImportIssues issues_;
};

}  // namespace dataflint::io

#endif  // DATAFLINT_IO_PART_READER_H_
