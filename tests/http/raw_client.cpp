#include "tests/http/raw_client.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <utility>

#include "engine/http/message.h"

namespace tidemark::engine {

RawClient::RawClient(std::uint16_t port, int receive_buffer) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
  if (receive_buffer > 0) setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  const int on = 1;
  setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  at_end_ = connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0;
}

RawClient::RawClient(RawClient&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)),
      received_(std::move(other.received_)),
      at_end_(other.at_end_) {}

RawClient::~RawClient() {
  leave();
}

void RawClient::leave() {
  if (socket_ >= 0) close(std::exchange(socket_, -1));
}

bool RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void RawClient::shut_sending() {
  shutdown(socket_, SHUT_WR);
}

bool RawClient::receive() {
  if (at_end_) return false;
  pollfd wanted{socket_, POLLIN, 0};
  if (poll(&wanted, 1, static_cast<int>(kPatience.count())) <= 0) return false;
  std::array<char, 65536> bytes;
  const ssize_t count = recv(socket_, bytes.data(), bytes.size(), 0);
  if (count <= 0) {
    at_end_ = true;
    was_reset_ = count < 0;
    return false;
  }
  received_.append(bytes.data(), static_cast<std::size_t>(count));
  return true;
}

std::string RawClient::until(std::string_view text) {
  std::size_t at = 0;
  while ((at = received_.find(text)) == std::string::npos && receive()) {
  }
  if (at == std::string::npos) return std::exchange(received_, {});
  std::string out = received_.substr(0, at + text.size());
  received_.erase(0, at + text.size());
  return out;
}

std::string RawClient::rest(bool& ended) {
  while (receive()) {
  }
  ended = at_end_;
  return std::exchange(received_, {});
}

std::string RawClient::Answer::header(std::string_view name) const {
  for (std::size_t line = head.find("\r\n"); line != std::string::npos; line = head.find("\r\n", line + 2)) {
    const std::size_t colon = head.find(": ", line);
    if (colon == std::string::npos) break;
    if (!http_equal_names(std::string_view(head).substr(line + 2, colon - line - 2), name)) continue;
    return head.substr(colon + 2, head.find("\r\n", colon) - colon - 2);
  }
  return {};
}

RawClient::Answer RawClient::answer(bool to_head_request) {
  Answer out;
  out.head = until("\r\n\r\n");
  if (!out.head.starts_with("HTTP/1.1 ")) return out;
  out.status = std::atoi(out.head.c_str() + 9);
  const auto length = to_head_request ? 0 : std::strtoul(out.header("Content-Length").c_str(), nullptr, 10);
  while (received_.size() < length && receive()) {
  }
  out.body = received_.substr(0, length);
  received_.erase(0, length);
  if (out.body.size() != length) out.status = 0;
  return out;
}

RawClient::Answer RawClient::ask(std::string_view request) {
  (void)send(request);  // a refusal may come before the whole request is taken
  return answer(request.starts_with("HEAD "));
}

std::string get(std::string_view path, std::string_view lines) {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n" + std::string(lines) + "\r\n";
}

std::string post(std::string_view path, std::string_view body, std::string_view lines) {
  return "POST " + std::string(path) +
         " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         std::string(lines) + "\r\n" + std::string(body);
}

}  // namespace tidemark::engine
