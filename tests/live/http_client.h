#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace tidemark::live {

struct HttpReply {
  int status = 0;
  std::map<std::string, std::string> headers;  ///< names in small letters
  std::string body;
};

/// A connection to 127.0.0.1 that is kept between requests and made anew when it is lost. Thread: one.
class HttpClient {
 public:
  explicit HttpClient(std::chrono::seconds timeout = std::chrono::seconds(20)) : timeout_(timeout) {}
  ~HttpClient() { close(); }
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  /// Nothing when the connection is lost or nothing comes in time: it may have been taken or not.
  std::optional<HttpReply> ask(std::uint16_t port, std::string_view method, const std::string& path,
                               std::string_view body = {});

  /// Sends a request and reads the answer's head; what follows is read piece by piece.
  std::optional<HttpReply> open_stream(std::uint16_t port, const std::string& path,
                                       const std::string& header_lines);
  /// More of a stream, without the framing; "" when nothing came for a moment; nothing when it has ended.
  std::optional<std::string> read_stream();
  void close();

 private:
  bool connect(std::uint16_t port);
  bool send(std::string_view text);
  /// False at the end of the connection; `timed_out_` says why.
  bool receive_more();
  std::optional<std::string> take_line();
  std::optional<std::string> take_bytes(std::size_t count);
  std::optional<HttpReply> read_head();

  const std::chrono::seconds timeout_;
  int socket_ = -1;
  std::uint16_t port_ = 0;
  std::string unread_;
  bool timed_out_ = false;
};

}  // namespace tidemark::live
