// Transfer: one request on one connection, from the dial to the last byte.
//
// All of libcurl's options and callbacks are here. Made and run by HttpClient::Send() on the
// caller's thread; not to be used twice.
#ifndef DATAFLINT_NET_TRANSFER_H_
#define DATAFLINT_NET_TRANSFER_H_

#include <curl/curl.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "net/connection.h"
#include "net/http_error.h"
#include "net/http_message.h"

namespace dataflint::net {

struct HttpClientOptions;
class TrustStore;

using TimePoint = std::chrono::steady_clock::time_point;

class Transfer {
 public:
  struct Context {
    const HttpClientOptions& options;
    const TrustStore& trust;
    bool through_proxy = false;
    bool may_dial = true;       // the connection's addresses were checked for this request
    TimePoint begin{};          // before the name lookup
    TimePoint connect_limit{};  // when the connection has to stand
  };

  Transfer(const HttpRequest& request, Connection& connection, const Context& context);

  // Timings and byte counts are filled in; the name lookup's is the caller's.
  HttpResult Run(const std::stop_token& stop);
  // Whether it failed only for the connection was dead before an answer began, and a new one must
  // not be dialled before the addresses have been checked anew.
  bool needs_dial() const { return needs_dial_; }

 private:
  // Zeroes what it frees: bearer tokens are among the headers.
  struct WipeList {
    void operator()(curl_slist* list) const;
  };
  using HeaderList = std::unique_ptr<curl_slist, WipeList>;

  static std::size_t OnHeader(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t OnBody(char* data, std::size_t size, std::size_t count, void* self);
  static curl_socket_t OnOpenSocket(void* self, curlsocktype purpose, curl_sockaddr* address);
  static CURLcode OnTlsContext(CURL* easy, void* context, void* self);

  template <typename Value>
  void Set(CURLoption option, Value value);
  void SetUp();
  void SetUpAddress();
  void SetUpTls();
  void SetUpMessage();
  void AddHeader(const std::string& line);

  CURLcode Drive(const std::stop_token& stop);
  // When to give up if nothing happens, and as what.
  TimePoint Limit() const;
  HttpErrorKind TimeoutKind() const;
  bool TakeHeader(std::string_view line);
  bool EndHeaders();
  bool TakeBody(std::string_view piece);
  // Notes why the transfer is ended from here; false, for callbacks to give back.
  bool GiveUp(HttpErrorKind kind, std::string why = {});

  HttpError Failure(CURLcode code);
  Timings MeasuredTimings() const;
  std::chrono::microseconds Info(CURLINFO info) const;
  bool RequestSent() const;
  std::string Where() const;

  const HttpRequest& request_;
  Connection& connection_;
  const Context context_;
  CURL* const easy_;
  std::stop_token stop_;
  HeaderList headers_;
  HeaderList resolve_;
  CURLcode setup_ = CURLE_OK;
  std::array<char, CURL_ERROR_SIZE> text_{};
  std::size_t header_bytes_ = 0;
  bool header_ended_ = false;
  bool needs_dial_ = false;
  TimePoint dial_begin_;
  std::optional<TimePoint> tls_begin_;
  std::optional<TimePoint> first_byte_;
  TimePoint last_activity_;
  HttpResponse response_;
  std::optional<HttpError> given_up_;
};

}  // namespace dataflint::net

#endif  // DATAFLINT_NET_TRANSFER_H_
