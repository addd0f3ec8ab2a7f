#include "vault/key_ring.h"

#include <algorithm>
#include <utility>

#include "vault/cipher.h"

namespace dataflint::vault {
namespace {

WhySealed Because(SealedReason reason, std::string where, std::string why, std::string fix) {
  return {reason, Error{ErrorCode::kUnavailable, "the secrets are sealed", std::move(where),
                        std::move(why), std::move(fix)}};
}

WhySealed Unreadable(const Error& error) {
  return Because(SealedReason::kUnreadable, error.where, error.what + ": " + error.why, error.fix);
}

}  // namespace

KeyRing::KeyRing(std::unique_ptr<KeySource> source, KeyRecords& records, bool anything_sealed)
    : source_(std::move(source)), records_(records), anything_sealed_(anything_sealed) {
  TryAgain();
}

void KeyRing::TryAgain() {
  const std::scoped_lock lock(source_mutex_, mutex_);
  sealed_ = Fit();
}

std::optional<WhySealed> KeyRing::sealed() const {
  const std::lock_guard lock(mutex_);
  return sealed_;
}

std::optional<KeyId> KeyRing::current() const {
  const std::lock_guard lock(mutex_);
  return table_.current;
}

std::optional<WhySealed> KeyRing::Fit() {
  if (const Status works = SelfTest(); !works) return Unreadable(works.error());
  Result<KeyTable> table = records_.Load();
  if (!table) return Unreadable(table.error());
  table_ = std::move(*table);
  keys_.clear();
  counted_left_ = 0;
  Result<std::vector<Secret>> keys = source_->Load();
  const bool no_keys = !keys && keys.error().code == ErrorCode::kNotFound;
  if (!keys && !no_keys) return Unreadable(keys.error());
  if (!table_.current) return TakeFirstKey(std::move(keys));
  if (no_keys) {
    return Because(
        SealedReason::kMissing, source_->Description(),
        "there is no key, and the secrets are sealed with the key " + table_.current->Hex(),
        "Put it back from your copy. If it is lost, nobody can open them: remove them and "
        "enter them again.");
  }
  return TakeKeys(*keys);
}

// Nothing is known of any key. One is made, or taken as the first, only if there is nothing to lose.
std::optional<WhySealed> KeyRing::TakeFirstKey(Result<std::vector<Secret>> keys) {
  if (anything_sealed_) {
    return Because(SealedReason::kMissing, "key records",
                   "there are sealed secrets, and no records of the keys they were sealed with",
                   "Restore the records from the same backup as the secrets.");
  }
  if (!keys && !source_->CanWrite()) {
    return Because(SealedReason::kMissing, source_->Description(), "there is no key yet",
                   "Put the output of this there: openssl rand -base64 32");
  }
  const Result<Secret> key = keys ? std::move(keys->back()) : MakeKey();
  if (!key) return Unreadable(key.error());
  if (const Status taken = MakeCurrent(*key); !taken) return Unreadable(taken.error());
  return std::nullopt;
}

std::optional<WhySealed> KeyRing::TakeKeys(const std::vector<Secret>& keys) {
  std::vector<KeyId> there;
  for (const Secret& bytes : keys) {
    Result<WrappingKey> key = WrappingKey::From(bytes);
    if (!key) return Unreadable(key.error());
    there.push_back(key->id());
    const KeyRecord* const record = table_.Find(key->id());
    if (record == nullptr || record->state == KeyState::kRetired) continue;
    if (record->check != key->check()) {
      return Because(SealedReason::kUnreadable, "key records",
                     "the check value of the key " + key->id().Hex() + " is not that of this key",
                     "Restore the records from the same backup as the secrets.");
    }
    keys_.emplace(record->id, std::make_shared<const WrappingKey>(std::move(*key)));
  }
  if (!keys_.contains(*table_.current)) return NotTheKey(there);
  return std::nullopt;
}

WhySealed KeyRing::NotTheKey(const std::vector<KeyId>& there) const {
  std::string names;
  for (const KeyId& id : there) names += (names.empty() ? "" : ", ") + id.Hex();
  return Because(
      SealedReason::kWrong, source_->Description(),
      "the secrets are sealed with the key " + table_.current->Hex() + "; there is " + names,
      "Put the right key back from your copy. If it is lost, nobody can open them: remove "
      "them and enter them again.");
}

Status KeyRing::CheckOpen() const {
  if (sealed_) return tl::unexpected(sealed_->error);
  return {};
}

Result<std::shared_ptr<const WrappingKey>> KeyRing::KeyToSealWith() {
  const std::lock_guard lock(mutex_);
  DF_RETURN_IF_ERROR(CheckOpen());
  if (counted_left_ == 0) {
    KeyTable table = table_;
    KeyRecord& record = *table.Find(*table.current);
    if (record.seals >= kMostSeals) {
      return Fail(ErrorCode::kUnavailable, "cannot seal the secret", "key " + record.id.Hex(),
                  "it has been used 2^32 times, the most that is safe",
                  "Run: dataflint keys rotate");
    }
    const std::uint64_t more = std::min(kCountedAhead, kMostSeals - record.seals);
    record.seals += more;
    DF_RETURN_IF_ERROR(Save(std::move(table)));
    counted_left_ = more;
  }
  --counted_left_;
  return keys_.at(*table_.current);
}

Result<std::shared_ptr<const WrappingKey>> KeyRing::KeyFor(std::string_view blob) const {
  const Result<KeyId> id = KeyIdOf(blob);
  if (!id) return tl::unexpected(id.error());
  const std::lock_guard lock(mutex_);
  DF_RETURN_IF_ERROR(CheckOpen());
  const auto found = keys_.find(*id);
  if (found == keys_.end()) {
    return Fail(ErrorCode::kUnavailable, "cannot open the sealed secret", source_->Description(),
                "the key " + id->Hex() + " that it was sealed with is not there",
                "Put it back from your copy, or enter the secret again.");
  }
  return found->second;
}

Result<std::string> KeyRing::Seal(const SealContext& context, const Secret& secret) {
  const auto key = KeyToSealWith();
  if (!key) return tl::unexpected(key.error());
  return vault::Seal(**key, context, secret);
}

Result<Secret> KeyRing::Open(const SealContext& context, std::string_view blob) const {
  const auto key = KeyFor(blob);
  if (!key) return tl::unexpected(key.error());
  return vault::Open(**key, context, blob);
}

Result<std::string> KeyRing::Rewrap(const SealContext& context, std::string_view blob) {
  const auto from = KeyFor(blob);
  if (!from) return tl::unexpected(from.error());
  const auto to = KeyToSealWith();
  if (!to) return tl::unexpected(to.error());
  return vault::Rewrap(**from, **to, context, blob);
}

std::vector<KeyStatus> KeyRing::Keys() const {
  const std::lock_guard lock(mutex_);
  std::vector<KeyStatus> keys;
  for (const KeyRecord& record : table_.keys) {
    keys.push_back({record.id, record.state, record.id == table_.current, keys_.contains(record.id),
                    record.seals});
  }
  return keys;
}

std::vector<std::string> KeyRing::Warnings() const {
  const std::scoped_lock lock(source_mutex_, mutex_);
  std::vector<std::string> warnings = source_->Warnings();
  for (const KeyRecord& record : table_.keys) {
    if (record.state == KeyState::kRetired) continue;
    if (record.id == table_.current && record.seals >= kManySeals) {
      warnings.push_back("The key " + record.id.Hex() + " has been used " +
                         std::to_string(record.seals) +
                         " times; after 2^32 it seals no more. Run: dataflint keys rotate");
    }
    if (!sealed_ && !keys_.contains(record.id)) {
      warnings.push_back("The key " + record.id.Hex() + " is not in " + source_->Description() +
                         ": what is still sealed with it does not open.");
    }
  }
  return warnings;
}

Status KeyRing::Save(KeyTable table) {
  DF_RETURN_IF_ERROR(records_.Save(table));
  table_ = std::move(table);
  return {};
}

// In the source before it is in the records: what the records name has to be there.
Result<Secret> KeyRing::MakeKey() {
  Secret key = Secret::OfSize(kKeyBytes);
  DF_RETURN_IF_ERROR(FillRandom(key.ExposeForWriting()));
  DF_RETURN_IF_ERROR(source_->Add(key));
  return key;
}

Status KeyRing::MakeCurrent(const Secret& bytes) {
  Result<WrappingKey> key = WrappingKey::From(bytes);
  if (!key) return tl::unexpected(key.error());
  KeyTable table = table_;
  table.keys.push_back({key->id(), key->check(), 0, KeyState::kActive});
  table.current = key->id();
  DF_RETURN_IF_ERROR(Save(std::move(table)));
  keys_.emplace(key->id(), std::make_shared<const WrappingKey>(std::move(*key)));
  counted_left_ = 0;
  return {};
}

// The last that the records do not know: the operator's, or one that was made here just before a crash.
Result<Secret> KeyRing::NewKeyInSource(const KeyTable& table) {
  Result<std::vector<Secret>> keys = source_->Load();
  if (!keys) return tl::unexpected(keys.error());
  for (; !keys->empty(); keys->pop_back()) {
    const Result<WrappingKey> key = WrappingKey::From(keys->back());
    if (!key) return tl::unexpected(key.error());
    if (table.Find(key->id()) == nullptr) return std::move(keys->back());
  }
  return MakeKey();
}

Status KeyRing::StartNewKey() {
  const std::lock_guard source_lock(source_mutex_);
  const Result<KeyTable> table = OpenTable();
  if (!table) return tl::unexpected(table.error());
  const Result<Secret> key = NewKeyInSource(*table);
  if (!key) return tl::unexpected(key.error());
  const std::lock_guard lock(mutex_);
  return MakeCurrent(*key);
}

Status KeyRing::Retire(const KeyId& id) {
  const std::lock_guard source_lock(source_mutex_);
  // In the records before it is out of the source: a key that a crash leaves there is not taken up.
  DF_RETURN_IF_ERROR(RetireInRecords(id));
  return source_->CanWrite() ? source_->Remove(id) : Status();
}

Status KeyRing::RetireInRecords(const KeyId& id) {
  const std::lock_guard lock(mutex_);
  DF_RETURN_IF_ERROR(CheckOpen());
  KeyTable table = table_;
  KeyRecord* const record = table.Find(id);
  if (record == nullptr || id == table.current) {
    return Fail(ErrorCode::kUsage, "cannot retire the key", id.Hex(),
                record == nullptr ? "there is no such key" : "it seals the new secrets",
                record == nullptr ? "" : "Run first: dataflint keys rotate");
  }
  record->state = KeyState::kRetired;
  DF_RETURN_IF_ERROR(Save(std::move(table)));
  keys_.erase(id);
  return {};
}

Status KeyRing::RemoveRetired() {
  const std::lock_guard source_lock(source_mutex_);
  const Result<KeyTable> table = OpenTable();
  if (!table) return tl::unexpected(table.error());
  if (!source_->CanWrite()) return {};
  for (const KeyRecord& record : table->keys) {
    if (record.state == KeyState::kRetired) DF_RETURN_IF_ERROR(source_->Remove(record.id));
  }
  return {};
}

Result<KeyTable> KeyRing::OpenTable() const {
  const std::lock_guard lock(mutex_);
  DF_RETURN_IF_ERROR(CheckOpen());
  return table_;
}

}  // namespace dataflint::vault
