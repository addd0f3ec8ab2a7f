// The texts that the HTML report's script must give too (web/src/data/quantity.test.ts reads them).
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "base/quantity.h"

namespace dataflint {
namespace {

std::string Formatted(const std::string& kind, const std::string& value) {
  const auto number = std::strtoll(value.c_str(), nullptr, 10);
  if (kind == "duration") return FormatDuration(number);
  if (kind == "core-time") return FormatCoreTime(number);
  if (kind == "bytes") return FormatBytes(number);
  if (kind == "count") return FormatCount(number);
  if (kind == "percent") return FormatPercent(std::strtod(value.c_str(), nullptr));
  if (kind == "ratio") return FormatRatio(std::strtod(value.c_str(), nullptr));
  return "no such kind: " + kind;
}

TEST(Quantity, ReadsAsInTheSharedTable) {
  std::ifstream file(DATAFLINT_SOURCE_DIR "/tests/data/quantities.tsv");
  std::string line;
  int rows = 0;
  while (std::getline(file, line)) {
    if (line.starts_with('#')) continue;
    std::istringstream cells(line);
    std::string kind;
    std::string value;
    std::string text;
    std::getline(cells, kind, '\t');
    std::getline(cells, value, '\t');
    std::getline(cells, text);
    EXPECT_EQ(Formatted(kind, value), text) << line;
    ++rows;
  }
  EXPECT_GT(rows, 80);
}

}  // namespace
}  // namespace dataflint
