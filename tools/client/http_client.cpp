#include "tools/client/http_client.h"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>

#include "engine/base/assert.h"
#include "tools/json_value.h"
#include "tools/text.h"

namespace tidemark::tools {
namespace {

constexpr std::size_t kShownMax = 256;

struct ListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, ListDeleter>;

HeaderList header_list(const std::vector<std::string>& headers) {
  HeaderList list;
  for (const std::string& header : headers) list.reset(curl_slist_append(list.release(), header.c_str()));
  return list;
}

/// Options of ours are right or the program is wrong.
template <typename Value>
void set(CURL* handle, CURLoption option, Value value) {
  TM_ASSERT(curl_easy_setopt(handle, option, value) == CURLE_OK);
}

bool is_loopback(std::string_view url) {
  std::string_view host = url.substr(url.find("://") + 3);
  host = host.substr(0, host.find('/'));
  return host.starts_with("127.") || host.starts_with("localhost") || host.starts_with("[::1]");
}

}  // namespace

std::string HttpReply::problem() const {
  const Result<JsonValue> json = parse_json(body);
  const std::string detail = json.ok() ? std::string(json->text_of("detail")) : std::string();
  if (!detail.empty()) return printable(detail, kShownMax);
  return "it answers with status " + std::to_string(status);
}

/// What the callbacks of one request write to.
struct HttpClient::Transfer {
  explicit Transfer(CURL* of, const Take* to = nullptr) : handle(of), take(to) {}
  CURL* const handle;
  const Take* const take;  ///< null: the body is kept
  HttpReply reply;
  bool stopped = false;

  static std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    long status = 0;
    (void)curl_easy_getinfo(transfer.handle, CURLINFO_RESPONSE_CODE, &status);
    const std::string_view text(bytes, size * count);
    if (transfer.take == nullptr || status != 200) {
      transfer.reply.body.append(text);
    } else if (!(*transfer.take)(text)) {
      transfer.stopped = true;
      return CURL_WRITEFUNC_ERROR;
    }
    return text.size();
  }
};

Result<std::unique_ptr<HttpClient>> HttpClient::make(std::string url) {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  TM_ASSERT(ready == CURLE_OK);
  while (url.ends_with('/')) url.pop_back();
  const std::size_t host = url.starts_with("http://") ? 7 : url.starts_with("https://") ? 8 : 0;
  if (host == 0 || url.size() == host || url.find_first_of("?# \t\r\n") != std::string::npos)
    return Status::invalid("'" + printable(url, kShownMax) + "' is no URL such as http://127.0.0.1:8080");
  if (url.find('@') != std::string::npos)
    return Status::invalid("names and passwords do not belong into a URL: everybody sees the command line");
  CURL* const handle = curl_easy_init();
  TM_ASSERT(handle != nullptr);
  return std::unique_ptr<HttpClient>(new HttpClient(std::move(url), handle));
}

HttpClient::~HttpClient() {
  curl_easy_cleanup(handle_);
}

void HttpClient::begin(const std::string& path, Transfer& transfer) {
  curl_easy_reset(handle_);  // keeps the connection
  set(handle_, CURLOPT_URL, (url_ + path).c_str());
  set(handle_, CURLOPT_PROTOCOLS_STR, "http,https");
  set(handle_, CURLOPT_NOSIGNAL, 1L);
  set(handle_, CURLOPT_CONNECTTIMEOUT, static_cast<long>(kConnect.count()));
  set(handle_, CURLOPT_TCP_KEEPALIVE, 1L);
  if (is_loopback(url_)) set(handle_, CURLOPT_PROXY, "");  // a proxy of the environment is not meant for it
  set(handle_, CURLOPT_WRITEFUNCTION, &Transfer::on_body);
  set(handle_, CURLOPT_WRITEDATA, &transfer);
}

Result<HttpReply> HttpClient::perform(const std::vector<std::string>& headers, Transfer& transfer) {
  const HeaderList list = header_list(headers);
  set(handle_, CURLOPT_HTTPHEADER, list.get());
  const CURLcode code = curl_easy_perform(handle_);
  if (code != CURLE_OK && !transfer.stopped) {
    return Status::foreign("no answer from " + url_ + ": " + curl_easy_strerror(code));
  }
  (void)curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &transfer.reply.status);
  curl_off_t seconds = 0;
  if (curl_easy_getinfo(handle_, CURLINFO_RETRY_AFTER, &seconds) == CURLE_OK && seconds > 0) {
    transfer.reply.retry_after = std::chrono::seconds(seconds);
  }
  return std::move(transfer.reply);
}

Result<HttpReply> HttpClient::get(const std::string& path) {
  Transfer transfer(handle_);
  begin(path, transfer);
  set(handle_, CURLOPT_TIMEOUT, static_cast<long>(kAnswer.count()));
  return perform({}, transfer);
}

Result<HttpReply> HttpClient::post(const std::string& path, std::string_view content_type,
                                   std::string_view body) {
  Transfer transfer(handle_);
  begin(path, transfer);
  set(handle_, CURLOPT_TIMEOUT, static_cast<long>(kAnswer.count()));
  set(handle_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  set(handle_, CURLOPT_POSTFIELDS, body.data());
  // Without Expect curl would wait a second for servers that do not know it.
  return perform({"Content-Type: " + std::string(content_type), "Expect:"}, transfer);
}

Result<HttpReply> HttpClient::stream(const std::string& path, const std::vector<std::string>& headers,
                                     const Take& take) {
  Transfer transfer(handle_, &take);
  begin(path, transfer);
  set(handle_, CURLOPT_LOW_SPEED_LIMIT, 1L);
  set(handle_, CURLOPT_LOW_SPEED_TIME, static_cast<long>(kSilence.count()));
  return perform(headers, transfer);
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  constexpr std::string_view kPlain = "-._~";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       kPlain.find(c) != std::string_view::npos;
    const auto byte = static_cast<unsigned char>(c);
    if (plain) {
      out.push_back(c);
    } else {
      out.append({'%', kDigits[byte >> 4], kDigits[byte & 15]});
    }
  }
  return out;
}

}  // namespace tidemark::tools
