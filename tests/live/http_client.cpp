#include "tests/live/http_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cctype>
#include <cerrno>
#include <cstdlib>

namespace tidemark::live {
namespace {

constexpr std::size_t kPieceBytes = 1 << 16;
constexpr timeval kStreamMoment{0, 100'000};

void set_timeout(int socket, const timeval& time) {
  (void)::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof(time));
}

}  // namespace

bool HttpClient::connect(std::uint16_t port) {
  if (socket_ >= 0 && port == port_) return true;
  close();
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  port_ = port;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int on = 1;
  (void)::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  set_timeout(socket_, {timeout_.count(), 0});
  if (port != 0 && ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0)
    return true;
  close();
  return false;
}

void HttpClient::close() {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
  unread_.clear();
}

bool HttpClient::send(std::string_view text) {
  while (!text.empty()) {
    const ssize_t sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool HttpClient::receive_more() {
  const std::size_t before = unread_.size();
  unread_.resize(before + kPieceBytes);
  ssize_t received = -1;
  do {
    received = ::recv(socket_, unread_.data() + before, kPieceBytes, 0);
  } while (received < 0 && errno == EINTR);
  timed_out_ = received < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
  unread_.resize(before + static_cast<std::size_t>(received > 0 ? received : 0));
  return received > 0;
}

std::optional<std::string> HttpClient::take_line() {
  std::size_t end = 0;
  while ((end = unread_.find("\r\n")) == std::string::npos) {
    if (!receive_more()) return std::nullopt;
  }
  std::string line = unread_.substr(0, end);
  unread_.erase(0, end + 2);
  return line;
}

std::optional<std::string> HttpClient::take_bytes(std::size_t count) {
  while (unread_.size() < count) {
    if (!receive_more()) return std::nullopt;
  }
  std::string bytes = unread_.substr(0, count);
  unread_.erase(0, count);
  return bytes;
}

std::optional<HttpReply> HttpClient::read_head() {
  std::optional<std::string> line = take_line();
  if (!line || !line->starts_with("HTTP/1.1 ")) return std::nullopt;
  HttpReply reply;
  reply.status = std::atoi(line->c_str() + 9);
  while ((line = take_line()) && !line->empty()) {
    const std::size_t colon = line->find(':');
    std::string name = line->substr(0, colon);
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    reply.headers[name] = line->substr(line->find_first_not_of(' ', colon + 1));
  }
  return line ? std::optional(reply) : std::nullopt;
}

std::optional<HttpReply> HttpClient::ask(std::uint16_t port, std::string_view method, const std::string& path,
                                         std::string_view body) {
  if (!connect(port)) return std::nullopt;
  std::string head = std::string(method) + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
  if (method == "POST") head += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  // A refusal may come, and the connection end, before the body is sent: the answer decides.
  (void)(send(head + "\r\n") && send(body));
  std::optional<HttpReply> reply = read_head();
  std::optional<std::string> answer;
  if (reply) answer = take_bytes(std::strtoul(reply->headers["content-length"].c_str(), nullptr, 10));
  if (!answer) {
    close();
    return std::nullopt;
  }
  reply->body = std::move(*answer);
  if (reply->headers["connection"] == "close") close();
  return reply;
}

std::optional<HttpReply> HttpClient::open_stream(std::uint16_t port, const std::string& path,
                                                 const std::string& header_lines) {
  close();
  if (!connect(port)) return std::nullopt;
  std::optional<HttpReply> head;
  if (send("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + header_lines + "\r\n")) head = read_head();
  if (!head) close();
  set_timeout(socket_, kStreamMoment);
  return head;
}

std::optional<std::string> HttpClient::read_stream() {
  const auto chunk_bytes = [&](std::size_t line_end) {
    return line_end == std::string::npos ? 0 : std::strtoul(unread_.c_str(), nullptr, 16);
  };
  for (;;) {
    const std::size_t line_end = unread_.find("\r\n");
    const std::size_t bytes = chunk_bytes(line_end);
    if (line_end != std::string::npos && bytes == 0) return std::nullopt;  // the last chunk
    if (line_end != std::string::npos && unread_.size() >= line_end + 2 + bytes + 2) {
      std::string piece = unread_.substr(line_end + 2, bytes);
      unread_.erase(0, line_end + 2 + bytes + 2);
      return piece;
    }
    if (!receive_more()) return timed_out_ ? std::optional<std::string>("") : std::nullopt;
  }
}

}  // namespace tidemark::live
