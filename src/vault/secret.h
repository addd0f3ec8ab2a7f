// Secret: bytes that must not get out by accident: client secrets, access tokens, keys.
//
// It cannot be printed, formatted, written as JSON, copied or turned into a string; the one way out
// is Expose(), which a reader of the code can search for. The bytes lie on pages of their own, kept
// out of swap (as far as RLIMIT_MEMLOCK goes), core dumps and forked children, and are wiped when the
// Secret ends or is assigned to. What Expose() returned must not outlive the Secret, nor be copied
// into a std::string that stays. Not for passwords of users: those are hashed, never kept.
// Used by everything that handles credentials; one thread at a time, as a std::string.
#ifndef DATAFLINT_VAULT_SECRET_H_
#define DATAFLINT_VAULT_SECRET_H_

#include <cstddef>
#include <span>
#include <string_view>

namespace dataflint::vault {

class Secret {
 public:
  Secret() = default;                       // empty
  explicit Secret(std::string_view bytes);  // a copy; wiping the original is the caller's business
  // `size` zero bytes, to be filled through ExposeForWriting().
  static Secret OfSize(std::size_t size);

  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  std::string_view Expose() const { return {data_, size_}; }
  std::span<char> ExposeForWriting() { return {data_, size_}; }

  // Keeps the first `size` bytes and wipes the others.
  void Truncate(std::size_t size);

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  // Takes the same time wherever two secrets of one length differ.
  friend bool operator==(const Secret& a, const Secret& b);

 private:
  void Release();

  char* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t mapped_bytes_ = 0;
};

}  // namespace dataflint::vault

#endif  // DATAFLINT_VAULT_SECRET_H_
