#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace tidemark::engine {

using std::chrono::milliseconds;

/// Bytes over a TCP connection to 127.0.0.1, without any idea of HTTP on the way out. Every read gives up
/// after kPatience, so that a server that says nothing fails a test rather than stops it.
class RawClient {
 public:
  static constexpr milliseconds kPatience{8'000};

  /// `receive_buffer`: of the kernel, in bytes; 0 leaves it alone.
  explicit RawClient(std::uint16_t port, int receive_buffer = 0);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  RawClient(RawClient&& other) noexcept;

  /// False when the other end does not take it any more.
  bool send(std::string_view bytes);
  void shut_sending();
  void leave();  ///< closes

  struct Answer {
    int status = 0;  ///< 0: none came
    std::string head;
    std::string body;
    /// Value of a header, "" without it.
    std::string header(std::string_view name) const;
  };
  /// The next answer, by its Content-Length.
  Answer answer(bool to_head_request = false);
  Answer ask(std::string_view request);
  /// Up to and with `text`; everything that came when it does not come.
  std::string until(std::string_view text);
  /// Waits for some bytes more and keeps them for the others; false when none come.
  bool receive();
  /// Everything up to the end of the connection; `ended` says whether there was one.
  std::string rest(bool& ended);
  /// The end came as a reset, which may overtake and destroy an answer.
  bool was_reset() const { return was_reset_; }
  bool ended() {
    bool yes = false;
    (void)rest(yes);
    return yes;
  }

 private:
  int socket_ = -1;
  std::string received_;
  bool at_end_ = false;
  bool was_reset_ = false;
};

/// "GET path" with a Host, and further header lines.
std::string get(std::string_view path, std::string_view lines = {});
/// "POST path" with a body of known length.
std::string post(std::string_view path, std::string_view body, std::string_view lines = {});

}  // namespace tidemark::engine
