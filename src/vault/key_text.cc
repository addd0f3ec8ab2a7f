#include "vault/key_text.h"

#include <openssl/evp.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>
#include <utility>

#include "vault/cipher.h"

namespace dataflint::vault {
namespace {

constexpr std::size_t kBase64Chars = 44;  // of 32 bytes
constexpr std::string_view kApart = " \t\r\n,";
constexpr std::string_view kFileHead =
    "# Keys of dataflint, the newest last. Whoever has one can open the secrets sealed with it;\n"
    "# without them nobody can. Keep a copy, and not where backups of the data are kept.\n";

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* Bytes(Secret& secret) {
  return reinterpret_cast<unsigned char*>(secret.ExposeForWriting().data());
}

// OpenSSL adds a zero behind.
Secret Base64(std::string_view key) {
  Secret text = Secret::OfSize(kBase64Chars + 1);
  EVP_EncodeBlock(Bytes(text), Bytes(key), static_cast<int>(key.size()));
  text.Truncate(kBase64Chars);
  return text;
}

std::optional<Secret> KeyIn(std::string_view word) {
  if (word.size() != kBase64Chars) return std::nullopt;
  // With a byte for the padding, which OpenSSL decodes as a zero.
  Secret key = Secret::OfSize(kKeyBytes + 1);
  if (EVP_DecodeBlock(Bytes(key), Bytes(word), kBase64Chars) < 0) return std::nullopt;
  key.Truncate(kKeyBytes);
  // One spelling for each key: what is left over in the last digit has to be zero, too.
  if (!(Base64(key.Expose()) == Secret(word))) return std::nullopt;
  return key;
}

}  // namespace

Result<std::vector<Secret>> KeysIn(const Secret& text, std::string_view where) {
  std::vector<Secret> keys;
  std::string_view rest = text.Expose();
  while (true) {
    rest.remove_prefix(std::min(rest.find_first_not_of(kApart), rest.size()));
    if (rest.empty()) break;
    if (rest.front() == '#') {
      rest.remove_prefix(std::min(rest.find('\n'), rest.size()));
      continue;
    }
    const std::string_view word = rest.substr(0, rest.find_first_of(kApart));
    rest.remove_prefix(word.size());
    std::optional<Secret> key = KeyIn(word);
    if (!key) {
      return Fail(ErrorCode::kBadInput, "cannot read the keys", std::string(where),
                  "key " + std::to_string(keys.size() + 1) + " is not the base64 of 32 bytes",
                  "A key is what openssl rand -base64 32 prints; a passphrase is none.");
    }
    keys.push_back(std::move(*key));
  }
  if (keys.empty()) {
    return Fail(ErrorCode::kNotFound, "there are no keys", std::string(where), "it is empty");
  }
  return keys;
}

Secret KeyFileText(const std::vector<Secret>& keys) {
  Secret text = Secret::OfSize(kFileHead.size() + keys.size() * (kBase64Chars + 1));
  char* at = text.ExposeForWriting().data();
  std::memcpy(at, kFileHead.data(), kFileHead.size());
  at += kFileHead.size();
  for (const Secret& key : keys) {
    std::memcpy(at, Base64(key.Expose()).Expose().data(), kBase64Chars);
    at[kBase64Chars] = '\n';
    at += kBase64Chars + 1;
  }
  return text;
}

}  // namespace dataflint::vault
