#pragma once

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

#include "engine/route/batch.h"

namespace tidemark::engine {

/// Boundaries drawn at a grid mark.
struct DrawnBoundaries {
  Position closed_at = 0;
  operators::Boundaries boundaries;
};

/// What goes from the committer back to the router: messages between customers, and boundaries of the
/// population.
///
/// A message sent at position p is delivered at the first grid mark g with p < g − Router::kMarkEvery: late
/// enough that the router hardly ever waits for the shards, and a rule that knows no threads.
/// Likewise boundaries that were drawn at p; of several the newest.
/// Thread: post() from the committer, the rest from the router.
class MessageExchange {
 public:
  /// All messages of a batch, in their order; `last` is its last position.
  void post(Position last, const std::vector<SentMessage>& messages,
            const std::deque<DrawnBoundaries>& drawn = {}) {
    {
      std::lock_guard lock(mutex_);
      for (const DrawnBoundaries& next : drawn) {
        if (drawn_.empty() || drawn_.back().closed_at < next.closed_at) drawn_.push_back(next);
      }
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
  /// Whether take_before(position) would not have to wait.
  bool posted_before(Position position) {
    const std::lock_guard lock(mutex_);
    return closed_ || posted_through_ + 1 >= position;
  }
  /// The newest boundaries drawn in [since, position), which was posted; the older ones are forgotten.
  std::optional<operators::Boundaries> boundaries_before(Position position, Position since) {
    const std::lock_guard lock(mutex_);
    while (drawn_.size() > 1 && drawn_[1].closed_at < position) drawn_.pop_front();
    if (drawn_.empty() || drawn_.front().closed_at >= position || drawn_.front().closed_at < since)
      return std::nullopt;
    return drawn_.front().boundaries;
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
  std::deque<DrawnBoundaries> drawn_;
  Position posted_through_ = 0;
  bool closed_ = false;
};

}  // namespace tidemark::engine
