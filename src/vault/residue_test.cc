// What is left of secrets and keys in the memory of a process that used them: nothing.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "vault/cipher.h"
#include "vault/file_descriptor.h"
#include "vault/file_key_records.h"
#include "vault/key_ring.h"
#include "vault/key_text.h"
#include "vault/rotation.h"
#include "vault/scratch_folder_test.h"
#include "vault/secret_input.h"

namespace dataflint::vault {
namespace {

constexpr char kMask = '\x5a';

// The bytes of a file, disguised, and never all of them plain at a time.
std::string Disguised(const std::string& path) {
  const FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::string bytes;
  for (char byte = 0; read(file.get(), &byte, 1) == 1;) {
    bytes += static_cast<char>(byte ^ kMask);
  }
  return bytes;
}

bool Holds(std::string_view memory, const std::string& disguised) {
  const auto same = [](char plain, char hidden) { return plain == (hidden ^ kMask); };
  return std::search(memory.begin(), memory.end(), disguised.begin(), disguised.end(), same) !=
         memory.end();
}

// The places in this process's memory, as /proc names them, that hold what is disguised.
std::vector<std::string> PlacesOf(const std::string& disguised) {
  std::vector<std::string> places;
  const FileDescriptor memory(open("/proc/self/mem", O_RDONLY | O_CLOEXEC));
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    std::istringstream words(line);
    std::uint64_t from = 0;
    std::uint64_t to = 0;
    char dash = 0;
    std::string rights;
    words >> std::hex >> from >> dash >> to >> rights;
    if (!rights.starts_with("rw") || to - from > (std::uint64_t{1} << 30U)) continue;
    std::string bytes(to - from, '\0');
    const ssize_t size = pread(memory.get(), bytes.data(), bytes.size(), static_cast<off_t>(from));
    if (size > 0 && Holds({bytes.data(), static_cast<std::size_t>(size)}, disguised)) {
      places.push_back(line);
    }
    // What was found must not be found again in here.
    std::fill(bytes.begin(), bytes.end(), '\0');
  }
  return places;
}

int ReportPlaces(const char* what, const std::string& disguised) {
  const std::vector<std::string> places = PlacesOf(disguised);
  for (const std::string& place : places) std::fprintf(stderr, "%s in %s\n", what, place.c_str());
  return static_cast<int>(places.size());
}

// Exits with 0 when nothing is left, 1 when something is, 2 when it went wrong before, and with 3 when
// even what is still held is not found.
[[noreturn]] void UseAndLookForResidue(const std::string& folder) {
  FileKeyRecords records(folder + "/records");
  KeyRing ring(MakeKeyFile(folder + "/keys", ""), records, false);
  const SealContext context{"p", "o", "r", "f", "h", "c", 1};
  {
    const Result<Secret> read = ReadSecretFile(folder + "/secret");
    if (!read) _exit(2);
    if (PlacesOf(Disguised(folder + "/secret")).size() != 1) _exit(3);
    const Result<std::string> blob = ring.Seal(context, *read);
    if (!blob || !ring.Open(context, *blob) || !ring.StartNewKey()) _exit(2);
    const Result<std::string> rewrapped = ring.Rewrap(context, *blob);
    if (!rewrapped || !ring.Open(context, *rewrapped)) _exit(2);
  }
  const int places = ReportPlaces("the secret", Disguised(folder + "/secret")) +
                     ReportPlaces("the key", Disguised(folder + "/key.raw")) +
                     ReportPlaces("the key's text", Disguised(folder + "/key.text"));
  _exit(places == 0 ? 0 : 1);
}

// How this test ends in a process of its own, whose memory nothing of this one's gets into.
int StatusOfSelf(const std::string& test, const ScratchFolder& folder) {
  const pid_t child = fork();
  if (child == 0) {
    const std::string place = "DATAFLINT_TEST_FOLDER=" + folder.path();
    const std::string filter = "--gtest_filter=" + test;
    const char* const environment[] = {place.c_str(), nullptr};
    execle("/proc/self/exe", "vault_tests", filter.c_str(), nullptr, environment);
    _exit(4);
  }
  int status = -1;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  return status;
}

TEST(Residue, NothingIsLeftInMemory) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "sanitizers keep freed memory";
#endif
  if (const char* const folder = std::getenv("DATAFLINT_TEST_FOLDER"); folder != nullptr) {
    UseAndLookForResidue(folder);
  }
  const ScratchFolder folder;
  std::string random(48, '\0');
  ASSERT_TRUE(FillRandom(random));
  std::vector<Secret> keys;
  keys.emplace_back(random.substr(0, kKeyBytes));
  const Secret key_file = KeyFileText(keys);
  const std::string_view text = key_file.Expose();
  folder.Write("keys", text);
  folder.Write("key.raw", keys[0].Expose());
  folder.Write("key.text", text.substr(text.size() - 45, 44));
  folder.Write("secret", "dose" + random.substr(kKeyBytes) + "canary");

  EXPECT_EQ(StatusOfSelf("Residue.NothingIsLeftInMemory", folder), 0);
}

// Dumps core with a secret in use, and beside it an ordinary text for comparison.
[[noreturn]] void DumpCoreWithASecret(const std::string& folder) {
  const rlimit no_limit{RLIM_INFINITY, RLIM_INFINITY};
  if (chdir(folder.c_str()) != 0 || setrlimit(RLIMIT_CORE, &no_limit) != 0) _exit(77);
  std::ifstream file(folder + "/ordinary");
  const std::string ordinary{std::istreambuf_iterator<char>(file), {}};
  const Result<Secret> secret = ReadSecretFile(folder + "/secret");
  if (!secret || ordinary.empty()) _exit(2);
  std::signal(SIGABRT, SIG_DFL);
  std::abort();
}

TEST(Residue, NothingIsInACoreDump) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "sanitizers dump no core";
#endif
  if (const char* const folder = std::getenv("DATAFLINT_TEST_FOLDER"); folder != nullptr) {
    DumpCoreWithASecret(folder);
  }
  const ScratchFolder folder;
  const std::string secret = "the canary that must not be dumped, " + std::to_string(getpid());
  const std::string ordinary = "a text that may be dumped, " + std::to_string(getpid());
  folder.Write("secret", secret);
  folder.Write("ordinary", ordinary);
  StatusOfSelf("Residue.NothingIsInACoreDump", folder);
  std::string core;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("core")) core = folder.Read(name);
  }
  if (core.empty()) GTEST_SKIP() << "core dumps go elsewhere here";
  EXPECT_NE(core.find(ordinary), std::string::npos);
  EXPECT_EQ(core.find(secret), std::string::npos);
}

}  // namespace
}  // namespace dataflint::vault
