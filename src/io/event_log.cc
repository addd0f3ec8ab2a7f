#include "io/event_log.h"

#include <sys/stat.h>

#include <algorithm>
#include <utility>

#include "io/codec.h"
#include "io/file_source.h"
#include "io/unwrap.h"

namespace dataflint::io {

std::string_view NameOf(Layout layout) {
  switch (layout) {
    case Layout::kSingleFile: return "single-file";
    case Layout::kStandardInput: return "standard-input";
    case Layout::kSparkRolling: return "spark-rolling";
    case Layout::kDatabricksDelivery: return "databricks-delivery";
  }
  return "single-file";
}

Result<FoundLogs> FindEventLogs(const std::vector<std::string>& paths,
                                const FindOptions& /*options*/) {
  FoundLogs found;
  for (const std::string& path : paths) {
    EventLog log;
    LogPart part;
    part.path = path;
    if (path == "-") {
      log.name = "standard input";
      log.layout = Layout::kStandardInput;
    } else {
      auto file = FileSource::Open(path, nullptr);
      if (!file) return tl::unexpected(std::move(file).error());
      part.packed_bytes = (*file)->size();
      if ((*file)->is_regular()) part.codec = Unwrap(*std::move(file), {}).codec;
      log.name = path.substr(path.find_last_of('/') + 1);
      log.in_progress = path.ends_with(".inprogress");
    }
    log.parts.push_back(std::move(part));
    found.logs.push_back(std::move(log));
  }
  std::sort(found.logs.begin(), found.logs.end(),
            [](const EventLog& a, const EventLog& b) { return a.name < b.name; });
  return found;
}

}  // namespace dataflint::io
