#include "engine/live/intake.h"

#include <algorithm>
#include <chrono>

#include "engine/base/clock.h"

namespace tidemark::engine {

/// What a front end may have under way: the other one keeps what it has, and its share at least.
std::size_t Intake::most(std::size_t front_end) const {
  const std::size_t share = credit_bytes_ / kShareParts;
  const std::size_t others = std::max(front_ends_[1 - front_end].bytes, share);
  return std::max(credit_bytes_ - std::min(others, credit_bytes_), share);
}

bool Intake::fits(std::size_t front_end, std::size_t bytes) const {
  const std::size_t own = front_ends_[front_end].bytes;
  return own == 0 || own + bytes <= most(front_end);
}

bool Intake::offer(Submission& submission) {
  const std::size_t bytes = submission.bytes();
  const std::size_t front_end = index_of(submission.channel);
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return false;
    if (submission.received_us == 0) submission.received_us = system_clock().monotonic_us();
    if (!fits(front_end, bytes)) {
      front_ends_[front_end].refused = true;
      return false;
    }
    front_ends_[front_end].bytes += bytes;
    waiting_.push_back(std::move(submission));
  }
  arrived_.notify_one();
  return true;
}

bool Intake::has_room(Channel channel) const {
  const std::lock_guard lock(mutex_);
  return !closed_ && fits(index_of(channel), Submission::kOverheadBytes);
}

void Intake::on_room(Channel channel, std::function<void()> listener) {
  const std::lock_guard lock(mutex_);
  front_ends_[index_of(channel)].on_room = std::move(listener);
}

std::optional<Submission> Intake::take(std::uint64_t deadline_us) {
  const auto deadline = std::chrono::steady_clock::time_point(std::chrono::microseconds(deadline_us));
  std::unique_lock lock(mutex_);
  arrived_.wait_until(lock, deadline, [&] { return !waiting_.empty() || woken_ || closed_; });
  woken_ = false;
  return pop();
}

std::optional<Submission> Intake::try_take() {
  const std::lock_guard lock(mutex_);
  return pop();
}

std::optional<Submission> Intake::pop() {
  if (waiting_.empty()) return std::nullopt;
  Submission submission = std::move(waiting_.front());
  waiting_.pop_front();
  return submission;
}

void Intake::done(Channel channel, std::size_t bytes) {
  std::array<std::function<void()>, 2> listeners;
  {
    const std::lock_guard lock(mutex_);
    front_ends_[index_of(channel)].bytes -= bytes;
    for (std::size_t i = 0; i < front_ends_.size(); ++i) {
      FrontEnd& front_end = front_ends_[i];
      // Half of it free: a sender that was stopped does not come back for a single line.
      if (!front_end.refused || front_end.bytes > most(i) / 2) continue;
      front_end.refused = false;
      listeners[i] = front_end.on_room;
    }
  }
  for (const auto& listener : listeners) {
    if (listener) listener();
  }
}

void Intake::wake() {
  {
    const std::lock_guard lock(mutex_);
    woken_ = true;
  }
  arrived_.notify_one();
}

void Intake::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  arrived_.notify_one();
}

bool Intake::closed_and_empty() const {
  const std::lock_guard lock(mutex_);
  return closed_ && waiting_.empty();
}

std::size_t Intake::bytes() const {
  const std::lock_guard lock(mutex_);
  return front_ends_[0].bytes + front_ends_[1].bytes;
}

}  // namespace tidemark::engine
