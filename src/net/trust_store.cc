#include "net/trust_store.h"

#include <curl/curl.h>
#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace dataflint::net {
namespace {

// Where this build of libcurl would look.
bool LoadSystemAuthorities(X509_STORE* store) {
  const curl_version_info_data* info = curl_version_info(CURLVERSION_NOW);
  bool loaded = info->cainfo != nullptr && X509_STORE_load_file(store, info->cainfo) == 1;
  if (info->capath != nullptr && access(info->capath, R_OK) == 0) {
    loaded = X509_STORE_load_path(store, info->capath) == 1 || loaded;
  }
  ERR_clear_error();
  return loaded;
}

}  // namespace

Result<TrustStore> TrustStore::Make(const std::string& extra_ca_file) {
  const std::shared_ptr<X509_STORE> store(X509_STORE_new(), X509_STORE_free);
  if (store == nullptr) return Fail(ErrorCode::kInternal, "cannot set up TLS");
  // An intermediate authority may be trusted without its root.
  X509_STORE_set_flags(store.get(), X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_TRUSTED_FIRST);
  if (!LoadSystemAuthorities(store.get()) && extra_ca_file.empty()) {
    return Fail(ErrorCode::kUnavailable, "cannot verify servers", {},
                "this system has no list of certificate authorities",
                "Install the package ca-certificates, or name an extra CA file.");
  }
  if (extra_ca_file.empty()) return TrustStore(store);

  constexpr const char* kWhat = "cannot read the extra CA file";
  if (access(extra_ca_file.c_str(), R_OK) != 0) {
    return Fail(errno == ENOENT ? ErrorCode::kNotFound : ErrorCode::kPermission, kWhat,
                extra_ca_file, std::strerror(errno),
                "Name a readable file of certificates as PEM.");
  }
  if (X509_STORE_load_file(store.get(), extra_ca_file.c_str()) != 1) {
    ERR_clear_error();
    return Fail(ErrorCode::kBadInput, kWhat, extra_ca_file, "no certificate is in it",
                "Certificates begin with -----BEGIN CERTIFICATE-----.");
  }
  return TrustStore(store);
}

}  // namespace dataflint::net
