#include "base/json.h"

#include <gtest/gtest.h>

#include <chrono>
#include <limits>
#include <string>

namespace dataflint {
namespace {

using Outcome = JsonDocument::Outcome;

// A document that holds its text.
struct Parsed {
  explicit Parsed(std::string_view text) : outcome(document.ParseCopy(text)) {}
  JsonValue root() { return document.root(); }
  JsonDocument document;
  Outcome outcome;
};

TEST(Json, TakesMembersInAnyOrder) {
  Parsed json(R"( {"b": 2, "skipped":{"a":[1,{"b":9}]}, "a":"one" , "c":[3,4] } )");
  ASSERT_EQ(json.outcome, Outcome::kOk);
  JsonValue a;
  JsonValue b;
  JsonValue c;
  JsonValue d;
  json.root().Pick({{"a", a}, {"b", b}, {"c", c}, {"d", d}});
  EXPECT_EQ(a.Text(), "one");
  EXPECT_EQ(b.Int(), 2);
  EXPECT_EQ(c.Raw(), "[3,4]");
  EXPECT_EQ(d.kind(), JsonKind::kAbsent);
  EXPECT_EQ(json.root()["skipped"].Raw(), R"({"a":[1,{"b":9}]})");
  EXPECT_EQ(json.root()["nothing"]["at"]["all"].Int(7), 7);
}

TEST(Json, OfEqualKeysTheFirstCounts) {
  Parsed json(R"({"x":1,"a":2,"x":3,"a":4})");
  JsonValue a;
  JsonValue x;
  json.root().Pick({{"a", a}, {"x", x}});
  EXPECT_EQ(a.Int(), 2);
  EXPECT_EQ(x.Int(), 1);
  EXPECT_EQ(json.root()["a"].Int(), 2);
}

TEST(Json, AKeyIsNoPrefixOfAnother) {
  Parsed json(R"({"ab":1,"a":2,"a\"":3})");
  EXPECT_EQ(json.root()["a"].Int(), 2);
  EXPECT_EQ(json.root()["abc"].kind(), JsonKind::kAbsent);
}

TEST(Json, WalksObjectsAndArrays) {
  Parsed json(R"({"a":[],"b":{},"c":[[1],"x",null,true]})");
  std::string names;
  for (const JsonMember& member : json.root().members()) names += member.name();
  EXPECT_EQ(names, "abc");
  EXPECT_EQ(json.root()["a"].CountItems(), 0U);
  EXPECT_EQ(json.root()["c"].CountItems(), 4U);
  EXPECT_EQ(json.root()["b"].CountItems(), 0U);  // no array
  std::string kinds;
  for (const JsonValue& item : json.root()["c"].items()) {
    kinds += std::to_string(static_cast<int>(item.kind()));
  }
  EXPECT_EQ(kinds, "5412");
}

TEST(Json, ReadsNumbersHoweverSparkWritesThem) {
  Parsed json(R"([0,-1,9223372036854775807,-9223372036854775808,"12","-3",1.0,1e3,2.5e1,null])");
  const std::int64_t expected[] = {0,
                                   -1,
                                   std::numeric_limits<std::int64_t>::max(),
                                   std::numeric_limits<std::int64_t>::min(),
                                   12,
                                   -3,
                                   1,
                                   1000,
                                   25,
                                   -7};
  std::size_t i = 0;
  for (const JsonValue& item : json.root().items()) EXPECT_EQ(item.Int(-7), expected[i++]);
  EXPECT_EQ(json.document.bad_numbers(), 0);
}

TEST(Json, CountsWhatIsNoInteger) {
  for (const char* text : {"1.5", "9223372036854775808", "-9223372036854775809", "1e300", "\"NaN\"",
                           "\"Infinity\"", "NaN", "-Infinity", "\"\"", "\"1 \"", "12x", "--1",
                           "true", "[]", "{}", "1e999", "0x10", "+1\"a\""}) {
    Parsed json("[" + std::string(text) + "]");
    if (json.outcome != Outcome::kOk) continue;  // no JSON at all is said elsewhere
    for (const JsonValue& item : json.root().items()) EXPECT_EQ(item.Int(-7), -7) << text;
    EXPECT_EQ(json.document.bad_numbers(), 1) << text;
    EXPECT_EQ(json.document.first_bad_number(), text);
  }
}

TEST(Json, ReadsDoubles) {
  Parsed json(R"([0.5,"1e-3",7,"NaN",null])");
  double sum = 0;
  for (const JsonValue& item : json.root().items()) sum += item.Double(100);
  EXPECT_DOUBLE_EQ(sum, 0.5 + 0.001 + 7 + 100 + 100);
  EXPECT_EQ(json.document.bad_numbers(), 1);
}

TEST(Json, ReadsBooleans) {
  Parsed json(R"({"t":true,"f":false,"text":"true","n":null,"x":1})");
  EXPECT_TRUE(json.root()["t"].Bool());
  EXPECT_FALSE(json.root()["f"].Bool(true));
  EXPECT_TRUE(json.root()["text"].Bool());
  EXPECT_TRUE(json.root()["n"].Bool(true));
  EXPECT_FALSE(json.root()["x"].Bool(false));
}

TEST(Json, UnescapesTexts) {
  Parsed json(
      R"(["a\"b\\c\/d\b\f\n\r\t","\u00e9\u20AC\ud83d\ude00","\ud83dx","\u12","\q","plain","é"])");
  ASSERT_EQ(json.outcome, Outcome::kOk);
  const std::string_view expected[] = {"a\"b\\c/d\b\f\n\r\t",
                                       "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80",
                                       "\xef\xbf\xbdx",
                                       "?12",
                                       "q",
                                       "plain",
                                       "\xc3\xa9"};
  std::size_t i = 0;
  for (const JsonValue& item : json.root().items()) EXPECT_EQ(item.Text(), expected[i++]);
}

TEST(Json, TextsStayValidUntilTheNextParse) {
  std::string text = "[";
  for (int i = 0; i < 5000; ++i) text += (i > 0 ? ",\"" : "\"") + std::to_string(i) + "\\n\"";
  Parsed json(text + "]");
  std::vector<std::string_view> texts;
  for (const JsonValue& item : json.root().items()) texts.push_back(item.Text());
  for (std::size_t i = 0; i < texts.size(); ++i) EXPECT_EQ(texts[i], std::to_string(i) + "\n");
}

TEST(Json, ReplacesInvalidUtf8) {
  Parsed json("{\"a\":\"x\xff\xfey\",\"b\":\"\xc3\xa9\",\"c\":\"\xe2\x82\"}");
  ASSERT_EQ(json.outcome, Outcome::kOk);
  EXPECT_TRUE(json.document.repaired_utf8());
  EXPECT_EQ(json.root()["a"].Text(), "x\xef\xbf\xbd\xef\xbf\xbdy");
  EXPECT_EQ(json.root()["b"].Text(), "\xc3\xa9");
  EXPECT_EQ(json.root()["c"].Text(), "\xef\xbf\xbd");
  EXPECT_EQ(json.document.ParseCopy("{}"), Outcome::kOk);
  EXPECT_FALSE(json.document.repaired_utf8());
}

TEST(Json, RefusesWhatIsNoJson) {
  for (const char* text : {"",
                           " ",
                           "{",
                           "}",
                           "[",
                           "]",
                           "{]",
                           "[}",
                           "[1",
                           "{\"a\"",
                           "{\"a\":",
                           "{\"a\":1",
                           "{\"a\":1,",
                           "{\"a\":1,}",
                           "[1,]",
                           "[,1]",
                           "{,}",
                           "{1:2}",
                           "{\"a\" 1}",
                           "{\"a\":1 \"b\":2}",
                           "[1 2]",
                           "1 2",
                           "{}{}",
                           "[]]",
                           "\"open",
                           "[\"a\"b]",
                           "tru",
                           "nul",
                           "[falsey]",
                           "hello",
                           "{\"a\":\"\x01\"}",
                           "\"tab\there\"",
                           "[:]",
                           "{\"a\"::1}",
                           "{\"a\":1:2}",
                           "{{}}",
                           "{[]}",
                           "@"}) {
    EXPECT_EQ(Parsed(text).outcome, Outcome::kBadJson) << text;
  }
}

TEST(Json, TakesScalarsAndBlanks) {
  for (const char* text : {"1", "\"a\"", "null", " true ", "\t[\r\n]\t", "{ \"a\" :\n1 }"}) {
    EXPECT_EQ(Parsed(text).outcome, Outcome::kOk) << text;
  }
}

TEST(Json, EveryCutOfADocumentIsRefused) {
  const std::string text = R"({"Event":"x","list":[1,-2.5e3,"a\"b",{"k":null}],"t":true})";
  ASSERT_EQ(Parsed(text).outcome, Outcome::kOk);
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_EQ(Parsed(text.substr(0, size)).outcome, Outcome::kBadJson) << size;
  }
}

TEST(Json, DeepNestingNeedsNoStack) {
  constexpr std::size_t kDepth = JsonDocument::kMaxDepth - 1;
  std::string text(kDepth, '[');
  text += "7" + std::string(kDepth, ']');
  Parsed json(text);
  ASSERT_EQ(json.outcome, Outcome::kOk);
  JsonValue value = json.root();
  std::size_t depth = 0;
  while (value.is_array()) {
    value = *value.items().begin();
    ++depth;
  }
  EXPECT_EQ(depth, kDepth);
  EXPECT_EQ(value.Int(), 7);
}

TEST(Json, RefusesAMillionBracketsAtOnce) {
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(Parsed(std::string(1'000'000, '[')).outcome, Outcome::kTooDeep);
  EXPECT_EQ(Parsed(std::string(1'000'000, '{')).outcome, Outcome::kBadJson);
  std::string objects;
  for (int i = 0; i < 500'000; ++i) objects += "{\"\":";
  EXPECT_EQ(Parsed(objects).outcome, Outcome::kTooDeep);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

TEST(Json, ALargeDocumentGivesItsMemoryBack) {
  JsonDocument document;
  std::string text = "[\"" + std::string(std::size_t{20} << 20, 'x') + "\"]";
  ASSERT_EQ(document.ParseCopy(text), Outcome::kOk);
  EXPECT_EQ((*document.root().items().begin()).Text().size(), std::size_t{20} << 20);
  ASSERT_EQ(document.ParseCopy("[1]"), Outcome::kOk);
  EXPECT_EQ((*document.root().items().begin()).Int(), 1);
}

}  // namespace
}  // namespace dataflint
