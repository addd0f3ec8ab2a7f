#include "vault/cipher.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <sys/random.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <string>

namespace dataflint::vault {
namespace {

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
  void operator()(EVP_KDF_CTX* context) const { EVP_KDF_CTX_free(context); }
};

// Looked up once: that takes longer than an encryption. Never freed, as OpenSSL outlives us.
const EVP_CIPHER* Aes256Gcm() {
  static const EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  return cipher;
}
EVP_KDF* Hkdf() {
  static EVP_KDF* const kdf = EVP_KDF_fetch(nullptr, "HKDF", nullptr);
  return kdf;
}

tl::unexpected<Error> OpenSslFailed(std::string what) {
  std::array<char, 256> why{};
  ERR_error_string_n(ERR_get_error(), why.data(), why.size());
  ERR_clear_error();
  return Fail(ErrorCode::kInternal, std::move(what), "OpenSSL", why.data(),
              "Check the installation of OpenSSL 3 and its configuration (openssl.cnf).");
}

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* Bytes(std::span<char> bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}
int Length(std::string_view text) { return static_cast<int>(text.size()); }

bool FitsGcm(std::string_view key, std::string_view nonce, std::size_t plain_bytes,
             std::size_t sealed_bytes) {
  return key.size() == kKeyBytes && nonce.size() == kNonceBytes &&
         sealed_bytes == plain_bytes + kTagBytes;
}

}  // namespace

Status FillRandom(std::span<char> out) {
  while (!out.empty()) {
    const ssize_t bytes = getrandom(out.data(), out.size(), 0);
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes <= 0) {
      return Fail(
          ErrorCode::kUnavailable, "cannot make a key", "getrandom", std::strerror(errno),
          "Without random numbers from the kernel nothing is encrypted; does a sandbox forbid "
          "getrandom?");
    }
    out = out.subspan(static_cast<std::size_t>(bytes));
  }
  return {};
}

Status EncryptGcm(std::string_view key, std::string_view nonce, std::string_view authenticated,
                  std::string_view plaintext, std::span<char> out) {
  const char* const what = "cannot encrypt with AES-256-GCM";
  if (!FitsGcm(key, nonce, plaintext.size(), out.size())) {
    return Fail(ErrorCode::kInternal, what, {}, "key, nonce or output have the wrong size");
  }
  const std::unique_ptr<EVP_CIPHER_CTX, FreeContext> context(EVP_CIPHER_CTX_new());
  const std::span<char> tag = out.last(kTagBytes);
  int written = 0;
  int written_last = 0;
  const bool done =
      context != nullptr &&
      EVP_EncryptInit_ex2(context.get(), Aes256Gcm(), Bytes(key), Bytes(nonce), nullptr) == 1 &&
      EVP_EncryptUpdate(context.get(), nullptr, &written, Bytes(authenticated),
                        Length(authenticated)) == 1 &&
      EVP_EncryptUpdate(context.get(), Bytes(out), &written, Bytes(plaintext), Length(plaintext)) ==
          1 &&
      EVP_EncryptFinal_ex(context.get(), Bytes(out) + written, &written_last) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kTagBytes, tag.data()) == 1;
  if (!done) return OpenSslFailed(what);
  return {};
}

Status DecryptGcm(std::string_view key, std::string_view nonce, std::string_view authenticated,
                  std::string_view sealed, std::span<char> out) {
  const char* const what = "cannot decrypt with AES-256-GCM";
  if (!FitsGcm(key, nonce, out.size(), sealed.size())) {
    return Fail(ErrorCode::kInternal, what, {}, "key, nonce or input have the wrong size");
  }
  const std::unique_ptr<EVP_CIPHER_CTX, FreeContext> context(EVP_CIPHER_CTX_new());
  std::array<char, kTagBytes> tag{};
  std::memcpy(tag.data(), sealed.data() + out.size(), kTagBytes);
  int written = 0;
  int written_last = 0;
  const bool ready =
      context != nullptr &&
      EVP_DecryptInit_ex2(context.get(), Aes256Gcm(), Bytes(key), Bytes(nonce), nullptr) == 1 &&
      EVP_DecryptUpdate(context.get(), nullptr, &written, Bytes(authenticated),
                        Length(authenticated)) == 1 &&
      EVP_DecryptUpdate(context.get(), Bytes(out), &written, Bytes(sealed),
                        static_cast<int>(out.size())) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, kTagBytes, tag.data()) == 1;
  if (!ready) return OpenSslFailed(what);
  if (EVP_DecryptFinal_ex(context.get(), Bytes(out) + written, &written_last) == 1) return {};
  OPENSSL_cleanse(out.data(), out.size());
  ERR_clear_error();
  return Fail(ErrorCode::kBadInput, what, {}, "it does not authenticate");
}

Status DeriveKeys(std::string_view key, std::string_view label, std::span<char> out) {
  const std::unique_ptr<EVP_KDF_CTX, FreeContext> context(EVP_KDF_CTX_new(Hkdf()));
  std::string digest = "SHA256";
  // OpenSSL takes what it only reads through pointers that are not const.
  OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), digest.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, const_cast<char*>(key.data()),
                                        key.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, const_cast<char*>(label.data()),
                                        label.size()),
      OSSL_PARAM_construct_end()};
  if (context == nullptr ||
      EVP_KDF_derive(context.get(), Bytes(out), out.size(), parameters) != 1) {
    return OpenSslFailed("cannot derive a key with HKDF");
  }
  return {};
}

}  // namespace dataflint::vault
