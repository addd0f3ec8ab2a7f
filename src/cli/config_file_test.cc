// The configuration file: what its text becomes, and what is said of one that cannot be used.
#include "cli/config_file.h"

#include <gtest/gtest.h>

#include <string>

#include "insights/in_force.h"
#include "model/application.h"

namespace dataflint::cli {
namespace {

using insights::Overrides;

std::vector<const insights::InsightSpec*> All() {
  return {insights::AllInsights().begin(), insights::AllInsights().end()};
}

std::string Line(const Error& error) { return error.where + ": " + error.why + " | " + error.fix; }

// What is said of a text that cannot be used.
std::string Said(std::string_view text) {
  const Result<Overrides> read = ParseConfig(text, "c.toml");
  if (read) return "nothing";
  EXPECT_EQ(read.error().code, ErrorCode::kUsage);
  EXPECT_FALSE(read.error().fix.empty()) << Line(read.error());
  return Line(read.error());
}

TEST(ConfigFile, SectionsBecomeLayers) {
  const Result<Overrides> read = ParseConfig(
      "insights.skew.enabled = false\n"
      "[insights.spill]\nmin_share_of_run = 1\nmin_disk_bytes = 1_000\n"
      "[[job]]\nname = 'nightly_*'\n[job.insights.skew]\nenabled = true\nmin_ratio = 2.5\n"
      "[[job]]\nname = 'b'\n",
      "c.toml");
  ASSERT_TRUE(read) << Line(read.error());
  ASSERT_EQ(read->layers.size(), 3U);
  const Overrides::Layer& all = read->layers[0];
  EXPECT_EQ(all.by, "c.toml");
  EXPECT_EQ(all.applications, "");
  ASSERT_EQ(all.switches.size(), 1U);
  EXPECT_FALSE(all.switches[0].on);
  ASSERT_EQ(all.thresholds.size(), 2U);
  const Overrides::Layer& job = read->layers[1];
  EXPECT_EQ(job.by, "c.toml, job \"nightly_*\"");
  EXPECT_EQ(job.applications, "nightly_*");
  ASSERT_EQ(job.switches.size(), 1U);
  EXPECT_TRUE(job.switches[0].on);
  ASSERT_EQ(job.thresholds.size(), 1U);
  EXPECT_EQ(job.thresholds[0].value, 2.5);
  EXPECT_EQ(read->layers[2].applications, "b");
}

TEST(ConfigFile, NothingIsAConfiguration) {
  for (const char* text : {"", "# nothing\n", "[insights]", "[insights.skew]", "job = []"}) {
    EXPECT_EQ(Said(text), "nothing") << text;
  }
}

TEST(ConfigFile, WhatIsWrongIsSaidWithItsLine) {
  EXPECT_EQ(Said("\n[insights.skwe]\n"),
            "c.toml at line 2: there is no insight \"skwe\" | did you mean skew?");
  EXPECT_EQ(Said("[insights.skew]\nmin_rato = 3\n"),
            "c.toml at line 2: skew has no threshold \"min_rato\" | did you mean min_ratio?");
  EXPECT_EQ(Said("[insights.skew]\nenable = false"),
            "c.toml at line 2: skew has no threshold \"enable\" | did you mean enabled?");
  EXPECT_EQ(Said("[insights.skew]\nxyz = 1"),
            "c.toml at line 2: skew has no threshold \"xyz\" | dataflint insights skew lists them");
  EXPECT_EQ(Said("[insight.skew]\n"),
            "c.toml at line 1: there is no section \"insight\" | did you mean insights?");
  EXPECT_EQ(Said("[[job]]\nname = \"a\"\nnames = 1"),
            "c.toml at line 3: a job has no \"names\" | did you mean name?");
  EXPECT_EQ(Said("insights.skew = 3"),
            "c.toml at line 1: \"skew\" must be a section, not a number | write it as "
            "[insights.skew]");
  EXPECT_EQ(
      Said("[job]\nname = \"a\""),
      "c.toml at line 1: \"job\" must be a list of sections, not a section | write [[job]] in "
      "two pairs of brackets");
  EXPECT_TRUE(Said("insights = 1").starts_with("c.toml at line 1: \"insights\" must be"));
  EXPECT_TRUE(Said("job = [1]").starts_with("c.toml at line 1: a job must be a section"));
}

TEST(ConfigFile, AJobNeedsAName) {
  constexpr std::string_view kFix = " | say which applications it is for: name = \"nightly_*\"";
  EXPECT_EQ(Said("\n[[job]]\n"), "c.toml at line 2: a job has no name" + std::string(kFix));
  EXPECT_EQ(Said("[[job]]\nname = ''"),
            "c.toml at line 2: the name of a job is empty" + std::string(kFix));
  EXPECT_EQ(Said("[[job]]\nname = 3"),
            "c.toml at line 2: the name of a job must be a text, not a number" + std::string(kFix));
}

TEST(ConfigFile, WrongTypesAndNumbersOutOfRange) {
  const auto of_skew = [](const std::string& line) { return Said("[insights.skew]\n" + line); };
  EXPECT_EQ(of_skew("enabled = 0"),
            "c.toml at line 2: enabled of skew must be true or false | write enabled = false to "
            "switch it off");
  EXPECT_EQ(of_skew("min_ratio = '3'"),
            "c.toml at line 2: min_ratio of skew must be a number, at least 0, not a text | "
            "dataflint declares 2; leave it out for that");
  EXPECT_EQ(of_skew("min_share_of_run = 5"),
            "c.toml at line 2: min_share_of_run of skew must be a number from 0 to 1, not 5 | "
            "write 0.05 for 5 %");
  EXPECT_EQ(of_skew("min_saved_ms = 1.5"),
            "c.toml at line 2: min_saved_ms of skew must be a whole number of ms, at least 0, "
            "not 1.5 | dataflint declares 1000; leave it out for that");
  EXPECT_TRUE(of_skew("min_ratio = 1e7").find("must be a number, at most 1000000, not 1") !=
              std::string::npos);
  for (const char* value : {"-1", "inf", "-inf", "nan", "true", "[]", "{}", "1979-05-27", "1e300",
                            "9223372036854775807"}) {
    EXPECT_TRUE(of_skew("min_saved_ms = " + std::string(value))
                    .starts_with("c.toml at line 2: min_saved_ms of skew must be"))
        << value;
  }
  EXPECT_TRUE(Said("[insights.spill]\nslow_disk = 0").find("bytes, at least 1, not 0") !=
              std::string::npos);
}

TEST(ConfigFile, TheFirstOfSeveralMistakesIsTold) {
  EXPECT_TRUE(Said("[insights.tiny-tasks]\nmin_task = 1\n[insights.a]\n[insights.skew]\nb = 1")
                  .starts_with("c.toml at line 2: "));
}

TEST(ConfigFile, WhatIsNoToml) {
  for (const char* text : {"[insights.skew", "a = ", "\xff\xfe", "[a]\n[a]\n", "a = 1\na = 2"}) {
    EXPECT_TRUE(Said(text).find("it is not TOML: ") != std::string::npos) << Said(text);
  }
  EXPECT_TRUE(Said("a = " + std::string(100'000, '[')).find("it is not TOML") != std::string::npos);
  std::string deep = "\n";
  for (int level = 0; level < 400'000; ++level) deep += "a.";
  EXPECT_TRUE(Said(deep + "b = 1").find("c.toml at line 2") != std::string::npos);
  EXPECT_TRUE(Said("key9.5\xc8\x92g").find("it is not TOML") != std::string::npos);
}

// The template as it is, and with every # of a setting taken away.
TEST(ConfigFile, TheTemplateChangesNothing) {
  const std::string text = ConfigTemplate(All());
  EXPECT_EQ(Said(text), "nothing");
  std::string whole;
  std::size_t settings = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_setting =
        text[i] == '#' && text[i - 1] == '\n' && i + 1 < text.size() && text[i + 1] != ' ';
    if (!is_setting) whole += text[i];
    if (is_setting) ++settings;
  }
  const Result<Overrides> read = ParseConfig(whole, "c.toml");
  ASSERT_TRUE(read) << Line(read.error());
  const Overrides::Layer& layer = read->layers.front();
  EXPECT_EQ(settings, layer.switches.size() + layer.thresholds.size());
  EXPECT_EQ(layer.switches.size(), All().size());
  // What is set to what is declared is no change.
  model::Application app;
  EXPECT_TRUE(insights::InForce(app, *read).AdjustmentsOf().thresholds.empty());
}

}  // namespace
}  // namespace dataflint::cli
