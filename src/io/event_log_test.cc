#include "io/event_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <map>

#include "io/log_stream.h"
#include "io/packed_inputs_test.h"

namespace dataflint::io {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const char* const kEvent = "{\"Event\":\"SparkListenerLogStart\",\"Spark Version\":\"3.5.1\"}\n";

std::string Metadata(const std::string& context, int rollover) {
  return R"({"Event":"DBCEventLoggingListenerMetadata","Spark Version":"3.4.1",)"
         R"("Timestamp":1726763202679,"Rollover Number":)" +
         std::to_string(rollover) + R"(,"SparkContext Id":)" + context + "}\n";
}

FoundLogs Find(const std::vector<std::string>& paths, const FindOptions& options = {}) {
  auto found = FindEventLogs(paths, options);
  EXPECT_TRUE(found.has_value()) << found.error().Message();
  return found ? *std::move(found) : FoundLogs();
}

std::vector<std::string> NamesOf(const FoundLogs& found) {
  std::vector<std::string> names;
  for (const EventLog& log : found.logs) names.push_back(log.name);
  return names;
}

// The last part of each part's path, or its name in the archive.
std::vector<std::string> PartsOf(const EventLog& log) {
  std::vector<std::string> names;
  for (const LogPart& part : log.parts) {
    names.push_back(part.archive_member.empty()
                        ? std::filesystem::path(part.path).filename().string()
                        : part.archive_member);
  }
  return names;
}

std::string ContentOf(const EventLog& log, ImportIssues* issues = nullptr) {
  auto stream = LogStream::Open(log, {});
  std::string bytes;
  while (true) {
    auto chunk = (*stream)->Next();
    if (!chunk || !*chunk) break;
    bytes += (**chunk).bytes;
  }
  if (issues != nullptr) *issues = (*stream)->TakeIssues();
  return bytes;
}

int IssuesIn(const ImportIssues& issues) {
  int count = 0;
  issues.ForEach(
      [&](ImportIssue, std::int64_t times, const auto&) { count += static_cast<int>(times); });
  return count;
}

TEST(FindEventLogs, NamedPathThatIsNotThere) {
  const auto found = FindEventLogs({"/no/such/log"}, {});
  ASSERT_FALSE(found.has_value());
  EXPECT_EQ(found.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(found.error().where, "/no/such/log");
}

TEST(FindEventLogs, NamedPathThatMayNotBeRead) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
  const TemporaryFolder folder;
  const std::string path = folder.Write("log", kEvent);
  ::chmod(path.c_str(), 0);
  const auto found = FindEventLogs({path}, {});
  ASSERT_FALSE(found.has_value());
  EXPECT_EQ(found.error().code, ErrorCode::kPermission);
}

TEST(FindEventLogs, StandardInputIsNotTouched) {
  const FoundLogs found = Find({"-"});
  ASSERT_EQ(found.logs.size(), 1U);
  EXPECT_EQ(found.logs[0].layout, Layout::kStandardInput);
  EXPECT_EQ(found.logs[0].parts[0].path, "-");
}

TEST(FindEventLogs, FolderOfManyApplications) {
  const TemporaryFolder folder;
  folder.Write("app-10", kEvent);
  folder.Write("app-9.zstd", Pack(Codec::kZstd, kEvent));
  folder.Write("deep/er/app-1.inprogress", kEvent);
  folder.Write("notes.txt", "nothing to see\n");
  folder.Write("numbers.json", "{\"a\":1}\n");
  folder.Write("empty", "");
  folder.Write(".app-9.crc", "crc");
  folder.Write(".DS_Store", "junk");
  folder.Write("__MACOSX/app-10", kEvent);
  folder.Write("_SUCCESS", "");
  const FoundLogs found = Find({folder.path()});
  EXPECT_THAT(NamesOf(found), ElementsAre("app-1.inprogress", "app-9.zstd", "app-10"));
  EXPECT_TRUE(found.logs[0].in_progress);
  EXPECT_FALSE(found.logs[1].in_progress);
  EXPECT_EQ(found.logs[1].parts[0].codec, Codec::kZstd);
  EXPECT_EQ(found.issues.CountOf(ImportIssue::foreign_file), 2);
  EXPECT_EQ(IssuesIn(found.issues), 2);
}

TEST(FindEventLogs, SameNameInSeveralFolders) {
  const TemporaryFolder folder;
  folder.Write("a/app", kEvent);
  folder.Write("b/app", kEvent);
  folder.Write("b/other", kEvent);
  folder.Write("c/eventlog_v2_x/events_1_x", kEvent);
  folder.Write("d/eventlog_v2_x/events_1_x", kEvent);
  EXPECT_THAT(NamesOf(Find({folder.path()})),
              ElementsAre("a/app", "b/app", "c/eventlog_v2_x", "d/eventlog_v2_x", "other"));
}

TEST(FindEventLogs, SameFolderNamesInSeveralFoldersToo) {
  const TemporaryFolder folder;
  folder.Write("a/logs/app", kEvent);
  folder.Write("b/logs/app", kEvent);
  folder.Write("b/old/app", kEvent);
  EXPECT_THAT(NamesOf(Find({folder.path()})), ElementsAre("a/logs/app", "b/logs/app", "old/app"));
}

TEST(FindEventLogs, NamedFileIsTakenWhateverItHolds) {
  const TemporaryFolder folder;
  const FoundLogs found =
      Find({folder.Write("notes.txt", "no event\n"), folder.Write("empty", "")});
  EXPECT_THAT(NamesOf(found), ElementsAre("empty", "notes.txt"));
}

TEST(FindEventLogs, AFileNamedByTwoPathsIsOneLog) {
  const TemporaryFolder folder;
  const std::string path = folder.Write("logs/app-1", EventLines(1000));
  const std::string link = folder / "link";
  std::filesystem::create_symlink(path, link);
  const auto found = FindEventLogs({path, folder / "logs/../logs/app-1", link, path}, {});
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->logs.size(), 1U);
}

TEST(FindEventLogs, PackingThatIsNotReadIsNamed) {
  const TemporaryFolder folder;
  const FoundLogs found = Find({folder.Write("app.xz",
                                             "\xfd"
                                             "7zXZ whatever")});
  EXPECT_THAT(found.logs, IsEmpty());
  ASSERT_EQ(found.issues.CountOf(ImportIssue::unsupported_packing), 1);
  EXPECT_THAT(found.issues.PlacesOf(ImportIssue::unsupported_packing)[0].detail,
              testing::HasSubstr("xz -d unpacks it"));
}

TEST(FindEventLogs, FirstLineMayBeCutOrBlank) {
  const TemporaryFolder folder;
  folder.Write("blank", std::string("\xef\xbb\xbf\r\n\r\n") + kEvent);
  folder.Write("cut", "D\":1,\"x\":\"" + std::string(100'000, 'x') + "\"}\n" + kEvent);
  folder.Write("spaced", "{ \"Event\" : \"SparkListenerLogStart\" }\n");
  EXPECT_THAT(NamesOf(Find({folder.path()})), ElementsAre("blank", "cut", "spaced"));
}

TEST(FindEventLogs, LinksInALoopAndToNowhere) {
  const TemporaryFolder folder;
  folder.Write("a/app-1", kEvent);
  std::filesystem::create_directory_symlink(folder.path(), folder / "a/loop");
  std::filesystem::create_symlink("nowhere", folder / "broken");
  std::filesystem::create_symlink(folder / "a/app-1", folder / "app-2");
  const FoundLogs found = Find({folder.path()});
  EXPECT_THAT(NamesOf(found), ElementsAre("app-1", "app-2"));
  EXPECT_EQ(found.issues.CountOf(ImportIssue::unreadable_file), 1);
}

TEST(FindEventLogs, PipeInAFolderIsNotOpened) {
  const TemporaryFolder folder;
  folder.Write("app-1", kEvent);
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  const FoundLogs found = Find({folder.path()});
  EXPECT_THAT(NamesOf(found), ElementsAre("app-1"));
  EXPECT_EQ(found.issues.CountOf(ImportIssue::foreign_file), 1);
}

TEST(FindEventLogs, MoreFilesThanAreLookedAt) {
  const TemporaryFolder folder;
  for (int i = 0; i < 20; ++i) folder.Write("app-" + std::to_string(i), kEvent);
  FindOptions options;
  options.max_files = 7;
  const FoundLogs found = Find({folder.path()}, options);
  EXPECT_EQ(found.logs.size(), 7U);
  EXPECT_EQ(found.issues.CountOf(ImportIssue::too_many_files), 1);
}

TEST(FindEventLogs, Cancelled) {
  const TemporaryFolder folder;
  folder.Write("app", kEvent);
  const std::atomic<bool> cancelled{true};
  FindOptions options;
  options.cancelled = &cancelled;
  const auto found = FindEventLogs({folder.path()}, options);
  ASSERT_FALSE(found.has_value());
  EXPECT_EQ(found.error().code, ErrorCode::kInterrupted);
}

TEST(SparkRolling, IndexOrderAndStatus) {
  const TemporaryFolder folder;
  for (int i = 1; i <= 11; ++i) {
    folder.Write("eventlog_v2_app-1/events_" + std::to_string(i) + "_app-1.lz4",
                 Pack(Codec::kLz4Block, kEvent));
  }
  folder.Write("eventlog_v2_app-1/appstatus_app-1.inprogress", "");
  folder.Write("eventlog_v2_app-1/.events_1_app-1.lz4.crc", "x");
  const FoundLogs found = Find({folder.path()});
  ASSERT_THAT(NamesOf(found), ElementsAre("eventlog_v2_app-1"));
  const EventLog& log = found.logs[0];
  EXPECT_EQ(log.layout, Layout::kSparkRolling);
  EXPECT_TRUE(log.in_progress);
  ASSERT_EQ(log.parts.size(), 11U);
  for (std::size_t i = 0; i < 11; ++i) {
    EXPECT_EQ(log.parts[i].rollover_number, static_cast<std::int64_t>(i + 1));
  }
  EXPECT_EQ(IssuesIn(log.issues) + IssuesIn(found.issues), 0);
}

TEST(SparkRolling, AttemptsAreLogsOfTheirOwn) {
  const TemporaryFolder folder;
  folder.Write("eventlog_v2_app_1/events_1_app_1", kEvent);
  folder.Write("eventlog_v2_app_1/appstatus_app_1", "");
  folder.Write("eventlog_v2_app_2/events_1_app_2", kEvent);
  folder.Write("eventlog_v2_app_2/appstatus_app_2.inprogress", "");
  const FoundLogs found = Find({folder.path()});
  ASSERT_THAT(NamesOf(found), ElementsAre("eventlog_v2_app_1", "eventlog_v2_app_2"));
  EXPECT_FALSE(found.logs[0].in_progress);
  EXPECT_TRUE(found.logs[1].in_progress);
}

TEST(SparkRolling, NewestCompactedPartStandsForWhatCameBefore) {
  const TemporaryFolder folder;
  const std::string at = "eventlog_v2_a/";
  folder.Write(at + "events_1_a.zstd", kEvent);
  folder.Write(at + "events_2_a.zstd.compact", kEvent);
  folder.Write(at + "events_2_a.zstd", kEvent);
  folder.Write(at + "events_3_a.zstd", kEvent);
  folder.Write(at + "events_4_a.zstd.compact", kEvent);
  folder.Write(at + "events_5_a.zstd", kEvent);
  folder.Write(at + "events_5_a.zstd.compact.inprogress", kEvent);
  const FoundLogs found = Find({folder.path()});
  ASSERT_EQ(found.logs.size(), 1U);
  EXPECT_THAT(PartsOf(found.logs[0]), ElementsAre("events_4_a.zstd.compact", "events_5_a.zstd"));
  EXPECT_EQ(found.logs[0].issues.CountOf(ImportIssue::compacted_log), 1);
  EXPECT_EQ(IssuesIn(found.logs[0].issues), 1);
}

TEST(SparkRolling, MissingDuplicateAndForeignParts) {
  const TemporaryFolder folder;
  const std::string at = "eventlog_v2_a/";
  folder.Write(at + "events_2_a", kEvent);
  folder.Write(at + "events_3_a", "");
  folder.Write(at + "events_3_a.lz4", Pack(Codec::kLz4Block, kEvent));
  folder.Write(at + "events_7_a", kEvent);
  folder.Write(at + "events_1_b", kEvent);
  const FoundLogs found = Find({folder.path()});
  ASSERT_THAT(NamesOf(found), ElementsAre("eventlog_v2_a", "eventlog_v2_b"));
  const EventLog& log = found.logs[0];
  EXPECT_THAT(PartsOf(log), ElementsAre("events_2_a", "events_3_a.lz4", "events_7_a"));
  EXPECT_EQ(log.issues.CountOf(ImportIssue::missing_part), 1 + 3);
  EXPECT_EQ(log.issues.CountOf(ImportIssue::duplicate_part), 1);
  EXPECT_EQ(found.logs[1].issues.CountOf(ImportIssue::foreign_part), 1);
}

TEST(DatabricksDelivery, RolloverOrder) {
  const TemporaryFolder folder;
  const std::string at = "0114/eventlog/0114_10_0_0_1/398739/";
  folder.Write(at + "eventlog", Metadata("398739", 2) + "c\n");
  folder.Write(at + "eventlog-2022-01-14--18-00.gz",
               Pack(Codec::kGzip, Metadata("398739", 1) + "b\n"));
  folder.Write(at + "eventlog-2022-01-14--17-00.gz",
               Pack(Codec::kGzip, Metadata("398739", 0) + "a\n"));
  folder.Write("0114/driver/log4j-active.log", "22/01/14 INFO\n");
  const FoundLogs found = Find({folder.path()});
  ASSERT_THAT(NamesOf(found), ElementsAre("398739"));
  const EventLog& log = found.logs[0];
  EXPECT_EQ(log.layout, Layout::kDatabricksDelivery);
  EXPECT_THAT(PartsOf(log), ElementsAre("eventlog-2022-01-14--17-00.gz",
                                        "eventlog-2022-01-14--18-00.gz", "eventlog"));
  EXPECT_EQ(log.parts[1].spark_context_id, "398739");
  EXPECT_EQ(log.parts[1].rollover_number, 1);
  EXPECT_EQ(IssuesIn(log.issues), 0);
  EXPECT_EQ(found.issues.CountOf(ImportIssue::foreign_file), 1);
  EXPECT_EQ(ContentOf(log), Metadata("398739", 0) + "a\n" + Metadata("398739", 1) + "b\n" +
                                Metadata("398739", 2) + "c\n");
}

TEST(DatabricksDelivery, PartsNamedOneByOneAreOneLog) {
  const TemporaryFolder folder;
  const FoundLogs found =
      Find({folder.Write("eventlog", Metadata("7", 1)),
            folder.Write("eventlog-2022-01-14--17-00.gz", Pack(Codec::kGzip, Metadata("7", 0)))});
  ASSERT_EQ(found.logs.size(), 1U);
  EXPECT_THAT(PartsOf(found.logs[0]), ElementsAre("eventlog-2022-01-14--17-00.gz", "eventlog"));
}

TEST(DatabricksDelivery, MissingAndDuplicateParts) {
  const TemporaryFolder folder;
  folder.Write("c/eventlog-2022-01-14--17-00.gz", Pack(Codec::kGzip, Metadata("7", 1)));
  // Around a roll the present part may still hold what has just been finished.
  folder.Write("c/eventlog", Metadata("7", 1) + "more\n");
  folder.Write("c/eventlog-2022-01-14--22-00.gz", Pack(Codec::kGzip, Metadata("7", 5)));
  folder.Write("c/eventlog-2022-01-14--22-00 (copy).gz", Pack(Codec::kGzip, Metadata("7", 5)));
  const FoundLogs found = Find({folder.path()});
  ASSERT_EQ(found.logs.size(), 1U);
  const EventLog& log = found.logs[0];
  EXPECT_THAT(PartsOf(log), ElementsAre("eventlog-2022-01-14--17-00.gz",
                                        testing::StartsWith("eventlog-2022-01-14--22-00")));
  EXPECT_EQ(log.issues.CountOf(ImportIssue::missing_part), 1 + 3);
  EXPECT_EQ(log.issues.CountOf(ImportIssue::duplicate_part), 2);
}

TEST(DatabricksDelivery, TwoContextsAreTwoLogs) {
  const TemporaryFolder folder;
  folder.Write("eventlog-2022-01-14--17-00.gz", Pack(Codec::kGzip, Metadata("111", 0)));
  folder.Write("eventlog-2022-01-14--18-00.gz", Pack(Codec::kGzip, Metadata("222", 0)));
  folder.Write("eventlog-2022-01-14--19-00.gz", Pack(Codec::kGzip, Metadata("222", 1)));
  folder.Write("eventlog", Metadata("111", 1));
  const FoundLogs found = Find({folder.path()});
  ASSERT_THAT(NamesOf(found), ElementsAre("111", "222"));
  EXPECT_THAT(PartsOf(found.logs[0]), ElementsAre("eventlog-2022-01-14--17-00.gz", "eventlog"));
  EXPECT_EQ(found.logs[0].issues.CountOf(ImportIssue::foreign_part), 2);
  EXPECT_EQ(found.logs[1].issues.CountOf(ImportIssue::foreign_part), 2);
}

TEST(DatabricksDelivery, PartWithoutMetadataGoesWhereItsNamePutsIt) {
  const TemporaryFolder folder;
  folder.Write("eventlog-2022-01-14--17-00.gz", Pack(Codec::kGzip, Metadata("1", 0)));
  folder.Write("eventlog-2022-01-14--18-00.gz", Pack(Codec::kGzip, kEvent));
  folder.Write("eventlog-2022-01-14--19-00.gz", Pack(Codec::kGzip, Metadata("1", 2)));
  folder.Write("eventlog", kEvent);
  const FoundLogs found = Find({folder.path()});
  ASSERT_EQ(found.logs.size(), 1U);
  EXPECT_THAT(PartsOf(found.logs[0]),
              ElementsAre("eventlog-2022-01-14--17-00.gz", "eventlog-2022-01-14--18-00.gz",
                          "eventlog-2022-01-14--19-00.gz", "eventlog"));
  EXPECT_EQ(IssuesIn(found.logs[0].issues), 0);
}

TEST(DatabricksDelivery, LogsThatOnlyShareTheNameAreNotJoined) {
  const TemporaryFolder folder;
  folder.Write("a/eventlog", kEvent);
  folder.Write("a/eventlog-2", kEvent);
  folder.Write("b/one.log", Metadata("1", 0));
  folder.Write("b/two.log", Metadata("2", 0));
  const FoundLogs found = Find({folder.path()});
  EXPECT_THAT(NamesOf(found), ElementsAre("eventlog", "eventlog-2", "one.log", "two.log"));
  for (const EventLog& log : found.logs) {
    EXPECT_EQ(log.layout, Layout::kSingleFile);
    EXPECT_EQ(IssuesIn(log.issues), 0);
  }
}

TEST(DatabricksDelivery, PartPackedTwice) {
  const TemporaryFolder folder;
  const std::string first = Metadata("9", 0) + "a\n";
  const std::string second = Metadata("9", 1) + "b\n";
  const std::string third = Metadata("9", 2) + "c\n";
  folder.Write("eventlog-2022-01-14--17-00.zip.gz",
               Pack(Codec::kGzip, PackArchive(ArchiveKind::kZip, {{"eventlog", first}})));
  folder.Write("eventlog-2022-01-14--18-00.gz.gz", Pack(Codec::kGzip, Pack(Codec::kGzip, second)));
  folder.Write("eventlog", third);
  const FoundLogs found = Find({folder.path()});
  ASSERT_EQ(found.logs.size(), 1U);
  ImportIssues issues = found.issues;
  ImportIssues read;
  EXPECT_EQ(ContentOf(found.logs[0], &read), first + second + third);
  issues.Merge(read);
  EXPECT_EQ(issues.CountOf(ImportIssue::doubly_packed_part), 2);
  EXPECT_EQ(IssuesIn(issues) + IssuesIn(found.logs[0].issues), 2);
}

std::vector<ArchiveContent> MixedLayouts() {
  return {{"top/", ""},
          {"top/app-2", std::string(kEvent) + "two\n"},
          {"top/eventlog_v2_x/events_2_x", std::string(kEvent) + "x2\n"},
          {"top/eventlog_v2_x/appstatus_x", ""},
          {"top/eventlog_v2_x/events_1_x", std::string(kEvent) + "x1\n"},
          {"top/app-1.gz", Pack(Codec::kGzip, std::string(kEvent) + "one\n")},
          {"top/__MACOSX/._app-2", "junk"},
          {"top/readme", "hello\n"},
          {"top/ctx/eventlog", Metadata("5", 1) + "d1\n"},
          {"top/ctx/eventlog-2022-01-14--17-00.gz", Pack(Codec::kGzip, Metadata("5", 0) + "d0\n")}};
}

void ExpectMixedLayouts(const std::string& path) {
  SCOPED_TRACE(path);
  const FoundLogs found = Find({path});
  std::vector<std::string> names = NamesOf(found);
  EXPECT_THAT(names, testing::UnorderedElementsAre("app-1.gz", "app-2", "ctx", "eventlog_v2_x"));
  EXPECT_EQ(found.issues.CountOf(ImportIssue::foreign_file), 1);
  EXPECT_EQ(IssuesIn(found.issues), 1);
  std::map<std::string, std::string> expected = {
      {"app-1.gz", std::string(kEvent) + "one\n"},
      {"app-2", std::string(kEvent) + "two\n"},
      {"ctx", Metadata("5", 0) + "d0\n" + Metadata("5", 1) + "d1\n"},
      {"eventlog_v2_x", std::string(kEvent) + "x1\n" + kEvent + "x2\n"}};
  for (int round = 0; round < 2; ++round) {
    for (const EventLog& log : found.logs) {
      ImportIssues issues;
      const std::string content = ContentOf(log, &issues);
      EXPECT_EQ(content, expected[log.name]) << log.name;
      EXPECT_EQ(IssuesIn(issues), 0);
    }
  }
}

TEST(Archives, EveryLayoutInEveryArchive) {
  const TemporaryFolder folder;
  const std::string tar = PackArchive(ArchiveKind::kTar, MixedLayouts());
  ExpectMixedLayouts(folder.Write("logs.tar", tar));
  ExpectMixedLayouts(folder.Write("logs.tar.gz", Pack(Codec::kGzip, tar)));
  ExpectMixedLayouts(folder.Write("logs.tzst", Pack(Codec::kZstd, tar)));
  ExpectMixedLayouts(folder.Write("logs.zip", PackArchive(ArchiveKind::kZip, MixedLayouts())));
}

TEST(Archives, LogsComeInTheArchivesOrder) {
  const TemporaryFolder folder;
  std::vector<ArchiveContent> members;
  for (const char* name : {"c", "a", "d", "b"}) {
    members.push_back({name, std::string(kEvent) + name + "\n"});
  }
  const FoundLogs found =
      Find({folder.Write("x.tgz", Pack(Codec::kGzip, PackArchive(ArchiveKind::kTar, members)))});
  EXPECT_THAT(NamesOf(found), ElementsAre("c", "a", "d", "b"));
}

TEST(Archives, ArchiveInAnArchive) {
  const TemporaryFolder folder;
  const std::string inner = PackArchive(ArchiveKind::kZip, {{"readme", "x\n"}, {"app-1", kEvent}});
  const FoundLogs found =
      Find({folder.Write("outer.zip", PackArchive(ArchiveKind::kZip, {{"inner.zip", inner}}))});
  ASSERT_THAT(NamesOf(found), ElementsAre("inner.zip"));
  ImportIssues issues;
  EXPECT_EQ(ContentOf(found.logs[0], &issues), kEvent);
  EXPECT_EQ(issues.CountOf(ImportIssue::doubly_packed_part), 1);
}

TEST(Archives, CutAndDamagedOnes) {
  const TemporaryFolder folder;
  const std::string lines = std::string(kEvent) + EventLines(300'000);
  const std::string tar = PackArchive(ArchiveKind::kTar, {{"app-1", lines}, {"app-2", lines}});
  const std::string packed = Pack(Codec::kGzip, tar);
  const std::string zip = PackArchive(ArchiveKind::kZip, {{"app-1", lines}, {"app-2", lines}});
  for (const std::string& bytes :
       {tar.substr(0, tar.size() / 2), packed.substr(0, packed.size() / 2),
        zip.substr(0, zip.size() / 2)}) {
    const FoundLogs found = Find({folder.Write("x", bytes)});
    ASSERT_GE(found.logs.size(), 1U);
    ImportIssues issues = found.issues;
    std::string first;
    for (const EventLog& log : found.logs) {
      ImportIssues read;
      const std::string content = ContentOf(log, &read);
      issues.Merge(read);
      EXPECT_TRUE(lines.starts_with(content));
      if (log.name == "app-1") first = content;
    }
    EXPECT_GT(first.size(), lines.size() / 2);
    EXPECT_TRUE(issues.HasDataLoss());
  }
}

TEST(Archives, NoLogInside) {
  const TemporaryFolder folder;
  const FoundLogs found = Find({folder.Write(
      "x.zip", PackArchive(ArchiveKind::kZip, {{"readme", "x\n"}, {"data.csv", "1,2\n"}}))});
  EXPECT_THAT(found.logs, IsEmpty());
  EXPECT_EQ(found.issues.CountOf(ImportIssue::foreign_file), 2);
}

}  // namespace
}  // namespace dataflint::io
