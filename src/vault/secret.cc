#include "vault/secret.h"

#include <openssl/crypto.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <new>
#include <utility>

namespace dataflint::vault {
namespace {

std::size_t WholePages(std::size_t bytes) {
  static const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  return (bytes + page - 1) / page * page;
}

}  // namespace

Secret Secret::OfSize(std::size_t size) {
  Secret secret;
  if (size == 0) return secret;
  const std::size_t bytes = WholePages(size);
  void* pages = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) throw std::bad_alloc();  // as any other allocation
  // Where the system refuses one of these the secret is still usable, and the others still hold.
  mlock(pages, bytes);
  madvise(pages, bytes, MADV_DONTDUMP);
  madvise(pages, bytes, MADV_WIPEONFORK);
  secret.data_ = static_cast<char*>(pages);
  secret.size_ = size;
  secret.mapped_bytes_ = bytes;
  return secret;
}

Secret::Secret(std::string_view bytes) : Secret(OfSize(bytes.size())) {
  if (!bytes.empty()) std::memcpy(data_, bytes.data(), bytes.size());
}

Secret::Secret(Secret&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      mapped_bytes_(std::exchange(other.mapped_bytes_, 0)) {}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this == &other) return *this;
  Release();
  data_ = std::exchange(other.data_, nullptr);
  size_ = std::exchange(other.size_, 0);
  mapped_bytes_ = std::exchange(other.mapped_bytes_, 0);
  return *this;
}

Secret::~Secret() { Release(); }

void Secret::Truncate(std::size_t size) {
  if (size >= size_) return;
  OPENSSL_cleanse(data_ + size, size_ - size);
  size_ = size;
}

void Secret::Release() {
  if (data_ == nullptr) return;
  OPENSSL_cleanse(data_, mapped_bytes_);
  munmap(data_, mapped_bytes_);
  data_ = nullptr;
}

bool operator==(const Secret& a, const Secret& b) {
  return a.size_ == b.size_ && (a.size_ == 0 || CRYPTO_memcmp(a.data_, b.data_, a.size_) == 0);
}

}  // namespace dataflint::vault
