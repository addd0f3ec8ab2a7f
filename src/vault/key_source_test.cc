#include "vault/key_source.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "vault/cipher.h"
#include "vault/key_text.h"
#include "vault/scratch_folder_test.h"

namespace dataflint::vault {
namespace {

// The base64 of 32 times "a" and of 32 times "b".
constexpr const char* kKeyA = "YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE=";
constexpr const char* kKeyB = "YmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmI=";

std::string BytesOf(char byte) { return std::string(kKeyBytes, byte); }

testing::AssertionResult Has(const Result<std::vector<Secret>>& keys, std::string_view bytes) {
  if (!keys) return testing::AssertionFailure() << keys.error().Message();
  std::string found;
  for (const Secret& key : *keys) {
    if (key.Expose() != BytesOf(key.Expose()[0])) return testing::AssertionFailure() << "mixed up";
    found += key.Expose()[0];
  }
  if (found == bytes) return testing::AssertionSuccess();
  return testing::AssertionFailure() << found << " instead of " << bytes;
}

TEST(KeyText, ReadsKeysApartByAnything) {
  const std::string a = kKeyA;
  const std::string b = kKeyB;
  EXPECT_TRUE(Has(KeysIn(Secret(a), "here"), "a"));
  EXPECT_TRUE(Has(KeysIn(Secret("\n " + a + "," + b + "\r\n"), "here"), "ab"));
  EXPECT_TRUE(
      Has(KeysIn(Secret("# old\n" + a + " # not " + b + "\n#" + b + "\n" + b), "here"), "ab"));
}

TEST(KeyText, RefusesWhatIsNoKeyWithoutShowingIt) {
  const std::string a = kKeyA;
  std::string left_over = a;
  left_over[42] = 'F';  // the same 32 bytes, and two bits more
  for (const std::string& wrong :
       {std::string("correct horse battery staple"), a.substr(1), a + "x", a.substr(0, 43) + "A",
        a.substr(0, 42) + "==", "*" + a.substr(1), left_over, a + "\n" + a.substr(4)}) {
    const Result<std::vector<Secret>> keys = KeysIn(Secret(wrong), "here");
    ASSERT_FALSE(keys) << wrong;
    EXPECT_EQ(keys.error().code, ErrorCode::kBadInput);
    EXPECT_EQ(keys.error().Message().find("YWFh"), std::string::npos);
    EXPECT_EQ(keys.error().Message().find("horse"), std::string::npos);
  }
  EXPECT_EQ(KeysIn(Secret("# nothing\n"), "here").error().code, ErrorCode::kNotFound);
}

TEST(KeyText, WritesWhatItReads) {
  std::vector<Secret> keys;
  keys.emplace_back(BytesOf('a'));
  keys.emplace_back(BytesOf('b'));
  EXPECT_TRUE(Has(KeysIn(KeyFileText(keys), "here"), "ab"));
}

TEST(KeyFile, AddsAndRemovesKeys) {
  const ScratchFolder folder;
  const std::string path = folder.path() + "/config/dataflint/keys";
  const auto source = MakeKeyFile(path, "");
  EXPECT_EQ(source->Load().error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(source->Add(Secret(BytesOf('a'))));
  ASSERT_TRUE(source->Add(Secret(BytesOf('b'))));
  EXPECT_TRUE(Has(source->Load(), "ab"));
  struct stat status{};
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  const KeyId id = WrappingKey::From(Secret(BytesOf('a')))->id();
  ASSERT_TRUE(source->Remove(id));
  EXPECT_TRUE(Has(source->Load(), "b"));
  ASSERT_TRUE(source->Remove(id));
  EXPECT_TRUE(Has(source->Load(), "b"));
}

TEST(KeyFile, NeverReplacesWhatItCannotRead) {
  const ScratchFolder folder;
  const std::string path = folder.Write("keys", "no key\n");
  const auto source = MakeKeyFile(path, "");
  EXPECT_FALSE(source->Add(Secret(BytesOf('a'))));
  EXPECT_EQ(folder.Read("keys"), "no key\n");
  folder.Write("keys", kKeyB);
  ASSERT_EQ(chmod(path.c_str(), 0644), 0);
  EXPECT_FALSE(source->Add(Secret(BytesOf('a'))));
  EXPECT_EQ(folder.Read("keys"), kKeyB);
}

TEST(KeyFile, IsRefusedInTheDataFolder) {
  const ScratchFolder folder;
  std::filesystem::create_directory(folder.path() + "/data");
  for (const char* place : {"/data/keys", "/data/deeper/keys", "/other/../data/keys"}) {
    const auto source = MakeKeyFile(folder.path() + place, folder.path() + "/data");
    EXPECT_EQ(source->Load().error().code, ErrorCode::kUsage) << place;
    EXPECT_EQ(source->Add(Secret(BytesOf('a'))).error().code, ErrorCode::kUsage) << place;
  }
  const auto beside = MakeKeyFile(folder.path() + "/data-keys", folder.path() + "/data");
  EXPECT_TRUE(beside->Add(Secret(BytesOf('a'))));
  ASSERT_EQ(beside->Warnings().size(), 1U);
  EXPECT_NE(beside->Warnings()[0].find("same volume"), std::string::npos);
}

TEST(Credential, IsReadWhereSystemdPutsIt) {
  const ScratchFolder folder;
  const std::string path = folder.Write("dataflint-keys", std::string(kKeyA) + "\n" + kKeyB);
  ASSERT_EQ(chmod(path.c_str(), 0440), 0);  // as systemd does, with an access list
  setenv("CREDENTIALS_DIRECTORY", folder.path().c_str(), 1);
  const auto source = ChooseKeySource({.file = "/none"});
  unsetenv("CREDENTIALS_DIRECTORY");
  EXPECT_EQ(source->Description(), "the systemd credential " + path);
  EXPECT_TRUE(Has(source->Load(), "ab"));
  EXPECT_FALSE(source->CanWrite());
  EXPECT_FALSE(source->Add(Secret(BytesOf('a'))));
  EXPECT_FALSE(source->Remove({}));
}

TEST(ChooseKeySource, TakesTheFirstThatThereIs) {
  setenv("DATAFLINT_TEST_KEYS", kKeyA, 1);
  KeySourceOptions options{.file = "/named",
                           .command = {"print-keys"},
                           .variable = "DATAFLINT_TEST_KEYS",
                           .default_file = "/default"};
  const auto chosen = [&options] { return ChooseKeySource(options)->Description(); };
  EXPECT_EQ(chosen(), "the key file /named");
  options.file.clear();
  EXPECT_EQ(chosen(), "the key command print-keys");
  options.command.clear();
  EXPECT_EQ(chosen(), "the environment variable DATAFLINT_TEST_KEYS");
  unsetenv("DATAFLINT_TEST_KEYS");
  EXPECT_EQ(chosen(), "the key file /default");
}

// Another program of ours with the variable in its environment: itself, told by a second variable. The
// kernel shows the environment a program was started with for as long as nobody wipes it.
TEST(KeyVariable, IsWipedWhenItHasBeenRead) {
  if (std::getenv("DATAFLINT_TEST_IN_CHILD") != nullptr) {
    const auto source = MakeKeyVariable("DATAFLINT_TEST_KEYS");
    const bool read = Has(source->Load(), "a") && Has(source->Load(), "a");
    std::ifstream file("/proc/self/environ", std::ios::binary);
    const std::string environment{std::istreambuf_iterator<char>(file), {}};
    _exit(read && environment.find("IN_CHILD") != std::string::npos &&
                  environment.find("YWFhYWFh") == std::string::npos &&
                  std::getenv("DATAFLINT_TEST_KEYS") == nullptr && source->Warnings().size() == 1
              ? 0
              : 1);
  }
  const pid_t child = fork();
  if (child == 0) {
    const std::string key = std::string("DATAFLINT_TEST_KEYS=") + kKeyA;
    const char* const environment[] = {"DATAFLINT_TEST_IN_CHILD=1", key.c_str(), nullptr};
    execle("/proc/self/exe", "vault_tests", "--gtest_filter=KeyVariable.IsWipedWhenItHasBeenRead",
           nullptr, environment);
    _exit(2);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

TEST(KeyVariable, SaysThatItIsNotSet) {
  EXPECT_EQ(MakeKeyVariable("DATAFLINT_TEST_KEYS")->Load().error().code, ErrorCode::kNotFound);
}

Result<std::vector<Secret>> FromShell(const std::string& script, int patience_ms = 5000) {
  return MakeKeyCommand({"sh", "-c", script}, std::chrono::milliseconds(patience_ms))->Load();
}

TEST(KeyCommand, TakesWhatAProgramPrints) {
  EXPECT_TRUE(Has(FromShell(std::string("echo ") + kKeyA + "; sleep 0.05; echo " + kKeyB), "ab"));
  EXPECT_TRUE(Has(FromShell(std::string("cat; echo ") + kKeyA), "a"));  // standard input is empty
}

TEST(KeyCommand, SaysWhyItGotNone) {
  const std::string print = std::string("echo ") + kKeyA + "; ";
  EXPECT_EQ(FromShell(print + "exit 3").error().why, "it ended with exit code 3");
  EXPECT_EQ(FromShell(print + "kill -TERM $$").error().why, "it ended by Terminated");
  EXPECT_EQ(FromShell("true").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(FromShell("yes").error().why, "it prints too much to be keys");
  const auto none = MakeKeyCommand({"/no/such/program"}, std::chrono::seconds(5));
  EXPECT_EQ(none->Load().error().why, "No such file or directory");
}

TEST(KeyCommand, WaitsNoLongerThanItHasPatience) {
  const std::string print = std::string("echo ") + kKeyA + "; ";
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(FromShell(print + "exec sleep 30", 200).error().why, "it did not end within 200 ms");
  EXPECT_EQ(FromShell(print + "exec sleep 30 >&-", 200).error().why,
            "it did not end within 200 ms");
  EXPECT_EQ(FromShell(print + "sleep 2 & exit", 200).error().why, "it did not end within 200 ms");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
}

}  // namespace
}  // namespace dataflint::vault
