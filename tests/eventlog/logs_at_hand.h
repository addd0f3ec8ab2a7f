// Where the event logs at hand are: those of the repository, and the folder that DATAFLINT_EVENTLOGS names
// (default ../shared/eventlogs) if it is there. For tests that read them all.
#ifndef DATAFLINT_TESTS_EVENTLOG_LOGS_AT_HAND_H_
#define DATAFLINT_TESTS_EVENTLOG_LOGS_AT_HAND_H_

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

namespace dataflint {

// `own`: folders under tests/data.
inline std::vector<std::string> LogFolders(const std::vector<std::string>& own) {
  const std::string root = DATAFLINT_SOURCE_DIR;
  const std::string data = root + "/tests/data/";
  std::vector<std::string> folders;
  for (const std::string& name : own) folders.push_back(data + name);
  const char* named = std::getenv("DATAFLINT_EVENTLOGS");
  const std::string other = named != nullptr ? named : root + "/../shared/eventlogs";
  if (std::filesystem::is_directory(other)) folders.push_back(other);
  return folders;
}

}  // namespace dataflint

#endif  // DATAFLINT_TESTS_EVENTLOG_LOGS_AT_HAND_H_
