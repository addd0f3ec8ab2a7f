// tests/net/addresses.tsv as values, for the tests that go through all of it.
#ifndef DATAFLINT_NET_ADDRESS_TABLE_TEST_H_
#define DATAFLINT_NET_ADDRESS_TABLE_TEST_H_

#include <cstdint>
#include <string>
#include <vector>

#include "net/allowlist.h"

namespace dataflint::net {

struct AddressCase {
  std::string line;  // of the file, to name the case
  bool loopback = false;
  std::string input;
  std::string outcome;
  std::string address;
};

// The cases, with `canary` as the port that is written {canary}.
std::vector<AddressCase> ReadAddressTable(std::uint16_t canary);
// The allowlist that they are meant for.
Allowlist AddressTableAllowlist();

}  // namespace dataflint::net

#endif  // DATAFLINT_NET_ADDRESS_TABLE_TEST_H_
