#include "vault/durable_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "vault/file_descriptor.h"

namespace dataflint::vault {
namespace {

tl::unexpected<Error> Failed(const std::string& path, int error) {
  const bool full = error == ENOSPC || error == EDQUOT;
  return Fail(error == EACCES || error == EPERM || error == EROFS ? ErrorCode::kPermission
                                                                  : ErrorCode::kUnavailable,
              "cannot write the file", path, std::strerror(error),
              full ? "Make room there; the file is as it was before." : "");
}

// What a link leads to, so that the file is replaced and not the link.
std::string BehindLinks(const std::string& path) {
  const std::unique_ptr<char, void (*)(void*)> real(realpath(path.c_str(), nullptr), std::free);
  return real == nullptr ? path : real.get();
}

bool WriteAll(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

bool KeepOwner(int descriptor, const std::string& path) {
  struct stat before{};
  if (stat(path.c_str(), &before) != 0) return errno == ENOENT;
  if (before.st_uid == geteuid()) return true;
  return fchown(descriptor, before.st_uid, before.st_gid) == 0;
}

bool SyncFolderOf(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const FileDescriptor opened(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return opened.valid() && fsync(opened.get()) == 0;
}

bool WriteSynced(const std::string& path, const std::string& owned_as, std::string_view bytes) {
  // What a crash left is written anew, never continued.
  if (unlink(path.c_str()) != 0 && errno != ENOENT) return false;
  const FileDescriptor file(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  return file.valid() && WriteAll(file.get(), bytes) && KeepOwner(file.get(), owned_as) &&
         fsync(file.get()) == 0;
}

// rename() would take the place of a file that came there in between; link() does not.
bool PutThere(const std::string& from, const std::string& to, IfThere if_there) {
  if (if_there == IfThere::kReplace) return std::rename(from.c_str(), to.c_str()) == 0;
  return link(from.c_str(), to.c_str()) == 0 && unlink(from.c_str()) == 0;
}

}  // namespace

Status WriteDurably(const std::string& path, std::string_view bytes, IfThere if_there) {
  const std::string target = BehindLinks(path);
  const std::string fresh = target + ".new";
  if (!WriteSynced(fresh, target, bytes) || !PutThere(fresh, target, if_there)) {
    const int error = errno;
    unlink(fresh.c_str());
    if (error == EEXIST) {
      return Fail(ErrorCode::kUsage, "cannot write the file", path, "it is there already");
    }
    return Failed(path, error);
  }
  if (!SyncFolderOf(target)) return Failed(path, errno);
  return {};
}

}  // namespace dataflint::vault
