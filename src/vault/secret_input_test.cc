#include "vault/secret_input.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include "vault/file_descriptor.h"
#include "vault/scratch_folder_test.h"

namespace dataflint::vault {
namespace {

Result<Secret> ReadThroughPipe(std::string_view bytes) {
  std::array<int, 2> ends{};
  EXPECT_EQ(pipe(ends.data()), 0);
  const FileDescriptor reading(ends[0]);
  FileDescriptor writing(ends[1]);
  EXPECT_EQ(write(writing.get(), bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  writing.Close();
  return ReadSecretFrom(reading.get(), "standard input");
}

TEST(SecretInput, CutsOneNewline) {
  for (const auto& [given, secret] : {std::pair{"abc", "abc"},
                                      {"abc\n", "abc"},
                                      {"abc\r\n", "abc"},
                                      {"abc\n\n", "abc\n"},
                                      {"abc\r", "abc\r"},
                                      {" a\nb ", " a\nb "}}) {
    const Result<Secret> read = ReadThroughPipe(given);
    ASSERT_TRUE(read) << read.error().Message();
    EXPECT_EQ(read->Expose(), secret);
  }
}

TEST(SecretInput, RefusesNothing) {
  for (const char* nothing : {"", "\n", "\r\n"}) {
    const Result<Secret> read = ReadThroughPipe(nothing);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().Message(),
              "there is no secret: standard input: it is empty. Put the secret there, and nothing "
              "else.");
  }
}

TEST(SecretInput, RefusesTooMuch) {
  const std::string longest(kMaxSecretBytes, 'k');
  EXPECT_TRUE(ReadThroughPipe(longest));
  EXPECT_TRUE(ReadThroughPipe(longest + "\n"));
  EXPECT_TRUE(ReadThroughPipe(longest + "\r\n"));
  for (const std::string& more : {longest + "k", longest + "k\r\n", std::string(65536, 'k')}) {
    const Result<Secret> read = ReadThroughPipe(more);
    ASSERT_FALSE(read);
    EXPECT_NE(read.error().why.find("longer than 8192 bytes"), std::string::npos);
    EXPECT_EQ(read.error().Message().find("kkk"), std::string::npos);
  }
}

TEST(SecretInput, ReadsAFileOfItsOwnerOnly) {
  const ScratchFolder folder;
  const std::string path = folder.Write("it's secret", "abc\n");
  for (const mode_t mode : {0600U, 0400U, 0700U}) {
    ASSERT_EQ(chmod(path.c_str(), mode), 0);
    const Result<Secret> read = ReadSecretFile(path);
    ASSERT_TRUE(read) << read.error().Message();
    EXPECT_EQ(read->Expose(), "abc");
  }
  for (const mode_t mode : {0640U, 0604U, 0620U, 0602U, 0610U, 0601U}) {
    ASSERT_EQ(chmod(path.c_str(), mode), 0);
    const Result<Secret> read = ReadSecretFile(path);
    ASSERT_FALSE(read) << mode;
    EXPECT_EQ(read.error().code, ErrorCode::kPermission);
    EXPECT_EQ(read.error().fix, "Run: chmod 600 '" + folder.path() + "/it'\\''s secret'");
  }
  ASSERT_EQ(chmod(path.c_str(), 0640), 0);
  EXPECT_TRUE(ReadSecretFile(path, FileAccess::kSystemdCredential));
  ASSERT_EQ(chmod(path.c_str(), 0604), 0);
  EXPECT_FALSE(ReadSecretFile(path, FileAccess::kSystemdCredential));
}

TEST(SecretInput, RunsTheRepairItAdvises) {
  const ScratchFolder folder;
  const std::string path = folder.Write("it's $(secret)", "abc\n");
  ASSERT_EQ(chmod(path.c_str(), 0644), 0);
  const Result<Secret> read = ReadSecretFile(path);
  ASSERT_FALSE(read);
  ASSERT_EQ(system(read.error().fix.substr(5).c_str()), 0);  // NOLINT: a shell is the point
  EXPECT_TRUE(ReadSecretFile(path));
}

TEST(SecretInput, RefusesWhatIsNoFile) {
  const ScratchFolder folder;
  EXPECT_EQ(ReadSecretFile(folder.path() + "/none").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(ReadSecretFile(folder.path()).error().why, "it is not a regular file");
  const std::string named_pipe = folder.path() + "/pipe";
  ASSERT_EQ(mkfifo(named_pipe.c_str(), 0600), 0);
  EXPECT_EQ(ReadSecretFile(named_pipe).error().why, "it is not a regular file");
}

TEST(SecretInput, RefusesAFileOfAnotherUser) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can give a file away";
  const ScratchFolder folder;
  const std::string path = folder.Write("secret", "abc\n");
  ASSERT_EQ(chown(path.c_str(), 12345, 12345), 0);
  const Result<Secret> read = ReadSecretFile(path);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().why, "it belongs to user 12345, not to user 0");
}

}  // namespace
}  // namespace dataflint::vault
