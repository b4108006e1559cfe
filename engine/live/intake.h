#pragma once

#include <array>
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
/// HTTP and ZeroMQ (both sockets) each have a share of the credit that the other cannot take, so that neither
/// starves: as what was taken is worked off in order, a front end's part of what is under way is its part of
/// what is committed. What is behind the two shares is for whoever comes first. A submission that is the only
/// one of its front end always passes, however large: so much may be beyond the credit.
///
/// Thread: any for offer(), done() and wake(); one takes.
class Intake {
 public:
  /// Of each front end, the credit's part.
  static constexpr std::size_t kShareParts = 4;

  explicit Intake(std::size_t credit_bytes) : credit_bytes_(credit_bytes) {}

  /// False, and nothing is taken, while the credit is used up or after close().
  bool offer(Submission& submission);
  /// Whether a small one would be taken now.
  bool has_room(Channel channel) const;
  /// Called (on any thread) when there is room again after an offer of the channel's front end was refused.
  void on_room(Channel channel, std::function<void()> listener);

  /// The next submission; nothing at the deadline (monotonic, µs), after wake(), or when closed and empty.
  std::optional<Submission> take(std::uint64_t deadline_us);
  std::optional<Submission> try_take();
  /// So many bytes of a channel's are answered.
  void done(Channel channel, std::size_t bytes);
  /// Ends a wait in take().
  void wake();
  /// No more offers; what is here can still be taken.
  void close();
  bool closed_and_empty() const;

  std::size_t bytes() const;  ///< under way
  std::size_t credit_bytes() const { return credit_bytes_; }

 private:
  struct FrontEnd {
    std::size_t bytes = 0;  ///< under way
    bool refused = false;
    std::function<void()> on_room;
  };
  static std::size_t index_of(Channel channel) { return channel == Channel::kHttp ? 0 : 1; }
  std::size_t most(std::size_t front_end) const;
  bool fits(std::size_t front_end, std::size_t bytes) const;
  std::optional<Submission> pop();

  const std::size_t credit_bytes_;
  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Submission> waiting_;
  std::array<FrontEnd, 2> front_ends_;
  bool woken_ = false;
  bool closed_ = false;
};

}  // namespace tidemark::engine
