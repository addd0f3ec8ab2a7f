#include "base/saved_state.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/fields.h"

namespace dataflint {
namespace {

struct Inner {
  std::int64_t number = 0;
  std::string text;
  bool operator==(const Inner&) const = default;
  DF_FIELDS(number, text)
};

struct Outer {
  bool flag = false;
  double ratio = 0;
  std::uint8_t small = 0;
  std::vector<Inner> inners;
  std::vector<bool> bits;
  std::vector<std::uint8_t> bytes;
  std::array<std::int64_t, 3> three{};
  std::unordered_map<std::int64_t, Inner> by_id;
  std::vector<std::pair<StringId, std::int64_t>> pairs;
  bool operator==(const Outer&) const = default;
  DF_FIELDS(flag, ratio, small, inners, bits, bytes, three, by_id, pairs)
};

Outer Example() {
  Outer outer;
  outer.flag = true;
  outer.ratio = -0.125;
  outer.small = 200;
  outer.inners = {{1, "one"}, {std::numeric_limits<std::int64_t>::min(), std::string("\0x", 2)}};
  outer.bits = {true, false, true};
  outer.bytes = {0, 255, 7};
  outer.three = {-1, 0, std::numeric_limits<std::int64_t>::max()};
  outer.by_id = {{7, {8, "nine"}}, {-7, {}}};
  outer.pairs = {{StringId{3}, -4}};
  return outer;
}

TEST(SavedState, ComesBackEqual) {
  StateWriter writer;
  writer.Write(Example());
  const std::string bytes = writer.Take();
  StateReader reader(bytes);
  Outer back;
  reader.Read(back);
  EXPECT_FALSE(reader.failed());
  EXPECT_TRUE(reader.at_end());
  EXPECT_EQ(back, Example());
}

TEST(SavedState, EveryTruncationIsNoticed) {
  StateWriter writer;
  writer.Write(Example());
  const std::string bytes = writer.Take();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    StateReader reader(std::string_view(bytes).substr(0, size));
    Outer back;
    reader.Read(back);
    EXPECT_TRUE(reader.failed()) << size;
  }
}

TEST(SavedState, StringPoolKeepsItsIds) {
  StringPool pool;
  const StringId a = pool.Intern("a");
  const StringId b = pool.Intern(std::string(100'000, 'b'));
  StateWriter writer;
  writer.Write(pool);
  const std::string bytes = writer.Take();
  StringPool back;
  StateReader reader(bytes);
  reader.Read(back);
  EXPECT_FALSE(reader.failed());
  EXPECT_EQ(back.Get(a), "a");
  EXPECT_EQ(back.Get(b).size(), 100'000U);
}

struct Renamed {
  std::int64_t number_ = 0;
  std::string text;
  DF_FIELDS(number_, text)
};
struct Retyped {
  std::uint32_t number = 0;
  std::string text;
  DF_FIELDS(number, text)
};
struct Reordered {
  std::int64_t number = 0;
  std::string text;
  DF_FIELDS(text, number)
};
struct Longer {
  std::int64_t number = 0;
  std::string text;
  bool more = false;
  DF_FIELDS(number, text, more)
};

TEST(SavedState, ItsFormatIsAnotherWithAnyOtherFieldHoweverDeep) {
  const std::string format = FormatOf<std::vector<std::pair<bool, Inner>>>();
  EXPECT_EQ(format, (FormatOf<std::vector<std::pair<bool, Inner>>>()));
  EXPECT_NE(format, (FormatOf<std::vector<std::pair<bool, Renamed>>>()));
  EXPECT_NE(format, (FormatOf<std::vector<std::pair<bool, Retyped>>>()));
  EXPECT_NE(format, (FormatOf<std::vector<std::pair<bool, Reordered>>>()));
  EXPECT_NE(format, (FormatOf<std::vector<std::pair<bool, Longer>>>()));
  EXPECT_NE(format, (FormatOf<std::vector<std::pair<double, Inner>>>()));
  EXPECT_NE((FormatOf<std::array<Inner, 3>>()), (FormatOf<std::array<Inner, 4>>()));
  EXPECT_NE((FormatOf<std::unordered_map<std::int64_t, Inner>>()),
            (FormatOf<std::unordered_map<std::int64_t, Longer>>()));
  EXPECT_NE(FormatOf<std::unique_ptr<Inner>>(), FormatOf<Inner>());
  EXPECT_NE(Fingerprint(format), Fingerprint(FormatOf<Outer>()));
  EXPECT_EQ(Fingerprint(format).size(), 16U);
}

TEST(SavedState, AnAbsentValueComesBackAbsent) {
  for (const bool there : {false, true}) {
    StateWriter writer;
    writer.Write(there ? std::make_unique<Inner>(Inner{7, "x"}) : nullptr);
    const std::string bytes = writer.Take();
    StateReader reader(bytes);
    auto back = std::make_unique<Inner>();
    reader.Read(back);
    EXPECT_FALSE(reader.failed());
    ASSERT_EQ(back != nullptr, there);
    if (there) {
      EXPECT_EQ(*back, (Inner{7, "x"}));
    }
  }
}

}  // namespace
}  // namespace dataflint
