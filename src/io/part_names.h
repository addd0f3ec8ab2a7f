// PartNames: what the names of log files say: the endings that Spark adds, its rolled parts, the
// parts that Databricks delivers. For whoever looks at a name, in layouts/ and outside; nothing is
// opened. Pure; any thread.
#ifndef DATAFLINT_IO_PART_NAMES_H_
#define DATAFLINT_IO_PART_NAMES_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dataflint::io {

// The last part of a path, and what stands before it: "." when nothing does.
std::string_view BaseName(std::string_view path);
std::string FolderOf(std::string_view path);

// Ends the names of Spark's files while they are written.
inline constexpr std::string_view kInProgress = ".inprogress";
std::string_view WithoutInProgress(std::string_view name);

// Endings of the names of packed files, and what their bytes should be.
struct PackedEnding {
  std::string_view ending;
  std::string_view what;
  bool is_sparks = false;  // Spark writes such names itself
};
inline constexpr std::array<PackedEnding, 7> kPackedEndings = {{{".zstd", "zstd", true},
                                                                {".zst", "zstd"},
                                                                {".lz4", "lz4", true},
                                                                {".snappy", "snappy-java", true},
                                                                {".lzf", "lzf", true},
                                                                {".gz", "gzip"},
                                                                {".zip", "zip"}}};
// Of a file's name, also of one that is still written or was compacted; null: none of these.
const PackedEnding* PackedEndingOf(std::string_view name);

// A part of a rolling log: events_<index>_<application>[_<attempt>][.codec][.compact].
struct RolledName {
  std::int64_t index = -1;
  std::string_view application;  // with the attempt, as in the folder's name
  bool compacted = false;
  bool unfinished = false;  // a compaction still being written: the parts it will replace are there
};
// Nothing when `name` is no rolled part.
std::optional<RolledName> ParseRolledName(std::string_view name);
bool IsCompactedName(std::string_view name);
// The file beside rolled parts that says whether they are complete begins with this, and the
// application follows.
inline constexpr std::string_view kStatusPrefix = "appstatus_";

// A finished part of a delivery: eventlog-2022-01-14--17-00.gz.
bool IsFinishedName(std::string_view name);
// The present part: eventlog, or re-packed eventlog.gz, eventlog.json.gz.
bool IsPresentName(std::string_view name);
// Either.
bool HasDeliveredPartName(std::string_view name);

}  // namespace dataflint::io

#endif  // DATAFLINT_IO_PART_NAMES_H_
