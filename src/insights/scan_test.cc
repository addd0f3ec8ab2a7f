#include "insights/scan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dataflint::insights {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ScanTexts : public testing::Test {
 protected:
  const model::PlanNode& Node(std::string_view text) {
    node_.simple_string = app_.strings.Intern(text);
    return node_;
  }
  void Know(std::string_view key, std::string_view value) {
    node_.metadata.emplace_back(app_.strings.Intern(key), app_.strings.Intern(value));
  }

  model::Application app_;
  model::PlanNode node_;
};

TEST_F(ScanTexts, ColumnsOfExpressions) {
  EXPECT_THAT(ColumnsIn("((isnotnull(id#3) AND (id#3 > 5)) OR (address#4.city = #5))"),
              ElementsAre("id", "address.city"));
  EXPECT_THAT(ColumnsIn("[valid#12L, (total#7 = 3)]"), ElementsAre("valid", "total"));
  EXPECT_THAT(ColumnsIn("day"), IsEmpty());
}

TEST_F(ScanTexts, FiltersOfAScan) {
  const model::PlanNode& node = Node(
      "FileScan parquet shop.orders[id#1,valid#2,day#3] Batched: true, DataFilters: [valid#2], "
      "Format: Parquet, Location: InMemoryFileIndex(1 paths)[s3://b/orders], PartitionFilters: "
      "[isnotnull(day#3), (day#3 = 7)], PushedFilters: [Or(EqualTo(valid,id),Not(In(`total "
      "sum`, [1,2]))), IsNotNull(note)], ReadSchema: struct<id:int,valid:struct<x:int,y:int>>");
  EXPECT_THAT(PushedFilterColumns(app_, node),
              testing::Optional(ElementsAre("valid", "total sum", "note")));
  EXPECT_THAT(PartitionFilterColumns(app_, node), testing::Optional(ElementsAre("day")));
  EXPECT_THAT(ColumnsRead(app_, node), testing::Optional(ElementsAre("id", "valid")));
  EXPECT_THAT(PartitionColumnsRead(app_, node), testing::Optional(ElementsAre("day")));
}

TEST_F(ScanTexts, WhatWasCutIsNotKnown) {
  const model::PlanNode& node = Node(
      "FileScan parquet [id#1, ... 12 more fields] Batched: true, PartitionFilters: [isnotnull("
      "..., PushedFilters: [IsNotNull(i..., ReadSchema: struct<id:in...");
  EXPECT_EQ(PushedFilterColumns(app_, node), std::nullopt);
  EXPECT_EQ(PartitionFilterColumns(app_, node), std::nullopt);
  EXPECT_EQ(ColumnsRead(app_, node), std::nullopt);
  EXPECT_EQ(PartitionColumnsRead(app_, node), std::nullopt);
  // Metadata have it whole.
  Know("PushedFilters", "[IsNotNull(id)]");
  EXPECT_THAT(PushedFilterColumns(app_, node), testing::Optional(ElementsAre("id")));
}

TEST_F(ScanTexts, FieldsThatAreNotThere) {
  const model::PlanNode& node = Node(
      "PhotonScan parquet [id#1] DataFilters: [id#1], "
      "RequiredDataFilters: [isnotnull(id#1)]");
  EXPECT_EQ(PartitionFilterColumns(app_, node), std::nullopt);
  EXPECT_THAT(PushedFilterColumns(app_, node), testing::Optional(ElementsAre("id")));
  EXPECT_THAT(ColumnsRead(app_, Node("BatchScan lake.orders[id#1, day#2] lake.orders")),
              testing::Optional(ElementsAre("id", "day")));
}

}  // namespace
}  // namespace dataflint::insights
