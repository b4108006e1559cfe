#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>

#include "engine/live/submission.h"

namespace tidemark::engine {

/// Where front ends hand over what they received, within a credit in bytes that covers a submission from here
/// until it is answered: who sends faster than the disk commits is slowed, and memory stays bounded.
///
/// Thread: any for offer(), done() and wake(); one takes.
class Intake {
 public:
  explicit Intake(std::size_t credit_bytes) : credit_bytes_(credit_bytes) {}

  /// False, and nothing is taken, while the credit is used up or after close(). A submission larger than the
  /// whole credit passes when nothing else is under way.
  bool offer(Submission& submission);
  bool has_room() const;
  /// Called (on any thread) when there is room again after an offer was refused.
  void on_room(std::function<void()> listener);

  /// The next submission; nothing at the deadline (monotonic, µs), after wake(), or when closed and empty.
  std::optional<Submission> take(std::uint64_t deadline_us);
  std::optional<Submission> try_take();
  /// So many bytes are answered.
  void done(std::size_t bytes);
  /// Ends a wait in take().
  void wake();
  /// No more offers; what is here can still be taken.
  void close();
  bool closed_and_empty() const;

  std::size_t bytes() const;  ///< under way
  std::size_t credit_bytes() const { return credit_bytes_; }

 private:
  std::optional<Submission> pop();

  const std::size_t credit_bytes_;
  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Submission> waiting_;
  std::vector<std::function<void()>> listeners_;
  std::size_t bytes_ = 0;
  bool refused_ = false;
  bool woken_ = false;
  bool closed_ = false;
};

}  // namespace tidemark::engine
