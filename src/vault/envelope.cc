#include "vault/envelope.h"

#include <openssl/crypto.h>

#include <array>
#include <cstring>
#include <span>
#include <utility>

#include "vault/cipher.h"

namespace dataflint::vault {
namespace {

constexpr std::string_view kHeader{"DFSB\x01\x01", 6};
constexpr std::size_t kKeyIdBytes = sizeof(KeyId::bytes);
constexpr std::size_t kCommitmentBytes = 32;
constexpr std::size_t kWrappedBytes = kKeyBytes + kTagBytes;

constexpr std::string_view kDataKeyLabel = "dataflint data key 1";

// The parts of a blob, in their order.
struct Parts {
  std::string_view header;
  std::string_view key_id;
  std::string_view commitment;
  std::string_view wrap_nonce;
  std::string_view wrapped;
  std::string_view nonce;
  std::string_view ciphertext;  // with its tag
};

tl::unexpected<Error> NoBlob(std::string why) {
  return Fail(ErrorCode::kBadInput, "cannot open the sealed secret", {}, std::move(why),
              "Enter the secret again.");
}

Result<Parts> Cut(std::string_view blob) {
  if (!blob.starts_with(kHeader.substr(0, 4))) return NoBlob("it is damaged: it begins otherwise");
  if (blob.size() < kEnvelopeBytes || blob.size() > kEnvelopeBytes + kMaxSealedBytes) {
    return NoBlob("it is damaged: " + std::to_string(blob.size()) + " bytes are too " +
                  (blob.size() < kEnvelopeBytes ? "few" : "many"));
  }
  if (!blob.starts_with(kHeader)) {
    return Fail(ErrorCode::kBadInput, "cannot open the sealed secret", {},
                "its format or algorithm is not known to this version",
                "If a newer dataflint wrote it, use that one; else enter the secret again.");
  }
  const auto take = [&blob](std::size_t bytes) {
    const std::string_view part = blob.substr(0, bytes);
    blob.remove_prefix(bytes);
    return part;
  };
  Parts parts;
  parts.header = take(kHeader.size());
  parts.key_id = take(kKeyIdBytes);
  parts.commitment = take(kCommitmentBytes);
  parts.wrap_nonce = take(kNonceBytes);
  parts.wrapped = take(kWrappedBytes);
  parts.nonce = take(kNonceBytes);
  parts.ciphertext = blob;
  return parts;
}

std::string Joined(const Parts& parts) {
  std::string blob;
  for (const std::string_view part :
       {parts.header, parts.key_id, parts.commitment, parts.wrap_nonce, parts.wrapped, parts.nonce,
        parts.ciphertext}) {
    blob += part;
  }
  return blob;
}

void AppendNumber(std::string& out, std::uint64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8) {
    out += static_cast<char>(number >> static_cast<unsigned>(shift) & 0xffU);
  }
}

// Every field with its length before it: no two contexts are the same bytes.
std::string Authenticated(std::string_view step, const SealContext& context, const Parts& parts,
                          std::string_view key_id) {
  std::string generation;
  AppendNumber(generation, context.generation);
  std::string out;
  for (const std::string_view field :
       {step, parts.header, key_id, parts.commitment, std::string_view(context.purpose),
        std::string_view(context.organisation), std::string_view(context.record_id),
        std::string_view(context.field_name), std::string_view(context.workspace_host),
        std::string_view(context.client_id), std::string_view(generation)}) {
    AppendNumber(out, field.size());
    out += field;
  }
  return out;
}
std::string ForWrapping(const SealContext& context, const Parts& parts) {
  return Authenticated("wrap", context, parts, parts.key_id);
}
// Without the wrapping key's id, so that rotation can leave the ciphertext as it is.
std::string ForSealing(const SealContext& context, const Parts& parts) {
  return Authenticated("seal", context, parts, {});
}

Status Check(const SealContext& context) {
  for (const std::string* field :
       {&context.purpose, &context.organisation, &context.record_id, &context.field_name}) {
    if (!field->empty()) continue;
    return Fail(ErrorCode::kInternal, "cannot seal the secret", context.record_id,
                "purpose, organisation, record or field is not given");
  }
  return {};
}

// What is made of a data key.
class DataKeys {
 public:
  static Result<DataKeys> From(const Secret& data_key) {
    DataKeys keys;
    DF_RETURN_IF_ERROR(
        DeriveKeys(data_key.Expose(), kDataKeyLabel, keys.derived_.ExposeForWriting()));
    return keys;
  }
  std::string_view encryption() const { return derived_.Expose().substr(0, kKeyBytes); }
  std::string_view commitment() const { return derived_.Expose().substr(kKeyBytes); }

 private:
  Secret derived_ = Secret::OfSize(kKeyBytes + kCommitmentBytes);
};

Status Wrap(const WrappingKey& key, const SealContext& context, const Secret& data_key,
            const Parts& parts, std::span<char> wrapped) {
  return EncryptGcm(key.key().Expose(), parts.wrap_nonce, ForWrapping(context, parts),
                    data_key.Expose(), wrapped);
}

// The data key, checked against the commitment.
Result<Secret> Unwrap(const WrappingKey& key, const SealContext& context, const Parts& parts,
                      DataKeys* keys) {
  if (parts.key_id != key.id().view()) {
    return NoBlob("it was sealed with another key than " + key.id().Hex());
  }
  Secret data_key = Secret::OfSize(kKeyBytes);
  const Status unwrapped =
      DecryptGcm(key.key().Expose(), parts.wrap_nonce, ForWrapping(context, parts), parts.wrapped,
                 data_key.ExposeForWriting());
  if (!unwrapped) {
    if (unwrapped.error().code != ErrorCode::kBadInput) return tl::unexpected(unwrapped.error());
    return NoBlob(
        "it is damaged, or was sealed for another record, workspace host, client id or generation");
  }
  Result<DataKeys> derived = DataKeys::From(data_key);
  if (!derived) return tl::unexpected(derived.error());
  if (CRYPTO_memcmp(derived->commitment().data(), parts.commitment.data(), kCommitmentBytes) != 0) {
    return NoBlob("it is damaged: its data key is not the one it was sealed with");
  }
  *keys = std::move(*derived);
  return data_key;
}

}  // namespace

Result<std::string> Seal(const WrappingKey& key, const SealContext& context, const Secret& secret) {
  DF_RETURN_IF_ERROR(Check(context));
  if (secret.size() > kMaxSealedBytes) {
    return Fail(ErrorCode::kUsage, "cannot seal the secret", context.record_id,
                std::to_string(secret.size()) + " bytes are more than 65536");
  }
  std::array<char, 2 * kNonceBytes> nonces{};
  Secret data_key = Secret::OfSize(kKeyBytes);
  DF_RETURN_IF_ERROR(FillRandom(nonces));
  DF_RETURN_IF_ERROR(FillRandom(data_key.ExposeForWriting()));
  const Result<DataKeys> keys = DataKeys::From(data_key);
  if (!keys) return tl::unexpected(keys.error());

  std::array<char, kWrappedBytes> wrapped{};
  std::string ciphertext(secret.size() + kTagBytes, '\0');
  const std::string_view random(nonces.data(), nonces.size());
  const Parts parts{kHeader,
                    key.id().view(),
                    keys->commitment(),
                    random.substr(0, kNonceBytes),
                    {wrapped.data(), wrapped.size()},
                    random.substr(kNonceBytes),
                    ciphertext};
  DF_RETURN_IF_ERROR(Wrap(key, context, data_key, parts, wrapped));
  DF_RETURN_IF_ERROR(EncryptGcm(keys->encryption(), parts.nonce, ForSealing(context, parts),
                                secret.Expose(), ciphertext));
  return Joined(parts);
}

Result<Secret> Open(const WrappingKey& key, const SealContext& context, std::string_view blob) {
  const Result<Parts> parts = Cut(blob);
  if (!parts) return tl::unexpected(parts.error());
  DataKeys keys;
  const Result<Secret> data_key = Unwrap(key, context, *parts, &keys);
  if (!data_key) return tl::unexpected(data_key.error());
  Secret secret = Secret::OfSize(parts->ciphertext.size() - kTagBytes);
  const Status opened = DecryptGcm(keys.encryption(), parts->nonce, ForSealing(context, *parts),
                                   parts->ciphertext, secret.ExposeForWriting());
  if (opened) return secret;
  if (opened.error().code != ErrorCode::kBadInput) return tl::unexpected(opened.error());
  return NoBlob("it is damaged");
}

Result<std::string> Rewrap(const WrappingKey& from, const WrappingKey& to,
                           const SealContext& context, std::string_view blob) {
  const Result<Parts> before = Cut(blob);
  if (!before) return tl::unexpected(before.error());
  DataKeys keys;
  const Result<Secret> data_key = Unwrap(from, context, *before, &keys);
  if (!data_key) return tl::unexpected(data_key.error());

  std::array<char, kNonceBytes> nonce{};
  std::array<char, kWrappedBytes> wrapped{};
  DF_RETURN_IF_ERROR(FillRandom(nonce));
  Parts after = *before;
  after.key_id = to.id().view();
  after.wrap_nonce = {nonce.data(), nonce.size()};
  after.wrapped = {wrapped.data(), wrapped.size()};
  DF_RETURN_IF_ERROR(Wrap(to, context, *data_key, after, wrapped));
  return Joined(after);
}

Result<KeyId> KeyIdOf(std::string_view blob) {
  const Result<Parts> parts = Cut(blob);
  if (!parts) return tl::unexpected(parts.error());
  KeyId id;
  std::memcpy(id.bytes.data(), parts->key_id.data(), kKeyIdBytes);
  return id;
}

}  // namespace dataflint::vault
