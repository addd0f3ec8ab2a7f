// Wipe: overwrites text that held a secret for a moment (the body of a request, an answer), where a library
// wants it as a std::string. What stays is a Secret's. Any thread.
#ifndef DATAFLINT_VAULT_WIPE_H_
#define DATAFLINT_VAULT_WIPE_H_

#include <string>

namespace dataflint::vault {

// All bytes that `text` has room for; it is empty afterwards.
void Wipe(std::string& text);

// Wipes when it goes out of scope.
class WipedAtEnd {
 public:
  explicit WipedAtEnd(std::string& text) : text_(text) {}
  ~WipedAtEnd() { Wipe(text_); }
  WipedAtEnd(const WipedAtEnd&) = delete;
  WipedAtEnd& operator=(const WipedAtEnd&) = delete;

 private:
  std::string& text_;
};

}  // namespace dataflint::vault

#endif  // DATAFLINT_VAULT_WIPE_H_
