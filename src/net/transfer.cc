#include "net/transfer.h"

#include <openssl/crypto.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "net/http_client.h"
#include "net/trust_store.h"

namespace dataflint::net {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::microseconds;

constexpr std::size_t kMaxHeaderBytes = std::size_t{256} << 10;
constexpr long kBufferBytes = 128L << 10;
// What limits the wait for the network besides: libcurl's own timers need it at times.
constexpr std::chrono::milliseconds kMaxWait{1000};

std::string WithPort(const std::string& host, std::uint16_t port) {
  const bool v6 = host.find(':') != std::string::npos;
  return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

// As CURLOPT_RESOLVE takes it: "host:443:192.0.2.1,[2001:db8::1]".
std::string ResolveEntry(const Dial& dial) {
  std::string entry = dial.host + ":" + std::to_string(dial.port);
  char separator = ':';
  for (const IpAddress& address : dial.addresses) {
    entry += separator;
    entry += address.is_v4() ? address.ToString() : "[" + address.ToString() + "]";
    separator = ',';
  }
  return entry;
}

std::string_view TrimmedEnd(std::string_view text) {
  return text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
}

std::string_view Trimmed(std::string_view text) {
  text = TrimmedEnd(text);
  return text.substr(std::min(text.find_first_not_of(" \t"), text.size()));
}

bool IsWhole(int status) { return status == 200 || status == 206; }

}  // namespace

void Transfer::WipeList::operator()(curl_slist* list) const {
  for (const curl_slist* entry = list; entry != nullptr; entry = entry->next) {
    OPENSSL_cleanse(entry->data, std::strlen(entry->data));
  }
  curl_slist_free_all(list);
}

Transfer::Transfer(const HttpRequest& request, Connection& connection, const Context& context)
    : request_(request),
      connection_(connection),
      context_(context),
      easy_(connection.easy()),
      last_activity_(context.begin) {}

template <typename Value>
void Transfer::Set(CURLoption option, Value value) {
  const CURLcode code = curl_easy_setopt(easy_, option, value);
  if (setup_ == CURLE_OK) setup_ = code;
}

void Transfer::AddHeader(const std::string& line) {
  curl_slist* list = curl_slist_append(headers_.get(), line.c_str());
  if (list == nullptr) {
    setup_ = CURLE_OUT_OF_MEMORY;
  } else if (headers_ == nullptr) {
    headers_.reset(list);  // from then on appending leaves the list's beginning where it is
  }
}

void Transfer::SetUp() {
  curl_easy_reset(easy_);
  Set(CURLOPT_NOSIGNAL, 1L);
  Set(CURLOPT_ERRORBUFFER, text_.data());
  Set(CURLOPT_BUFFERSIZE, kBufferBytes);
  Set(CURLOPT_TCP_KEEPALIVE, 1L);
  Set(CURLOPT_FOLLOWLOCATION, 0L);
  Set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  Set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  SetUpAddress();
  SetUpTls();
  SetUpMessage();
}

void Transfer::SetUpAddress() {
  Set(CURLOPT_URL, Url(request_).c_str());
  Set(CURLOPT_PATH_AS_IS, 1L);
  Set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  Set(CURLOPT_PROTOCOLS_STR, request_.origin.https() ? "https" : "http");
  Set(CURLOPT_NOPROXY, "");  // or the environment's no_proxy would count
  if (context_.through_proxy) {
    const ProxyServer& proxy = *context_.options.proxy;
    Set(CURLOPT_PROXY, ("http://" + WithPort(proxy.host, proxy.port)).c_str());
    Set(CURLOPT_HTTPPROXYTUNNEL, 1L);
    Set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    if (!proxy.user.empty()) {
      Set(CURLOPT_PROXYUSERNAME, proxy.user.c_str());
      Set(CURLOPT_PROXYPASSWORD, proxy.password.c_str());
    }
  } else {
    Set(CURLOPT_PROXY, "");  // or the environment's https_proxy would be used
  }
  if (!IpAddress::Parse(connection_.dial().host)) {
    resolve_.reset(curl_slist_append(nullptr, ResolveEntry(connection_.dial()).c_str()));
    Set(CURLOPT_RESOLVE, resolve_.get());
  }
  Set(CURLOPT_OPENSOCKETFUNCTION, &OnOpenSocket);
  Set(CURLOPT_OPENSOCKETDATA, static_cast<void*>(this));
  // libcurl shares this time out among the addresses it tries.
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(
      std::min(context_.connect_limit, request_.deadline) - Clock::now());
  Set(CURLOPT_CONNECTTIMEOUT_MS, std::max<long>(1, static_cast<long>(left.count())));
}

void Transfer::SetUpTls() {
  Set(CURLOPT_SSL_VERIFYPEER, 1L);
  Set(CURLOPT_SSL_VERIFYHOST, 2L);
  Set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  Set(CURLOPT_CAINFO, static_cast<const char*>(nullptr));  // TrustStore's instead
  Set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  Set(CURLOPT_SSL_CTX_FUNCTION, &OnTlsContext);
  Set(CURLOPT_SSL_CTX_DATA, static_cast<void*>(this));
}

void Transfer::SetUpMessage() {
  Set(CURLOPT_USERAGENT, context_.options.user_agent.c_str());
  // Bytes of a range, and of what will be gone on with at a byte, must be those that lie there.
  if (request_.range || request_.sink) {
    AddHeader("Accept-Encoding: identity");
  } else {
    Set(CURLOPT_ACCEPT_ENCODING, "gzip");
  }
  if (request_.range) {
    const ByteRange& range = *request_.range;
    const std::string last = range.last ? std::to_string(*range.last) : std::string();
    Set(CURLOPT_RANGE, (std::to_string(range.first) + "-" + last).c_str());
  }
  if (request_.method == Method::kHead) Set(CURLOPT_NOBODY, 1L);
  if (request_.method == Method::kPost) {
    Set(CURLOPT_POST, 1L);
    Set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
    Set(CURLOPT_POSTFIELDS, request_.body.c_str());  // where it lies: no copy of a secret
    AddHeader("Expect:");                            // no round trip before the body
    AddHeader("Content-Type:");                      // none but the caller's
  }
  for (const Header& header : request_.headers) AddHeader(header.name + ": " + header.value);
  Set(CURLOPT_HTTPHEADER, headers_.get());
  Set(CURLOPT_HEADERFUNCTION, &OnHeader);
  Set(CURLOPT_HEADERDATA, static_cast<void*>(this));
  Set(CURLOPT_WRITEFUNCTION, &OnBody);
  Set(CURLOPT_WRITEDATA, static_cast<void*>(this));
}

HttpResult Transfer::Run(const std::stop_token& stop) {
  stop_ = stop;
  dial_begin_ = Clock::now();
  SetUp();
  CURLcode code = setup_;
  if (code == CURLE_OK && curl_multi_add_handle(connection_.multi(), easy_) != CURLM_OK) {
    code = CURLE_FAILED_INIT;
  }
  if (code == CURLE_OK) code = Drive(stop);
  response_.timings = MeasuredTimings();
  std::optional<HttpError> failure;
  if (code != CURLE_OK || given_up_) failure = Failure(code);
  if (!failure) {
    connection_.Remember(request_.origin);
    long connects = 0;
    curl_easy_getinfo(easy_, CURLINFO_NUM_CONNECTS, &connects);
    response_.reused_connection = connects == 0;
    char* peer = nullptr;
    curl_easy_getinfo(easy_, CURLINFO_PRIMARY_IP, &peer);
    if (peer != nullptr) response_.peer = IpAddress::Parse(peer).value_or(IpAddress());
  }
  curl_multi_remove_handle(connection_.multi(), easy_);  // closes what is not finished
  curl_easy_reset(easy_);                                // keeps no pointer to this
  if (failure) return tl::unexpected<HttpError>(std::move(*failure));
  return std::move(response_);
}

CURLcode Transfer::Drive(const std::stop_token& stop) {
  CURLM* const multi = connection_.multi();
  const std::stop_callback wake(stop, [multi] { curl_multi_wakeup(multi); });
  bool connected = false;
  while (true) {
    int running = 0;
    if (curl_multi_perform(multi, &running) != CURLM_OK) return CURLE_FAILED_INIT;
    int left = 0;
    if (const CURLMsg* message = curl_multi_info_read(multi, &left)) return message->data.result;
    const TimePoint now = Clock::now();
    if (!connected && Info(CURLINFO_PRETRANSFER_TIME_T).count() > 0) {
      connected = true;
      last_activity_ = now;
    }
    if (stop.stop_requested()) {
      GiveUp(HttpErrorKind::kCancelled);
      return CURLE_ABORTED_BY_CALLBACK;
    }
    const TimePoint limit = Limit();
    if (now >= limit) {
      GiveUp(TimeoutKind());
      return CURLE_OPERATION_TIMEDOUT;
    }
    const auto wait = std::min<Clock::duration>(limit - now, kMaxWait);
    curl_multi_poll(multi, nullptr, 0,
                    static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(wait).count()),
                    nullptr);
  }
}

TimePoint Transfer::Limit() const {
  const bool connected = Info(CURLINFO_PRETRANSFER_TIME_T).count() > 0;
  const TimePoint step =
      connected ? last_activity_ + context_.options.idle_timeout : context_.connect_limit;
  return std::min(step, request_.deadline);
}

HttpErrorKind Transfer::TimeoutKind() const {
  if (first_byte_) return HttpErrorKind::kBodyTimeout;
  if (Info(CURLINFO_PRETRANSFER_TIME_T).count() > 0) return HttpErrorKind::kAnswerTimeout;
  if (tls_begin_) return HttpErrorKind::kTlsTimeout;
  return context_.through_proxy ? HttpErrorKind::kProxyTimeout : HttpErrorKind::kConnectTimeout;
}

std::size_t Transfer::OnHeader(char* data, std::size_t size, std::size_t count, void* self) {
  const std::size_t bytes = size * count;
  return static_cast<Transfer*>(self)->TakeHeader({data, bytes}) ? bytes : CURL_WRITEFUNC_ERROR;
}

std::size_t Transfer::OnBody(char* data, std::size_t size, std::size_t count, void* self) {
  const std::size_t bytes = size * count;
  return static_cast<Transfer*>(self)->TakeBody({data, bytes}) ? bytes : CURL_WRITEFUNC_ERROR;
}

// The second net below CURLOPT_RESOLVE: whatever libcurl thinks the address is.
curl_socket_t Transfer::OnOpenSocket(void* self, curlsocktype, curl_sockaddr* address) {
  auto& transfer = *static_cast<Transfer*>(self);
  if (!transfer.context_.may_dial) {  // libcurl would send the request once more, a POST too
    transfer.needs_dial_ = true;
    transfer.GiveUp(HttpErrorKind::kCutOff, "the kept connection was closed");
    return CURL_SOCKET_BAD;
  }
  const std::vector<IpAddress>& checked = transfer.connection_.dial().addresses;
  const std::optional<IpAddress> wanted = IpAddress::FromSockaddr(&address->addr);
  if (!wanted || std::find(checked.begin(), checked.end(), *wanted) == checked.end()) {
    transfer.GiveUp(HttpErrorKind::kAddressRefused, "it is none of those that were checked");
    return CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

CURLcode Transfer::OnTlsContext(CURL*, void* context, void* self) {
  auto* const tls = static_cast<SSL_CTX*>(context);
  auto& transfer = *static_cast<Transfer*>(self);
  transfer.tls_begin_ = Clock::now();
  SSL_CTX_set1_cert_store(tls, transfer.context_.trust.get());
  SSL_CTX_set_keylog_callback(tls, nullptr);  // libcurl would write keys to $SSLKEYLOGFILE
  return CURLE_OK;
}

bool Transfer::TakeHeader(std::string_view line) {
  last_activity_ = Clock::now();
  if (!first_byte_) first_byte_ = last_activity_;
  header_bytes_ += line.size();
  if (header_bytes_ > kMaxHeaderBytes) {
    return GiveUp(HttpErrorKind::kBadAnswer, "its headers are too long");
  }
  if (header_ended_) return true;  // trailers
  if (line.starts_with("HTTP/")) {
    response_.headers.clear();  // of an interim answer (1xx)
    return true;
  }
  const std::string_view text = TrimmedEnd(line);
  if (text.empty()) return EndHeaders();
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return true;
  response_.headers.push_back(
      {std::string(text.substr(0, colon)), std::string(Trimmed(text.substr(colon + 1)))});
  return true;
}

bool Transfer::EndHeaders() {
  long status = 0;
  curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
  if (status < 200) return true;
  header_ended_ = true;
  response_.status = static_cast<int>(status);
  if (!IsWhole(response_.status)) return true;
  if (request_.range || request_.sink) {
    const std::string* encoding = response_.Find("Content-Encoding");
    if (encoding != nullptr && *encoding != "identity") {
      return GiveUp(HttpErrorKind::kBadAnswer, "it is compressed, which was not asked for");
    }
  }
  if (!request_.range) return true;
  const ByteRange& asked = *request_.range;
  if (status == 200) {
    if (asked.first == 0 && !asked.last) return true;
    return GiveUp(HttpErrorKind::kBadAnswer,
                  "it is all of the file instead of the range asked for");
  }
  const std::optional<ContentRange> got = response_.content_range();
  if (!got || got->first != asked.first || (asked.last && got->last > *asked.last)) {
    return GiveUp(HttpErrorKind::kBadAnswer, "it is another range than the one asked for");
  }
  return true;
}

bool Transfer::TakeBody(std::string_view piece) {
  if (stop_.stop_requested()) return GiveUp(HttpErrorKind::kCancelled);
  const bool to_sink = request_.sink && IsWhole(response_.status);
  const std::uint64_t limit = request_.sink && !to_sink
                                  ? std::min(request_.max_body_bytes, kDefaultMaxBody)
                                  : request_.max_body_bytes;
  if (piece.size() > limit - response_.body_bytes) {
    return GiveUp(HttpErrorKind::kBodyTooLarge,
                  "it is longer than the " + std::to_string(limit) + " bytes allowed");
  }
  if (!to_sink) {
    response_.body += piece;
  } else if (Status status = request_.sink(piece); !status) {
    GiveUp(HttpErrorKind::kSinkFailed);
    static_cast<Error&>(*given_up_) = std::move(status).error();
    return false;
  }
  response_.body_bytes += piece.size();
  last_activity_ = Clock::now();
  return true;
}

bool Transfer::GiveUp(HttpErrorKind kind, std::string why) {
  if (!given_up_) given_up_ = MakeHttpError(kind, Where(), std::move(why));
  return false;
}

HttpError Transfer::Failure(CURLcode code) {
  if (!given_up_ && code == CURLE_OPERATION_TIMEDOUT) GiveUp(TimeoutKind());
  if (!given_up_) {
    CurlFailure failure{.code = code, .text = text_.data()};
    long os_error = 0;
    curl_easy_getinfo(easy_, CURLINFO_OS_ERRNO, &os_error);
    failure.os_error = static_cast<int>(os_error);
    curl_easy_getinfo(easy_, CURLINFO_SSL_VERIFYRESULT, &failure.verify_result);
    failure.through_proxy = context_.through_proxy;
    if (failure.through_proxy) {
      curl_easy_getinfo(easy_, CURLINFO_HTTP_CONNECTCODE, &failure.proxy_status);
    }
    GiveUp(KindOf(failure), WhyOf(failure));
  }
  given_up_->request_sent = RequestSent();
  given_up_->body_bytes = response_.body_bytes;
  given_up_->timings = response_.timings;
  return std::move(*given_up_);
}

bool Transfer::RequestSent() const {
  long bytes = 0;
  curl_easy_getinfo(easy_, CURLINFO_REQUEST_SIZE, &bytes);
  // With a proxy the bytes of its CONNECT are among these: better said too often than too seldom.
  return bytes > 0;
}

std::string Transfer::Where() const {
  std::string where = std::string(Name(request_.method)) + ' ' + Place(request_);
  const Dial& dial = connection_.dial();
  if (context_.through_proxy) return where + " through " + WithPort(dial.host, dial.port);
  char* peer = nullptr;
  curl_easy_getinfo(easy_, CURLINFO_PRIMARY_IP, &peer);
  const bool named = peer != nullptr && *peer != '\0' && !request_.origin.loopback();
  return named ? where + " (" + peer + ")" : where;
}

microseconds Transfer::Info(CURLINFO info) const {
  curl_off_t value = 0;
  curl_easy_getinfo(easy_, info, &value);
  return microseconds(value);
}

Timings Transfer::MeasuredTimings() const {
  const TimePoint now = Clock::now();
  Timings timings;
  // libcurl counts a connection as made when TLS stands; when that began is known here.
  const TimePoint ready = dial_begin_ + Info(CURLINFO_PRETRANSFER_TIME_T);
  long connects = 0;
  curl_easy_getinfo(easy_, CURLINFO_NUM_CONNECTS, &connects);
  if (tls_begin_) {
    timings.connect = std::chrono::ceil<microseconds>(*tls_begin_ - dial_begin_);
    if (ready > *tls_begin_) timings.tls = std::chrono::ceil<microseconds>(ready - *tls_begin_);
  } else if (connects > 0) {
    timings.connect = Info(CURLINFO_CONNECT_TIME_T);
  }
  if (first_byte_ && *first_byte_ > ready) {
    timings.first_byte = std::chrono::ceil<microseconds>(*first_byte_ - ready);
  }
  timings.total = std::chrono::duration_cast<microseconds>(now - context_.begin);
  return timings;
}

}  // namespace dataflint::net
