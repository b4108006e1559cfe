#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace tidemark {

/// A bounded queue between two stages, accounted in bytes: a full queue makes push() wait, which is how
/// pressure travels back to the source. One item larger than the bound passes when the queue is empty.
///
/// Thread: any number of producers and consumers. close() lets consumers drain and then see nullopt;
/// pushes after it are dropped and return false.
template <typename T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  bool push(T item, std::size_t bytes) {
    std::unique_lock lock(mutex_);
    not_full_.wait(lock, [&] { return closed_ || items_.empty() || bytes_ + bytes <= bytes_max_; });
    if (closed_) return false;
    items_.emplace_back(std::move(item), bytes);
    bytes_ += bytes;
    lock.unlock();
    not_empty_.notify_one();
    return true;
  }
  /// Never waits, whatever the bound: for small things a consumer itself may leave here. False after close().
  bool push_at_once(T item, std::size_t bytes) {
    {
      std::lock_guard lock(mutex_);
      if (closed_) return false;
      items_.emplace_back(std::move(item), bytes);
      bytes_ += bytes;
    }
    not_empty_.notify_one();
    return true;
  }
  std::optional<T> pop() {
    std::unique_lock lock(mutex_);
    not_empty_.wait(lock, [&] { return closed_ || !items_.empty(); });
    return take(lock);
  }
  std::optional<T> try_pop() {
    std::unique_lock lock(mutex_);
    return take(lock);
  }
  void close() {
    {
      std::lock_guard lock(mutex_);
      closed_ = true;
    }
    not_full_.notify_all();
    not_empty_.notify_all();
  }
  std::size_t bytes() const {
    std::lock_guard lock(mutex_);
    return bytes_;
  }

 private:
  std::optional<T> take(std::unique_lock<std::mutex>& lock) {
    if (items_.empty()) return std::nullopt;
    T item = std::move(items_.front().first);
    bytes_ -= items_.front().second;
    items_.pop_front();
    lock.unlock();
    not_full_.notify_all();  // one large item may make room for several small ones
    return item;
  }

  const std::size_t bytes_max_;
  mutable std::mutex mutex_;
  std::condition_variable not_full_;
  std::condition_variable not_empty_;
  std::deque<std::pair<T, std::size_t>> items_;
  std::size_t bytes_ = 0;
  bool closed_ = false;
};

}  // namespace tidemark
