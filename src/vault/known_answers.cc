// SelfTest (envelope.h). The answers are test case 16 of McGrew and Viega's specification of GCM and
// test case 3 of RFC 5869.
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "vault/cipher.h"
#include "vault/envelope.h"

namespace dataflint::vault {
namespace {

constexpr std::string_view kKey =
    "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308";
constexpr std::string_view kNonce = "cafebabefacedbaddecaf888";
constexpr std::string_view kAuthenticated = "feedfacedeadbeeffeedfacedeadbeefabaddad2";
constexpr std::string_view kPlaintext =
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39";
constexpr std::string_view kSealed =
    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
    "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
    "76fc6ece0f4e1768cddf8853bb2d551b";
constexpr std::string_view kDerived =
    "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8";

char Digit(char c) { return static_cast<char>(c <= '9' ? c - '0' : c - 'a' + 10); }
std::string FromHex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    bytes += static_cast<char>(Digit(hex[i]) << 4 | Digit(hex[i + 1]));
  }
  return bytes;
}

tl::unexpected<Error> Wrong(std::string why) {
  return Fail(ErrorCode::kInternal, "the self-test of the encryption failed", "OpenSSL",
              std::move(why),
              "Nothing is sealed or opened with it. Check the installation of OpenSSL 3.");
}

Status KnownAnswers() {
  const std::string plaintext = FromHex(kPlaintext);
  std::string sealed(plaintext.size() + kTagBytes, '\0');
  DF_RETURN_IF_ERROR(
      EncryptGcm(FromHex(kKey), FromHex(kNonce), FromHex(kAuthenticated), plaintext, sealed));
  if (sealed != FromHex(kSealed)) return Wrong("AES-256-GCM encrypts wrongly");
  std::string opened(plaintext.size(), '\0');
  DF_RETURN_IF_ERROR(
      DecryptGcm(FromHex(kKey), FromHex(kNonce), FromHex(kAuthenticated), sealed, opened));
  if (opened != plaintext) return Wrong("AES-256-GCM decrypts wrongly");
  sealed.back() = static_cast<char>(sealed.back() ^ 1);
  if (DecryptGcm(FromHex(kKey), FromHex(kNonce), FromHex(kAuthenticated), sealed, opened)) {
    return Wrong("AES-256-GCM takes a wrong tag");
  }
  std::string derived(kDerived.size() / 2, '\0');
  DF_RETURN_IF_ERROR(DeriveKeys(std::string(22, '\x0b'), "", derived));
  if (derived != FromHex(kDerived)) return Wrong("HKDF-SHA-256 derives wrongly");
  return {};
}

Status RoundTrip() {
  Secret bytes = Secret::OfSize(kKeyBytes);
  DF_RETURN_IF_ERROR(FillRandom(bytes.ExposeForWriting()));
  const Result<WrappingKey> key = WrappingKey::From(bytes);
  if (!key) return tl::unexpected(key.error());
  const SealContext context{"self-test", "none", "1", "text", {}, {}, 1};
  const Result<std::string> blob = Seal(*key, context, Secret("round trip"));
  if (!blob) return tl::unexpected(blob.error());
  const Result<Secret> opened = Open(*key, context, *blob);
  if (!opened) return tl::unexpected(opened.error());
  if (opened->Expose() != "round trip") return Wrong("what was sealed opens as something else");
  return {};
}

}  // namespace

Status SelfTest() {
  DF_RETURN_IF_ERROR(KnownAnswers());
  return RoundTrip();
}

}  // namespace dataflint::vault
