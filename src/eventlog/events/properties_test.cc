#include "eventlog/events/properties.h"

#include <gtest/gtest.h>

#include <cctype>
#include <random>
#include <string>
#include <vector>

namespace dataflint::eventlog {
namespace {

const std::vector<std::string>& SparksWords() {
  static const std::vector<std::string> words = {"secret", "password", "token", "access.key",
                                                 "accesskey"};
  return words;
}
const std::vector<std::string>& OtherWords() {
  static const std::vector<std::string> words = {
      "passwd",  "account.key", "accountkey", "api.key",     "apikey",
      "api_key", "private.key", "privatekey", "private_key", "connectionstring"};
  return words;
}

std::string Upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

TEST(Properties, ASecretWordIsFoundWhereverItStands) {
  const std::string around = "spark.passes.apes";  // begins like some words
  for (const auto* words : {&SparksWords(), &OtherWords()}) {
    for (const std::string& word : *words) {
      for (std::size_t before = 0; before <= around.size(); ++before) {
        const std::string key = around.substr(0, before) + word + around.substr(before);
        EXPECT_TRUE(LooksSecret(key, "x")) << key;
        EXPECT_TRUE(LooksSecret(Upper(key), "x")) << key;
        EXPECT_EQ(LooksSecret("x", key), words == &SparksWords()) << key;
        EXPECT_TRUE(words != &SparksWords() || MayHoldSecret(key)) << key;
      }
      EXPECT_FALSE(LooksSecret(word.substr(1), "")) << word;
      EXPECT_FALSE(LooksSecret(word.substr(0, word.size() - 1), "")) << word;
    }
  }
  EXPECT_FALSE(LooksSecret("", ""));
}

TEST(Properties, AgreesWithAPlainSearch) {
  std::mt19937 random(7);
  std::vector<std::string> pieces = {"s", "to", "pass",  "ap",  "i.",  "key",
                                     ".", "_",  "TOKEN", "acc", "ess", "x"};
  pieces.insert(pieces.end(), SparksWords().begin(), SparksWords().end());
  for (int round = 0; round < 5000; ++round) {
    std::string text;
    for (int i = 0; i < 6; ++i) text += pieces[random() % pieces.size()];
    bool expected = false;
    for (const auto* words : {&SparksWords(), &OtherWords()}) {
      for (const std::string& word : *words) {
        expected = expected || Upper(text).find(Upper(word)) != std::string::npos;
      }
    }
    EXPECT_EQ(LooksSecret(text, ""), expected) << text;
  }
}

TEST(Properties, ACredentialIsSecretAndWhereItComesFromIsNot) {
  EXPECT_TRUE(LooksSecret("spark.hadoop.fs.gs.credentials", "{json}"));
  EXPECT_TRUE(LooksSecret("CREDENTIAL", "x"));
  EXPECT_FALSE(LooksSecret("fs.s3a.aws.credentials.provider", "com.shop.Provider"));
  EXPECT_FALSE(LooksSecret("hadoop.security.credential.clear-text-fallback", "true"));
  EXPECT_FALSE(LooksSecret("hadoop.security.credential.provider.path", "jceks://file/x"));
  EXPECT_FALSE(LooksSecret("credentialsFile", "/etc/key.json"));
  EXPECT_TRUE(LooksSecret("credential.password.file", "/etc/key.json"));
  EXPECT_TRUE(LooksSecret("credentials.provider", "token"));
}

}  // namespace
}  // namespace dataflint::eventlog
