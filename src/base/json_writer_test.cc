#include "base/json_writer.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace dataflint {
namespace {

template <typename Write>
std::string Written(JsonWriter::Style style, Write&& write) {
  std::string out;
  JsonWriter json(out, style);
  write(json);
  json.Flush();
  return out;
}

std::string Quoted(std::string_view text) {
  return Written(JsonWriter::Style::kCompact, [&](JsonWriter& json) { json.String(text); });
}

std::string Number(double value) {
  return Written(JsonWriter::Style::kCompact, [&](JsonWriter& json) { json.Double(value); });
}

void Sample(JsonWriter& json) {
  json.BeginObject();
  json.Field("a", 1);
  json.BeginArray("b");
  json.Value(true);
  json.Null();
  json.BeginObject();
  json.EndObject();
  json.EndArray();
  json.BeginArray("c");
  json.EndArray();
  json.EndObject();
}

TEST(JsonWriter, Compact) {
  EXPECT_EQ(Written(JsonWriter::Style::kCompact, Sample), R"({"a":1,"b":[true,null,{}],"c":[]})");
}

TEST(JsonWriter, Indented) {
  EXPECT_EQ(Written(JsonWriter::Style::kIndented, Sample), R"({
  "a": 1,
  "b": [
    true,
    null,
    {}
  ],
  "c": []
}
)");
}

TEST(JsonWriter, EscapesWhatJsonDemands) {
  EXPECT_EQ(Quoted("a\"b\\c\b\f\n\r\t\x01\x1f/"), R"("a\"b\\c\b\f\n\r\t\u0001\u001f/")");
  EXPECT_EQ(Quoted(std::string_view("\0", 1)), R"("\u0000")");
  EXPECT_EQ(Quoted("\x7f"), "\"\\u007f\"");
  EXPECT_EQ(Quoted("zwölf 中 😀"), "\"zwölf 中 😀\"");
}

TEST(JsonWriter, EscapesWhatSteersATerminal) {
  EXPECT_EQ(Quoted("a\u0080\u009b31m\u009f\u00a0"), "\"a\\u0080\\u009b31m\\u009f\u00a0\"");
  EXPECT_EQ(Quoted("\u2028\u2029"), R"("\u2028\u2029")");
  EXPECT_EQ(Quoted("\u061c\u200e\u200f\u202a\u202e\u2066\u2069"),
            R"("\u061c\u200e\u200f\u202a\u202e\u2066\u2069")");
  EXPECT_EQ(Quoted("\u200d\u202f\u2065\u206a"), "\"\u200d\u202f\u2065\u206a\"");
}

TEST(JsonWriter, ReplacesInvalidUtf8) {
  EXPECT_EQ(Quoted("a\xff"
                   "b"),
            "\"a\uFFFDb\"");
  EXPECT_EQ(Quoted("\xC0\x80"), "\"\uFFFD\uFFFD\"");            // overlong
  EXPECT_EQ(Quoted("\xED\xA0\x80"), "\"\uFFFD\uFFFD\uFFFD\"");  // surrogate
  EXPECT_EQ(Quoted("\xF4\x90\x80\x80"), "\"\uFFFD\uFFFD\uFFFD\uFFFD\"");
  EXPECT_EQ(Quoted("\xE4\xB8"), "\"\uFFFD\"");  // cut
  EXPECT_EQ(Quoted("\xE4\xB8z"), "\"\uFFFDz\"");
}

TEST(JsonWriter, IntegersAreExact) {
  const auto text = Written(JsonWriter::Style::kCompact, [](JsonWriter& json) {
    json.BeginArray();
    json.Int(std::numeric_limits<std::int64_t>::min());
    json.Int(std::numeric_limits<std::int64_t>::max());
    json.EndArray();
  });
  EXPECT_EQ(text, "[-9223372036854775808,9223372036854775807]");
}

TEST(JsonWriter, DoublesAreShortest) {
  EXPECT_EQ(Number(0.1), "0.1");
  EXPECT_EQ(Number(5), "5");
  EXPECT_EQ(Number(1.0 / 3), "0.3333333333333333");
  EXPECT_EQ(Number(-0.0), "-0");
  EXPECT_EQ(Number(1e300), "1e+300");
  EXPECT_EQ(Number(std::numeric_limits<double>::quiet_NaN()), "null");
  EXPECT_EQ(Number(-std::numeric_limits<double>::infinity()), "null");
}

TEST(JsonWriter, LongOutputComesInPieces) {
  std::size_t pieces = 0;
  std::string all;
  JsonWriter json(
      [&](std::string_view piece) {
        ++pieces;
        all += piece;
      },
      JsonWriter::Style::kCompact);
  json.BeginArray();
  const std::string value(1000, 'x');
  for (int i = 0; i < 1000; ++i) json.String(value);
  json.EndArray();
  json.Flush();
  EXPECT_GT(pieces, 10U);
  EXPECT_EQ(all.size(), 1000 * 1003 + 1U);
}

}  // namespace
}  // namespace dataflint
