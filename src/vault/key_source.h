// KeySource: where the operator keeps the keys: outside of what they protect and of its backups.
//
// Handed to KeyRing, the only caller; one thread at a time. Only a key file can be written; to the
// others the operator adds keys and takes them away.
#ifndef DATAFLINT_VAULT_KEY_SOURCE_H_
#define DATAFLINT_VAULT_KEY_SOURCE_H_

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "vault/secret.h"
#include "vault/wrapping_key.h"

namespace dataflint::vault {

class KeySource {
 public:
  KeySource() = default;
  KeySource(const KeySource&) = delete;
  KeySource& operator=(const KeySource&) = delete;
  virtual ~KeySource() = default;

  // For people: "the key file /etc/dataflint/keys".
  virtual std::string Description() const = 0;
  // All keys, the newest last. kNotFound when there is none; any other error when it cannot be told.
  virtual Result<std::vector<Secret>> Load() = 0;
  // What is unwise about keeping keys here; known after Load().
  virtual std::vector<std::string> Warnings() const { return {}; }

  virtual bool CanWrite() const { return false; }
  // Durable when they return. Only where CanWrite().
  virtual Status Add(const Secret& key);
  virtual Status Remove(const KeyId& id);
};

// A file for its owner only, made when the first key is added. Refused inside `data_folder`, warned
// about on the same volume, as a copy of either would take the keys along; empty: not looked at.
std::unique_ptr<KeySource> MakeKeyFile(std::string path, std::string data_folder);
// A credential that systemd hands over (LoadCredential=, LoadCredentialEncrypted=): its path.
std::unique_ptr<KeySource> MakeCredential(std::string path);
// A variable, which is wiped and taken out of the environment when it has been read; call before
// threads are started. Warns.
std::unique_ptr<KeySource> MakeKeyVariable(std::string name);
// What a program prints: a client of a key management service. No shell; its standard error is ours.
// Ends it when it takes longer than `patience`.
std::unique_ptr<KeySource> MakeKeyCommand(std::vector<std::string> arguments,
                                          std::chrono::milliseconds patience);

struct KeySourceOptions {
  std::string credential = "dataflint-keys";  // a file in $CREDENTIALS_DIRECTORY
  std::string file = {};                      // that the operator named
  std::vector<std::string> command = {};
  std::string variable = "DATAFLINT_KEYS";
  std::string default_file = {};
  std::string data_folder = {};
};

// The first that there is: credential, file, command, variable; else the default file.
std::unique_ptr<KeySource> ChooseKeySource(const KeySourceOptions& options);

}  // namespace dataflint::vault

#endif  // DATAFLINT_VAULT_KEY_SOURCE_H_
