#include "vault/wipe.h"

#include <openssl/crypto.h>

namespace dataflint::vault {

void Wipe(std::string& text) {
  text.resize(text.capacity());  // what a longer text left behind it too
  OPENSSL_cleanse(text.data(), text.size());
  text.clear();
}

}  // namespace dataflint::vault
