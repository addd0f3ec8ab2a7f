#include "vault/durable_file.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <string>

#include "vault/scratch_folder_test.h"

namespace dataflint::vault {
namespace {

struct stat StatusOf(const std::string& path) {
  struct stat status{};
  EXPECT_EQ(stat(path.c_str(), &status), 0);
  return status;
}

TEST(WriteDurably, MakesAndReplacesAnOwnerOnlyFile) {
  const ScratchFolder folder;
  const std::string path = folder.path() + "/file";
  ASSERT_TRUE(WriteDurably(path, "first", IfThere::kRefuse));
  EXPECT_EQ(folder.Read("file"), "first");
  EXPECT_EQ(StatusOf(path).st_mode & 0777U, 0600U);
  ASSERT_EQ(chmod(path.c_str(), 0644), 0);
  ASSERT_TRUE(WriteDurably(path, "second", IfThere::kReplace));
  EXPECT_EQ(folder.Read("file"), "second");
  EXPECT_EQ(StatusOf(path).st_mode & 0777U, 0600U);
  EXPECT_FALSE(std::filesystem::exists(path + ".new"));
}

TEST(WriteDurably, RefusesToReplaceWhereItMustNot) {
  const ScratchFolder folder;
  const std::string path = folder.Write("file", "first");
  const Status written = WriteDurably(path, "second", IfThere::kRefuse);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().why, "it is there already");
  EXPECT_EQ(folder.Read("file"), "first");
  EXPECT_FALSE(std::filesystem::exists(path + ".new"));
}

TEST(WriteDurably, TakesNothingFromWhatACrashLeft) {
  const ScratchFolder folder;
  folder.Write("file.new", "much longer than what is written");
  ASSERT_TRUE(WriteDurably(folder.path() + "/file", "short", IfThere::kReplace));
  EXPECT_EQ(folder.Read("file"), "short");
}

TEST(WriteDurably, ReplacesWhatALinkLeadsTo) {
  const ScratchFolder folder;
  folder.Write("file", "first");
  const std::string link = folder.path() + "/link";
  ASSERT_EQ(symlink("file", link.c_str()), 0);
  ASSERT_TRUE(WriteDurably(link, "second", IfThere::kReplace));
  EXPECT_TRUE(std::filesystem::is_symlink(link));
  EXPECT_EQ(folder.Read("file"), "second");
}

TEST(WriteDurably, KeepsTheOwner) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can give a file away";
  const ScratchFolder folder;
  const std::string path = folder.Write("file", "first");
  ASSERT_EQ(chown(path.c_str(), 12345, 12346), 0);
  ASSERT_TRUE(WriteDurably(path, "second", IfThere::kReplace));
  EXPECT_EQ(StatusOf(path).st_uid, 12345U);
  EXPECT_EQ(StatusOf(path).st_gid, 12346U);
}

// In a child whose files may not grow: write() fails as on a full disk.
TEST(WriteDurably, LeavesTheFileAloneWhenItCannotWrite) {
  const ScratchFolder folder;
  const std::string path = folder.Write("file", "first");
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit smallest{3, 3};
    setrlimit(RLIMIT_FSIZE, &smallest);
    _exit(WriteDurably(path, "second", IfThere::kReplace) ? 1 : 0);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(folder.Read("file"), "first");
  EXPECT_FALSE(std::filesystem::exists(path + ".new"));
}

TEST(WriteDurably, SaysWhereItFails) {
  const ScratchFolder folder;
  const Status written = WriteDurably(folder.path() + "/no/file", "x", IfThere::kReplace);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().where, folder.path() + "/no/file");
  EXPECT_EQ(written.error().why, "No such file or directory");
}

}  // namespace
}  // namespace dataflint::vault
