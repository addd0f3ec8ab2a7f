#include "io/log_follower.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <random>

#include "io/log_stream.h"
#include "io/packed_inputs_test.h"

namespace dataflint::io {
namespace {

using Kind = FollowStep::Kind;
namespace fs = std::filesystem;

void Append(const std::string& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary | std::ios::app) << bytes;
}

// A new file in place of the old one, as object stores and delivery do it.
void Replace(const std::string& path, std::string_view bytes) {
  std::ofstream(path + ".new", std::ios::binary) << bytes;
  fs::rename(path + ".new", path);
}

// The same file with other bytes.
void Overwrite(const std::string& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

// Follows the one log in `path` and keeps what it was given.
class Reader {
 public:
  explicit Reader(std::string path) : path_(std::move(path)) { Start(); }

  // All that is there; how that ended.
  Kind Read() {
    while (true) {
      const auto step = follower_->Next();
      EXPECT_TRUE(step.has_value());
      if (!step) return Kind::kEnded;
      switch (step->kind) {
        case Kind::kBytes:
          if (step->starts_part) {
            ++parts_;
            EXPECT_EQ(follower_->position().offset, static_cast<std::int64_t>(step->bytes.size()));
          }
          EXPECT_FALSE(step->bytes.empty());
          for (std::size_t i = 0; i < 64; ++i) {
            EXPECT_EQ(*(step->bytes.data() + step->bytes.size() + i), '\0');
          }
          bytes_ += step->bytes;
          break;
        case Kind::kPartRenamed:
          renamed_.emplace_back(step->old_path, step->part.path);
          break;
        default:
          issues_.Merge(follower_->TakeIssues());
          return step->kind;
      }
    }
  }
  Kind Finish() {
    follower_->TakeWhatIsThere();
    return Read();
  }
  // Goes on in another follower, as another process would.
  void Resume() {
    if (FindEventLogs({path_}, {})->logs.empty()) return;  // nothing to be found at the moment
    const LogPosition position = follower_->position();
    Start();
    const Status status = follower_->GoOnFrom(position);
    EXPECT_TRUE(status.has_value()) << status.error().Message();
  }

  const std::string& bytes() const { return bytes_; }
  int parts() const { return parts_; }
  const auto& renamed() const { return renamed_; }
  const ImportIssues& issues() const { return issues_; }
  LogFollower& follower() { return *follower_; }

 private:
  void Start() {
    auto found = FindEventLogs({path_}, {});
    ASSERT_TRUE(found.has_value()) << found.error().Message();
    ASSERT_EQ(found->logs.size(), 1U);
    FollowOptions options;
    options.patience = std::chrono::hours(1);
    follower_ = std::make_unique<LogFollower>(found->logs.front(), options);
  }

  std::string path_;
  std::unique_ptr<LogFollower> follower_;
  std::string bytes_;
  int parts_ = 0;
  std::vector<std::pair<std::string, std::string>> renamed_;
  ImportIssues issues_;
};

bool HasIssues(const ImportIssues& issues) {
  bool any = false;
  issues.ForEach([&](ImportIssue issue, std::int64_t, const auto&) {
    any = true;
    ADD_FAILURE() << SpecOf(issue).id;
  });
  return any;
}

// Bytes of a log of `codec`, of several frames.
std::string PackInFrames(Codec codec, std::string_view plain, std::size_t frame) {
  std::string packed;
  for (std::size_t at = 0; at < plain.size(); at += frame) {
    packed += codec == Codec::kPlain ? std::string(plain.substr(at, frame))
                                     : Pack(codec, plain.substr(at, frame));
  }
  return packed;
}

class FollowCodec : public testing::TestWithParam<Codec> {};

TEST_P(FollowCodec, ASingleFileThatIsAppendedTo) {
  std::mt19937_64 random(1);
  const std::string plain = EventLines(600'000);
  const std::string packed = PackInFrames(GetParam(), plain, 150'000);
  for (int round = 0; round < 4; ++round) {
    const TemporaryFolder folder;
    const std::size_t first = round == 0 ? 1 + random() % 15 : random() % packed.size();
    const std::string path = folder.Write("app-1.inprogress", packed.substr(0, first));
    // Of a packed log a few bytes do not tell yet that it is one.
    while (FindEventLogs({path}, {})->logs.empty()) {
      Append(path, std::string_view(packed).substr(fs::file_size(path), 500));
    }
    Reader reader(path);
    std::size_t at = fs::file_size(path);
    while (true) {
      EXPECT_EQ(reader.Read(), Kind::kNothingNew);
      EXPECT_EQ(reader.bytes(), plain.substr(0, reader.bytes().size()));
      EXPECT_FALSE(reader.follower().is_closed());
      if (at == packed.size()) break;
      const std::size_t piece = std::min(packed.size() - at, 1 + random() % 60'000);
      Append(path, std::string_view(packed).substr(at, piece));
      at += piece;
      if (random() % 4 == 0) reader.Resume();
    }
    EXPECT_TRUE(reader.bytes() == plain);
    EXPECT_EQ(reader.follower().waiting_for(), "more of app-1.inprogress");
    fs::rename(path, folder / "app-1");
    EXPECT_EQ(reader.Read(), Kind::kNothingNew);
    EXPECT_TRUE(reader.follower().is_closed());
    EXPECT_EQ(reader.follower().log().name, "app-1");
    ASSERT_EQ(reader.renamed().size(), 1U);
    EXPECT_EQ(reader.renamed()[0].second, folder / "app-1");
    EXPECT_EQ(reader.Finish(), Kind::kEnded);
    EXPECT_TRUE(reader.bytes() == plain);
    EXPECT_EQ(reader.parts(), 1);
    EXPECT_FALSE(HasIssues(reader.issues()));
  }
}

TEST_P(FollowCodec, ASingleFileThatIsReplacedByLongerCopies) {
  std::mt19937_64 random(2);
  const std::string plain = EventLines(300'000);
  const std::string packed = PackInFrames(GetParam(), plain, 70'000);
  const TemporaryFolder folder;
  const std::string path = folder.Write("app-1", packed.substr(0, packed.size() / 3));
  Reader reader(path);
  EXPECT_EQ(reader.Read(), Kind::kNothingNew);
  for (std::size_t at = packed.size() / 3; at < packed.size();) {
    at += std::min(packed.size() - at, 1 + random() % 40'000);
    const std::string_view copy = std::string_view(packed).substr(0, at);
    switch (random() % 3) {
      case 0:
        Replace(path, copy);
        break;
      case 1:
        Overwrite(path, copy.substr(0, random() % copy.size()));  // caught in the middle
        EXPECT_EQ(reader.Read(), Kind::kNothingNew);
        Overwrite(path, copy);
        break;
      default:
        fs::remove(path);
        EXPECT_EQ(reader.Read(), Kind::kNothingNew);
        Replace(path, copy);
        break;
    }
    EXPECT_EQ(reader.Read(), Kind::kNothingNew);
    EXPECT_TRUE(reader.bytes() == plain.substr(0, reader.bytes().size()));
  }
  EXPECT_EQ(reader.Finish(), Kind::kEnded);
  EXPECT_TRUE(reader.bytes() == plain);
  EXPECT_FALSE(HasIssues(reader.issues()));
}

INSTANTIATE_TEST_SUITE_P(All, FollowCodec,
                         testing::Values(Codec::kPlain, Codec::kGzip, Codec::kZstd,
                                         Codec::kLz4Block, Codec::kLz4Frame, Codec::kSnappyJava,
                                         Codec::kLzf),
                         [](const auto& codec) {
                           std::string name(NameOf(codec.param));
                           std::erase(name, '-');
                           return name;
                         });

TEST(LogFollower, AnotherLogInTheSamePlace) {
  const TemporaryFolder folder;
  const std::string path = folder.Write("app-1", EventLines(10'000, 1));
  Reader reader(path);
  EXPECT_EQ(reader.Read(), Kind::kNothingNew);
  Replace(path, EventLines(20'000, 2));
  EXPECT_EQ(reader.Read(), Kind::kRewritten);
}

TEST(LogFollower, AFileThatBecameShorterIsWaitedForAndToldAtTheEnd) {
  const TemporaryFolder folder;
  const std::string plain = EventLines(10'000);
  const std::string path = folder.Write("app-1", plain);
  Reader reader(path);
  EXPECT_EQ(reader.Read(), Kind::kNothingNew);
  Overwrite(path, plain.substr(0, 500));
  EXPECT_EQ(reader.Read(), Kind::kNothingNew);
  EXPECT_EQ(reader.Finish(), Kind::kEnded);
  EXPECT_TRUE(reader.bytes() == plain);
  EXPECT_EQ(reader.issues().CountOf(ImportIssue::changed_while_read), 1);
}

TEST(LogFollower, ATruncatedEndIsToldOnlyWhenNothingMoreComes) {
  const TemporaryFolder folder;
  const std::string packed = Pack(Codec::kZstd, EventLines(200'000));
  Reader reader(folder.Write("app-1.zstd", packed.substr(0, packed.size() / 2)));
  EXPECT_EQ(reader.Read(), Kind::kNothingNew);
  EXPECT_FALSE(HasIssues(reader.issues()));
  EXPECT_EQ(reader.Finish(), Kind::kEnded);
  EXPECT_EQ(reader.issues().CountOf(ImportIssue::truncated_compression), 1);
}

// ---- Spark's rolling logs ----

std::string EventsName(int index) { return "events_" + std::to_string(index) + "_app-1"; }

TEST(LogFollower, ARollingLogThatRolls) {
  for (const Codec codec : {Codec::kPlain, Codec::kZstd, Codec::kLz4Block}) {
    std::mt19937_64 random(3);
    const TemporaryFolder top;
    const std::string folder = top / "eventlog_v2_app-1";
    top.Write("eventlog_v2_app-1/appstatus_app-1.inprogress", "");
    std::string all;
    std::unique_ptr<Reader> reader;
    for (int index = 1; index <= 12; ++index) {
      const std::string plain = EventLines(20'000, static_cast<unsigned>(index));
      const std::string packed = PackInFrames(codec, plain, 6'000);
      const std::string path = folder + "/" + EventsName(index);
      all += plain;
      for (std::size_t at = 0; at < packed.size();) {
        const std::size_t piece = std::min(packed.size() - at, 1 + random() % 9'000);
        Append(path, std::string_view(packed).substr(at, piece));
        at += piece;
        if (!reader) reader = std::make_unique<Reader>(folder);
        if (random() % 3 == 0) {
          EXPECT_EQ(reader->Read(), Kind::kNothingNew);
          EXPECT_TRUE(reader->bytes() == all.substr(0, reader->bytes().size()));
        }
        if (random() % 7 == 0) reader->Resume();
      }
    }
    EXPECT_EQ(reader->Read(), Kind::kNothingNew);
    EXPECT_TRUE(reader->bytes() == all) << NameOf(codec);
    EXPECT_FALSE(reader->follower().is_closed());
    fs::rename(folder + "/appstatus_app-1.inprogress", folder + "/appstatus_app-1");
    EXPECT_EQ(reader->Read(), Kind::kNothingNew);
    EXPECT_TRUE(reader->follower().is_closed());
    EXPECT_EQ(reader->Finish(), Kind::kEnded);
    EXPECT_TRUE(reader->bytes() == all);
    EXPECT_EQ(reader->parts(), 12);
    EXPECT_FALSE(HasIssues(reader->issues()));
    EXPECT_FALSE(HasIssues(reader->follower().StandingIssues()));
  }
}

// As LogStream counts: within the part, for that is what the issue names.
TEST(LogFollower, IssuesSayWhereInTheirPartTheyAre) {
  const TemporaryFolder folder;
  folder.Write("eventlog_v2_app-1/events_1_app-1.gz", Pack(Codec::kGzip, EventLines(60'000, 1)));
  const std::string second = Pack(Codec::kGzip, EventLines(60'000, 2));
  folder.Write("eventlog_v2_app-1/events_2_app-1.gz", second.substr(0, second.size() / 2));
  auto found = FindEventLogs({folder.path()}, {});
  ASSERT_TRUE(found.has_value());
  auto stream = LogStream::Open(found->logs.at(0), {});
  ASSERT_TRUE(stream.has_value());
  while (*(*stream)->Next()) {
  }
  const ImportIssues expected = (*stream)->TakeIssues();
  Reader reader(folder.path());
  EXPECT_EQ(reader.Finish(), Kind::kEnded);
  for (const ImportIssues* issues : {&expected, &reader.issues()}) {
    ASSERT_EQ(issues->PlacesOf(ImportIssue::truncated_compression).size(), 1U);
  }
  const IssuePlace& there = expected.PlacesOf(ImportIssue::truncated_compression)[0];
  const IssuePlace& here = reader.issues().PlacesOf(ImportIssue::truncated_compression)[0];
  EXPECT_EQ(here.source, there.source);
  EXPECT_EQ(here.byte_offset, there.byte_offset);
}

TEST(LogFollower, CompactionOfWhatWasReadDoesNotMatter) {
  const TemporaryFolder top;
  const std::string folder = top / "eventlog_v2_app-1";
  std::string all;
  const auto add = [&](int index) {
    const std::string plain = EventLines(5'000, static_cast<unsigned>(index));
    top.Write("eventlog_v2_app-1/" + EventsName(index), plain);
    all += plain;
  };
  for (const int index : {1, 2, 3}) add(index);
  Reader reader(folder);
  EXPECT_EQ(reader.Read(), Kind::kNothingNew);
  // Up to the part that is being read, while the next one begins.
  top.Write("eventlog_v2_app-1/" + EventsName(3) + ".compact", EventLines(2'000, 9));
  for (const int index : {1, 2, 3}) fs::remove(folder + "/" + EventsName(index));
  EXPECT_EQ(reader.Read(), Kind::kNothingNew);
  add(4);
  EXPECT_EQ(reader.Read(), Kind::kNothingNew);
  reader.Resume();
  EXPECT_EQ(reader.Finish(), Kind::kEnded);
  EXPECT_TRUE(reader.bytes() == all);
  EXPECT_EQ(reader.follower().StandingIssues().CountOf(ImportIssue::compacted_log), 0);
}

TEST(LogFollower, CompactionOfWhatWasNotReadMeansToBeginAnew) {
  const TemporaryFolder top;
  const std::string folder = top / "eventlog_v2_app-1";
  top.Write("eventlog_v2_app-1/" + EventsName(1), EventLines(5'000, 1));
  Reader reader(folder);
  EXPECT_EQ(reader.Read(), Kind::kNothingNew);
  fs::remove(folder + "/" + EventsName(1));
  top.Write("eventlog_v2_app-1/" + EventsName(2) + ".compact", EventLines(2'000, 9));
  top.Write("eventlog_v2_app-1/" + EventsName(3), EventLines(2'000, 3));
  EXPECT_EQ(reader.Read(), Kind::kRewritten);
}

// ---- Databricks' deliveries ----

std::string DeliveredPart(int rollover, const std::string& context = "77") {
  return R"({"Event":"DBCEventLoggingListenerMetadata","Spark Version":"3.4.1",)"
         R"("Timestamp":1726763202679,"Rollover Number":)" +
         std::to_string(rollover) + R"(,"SparkContext Id":)" + context + "}\n" +
         EventLines(20'000, static_cast<unsigned>(100 + rollover));
}

std::string FinishedName(int rollover) {
  const std::string hour = std::to_string(10 + rollover);
  return "eventlog-2026-01-01--" + hour + "-00.gz";
}

class Delivery {
 public:
  void Live(std::string_view bytes) { top_.Write("eventlog", bytes); }
  void ReplaceLive(std::string_view bytes) { Replace(top_ / "eventlog", bytes); }
  void Finished(int rollover) {
    top_.Write(FinishedName(rollover), Pack(Codec::kGzip, DeliveredPart(rollover)));
  }
  void FinishedInPart(int rollover) {
    const std::string packed = Pack(Codec::kGzip, DeliveredPart(rollover));
    top_.Write(FinishedName(rollover), packed.substr(0, packed.size() / 2));
  }
  const TemporaryFolder& folder() const { return top_; }

 private:
  TemporaryFolder top_;
};

TEST(LogFollower, ADeliveryRollsInEitherOrder) {
  for (const bool finished_first : {true, false}) {
    Delivery delivery;
    const std::string first = DeliveredPart(0);
    const std::string second = DeliveredPart(1);
    delivery.Live(first.substr(0, 9'000));
    Reader reader(delivery.folder().path());
    EXPECT_EQ(reader.Read(), Kind::kNothingNew);
    EXPECT_TRUE(reader.bytes() == first.substr(0, 9'000));
    delivery.ReplaceLive(first.substr(0, 15'000));
    EXPECT_EQ(reader.Read(), Kind::kNothingNew);
    EXPECT_TRUE(reader.bytes() == first.substr(0, 15'000));

    if (finished_first) {
      delivery.Finished(0);  // twice there: eventlog is of before the roll
      EXPECT_EQ(reader.Read(), Kind::kNothingNew);
      EXPECT_TRUE(reader.bytes() == first);
      delivery.ReplaceLive("");
      EXPECT_EQ(reader.Read(), Kind::kNothingNew);
      delivery.ReplaceLive(second.substr(0, 300));
    } else {
      delivery.ReplaceLive(second.substr(0, 300));
      EXPECT_EQ(reader.Read(), Kind::kNothingNew);
      EXPECT_EQ(reader.follower().waiting_for(), "the end of part 0 to be delivered");
      EXPECT_TRUE(reader.bytes() == first.substr(0, 15'000));
      delivery.FinishedInPart(0);
      EXPECT_EQ(reader.Read(), Kind::kNothingNew);
      delivery.Finished(0);
    }
    EXPECT_EQ(reader.Read(), Kind::kNothingNew);
    EXPECT_TRUE(reader.bytes() == first + second.substr(0, 300)) << finished_first;
    EXPECT_EQ(reader.Finish(), Kind::kEnded);
    EXPECT_EQ(reader.parts(), 2);
    EXPECT_FALSE(HasIssues(reader.issues()));
    EXPECT_FALSE(HasIssues(reader.follower().StandingIssues()));
  }
}

TEST(LogFollower, APartThatIsNeverDeliveredIsGivenUpWhenTwoLaterOnesAreThere) {
  Delivery delivery;
  const std::string first = DeliveredPart(0);
  delivery.Live(first.substr(0, 9'000));
  Reader reader(delivery.folder().path());
  EXPECT_EQ(reader.Read(), Kind::kNothingNew);
  delivery.ReplaceLive(DeliveredPart(1));
  EXPECT_EQ(reader.Read(), Kind::kNothingNew);
  EXPECT_EQ(reader.bytes().size(), 9'000U);
  delivery.Finished(1);
  delivery.ReplaceLive(DeliveredPart(2));
  EXPECT_EQ(reader.Read(), Kind::kNothingNew);
  EXPECT_TRUE(reader.bytes() == first.substr(0, 9'000) + DeliveredPart(1) + DeliveredPart(2));
  EXPECT_EQ(reader.follower().StandingIssues().CountOf(ImportIssue::missing_part), 1);
}

TEST(LogFollower, AGapIsNotWaitedForAtTheEnd) {
  Delivery delivery;
  delivery.Live(DeliveredPart(0));
  Reader reader(delivery.folder().path());
  EXPECT_EQ(reader.Read(), Kind::kNothingNew);
  delivery.ReplaceLive(DeliveredPart(1));
  EXPECT_EQ(reader.Read(), Kind::kNothingNew);
  EXPECT_EQ(reader.Finish(), Kind::kEnded);
  EXPECT_TRUE(reader.bytes() == DeliveredPart(0) + DeliveredPart(1));
}

TEST(LogFollower, AnEarlierPartThatComesLateMeansToBeginAnew) {
  Delivery delivery;
  delivery.Live(DeliveredPart(1));
  Reader reader(delivery.folder().path());
  EXPECT_EQ(reader.Read(), Kind::kNothingNew);
  delivery.Finished(0);
  EXPECT_EQ(reader.Read(), Kind::kRewritten);
}

// Everything that a delivery may do, in any order, with readings in between and other processes
// that go on.
TEST(LogFollower, ARandomDeliveryIsReadOnceAndInOrder) {
  for (unsigned seed = 0; seed < 25; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937_64 random(seed);
    Delivery delivery;
    std::string all;
    std::unique_ptr<Reader> reader;
    const auto look = [&] {
      if (random() % 2 == 0) return;
      if (!reader) reader = std::make_unique<Reader>(delivery.folder().path());
      ASSERT_EQ(reader->Read(), Kind::kNothingNew);
      ASSERT_TRUE(reader->bytes() == all.substr(0, reader->bytes().size()));
      if (random() % 3 == 0) reader->Resume();
    };
    constexpr int kParts = 5;
    for (int part = 0; part < kParts; ++part) {
      const std::string plain = DeliveredPart(part);
      all += plain;
      std::size_t at = 200;
      // The roll: this part's beginning, and the finished part before it.
      const bool finished_first = random() % 2 == 0;
      if (part > 0 && finished_first) {
        if (random() % 2 == 0) {
          delivery.FinishedInPart(part - 1);
          look();
        }
        delivery.Finished(part - 1);
        look();
      }
      if (random() % 3 == 0 && reader) {
        delivery.ReplaceLive("");
        look();
      }
      random() % 2 == 0 ? delivery.ReplaceLive(plain.substr(0, at))
                        : delivery.Live(plain.substr(0, at));
      if (part == 0) look();
      if (part > 0 && !finished_first) {
        if (reader) look();
        delivery.Finished(part - 1);
      }
      look();
      while (at < plain.size()) {
        at += std::min(plain.size() - at, 1 + random() % 9'000);
        switch (random() % 3) {
          case 0:
            delivery.ReplaceLive(plain.substr(0, at));
            break;
          case 1:
            delivery.Live(plain.substr(0, random() % at));
            look();
            delivery.Live(plain.substr(0, at));
            break;
          default:
            delivery.Live(plain.substr(0, at));
            break;
        }
        look();
      }
    }
    if (!reader) reader = std::make_unique<Reader>(delivery.folder().path());
    ASSERT_EQ(reader->Read(), Kind::kNothingNew);
    ASSERT_TRUE(reader->bytes() == all);
    ASSERT_EQ(reader->Finish(), Kind::kEnded);
    ASSERT_TRUE(reader->bytes() == all);
    EXPECT_FALSE(HasIssues(reader->issues()));
    EXPECT_FALSE(HasIssues(reader->follower().StandingIssues()));
  }
}

// ---- What does not grow, and positions that do not fit ----

TEST(LogFollower, AnArchiveIsReadToItsEnd) {
  const TemporaryFolder folder;
  const std::string plain = EventLines(50'000);
  Reader reader(folder.Write(
      "logs.tar.gz", Pack(Codec::kGzip, PackArchive(ArchiveKind::kTar, {{"app-1", plain}}))));
  EXPECT_EQ(reader.Read(), Kind::kNothingNew);
  EXPECT_TRUE(reader.bytes() == plain);
  EXPECT_TRUE(reader.follower().is_closed());
  EXPECT_EQ(reader.Finish(), Kind::kEnded);
}

TEST(LogFollower, APositionInAnotherLogIsRefused) {
  const TemporaryFolder folder;
  const std::string one = folder.Write("one", EventLines(10'000, 1));
  Reader reader(one);
  EXPECT_EQ(reader.Read(), Kind::kNothingNew);
  const LogPosition position = reader.follower().position();

  for (const std::string& other : {EventLines(20'000, 2), EventLines(5'000, 1)}) {
    auto found = FindEventLogs({folder.Write("other", other)}, {});
    LogFollower follower(found->logs.front(), {});
    const Status status = follower.GoOnFrom(position);
    ASSERT_FALSE(status.has_value());
    EXPECT_EQ(status.error().code, ErrorCode::kBadInput);
  }
  Delivery delivery;
  delivery.Live(DeliveredPart(0));
  auto found = FindEventLogs({delivery.folder().path()}, {});
  LogFollower follower(found->logs.front(), {});
  EXPECT_FALSE(follower.GoOnFrom(position).has_value());
}

Status GoOnIn(const std::string& path, const LogPosition& position) {
  auto found = FindEventLogs({path}, {});
  LogFollower follower(found->logs.front(), {});
  return follower.GoOnFrom(position);
}

TEST(LogFollower, AFileReadToItsEndIsGoneOnFromOnlyWhileItIsTheSame) {
  const TemporaryFolder folder;
  const auto pack = [](std::size_t bytes) {
    return PackArchive(ArchiveKind::kTar, {{"app-1", EventLines(bytes)}});
  };
  const std::string one = folder.Write("one.tar", pack(10'000));
  Reader reader(one);
  EXPECT_EQ(reader.Read(), Kind::kNothingNew);
  const LogPosition position = reader.follower().position();
  EXPECT_TRUE(position.part_done);
  EXPECT_TRUE(GoOnIn(one, position).has_value());
  EXPECT_FALSE(GoOnIn(folder.Write("other.tar", pack(30'000)), position).has_value());
  Overwrite(one, pack(30'000));
  EXPECT_FALSE(GoOnIn(one, position).has_value());
}

TEST(LogFollower, ADamagedFileThatWasReplacedIsReadAnew) {
  const TemporaryFolder folder;
  const std::string whole = Pack(Codec::kGzip, EventLines(100'000));
  std::string damaged = whole;
  damaged.replace(damaged.size() / 2, 100, std::string(100, '\xff'));
  const std::string path = folder.Write("one.gz", damaged);
  Reader reader(path);
  EXPECT_EQ(reader.Read(), Kind::kNothingNew);
  EXPECT_EQ(reader.issues().CountOf(ImportIssue::damaged_compression), 1);
  const LogPosition position = reader.follower().position();
  EXPECT_TRUE(position.part_done);
  EXPECT_TRUE(GoOnIn(path, position).has_value());
  Replace(path, whole);
  EXPECT_FALSE(GoOnIn(path, position).has_value());
}

TEST(LogFollower, APipeIsNotGoneOnFrom) {
  LogPosition position;
  position.part = 0;
  position.part_done = true;
  EXPECT_FALSE(GoOnIn("-", position).has_value());
}

}  // namespace
}  // namespace dataflint::io
