#include "vault/cipher.h"

#include <errno.h>
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstddef>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include "vault/envelope.h"

namespace dataflint::vault {
namespace {

std::string FromHex(std::string_view hex) {
  std::string bytes;
  if (hex == "-") return bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  }
  return bytes;
}

TEST(Cipher, GivesNistsAnswers) {
  std::ifstream vectors(DATAFLINT_SOURCE_DIR "/tests/vault/gcm_vectors.txt");
  int opens = 0;
  int refused = 0;
  for (std::string line; std::getline(vectors, line);) {
    if (line.starts_with('#')) continue;
    std::istringstream words(line);
    std::string key, nonce, aad, plain, cipher, tag, verdict;
    ASSERT_TRUE(words >> key >> nonce >> aad >> plain >> cipher >> tag >> verdict) << line;
    const std::string sealed = FromHex(cipher) + FromHex(tag);
    std::string opened(sealed.size() - kTagBytes, 'x');
    const Status status = DecryptGcm(FromHex(key), FromHex(nonce), FromHex(aad), sealed, opened);
    if (verdict == "refused") {
      ++refused;
      ASSERT_FALSE(status) << line;
      EXPECT_EQ(status.error().code, ErrorCode::kBadInput);
      EXPECT_EQ(opened, std::string(opened.size(), '\0'));
      continue;
    }
    ++opens;
    ASSERT_TRUE(status) << line << status.error().Message();
    EXPECT_EQ(opened, FromHex(plain)) << line;
    std::string made(sealed.size(), '\0');
    ASSERT_TRUE(EncryptGcm(FromHex(key), FromHex(nonce), FromHex(aad), FromHex(plain), made));
    EXPECT_EQ(made, sealed) << line;
  }
  EXPECT_EQ(opens, 75);
  EXPECT_EQ(refused, 25);
}

TEST(Cipher, RefusesKeysAndNoncesOfOtherSizes) {
  const std::string key(kKeyBytes, 'k');
  const std::string nonce(kNonceBytes, 'n');
  std::string out(3 + kTagBytes, '\0');
  EXPECT_TRUE(EncryptGcm(key, nonce, "", "abc", out));
  EXPECT_FALSE(EncryptGcm(key.substr(1), nonce, "", "abc", out));
  EXPECT_FALSE(EncryptGcm(key, nonce.substr(1), "", "abc", out));
  EXPECT_FALSE(EncryptGcm(key, nonce, "", "abcd", out));
  std::string opened(3, '\0');
  EXPECT_TRUE(DecryptGcm(key, nonce, "", out, opened));
  EXPECT_FALSE(DecryptGcm(key, nonce, "", out.substr(1), opened));
}

TEST(Cipher, DerivesAnotherKeyForEveryLabel) {
  const std::string key(kKeyBytes, 'k');
  std::string a(64, '\0');
  std::string b(64, '\0');
  ASSERT_TRUE(DeriveKeys(key, "a", a));
  ASSERT_TRUE(DeriveKeys(key, "b", b));
  EXPECT_NE(a, b);
}

TEST(Cipher, PassesItsSelfTest) {
  const Status status = SelfTest();
  EXPECT_TRUE(status) << status.error().Message();
}

// The kernel refuses getrandom() with EPERM from now on, as a sandbox may.
bool ForbidGetrandom() {
  sock_filter rules[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getrandom, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog program{4, rules};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
}

TEST(Cipher, SealsNothingWithoutRandomNumbers) {
  const pid_t child = fork();
  if (child == 0) {
    const Result<WrappingKey> key = WrappingKey::From(Secret(std::string(kKeyBytes, 'k')));
    if (!ForbidGetrandom()) _exit(77);
    const Result<std::string> blob = Seal(*key, {"p", "o", "r", "f", "h", "c", 1}, Secret("x"));
    _exit(!blob && blob.error().code == ErrorCode::kUnavailable && !SelfTest() ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  if (WEXITSTATUS(status) == 77) GTEST_SKIP() << "no seccomp here";
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace dataflint::vault
