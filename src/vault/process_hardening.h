// HardenProcess: no core dump and no debugger of another process of this user sees our memory.
//
// Called once at the start of a program that handles secrets, before the first of them is read.
// Children inherit the limit of the core size, not the rest.
#ifndef DATAFLINT_VAULT_PROCESS_HARDENING_H_
#define DATAFLINT_VAULT_PROCESS_HARDENING_H_

#include "base/result.h"

namespace dataflint::vault {

Status HardenProcess();

}  // namespace dataflint::vault

#endif  // DATAFLINT_VAULT_PROCESS_HARDENING_H_
