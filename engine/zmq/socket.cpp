#include "engine/zmq/socket.h"

#include <cerrno>

#include "engine/base/assert.h"

namespace tidemark::engine {
namespace {

constexpr int kBacklog = 4096;
constexpr int kHandshakeMs = 2'000;

}  // namespace

zmq::socket_t make_socket(zmq::context_t& context, zmq::socket_type type, const SocketLimits& limits) {
  zmq::socket_t socket(context, type);
  socket.set(zmq::sockopt::sndhwm, limits.unsent_messages);
  socket.set(zmq::sockopt::rcvhwm, limits.unread_messages);
  socket.set(zmq::sockopt::maxmsgsize, limits.frame_bytes);
  socket.set(zmq::sockopt::backlog, kBacklog);
  socket.set(zmq::sockopt::handshake_ivl, kHandshakeMs);
  socket.set(zmq::sockopt::tcp_keepalive, 1);
  socket.set(zmq::sockopt::linger, 0);
  if (type == zmq::socket_type::router) {
    socket.set(zmq::sockopt::router_mandatory, 1);  // an answer to nobody is an error, not silence
    socket.set(zmq::sockopt::router_handover, 1);   // a client that comes back is the same client
  }
  return socket;
}

Result<std::string> bind(zmq::socket_t& socket, const std::string& endpoint) {
  constexpr std::string_view kLocalhost = "tcp://localhost:";
  // libzmq looks for a network interface of that name.
  const std::string address =
      endpoint.starts_with(kLocalhost) ? "tcp://127.0.0.1:" + endpoint.substr(kLocalhost.size()) : endpoint;
  // Not for every socket: it would name 127.0.0.1 as [::ffff:127.0.0.1].
  if (endpoint.starts_with("tcp://[")) socket.set(zmq::sockopt::ipv6, 1);
  if (::zmq_bind(socket.handle(), address.c_str()) == 0) return socket.get(zmq::sockopt::last_endpoint);
  const int error = ::zmq_errno();
  std::string message = "cannot bind '" + endpoint + "': " + ::zmq_strerror(error);
  if (error == EINVAL || error == EPROTONOSUPPORT || error == ENODEV) return Status::invalid(message);
  return Status::io(message);
}

bool receive(zmq::socket_t& socket, Frames& frames) {
  frames.clear();
  do {
    zmq::message_t frame;
    int bytes = -1;
    do {
      bytes = ::zmq_msg_recv(frame.handle(), socket.handle(), ZMQ_DONTWAIT);
    } while (bytes < 0 && ::zmq_errno() == EINTR);
    if (bytes < 0) {
      // A message comes with all of its frames.
      TM_ASSERT(::zmq_errno() == EAGAIN && frames.empty());
      return false;
    }
    frames.push_back(std::move(frame));
  } while (frames.back().more());
  return true;
}

Sent send(zmq::socket_t& socket, std::span<const std::string_view> frames) {
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const int flags = ZMQ_DONTWAIT | (i + 1 < frames.size() ? ZMQ_SNDMORE : 0);
    int bytes = -1;
    do {
      bytes = ::zmq_send(socket.handle(), frames[i].data(), frames[i].size(), flags);
    } while (bytes < 0 && ::zmq_errno() == EINTR);
    if (bytes >= 0) continue;
    TM_ASSERT(i == 0);  // the first frame decides: a router has named its peer, XPUB never refuses
    return ::zmq_errno() == EAGAIN ? Sent::kFull : Sent::kGone;
  }
  return Sent::kSent;
}

}  // namespace tidemark::engine
