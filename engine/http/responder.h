#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

#include "engine/http/message.h"

namespace tidemark::engine {

class ResponderState;
class StreamQueue;

/// An answer without an end, for example server-sent events: what is written goes out in this order, as
/// chunks.
///
/// Copies are handles to one stream; when the last is gone the stream closes as by close(). The connection
/// ends with the stream. A stream has no deadline, but a reader that takes nothing of what waits for it
/// (HttpOptions::stream_deadline) is cut.
/// Thread: any, any number at once. Nothing waits, nothing throws.
class HttpStream {
 public:
  HttpStream() = default;  ///< a closed one

  /// Queues bytes; false when the stream is closed, whoever did that. The queue has no bound of its own: a
  /// producer looks at queued_bytes() and stops feeding a slow reader.
  bool write(std::string_view bytes);
  /// Bytes written here that the kernel has not taken yet.
  std::size_t queued_bytes() const;
  /// What is queued still goes out, then the stream ends.
  void close();
  /// Nothing more can be written.
  bool closed() const;
  /// Calls `f` once, when the connection has ended: all was sent after close(), the reader left or was cut,
  /// or the server stops. On the server's thread; at once on this one if that has happened already. One at a
  /// time: a later `f` replaces an earlier one.
  void on_closed(std::function<void()> f);

 private:
  friend class Responder;
  struct Handle;
  explicit HttpStream(std::shared_ptr<StreamQueue> queue);
  std::shared_ptr<Handle> handle_;
};

/// The right to answer one request, once, now or later. Copies are handles to the same request; when the last
/// is gone and nothing was sent, the client gets 503.
///
/// An answer to a client that has left meanwhile, or whose request is over its deadline, is dropped; so is
/// any answer after the server has stopped. Thread: any. Nothing waits, nothing throws.
class Responder {
 public:
  explicit Responder(std::shared_ptr<ResponderState> state);  ///< the server's

  /// False if the request was answered before; then this answer is dropped.
  bool send(HttpResponse response) const;
  /// Sends the head (its body is ignored) and leaves the answer open. A closed stream if the request was
  /// answered before. The stream of a HEAD request ends at once.
  HttpStream open_stream(HttpResponse head) const;

 private:
  std::shared_ptr<ResponderState> state_;
};

}  // namespace tidemark::engine
