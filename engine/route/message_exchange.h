#pragma once

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <vector>

#include "engine/route/batch.h"

namespace tidemark::engine {

/// Messages between customers on their way from the committer back to the router.
///
/// A message sent at position p is delivered at the first grid mark g with p < g − Router::kMarkEvery: late
/// enough that the router hardly ever waits for the shards, and a rule that knows no threads.
/// Thread: post() from the committer, the rest from the router.
class MessageExchange {
 public:
  /// All messages of a batch, in their order; `last` is its last position.
  void post(Position last, const std::vector<SentMessage>& messages) {
    {
      std::lock_guard lock(mutex_);
      pending_.insert(pending_.end(), messages.begin(), messages.end());
      posted_through_ = std::max(posted_through_, last);
    }
    posted_.notify_all();
  }
  /// Waits until everything before `position` was posted, and takes the messages sent before it.
  std::vector<SentMessage> take_before(Position position) {
    std::unique_lock lock(mutex_);
    posted_.wait(lock, [&] { return closed_ || posted_through_ + 1 >= position; });
    std::vector<SentMessage> taken;
    while (!pending_.empty() && pending_.front().from < position) {
      taken.push_back(std::move(pending_.front()));
      pending_.pop_front();
    }
    return taken;
  }
  /// A replayed delivery: the oldest message is under way no more.
  void delivered() {
    std::lock_guard lock(mutex_);
    if (!pending_.empty()) pending_.pop_front();
  }
  /// Ends all waiting; the pipeline has failed.
  void close() {
    {
      std::lock_guard lock(mutex_);
      closed_ = true;
    }
    posted_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable posted_;
  std::deque<SentMessage> pending_;
  Position posted_through_ = 0;
  bool closed_ = false;
};

}  // namespace tidemark::engine
