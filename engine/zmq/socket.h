#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>
#include <zmq.hpp>

#include "engine/base/status.h"

namespace tidemark::engine {

using Frames = std::vector<zmq::message_t>;

inline std::string_view text_of(const zmq::message_t& frame) {
  return {static_cast<const char*>(frame.data()), frame.size()};
}

/// What a peer may make us hold. libzmq counts whole messages and bounds single frames; the number of frames
/// in a message has no bound, which is why only loopback and ipc are served.
struct SocketLimits {
  int unsent_messages;  ///< to one peer
  int unread_messages;  ///< from one peer
  std::int64_t frame_bytes;
};

/// A server's socket. It sends no ZMTP heartbeats: libzmq takes a peer whose messages wait for us to have
/// room as dead, and cuts it; and on one machine the kernel tells when a peer has died.
/// Throws zmq::error_t when no socket can be made.
zmq::socket_t make_socket(zmq::context_t& context, zmq::socket_type type, const SocketLimits& limits);

/// Where it is bound, a wildcard port resolved. kInvalidArgument: it is no endpoint; kIo: it cannot be bound.
Result<std::string> bind(zmq::socket_t& socket, const std::string& endpoint);

/// The next message; false when none waits. Never waits.
bool receive(zmq::socket_t& socket, Frames& frames);

enum class Sent : std::uint8_t {
  kSent,
  kFull,  ///< nothing was sent: the peer has not read what was sent before
  kGone,  ///< nothing was sent: there is no such peer
};
/// Sends a whole message or nothing. Never waits.
Sent send(zmq::socket_t& socket, std::span<const std::string_view> frames);

}  // namespace tidemark::engine
