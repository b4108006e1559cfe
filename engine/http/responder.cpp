#include "engine/http/responder.h"

#include <utility>

#include "engine/http/exchange.h"

namespace tidemark::engine {

/// Closes the stream when the last handle is gone; the queue itself also belongs to the connection.
struct HttpStream::Handle {
  explicit Handle(std::shared_ptr<StreamQueue> q) : queue(std::move(q)) {}
  ~Handle() { queue->close(); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  const std::shared_ptr<StreamQueue> queue;
};

HttpStream::HttpStream(std::shared_ptr<StreamQueue> queue)
    : handle_(std::make_shared<Handle>(std::move(queue))) {}

bool HttpStream::write(std::string_view bytes) {
  return handle_ && handle_->queue->write(bytes);
}

std::size_t HttpStream::queued_bytes() const {
  return handle_ ? handle_->queue->queued_bytes() : 0;
}

void HttpStream::close() {
  if (handle_) handle_->queue->close();
}

bool HttpStream::closed() const {
  return !handle_ || handle_->queue->closed();
}

void HttpStream::on_closed(std::function<void()> f) {
  if (handle_) return handle_->queue->on_closed(std::move(f));
  f();
}

Responder::Responder(std::shared_ptr<ResponderState> state) : state_(std::move(state)) {}

bool Responder::send(HttpResponse response) const {
  return state_->answer({std::move(response), nullptr});
}

HttpStream Responder::open_stream(HttpResponse head) const {
  auto queue = std::make_shared<StreamQueue>(state_->loop());
  if (!state_->answer({std::move(head), queue})) return {};
  return HttpStream(std::move(queue));
}

}  // namespace tidemark::engine
