#include "io/part_names.h"

#include <gtest/gtest.h>

namespace dataflint::io {
namespace {

TEST(PartNames, APathIsAFolderAndAName) {
  EXPECT_EQ(BaseName("/logs/app-1"), "app-1");
  EXPECT_EQ(BaseName("logs/app-1//"), "app-1");
  EXPECT_EQ(BaseName("app-1"), "app-1");
  EXPECT_EQ(BaseName("/"), "");
  EXPECT_EQ(FolderOf("/logs/app-1"), "/logs");
  EXPECT_EQ(FolderOf("/app-1"), "/");
  EXPECT_EQ(FolderOf("app-1"), ".");
}

TEST(PartNames, EndingsSayHowAFileIsPacked) {
  EXPECT_EQ(WithoutInProgress("app-1.zstd.inprogress"), "app-1.zstd");
  EXPECT_EQ(WithoutInProgress("app-1.zstd"), "app-1.zstd");
  ASSERT_NE(PackedEndingOf("app-1.zstd.inprogress"), nullptr);
  EXPECT_EQ(PackedEndingOf("app-1.zstd.inprogress")->what, "zstd");
  ASSERT_NE(PackedEndingOf("events_2_app-1.lz4.compact"), nullptr);
  EXPECT_TRUE(PackedEndingOf("events_2_app-1.lz4.compact")->is_sparks);
  ASSERT_NE(PackedEndingOf("app-1.gz"), nullptr);
  EXPECT_FALSE(PackedEndingOf("app-1.gz")->is_sparks);
  EXPECT_EQ(PackedEndingOf("app-1.json"), nullptr);
}

TEST(PartNames, RolledPartsNameTheirIndexAndApplication) {
  const auto part = ParseRolledName("events_12_app-1_2.zstd");
  ASSERT_TRUE(part.has_value());
  EXPECT_EQ(part->index, 12);
  EXPECT_EQ(part->application, "app-1_2");
  EXPECT_FALSE(part->compacted);
  EXPECT_TRUE(ParseRolledName("events_3_app-1.compact")->compacted);
  EXPECT_TRUE(ParseRolledName("events_3_app-1.compact.inprogress")->unfinished);
  for (const char* other : {"events_app-1", "events_1", "events__app-1", "event_1_app-1", "",
                            "events_1234567890123_app-1"}) {
    EXPECT_FALSE(ParseRolledName(other).has_value()) << other;
  }
}

TEST(PartNames, DeliveredPartsAreFinishedOrPresent) {
  EXPECT_TRUE(IsFinishedName("eventlog-2022-01-14--17-00.gz"));
  EXPECT_FALSE(IsFinishedName("eventlog-2022-01-14.gz"));
  EXPECT_TRUE(IsPresentName("eventlog"));
  EXPECT_TRUE(IsPresentName("eventlog.json.gz"));
  EXPECT_FALSE(IsPresentName("eventlogs"));
  EXPECT_FALSE(HasDeliveredPartName("app-1"));
}

}  // namespace
}  // namespace dataflint::io
