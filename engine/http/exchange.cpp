#include "engine/http/exchange.h"

#include <utility>

namespace tidemark::engine {

bool StreamQueue::write(std::string_view bytes) {
  std::unique_lock lock(mutex_);
  if (closed_) return false;
  if (bytes.empty()) return true;
  waiting_.append(bytes);
  queued_bytes_.fetch_add(bytes.size(), std::memory_order_relaxed);
  request_wake(lock);
  return true;
}

void StreamQueue::close() {
  std::unique_lock lock(mutex_);
  if (std::exchange(closed_, true)) return;
  request_wake(lock);
}

/// Posts outside the lock, so that the queue's and the loop's locks never nest.
void StreamQueue::request_wake(std::unique_lock<std::mutex>& lock) {
  if (ended_ || std::exchange(wake_requested_, true)) return;
  lock.unlock();
  loop_->post([self = shared_from_this()] {
    if (const auto wake = self->wake_) wake();  // a copy: it may end the stream, and wake_ with it
  });
}

bool StreamQueue::closed() const {
  std::lock_guard lock(mutex_);
  return closed_;
}

void StreamQueue::on_closed(std::function<void()> f) {
  {
    std::lock_guard lock(mutex_);
    if (!ended_) {
      on_closed_.swap(f);  // an earlier one is destroyed outside the lock
      return;
    }
  }
  f();
}

void StreamQueue::attach(std::function<void()> wake) {
  wake_ = wake;
  wake();
}

std::string StreamQueue::take() {
  std::lock_guard lock(mutex_);
  wake_requested_ = false;
  return std::exchange(waiting_, {});
}

bool StreamQueue::finished() const {
  std::lock_guard lock(mutex_);
  return closed_ && waiting_.empty();
}

void StreamQueue::end() {
  std::function<void()> tell;
  {
    std::lock_guard lock(mutex_);
    if (std::exchange(ended_, true)) return;
    closed_ = true;
    waiting_ = {};
    queued_bytes_.store(0, std::memory_order_relaxed);
    tell.swap(on_closed_);
  }
  wake_ = nullptr;
  if (tell) tell();
}

ResponderState::~ResponderState() {
  answer({http_problem(503, "the request was given up"), nullptr});
}

bool ResponderState::answer(HttpAnswer answer) {
  if (answered_.exchange(true)) return false;
  const std::shared_ptr<StreamQueue> stream = answer.stream;
  auto shared = std::make_shared<HttpAnswer>(std::move(answer));  // std::function wants to be copied
  const bool posted = loop_->post(
      [deliver = std::move(deliver_), shared = std::move(shared)] { deliver(std::move(*shared)); });
  if (!posted && stream) stream->end();
  return true;
}

}  // namespace tidemark::engine
