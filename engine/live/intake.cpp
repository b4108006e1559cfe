#include "engine/live/intake.h"

#include <chrono>

#include "engine/base/clock.h"

namespace tidemark::engine {

bool Intake::offer(Submission& submission) {
  const std::size_t bytes = submission.bytes();
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return false;
    if (submission.received_us == 0) submission.received_us = system_clock().monotonic_us();
    if (bytes_ > 0 && bytes_ + bytes > credit_bytes_) {
      refused_ = true;
      return false;
    }
    bytes_ += bytes;
    waiting_.push_back(std::move(submission));
  }
  arrived_.notify_one();
  return true;
}

bool Intake::has_room() const {
  const std::lock_guard lock(mutex_);
  return !closed_ && bytes_ < credit_bytes_;
}

void Intake::on_room(std::function<void()> listener) {
  const std::lock_guard lock(mutex_);
  listeners_.push_back(std::move(listener));
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

void Intake::done(std::size_t bytes) {
  std::vector<std::function<void()>> listeners;
  {
    const std::lock_guard lock(mutex_);
    bytes_ -= bytes;
    // Half of it free: a sender that was stopped does not come back for a single line.
    if (refused_ && bytes_ <= credit_bytes_ / 2) {
      refused_ = false;
      listeners = listeners_;
    }
  }
  for (const auto& listener : listeners) listener();
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
  return bytes_;
}

}  // namespace tidemark::engine
