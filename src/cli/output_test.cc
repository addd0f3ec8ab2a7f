#include "cli/output.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <string>

namespace dataflint::cli {
namespace {

class OutputToPipe : public testing::Test {
 protected:
  OutputToPipe() {
    EXPECT_EQ(::pipe(pipe_.data()), 0);
    EXPECT_GE(::fcntl(pipe_[1], F_SETPIPE_SZ, 1 << 20), 1 << 20);
  }
  ~OutputToPipe() override {
    for (const int descriptor : pipe_) ::close(descriptor);
  }

  std::string path() const { return "/dev/fd/" + std::to_string(pipe_[1]); }
  bool HasBytes() const {
    struct pollfd wanted = {pipe_[0], POLLIN, 0};
    return ::poll(&wanted, 1, 0) == 1;
  }

 private:
  std::array<int, 2> pipe_{-1, -1};
};

TEST_F(OutputToPipe, WritesAsItGoes) {
  auto output = Output::Open(path());
  ASSERT_TRUE(output);
  (*output)->Write(std::string(200'000, 'x'));
  EXPECT_TRUE(HasBytes());
}

TEST_F(OutputToPipe, WholeOutputGoesAtTheEnd) {
  auto output = Output::Open(path(), {.is_whole = true});
  ASSERT_TRUE(output);
  for (int i = 0; i < 10; ++i) (*output)->Write(std::string(20'000, 'x'));
  EXPECT_FALSE(HasBytes());
  EXPECT_TRUE((*output)->Finish());
  EXPECT_TRUE(HasBytes());
}

TEST(OutputToFile, KeepsTheModeOfTheFileItReplaces) {
  std::string path = "/tmp/dataflint-output-XXXXXX";
  const int descriptor = ::mkstemp(path.data());
  ASSERT_GE(descriptor, 0);
  ::close(descriptor);
  for (const mode_t mode : {0600U, 0640U, 0604U}) {
    ASSERT_EQ(::chmod(path.c_str(), mode), 0);
    auto output = Output::Open(path);
    ASSERT_TRUE(output);
    (*output)->Write("report");
    ASSERT_TRUE((*output)->Finish());
    struct stat status = {};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_size, 6);
    EXPECT_EQ(status.st_mode & 0777, mode);
  }
  ::unlink(path.c_str());
}

}  // namespace
}  // namespace dataflint::cli
