#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/status.h"

namespace tidemark::tools {

struct HttpReply {
  long status = 0;
  std::string body;
  std::optional<std::chrono::seconds> retry_after;

  /// What went wrong, for people: the problem's detail, or the status.
  std::string problem() const;
};

/// Requests to one server, over one connection that is kept. Follows no redirects.
///
/// Errors: kForeign when there is no answer; every status is an answer. Thread: one.
class HttpClient {
 public:
  /// Errors: kInvalidArgument unless it is http:// or https://, a host, perhaps a port and the beginning of a
  /// path. Names and passwords in it are refused: a command line is no place for them.
  static Result<std::unique_ptr<HttpClient>> make(std::string url);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  /// `path` begins with a slash and is encoded.
  Result<HttpReply> get(const std::string& path);
  Result<HttpReply> post(const std::string& path, std::string_view content_type, std::string_view body);

  /// An answer without an end: hands over the bytes of a 200 as they come, until the server ends it, nothing
  /// came for kSilence, or `take` says false. The body of another status is in the reply.
  using Take = std::function<bool(std::string_view bytes)>;
  Result<HttpReply> stream(const std::string& path, const std::vector<std::string>& headers,
                           const Take& take);

  const std::string& url() const { return url_; }

  static constexpr std::chrono::seconds kConnect{5};
  static constexpr std::chrono::seconds kAnswer{60};
  static constexpr std::chrono::seconds kSilence{45};

 private:
  struct Transfer;
  HttpClient(std::string url, void* handle) : url_(std::move(url)), handle_(handle) {}
  void begin(const std::string& path, Transfer& transfer);
  Result<HttpReply> perform(const std::vector<std::string>& headers, Transfer& transfer);

  const std::string url_;
  void* const handle_;  // CURL*, whose header is large
};

/// A text as part of a path or as a value of a query.
std::string percent_encoded(std::string_view text);

}  // namespace tidemark::tools
