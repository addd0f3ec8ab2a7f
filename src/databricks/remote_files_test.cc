#include "databricks/remote_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "databricks/scripted_workspace_test.h"
#include "databricks/warehouses.h"

namespace dataflint::databricks {
namespace {

using testing::HasSubstr;

class RemoteFilesTest : public ScriptedWorkspace {};

TEST_F(RemoteFilesTest, ABlockOfDbfs) {
  AnswerBody(R"({"bytes_read":5,"data":"aGVsbG8="})");
  EXPECT_EQ(*ReadDbfs(*client_, "/logs/event log", 7), "hello");
  EXPECT_THAT(Requests(),
              HasSubstr("/api/2.0/dbfs/read?path=%2Flogs%2Fevent%20log&offset=7&length=1048576"));
  AnswerBody(R"({"bytes_read":0,"data":""})");
  EXPECT_EQ(*ReadDbfs(*client_, "/logs/a", 5), "");
  AnswerBody(R"({"bytes_read":0})");
  EXPECT_EQ(*ReadDbfs(*client_, "/logs/a", 5), "");
}

TEST_F(RemoteFilesTest, ABlockThatIsNotWhatItSaysIsReadAgain) {
  AnswerBody(R"({"bytes_read":9,"data":"aGVsbG8="})");
  AnswerBody(R"({"bytes_read":5,"data":"aGV*bG8="})");
  AnswerBody(R"({"bytes_read":5,"data":"aGVsbG8="})");
  EXPECT_EQ(*ReadDbfs(*client_, "/a", 0), "hello");
  for (int i = 0; i < 3; ++i) AnswerBody(R"({"bytes_read":5,"data":"aGVsbG8"})");
  const auto read = ReadDbfs(*client_, "/a", 10);
  ASSERT_FALSE(read.has_value());
  EXPECT_THAT(read.error().Message(), HasSubstr("at byte 10 is no Base64"));
}

TEST_F(RemoteFilesTest, WhatIsInAFolder) {
  AnswerBody(
      R"({"files":[{"path":"/l/a","is_dir":true,"file_size":0},{"path":"/l/b","file_size":4294967296,
    "modification_time":1752300000000}]})");
  const auto files = ListDbfs(*client_, "/l");
  ASSERT_TRUE(files.has_value());
  ASSERT_EQ(files->size(), 2U);
  EXPECT_TRUE((*files)[0].is_directory);
  EXPECT_EQ((*files)[1].size, std::int64_t{1} << 32);
  AnswerBody("{}");
  EXPECT_TRUE(ListDbfs(*client_, "/empty")->empty());
  AnswerBody(
      R"({"contents":[{"path":"/Volumes/c/s/v/x","name":"x","is_directory":false,"file_size":3}]})");
  EXPECT_EQ(ListVolume(*client_, "/Volumes/c/s/v")->front().path, "/Volumes/c/s/v/x");
  EXPECT_THAT(Requests(), HasSubstr("/api/2.0/fs/directories/Volumes/c/s/v?page_size=1000"));
}

TEST_F(RemoteFilesTest, NoPathLeadsOutOfTheFiles) {
  EXPECT_FALSE(ListVolume(*client_, "/Volumes/../../clusters/list").has_value());
  EXPECT_EQ(Requests(), "[]");
  EXPECT_EQ(DbfsPath("dbfs:/x"), "/x");
  EXPECT_EQ(DbfsPath("/x"), "/x");
  EXPECT_EQ(DbfsPath("s3://x"), "");
}

TEST_F(RemoteFilesTest, AVolumesFileGoesOnWhereItWasCutOff) {
  const std::string text = "0123456789abcdefghij";
  Answer(R"({"status": 206, "body": ")" + text +
         R"(", "cut": true, "headers": {"Content-Range": "bytes 0-19/20"}})");
  Answer(
      R"({"status": 206, "body": "abcdefghij", "headers": {"Content-Range": "bytes 10-19/20"}})");
  std::string got;
  const auto read = ReadVolume(*client_, "/Volumes/c/s/v/x", 0, [&](std::string_view bytes) {
    got += bytes;
    return Status();
  });
  ASSERT_TRUE(read.has_value()) << read.error().Message();
  EXPECT_EQ(*read, 20);
  EXPECT_EQ(got, text);
  EXPECT_THAT(Requests(), HasSubstr("bytes=10-"));
}

TEST(Warehouses, TheOneThatAnswersSoonest) {
  const std::vector<Warehouse> all = {{"1", "b", "STOPPED", "Small", false},
                                      {"2", "z", "STOPPED", "Small", true},
                                      {"3", "c", "DELETED", "Small", true},
                                      {"4", "a", "STARTING", "Small", false}};
  EXPECT_EQ(Choose(all)->id, "4");
  EXPECT_EQ(Choose(std::span(all).first(3))->id, "2");
  EXPECT_EQ(Choose(std::span(all).subspan(2, 1)), nullptr);
}

}  // namespace
}  // namespace dataflint::databricks
