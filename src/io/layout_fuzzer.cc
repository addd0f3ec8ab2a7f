// Any names and first lines as a folder: every file ends in one log at most, and none is forgotten.
//
// Input: a line for each file, name TAB first line; without a TAB the file holds no event.
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>

#include "io/found_folder.h"

namespace dataflint::io {
namespace {

FoundFolder FolderOf(std::string_view text) {
  FoundFolder folder;
  folder.path = "/logs/eventlog_v2_a";
  folder.name = "eventlog_v2_a";
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t tab = line.find('\t');
    if (tab == 0 || line.empty()) continue;  // a file has a name
    FoundFile file;
    file.name = std::string(line.substr(0, tab));
    file.part.path = folder.path + "/" + std::to_string(folder.files.size());
    file.part.packed_bytes = static_cast<std::int64_t>(line.size());
    file.named = line.size() % 5 == 0;
    if (tab == std::string_view::npos) {
      file.kind = line.size() % 3 == 0 ? ContentKind::kEmpty : ContentKind::kForeign;
    } else {
      const std::string_view first = line.substr(tab + 1);
      file.kind = LooksLikeEventLog(first) ? ContentKind::kEventLog : ContentKind::kForeign;
      file.metadata = ReadDeliveryMetadata(first);
    }
    folder.files.push_back(std::move(file));
  }
  std::sort(folder.files.begin(), folder.files.end(),
            [](const FoundFile& a, const FoundFile& b) { return NaturalLess(a.name, b.name); });
  return folder;
}

void Check(std::string_view text) {
  FoundFolder folder = FolderOf(text);
  FoundLogs found;
  for (const LayoutSpec* layout :
       {&kSparkRollingLayout, &kDatabricksDeliveryLayout, &kSingleFileLayout}) {
    layout->take(folder, found);
  }
  for (const FoundFile& file : folder.files) {
    if (!file.taken) std::abort();
  }
  std::set<std::string> used;
  for (const EventLog& log : found.logs) {
    if (log.parts.empty() || log.name.empty()) std::abort();
    for (const LogPart& part : log.parts) {
      if (!used.insert(part.path).second) std::abort();
    }
  }
}

}  // namespace
}  // namespace dataflint::io

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  dataflint::io::Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
