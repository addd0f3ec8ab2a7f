#include "io/event_log.h"

#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <map>
#include <set>
#include <utility>

#include "io/archive_reader.h"
#include "io/file_source.h"
#include "io/found_folder.h"
#include "io/part_names.h"

namespace dataflint::io {
namespace {

constexpr int kMostFolderLevels = 64;

// Asked in this order; a later one sees what the earlier ones left.
constexpr std::array<const LayoutSpec*, 3> kLayouts = {
    &kSparkRollingLayout, &kDatabricksDeliveryLayout, &kSingleFileLayout};

// The folder's own name, also when it was named "." or "..".
std::string FolderName(const std::string& path) {
  const std::string_view name = BaseName(path);
  if (name != "." && name != ".." && !name.empty() && name != "/") return std::string(name);
  std::array<char, PATH_MAX> resolved;
  if (::realpath(path.c_str(), resolved.data()) == nullptr) return path;
  return std::string(BaseName(resolved.data()));
}

class Finder {
 public:
  explicit Finder(const FindOptions& options) : options_(options), stop_(options.cancelled) {}

  Status AddNamed(const std::string& path);
  Result<FoundLogs> Finish();

 private:
  struct Entries {
    std::vector<std::string> folders;
    std::vector<FoundFile> files;
  };

  void WalkFolder(const std::string& path, int level);
  Entries ListFolder(const std::string& path);
  void TakeFolder(FoundFolder folder);
  void OpenArchives(FoundFolder& folder);
  std::vector<FoundFile> ListArchive(const FoundFile& file);
  bool MayLookAtMore(const std::string& path);

  FindOptions options_;
  StopFlag stop_;
  FoundLogs found_;
  std::set<std::pair<dev_t, ino_t>> visited_;
  std::map<std::string, FoundFolder> named_files_;  // by the folder they are in
  std::int64_t files_ = 0;
};

Status Finder::AddNamed(const std::string& path) {
  if (path == "-") {
    EventLog log;
    log.name = "standard input";
    log.layout = Layout::kStandardInput;
    log.parts.emplace_back().path = path;
    found_.logs.push_back(std::move(log));
    return {};
  }
  struct stat status = {};
  if (::stat(path.c_str(), &status) != 0) {
    return tl::unexpected(FileError("cannot find the log", path, errno));
  }
  if (S_ISDIR(status.st_mode)) {
    DIR* folder = ::opendir(path.c_str());
    if (folder == nullptr) return tl::unexpected(FileError("cannot open the folder", path, errno));
    ::closedir(folder);
    WalkFolder(path, 0);
    return {};
  }
  if (!visited_.emplace(status.st_dev, status.st_ino).second) return {};  // named twice
  FoundFile file;
  file.name = std::string(BaseName(path));
  file.named = true;
  file.part.path = path;
  LookInto(file);
  if (file.kind == ContentKind::kUnreadable) {
    auto opened = FileSource::Open(path, nullptr);  // once more, for the whole reason
    if (!opened) return tl::unexpected(std::move(opened).error());
    return Fail(ErrorCode::kUnavailable, "cannot read the log", path, file.detail);
  }
  named_files_[FolderOf(path)].files.push_back(std::move(file));
  return {};
}

bool Finder::MayLookAtMore(const std::string& path) {
  if (++files_ <= options_.max_files) return true;
  if (files_ == options_.max_files + 1) {
    found_.issues.Add(ImportIssue::too_many_files,
                      {path, -1, "more than " + std::to_string(options_.max_files) + " files"});
  }
  return false;
}

Finder::Entries Finder::ListFolder(const std::string& path) {
  Entries entries;
  DIR* folder = ::opendir(path.c_str());
  if (folder == nullptr) {
    found_.issues.Add(ImportIssue::unreadable_file, {path, -1, std::strerror(errno)});
    return entries;
  }
  while (const dirent* entry = ::readdir(folder)) {
    const std::string_view name = entry->d_name;
    if (name == "." || name == ".." || IsLitter(name)) continue;
    std::string full =
        path.ends_with('/') ? path + std::string(name) : path + "/" + std::string(name);
    unsigned char type = entry->d_type;
    if (type == DT_LNK || type == DT_UNKNOWN) {
      struct stat status = {};
      if (::stat(full.c_str(), &status) != 0) {
        found_.issues.Add(ImportIssue::unreadable_file, {full, -1, std::strerror(errno)});
        continue;
      }
      type = S_ISDIR(status.st_mode) ? DT_DIR : S_ISREG(status.st_mode) ? DT_REG : DT_FIFO;
    }
    if (type == DT_DIR) {
      entries.folders.push_back(std::move(full));
    } else if (type == DT_REG) {
      FoundFile& file = entries.files.emplace_back();
      file.name = std::string(name);
      file.part.path = std::move(full);
    } else {
      found_.issues.Add(ImportIssue::foreign_file, {full, -1, "not a regular file"});
    }
  }
  ::closedir(folder);
  return entries;
}

void Finder::WalkFolder(const std::string& path, int level) {
  if (stop_.IsSet()) return;
  struct stat status = {};
  if (::stat(path.c_str(), &status) == 0 &&
      !visited_.emplace(status.st_dev, status.st_ino).second) {
    return;  // a loop of links, or named twice
  }
  if (level > kMostFolderLevels) {
    found_.issues.Add(ImportIssue::too_many_files, {path, -1, "folders nested too deep"});
    return;
  }
  Entries entries = ListFolder(path);
  FoundFolder folder;
  folder.path = path;
  folder.name = FolderName(path);
  folder.files = std::move(entries.files);
  TakeFolder(std::move(folder));
  std::sort(entries.folders.begin(), entries.folders.end(), NaturalLess);
  for (const std::string& below : entries.folders) WalkFolder(below, level + 1);
}

void Finder::TakeFolder(FoundFolder folder) {
  std::sort(folder.files.begin(), folder.files.end(),
            [](const FoundFile& a, const FoundFile& b) { return NaturalLess(a.name, b.name); });
  for (std::size_t i = 0; i < folder.files.size(); ++i) {
    if (stop_.IsSet()) return;
    if (!MayLookAtMore(folder.path)) {
      folder.files.resize(i);
      break;
    }
    LookInto(folder.files[i]);
  }
  OpenArchives(folder);
  for (const LayoutSpec* layout : kLayouts) {
    if (stop_.IsSet()) return;
    layout->take(folder, found_);
  }
}

// Each archive's files take part as if it were a folder. In a delivery folder, an archive with the
// name of a part and one log in it is that part, packed once more.
void Finder::OpenArchives(FoundFolder& folder) {
  const std::size_t files = folder.files.size();
  for (std::size_t i = 0; i < files && !stop_.IsSet(); ++i) {
    if (folder.files[i].kind != ContentKind::kArchive) continue;
    folder.files[i].taken = true;
    const FoundFile archive = folder.files[i];
    std::vector<FoundFile> members = ListArchive(archive);
    const auto is_log = [](const FoundFile& file) { return file.kind == ContentKind::kEventLog; };
    if (HasDeliveredPartName(archive.name) &&
        std::count_if(members.begin(), members.end(), is_log) == 1) {
      FoundFile& only = *std::find_if(members.begin(), members.end(), is_log);
      folder.files.push_back(std::move(only));
      folder.files.back().name = archive.name;
      continue;
    }
    std::map<std::string, FoundFolder> inside;
    for (FoundFile& member : members) {
      const std::string& name = member.part.archive_member;
      const std::size_t slash = name.find_last_of('/');
      FoundFolder& below = inside[slash == std::string::npos ? "" : name.substr(0, slash)];
      below.files.push_back(std::move(member));
    }
    for (auto& [path, below] : inside) {
      below.path = path.empty() ? archive.part.path : archive.part.path + ":" + path;
      below.name = path.empty() ? archive.name : std::string(BaseName(path));
      TakeFolder(std::move(below));
    }
  }
}

std::vector<FoundFile> Finder::ListArchive(const FoundFile& file) {
  std::vector<FoundFile> members;
  const auto archive = std::make_shared<Archive>(file.part.path);
  const auto trouble = archive->ForEachMember(&stop_, [&](ArchiveReader& reader) {
    if (stop_.IsSet()) return false;
    if (IsLitter(reader.name())) return true;
    if (!MayLookAtMore(file.part.path)) return false;
    FoundFile& member = members.emplace_back();
    member.name = std::string(BaseName(reader.name()));
    member.part.path = file.part.path;
    member.part.archive_member = reader.name();
    member.part.archive = archive;
    member.part.archive_index = reader.index();
    member.part.packed_bytes = reader.bytes();
    LookIntoMember(member, reader);
    return true;
  });
  if (trouble) found_.issues.Add(trouble->issue, PlaceOf(file, trouble->detail));
  if (file.doubly_packed) found_.issues.Add(ImportIssue::doubly_packed_part, PlaceOf(file));
  return members;
}

// Logs that lie in one archive come in its order, so that no part of it is unpacked twice.
void KeepArchiveOrder(std::vector<EventLog>& logs) {
  const auto first_index = [](const EventLog& log) { return log.parts.front().archive_index; };
  std::map<const Archive*, std::vector<std::size_t>> places;
  for (std::size_t i = 0; i < logs.size(); ++i) {
    const Archive* archive = logs[i].parts.front().archive.get();
    if (archive != nullptr) places[archive].push_back(i);
  }
  for (const auto& [archive, at] : places) {
    std::vector<EventLog> members;
    for (const std::size_t i : at) members.push_back(std::move(logs[i]));
    std::stable_sort(members.begin(), members.end(), [&](const EventLog& a, const EventLog& b) {
      return first_index(a) < first_index(b);
    });
    for (std::size_t i = 0; i < at.size(); ++i) logs[at[i]] = std::move(members[i]);
  }
}

// Logs of the same name in several folders are told apart by as many folders as that takes:
// rolling/eventlog_v2_x.
void TellApart(std::vector<EventLog>& logs) {
  std::vector<std::string> folders;  // that is next to be told of each log; empty: none is left
  for (const EventLog& log : logs) {
    const LogPart& part = log.parts.front();
    std::string& folder = folders.emplace_back(
        FolderOf(part.archive ? part.path + "/" + part.archive_member : part.path));
    if (log.layout == Layout::kStandardInput) folder.clear();
    if (log.layout != Layout::kSingleFile && !folder.empty()) folder = FolderOf(folder);
  }
  for (bool is_longer = true; is_longer;) {
    is_longer = false;
    std::map<std::string, int> uses;
    for (const EventLog& log : logs) ++uses[log.name];
    for (std::size_t i = 0; i < logs.size(); ++i) {
      std::string& folder = folders[i];
      if (folder.empty() || uses[logs[i].name] == 1) continue;
      logs[i].name = FolderName(folder) + "/" + logs[i].name;
      folder = folder == "." || folder == "/" ? std::string() : FolderOf(folder);
      is_longer = true;
    }
  }
}

Result<FoundLogs> Finder::Finish() {
  for (auto& [path, folder] : named_files_) {
    folder.path = path;
    folder.name = FolderName(path);
    TakeFolder(std::move(folder));
  }
  if (stop_.IsSet()) return Fail(ErrorCode::kInterrupted, "the search for logs was interrupted");
  TellApart(found_.logs);
  std::stable_sort(found_.logs.begin(), found_.logs.end(),
                   [](const EventLog& a, const EventLog& b) {
                     if (a.name != b.name) return NaturalLess(a.name, b.name);
                     return NaturalLess(a.parts.front().path, b.parts.front().path);
                   });
  KeepArchiveOrder(found_.logs);
  return std::move(found_);
}

}  // namespace

Result<FoundLogs> FindEventLogs(const std::vector<std::string>& paths, const FindOptions& options) {
  Finder finder(options);
  for (const std::string& path : paths) DF_RETURN_IF_ERROR(finder.AddNamed(path));
  return finder.Finish();
}

std::string SourceName(const LogPart& part) {
  if (part.path == "-") return "standard input";
  return part.archive_member.empty() ? part.path : part.path + ":" + part.archive_member;
}

std::string_view NameOf(Layout layout) {
  switch (layout) {
    case Layout::kSingleFile:
      return "single-file";
    case Layout::kStandardInput:
      return "standard-input";
    case Layout::kSparkRolling:
      return "spark-rolling";
    case Layout::kDatabricksDelivery:
      return "databricks-delivery";
  }
  return "single-file";
}

}  // namespace dataflint::io
