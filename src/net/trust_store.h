// TrustStore: the certificate authorities that servers are verified by: the system's, and those of
// one more file that the administrator names (a proxy that inspects TLS, a simulator).
//
// Read once, when an HttpClient is made, and shared by all its connections; reading it again for
// each would cost more than the handshake. Nothing can be taken out of it, and no environment
// variable changes it. Immutable, any thread.
#ifndef DATAFLINT_NET_TRUST_STORE_H_
#define DATAFLINT_NET_TRUST_STORE_H_

#include <openssl/types.h>

#include <memory>
#include <string>

#include "base/result.h"

namespace dataflint::net {

class TrustStore {
 public:
  // `extra_ca_file` holds certificates as PEM; empty for none.
  static Result<TrustStore> Make(const std::string& extra_ca_file);

  X509_STORE* get() const { return store_.get(); }

 private:
  explicit TrustStore(std::shared_ptr<X509_STORE> store) : store_(std::move(store)) {}

  std::shared_ptr<X509_STORE> store_;
};

}  // namespace dataflint::net

#endif  // DATAFLINT_NET_TRUST_STORE_H_
