// Keys as text, as operators keep them: each the base64 of 32 random bytes (openssl rand -base64 32),
// several apart by white space or commas, the newest last; # begins a comment.
//
// For the key sources (key_source.h) only. No copies of keys are left outside of Secrets. Any thread.
#ifndef DATAFLINT_VAULT_KEY_TEXT_H_
#define DATAFLINT_VAULT_KEY_TEXT_H_

#include <string_view>
#include <vector>

#include "base/result.h"
#include "vault/secret.h"

namespace dataflint::vault {

// `where` is for errors, which never show the text. kNotFound when there is no key in it.
Result<std::vector<Secret>> KeysIn(const Secret& text, std::string_view where);

// A key file with these keys.
Secret KeyFileText(const std::vector<Secret>& keys);

}  // namespace dataflint::vault

#endif  // DATAFLINT_VAULT_KEY_TEXT_H_
