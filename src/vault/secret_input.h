// Where a person or a service manager hands over a secret: a file, standard input, a hidden prompt.
// Never an argument of a command, which every user of the machine can read.
//
// One newline at the end is no part of the secret. Empty ones and such above kMaxSecretBytes are
// refused. Called by cli/ and by the key sources; the prompt from the main thread only, as it
// replaces signal handlers while it waits.
#ifndef DATAFLINT_VAULT_SECRET_INPUT_H_
#define DATAFLINT_VAULT_SECRET_INPUT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "vault/secret.h"

namespace dataflint::vault {

inline constexpr std::size_t kMaxSecretBytes = std::size_t{8} << 10;

enum class FileAccess : std::uint8_t {
  kOwnerOnly,          // neither group nor others
  kSystemdCredential,  // systemd shows an access list as the group's bits: only others are looked at
};

// A regular file that belongs to this user or root. Others' access is refused with the chmod to run.
Result<Secret> ReadSecretFile(const std::string& path, FileAccess access = FileAccess::kOwnerOnly);

// What comes from an open descriptor until its end; `name` is for errors: "standard input".
Result<Secret> ReadSecretFrom(int descriptor, std::string_view name);

// Asks on the controlling terminal, without showing what is typed. The terminal is put back in any
// case, also when a signal ends or stops the program.
Result<Secret> PromptForSecret(std::string_view question);

}  // namespace dataflint::vault

#endif  // DATAFLINT_VAULT_SECRET_INPUT_H_
