#include "net/http_error.h"

#include <curl/curl.h>
#include <openssl/x509_vfy.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/utf8.h"

namespace dataflint::net {
namespace {

constexpr std::size_t kMaxWhy = 200;

struct KindText {
  std::string_view name;
  ErrorCode code;
  std::string_view what;
  std::string_view fix;
};

constexpr KindText kKindTexts[] = {
#define DF_HTTP_ERROR(id, name, code, what, fix) {name, ErrorCode::code, what, fix},
#include "net/http_error.def"
#undef DF_HTTP_ERROR
};

const KindText& TextOf(HttpErrorKind kind) { return kKindTexts[static_cast<int>(kind)]; }

bool Has(const CurlFailure& failure, std::string_view words) {
  return failure.text.find(words) != std::string_view::npos;
}

HttpErrorKind KindOfVerification(const CurlFailure& failure) {
  switch (failure.verify_result) {
    case X509_V_OK:
    case X509_V_ERR_UNSPECIFIED:  // no reason of OpenSSL's: what libcurl itself compares is the name
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return HttpErrorKind::kTlsWrongHost;
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return HttpErrorKind::kTlsExpired;
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return HttpErrorKind::kTlsNotYetValid;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      return HttpErrorKind::kTlsSelfSigned;
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_CERT_UNTRUSTED:
      return HttpErrorKind::kTlsUnknownCa;
    case X509_V_ERR_CERT_REVOKED:
      return HttpErrorKind::kTlsRevoked;
    default:
      return HttpErrorKind::kTlsFailed;
  }
}

// libcurl has one code for all of this; the reason is OpenSSL's, in the text.
HttpErrorKind KindOfHandshake(const CurlFailure& failure) {
  if (Has(failure, "protocol version") || Has(failure, "unsupported protocol") ||
      Has(failure, "no protocols available")) {
    return HttpErrorKind::kTlsOldVersion;
  }
  if (Has(failure, "wrong version number") || Has(failure, "packet length too long") ||
      Has(failure, "http request") || Has(failure, "record layer failure")) {
    return HttpErrorKind::kTlsNotSpoken;
  }
  return HttpErrorKind::kTlsFailed;
}

HttpErrorKind KindOfConnect(const CurlFailure& failure) {
  if (failure.os_error == ECONNREFUSED) return HttpErrorKind::kConnectionRefused;
  return failure.os_error == ETIMEDOUT ? HttpErrorKind::kConnectTimeout
                                       : HttpErrorKind::kUnreachable;
}

}  // namespace

std::string_view Name(HttpErrorKind kind) { return TextOf(kind).name; }

HttpError MakeHttpError(HttpErrorKind kind, std::string where, std::string why) {
  const KindText& text = TextOf(kind);
  HttpError error;
  error.code = text.code;
  error.what = text.what;
  error.where = std::move(where);
  error.why = std::move(why);
  error.fix = text.fix;
  error.kind = kind;
  return error;
}

HttpErrorKind KindOf(const CurlFailure& failure) {
  const bool tunnel_refused = failure.proxy_status != 0 && failure.proxy_status / 100 != 2;
  if (failure.through_proxy && tunnel_refused) return HttpErrorKind::kProxyFailed;
  switch (failure.code) {
    case CURLE_COULDNT_CONNECT:
      return failure.through_proxy ? HttpErrorKind::kProxyFailed : KindOfConnect(failure);
    case CURLE_PROXY:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return HttpErrorKind::kProxyFailed;
    case CURLE_PEER_FAILED_VERIFICATION:
      return KindOfVerification(failure);
    case CURLE_SSL_CONNECT_ERROR:
      return KindOfHandshake(failure);
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_FAIL_REWIND:
      return HttpErrorKind::kCutOff;
    case CURLE_UNSUPPORTED_PROTOCOL:  // HTTP/0.9
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_WRITE_ERROR:  // of libcurl's own decoders; ours are known before this is asked
      return HttpErrorKind::kBadAnswer;
    default:
      return HttpErrorKind::kInternal;
  }
}

std::string WhyOf(const CurlFailure& failure) {
  if (failure.proxy_status != 0 && failure.proxy_status / 100 != 2) {
    return "it answered " + std::to_string(failure.proxy_status);
  }
  if (failure.code == CURLE_PEER_FAILED_VERIFICATION && failure.verify_result != X509_V_OK &&
      failure.verify_result != X509_V_ERR_UNSPECIFIED) {
    return X509_verify_cert_error_string(failure.verify_result);
  }
  if (failure.code == CURLE_COULDNT_CONNECT && failure.os_error != 0) {
    return std::strerror(failure.os_error);
  }
  std::string_view rest = failure.text;
  if (rest.empty()) rest = curl_easy_strerror(static_cast<CURLcode>(failure.code));
  std::string why;
  while (!rest.empty()) {
    const CodePoint point = NextCodePoint(rest);
    if (point.valid && !SteersTerminal(point.value)) AppendUtf8(point.value, why);
    rest.remove_prefix(point.bytes);
  }
  return Shortened(why, kMaxWhy);
}

}  // namespace dataflint::net
