#include "vault/secret_input.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <span>
#include <utility>

#include "vault/file_descriptor.h"

namespace dataflint::vault {
namespace {

// As a shell takes it for one word, whatever is in it.
std::string ShellWord(std::string_view text) {
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

std::string Octal(mode_t mode) {
  std::string digits;
  for (int shift = 6; shift >= 0; shift -= 3) {
    digits += static_cast<char>('0' + ((mode >> static_cast<unsigned>(shift)) & 7U));
  }
  return digits;
}

void CutNewline(Secret& secret) {
  std::string_view bytes = secret.Expose();
  if (!bytes.ends_with('\n')) return;
  bytes.remove_suffix(1);
  if (bytes.ends_with('\r')) bytes.remove_suffix(1);
  secret.Truncate(bytes.size());
}

Status CheckAccess(const struct stat& file, const std::string& path, FileAccess access) {
  const char* const what = "will not use the secret file";
  if (!S_ISREG(file.st_mode)) {
    return Fail(ErrorCode::kUsage, what, path, "it is not a regular file",
                "Name a file, or hand the secret over on standard input.");
  }
  if (file.st_uid != geteuid() && file.st_uid != 0) {
    return Fail(ErrorCode::kPermission, what, path,
                "it belongs to user " + std::to_string(file.st_uid) + ", not to user " +
                    std::to_string(geteuid()),
                "Run: chown " + std::to_string(geteuid()) + " " + ShellWord(path));
  }
  const mode_t refused = access == FileAccess::kOwnerOnly ? 077 : 007;
  if ((file.st_mode & refused) != 0) {
    return Fail(ErrorCode::kPermission, what, path,
                "others than its owner may use it (mode " + Octal(file.st_mode & 0777) + ")",
                "Run: chmod 600 " + ShellWord(path));
  }
  return {};
}

}  // namespace

Result<Secret> ReadSecretFrom(int descriptor, std::string_view name) {
  // One byte more than allowed, after the longest newline, tells that there is too much.
  Secret secret = Secret::OfSize(kMaxSecretBytes + 3);
  std::size_t filled = 0;
  while (filled < secret.size()) {
    const std::span<char> rest = secret.ExposeForWriting().subspan(filled);
    const ssize_t bytes = read(descriptor, rest.data(), rest.size());
    if (bytes == 0) break;
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes < 0) {
      return Fail(ErrorCode::kPermission, "cannot read the secret", std::string(name),
                  std::strerror(errno));
    }
    filled += static_cast<std::size_t>(bytes);
  }
  secret.Truncate(filled);
  CutNewline(secret);
  if (secret.empty()) {
    return Fail(ErrorCode::kBadInput, "there is no secret", std::string(name), "it is empty",
                "Put the secret there, and nothing else.");
  }
  if (secret.size() > kMaxSecretBytes) {
    return Fail(ErrorCode::kBadInput, "this is no secret", std::string(name),
                "it is longer than " + std::to_string(kMaxSecretBytes) + " bytes",
                "Hand over the secret alone.");
  }
  return secret;
}

Result<Secret> ReadSecretFile(const std::string& path, FileAccess access) {
  // Without O_NONBLOCK a named pipe would keep us waiting before it can be refused.
  const FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  struct stat status{};
  if (!file.valid() || fstat(file.get(), &status) != 0) {
    const int error = errno;
    return Fail(error == ENOENT ? ErrorCode::kNotFound : ErrorCode::kPermission,
                "cannot read the secret file", path, std::strerror(error));
  }
  DF_RETURN_IF_ERROR(CheckAccess(status, path, access));
  return ReadSecretFrom(file.get(), path);
}

}  // namespace dataflint::vault
