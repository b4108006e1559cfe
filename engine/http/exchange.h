#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "engine/http/message.h"

namespace tidemark::engine {

/// The way to the server's thread, for handles that may outlive it.
class HttpLoop {
 public:
  virtual ~HttpLoop() = default;
  /// Runs `f` on the server's thread, in the order of the calls; false (and `f` is gone) when it has stopped.
  virtual bool post(std::function<void()> f) = 0;
};

/// What lies between the writers of a stream and its connection.
///
/// Thread: write(), close(), on_closed() and the questions from any; the rest on the server's. The connection
/// is woken once for any number of writes until it takes what there is.
class StreamQueue : public std::enable_shared_from_this<StreamQueue> {
 public:
  explicit StreamQueue(std::shared_ptr<HttpLoop> loop) : loop_(std::move(loop)) {}

  bool write(std::string_view bytes);
  void close();
  bool closed() const;
  void on_closed(std::function<void()> f);
  std::size_t queued_bytes() const { return queued_bytes_.load(std::memory_order_relaxed); }

  /// The connection is there: `wake` says that take() or finished() has news.
  void attach(std::function<void()> wake);
  /// All that waits; it counts as queued until sent().
  std::string take();
  void sent(std::size_t bytes) { queued_bytes_.fetch_sub(bytes, std::memory_order_relaxed); }
  /// close() was called and everything was taken.
  bool finished() const;
  /// The connection is gone. Drops what is queued and tells who wanted to know. Again: no effect.
  void end();

 private:
  void request_wake(std::unique_lock<std::mutex>& lock);

  const std::shared_ptr<HttpLoop> loop_;
  std::function<void()> wake_;  // the server's thread only
  std::atomic<std::size_t> queued_bytes_{0};

  mutable std::mutex mutex_;
  std::string waiting_;
  std::function<void()> on_closed_;
  bool wake_requested_ = false;
  bool closed_ = false;
  bool ended_ = false;
};

/// An answer on its way to the connection: whole, or the head of a stream.
struct HttpAnswer {
  HttpResponse response;
  std::shared_ptr<StreamQueue> stream;  ///< null for a whole answer
};

/// What the copies of a Responder share. Sees to it that exactly one answer reaches the connection.
class ResponderState {
 public:
  /// `deliver` is called on the server's thread, unless that has stopped.
  using Deliver = std::function<void(HttpAnswer)>;
  ResponderState(std::shared_ptr<HttpLoop> loop, Deliver deliver)
      : loop_(std::move(loop)), deliver_(std::move(deliver)) {}
  ~ResponderState();
  ResponderState(const ResponderState&) = delete;
  ResponderState& operator=(const ResponderState&) = delete;

  /// False if there was an answer before.
  bool answer(HttpAnswer answer);
  const std::shared_ptr<HttpLoop>& loop() const { return loop_; }

 private:
  const std::shared_ptr<HttpLoop> loop_;
  Deliver deliver_;
  std::atomic<bool> answered_{false};
};

}  // namespace tidemark::engine
