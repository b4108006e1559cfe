#pragma once

#include <atomic>

namespace tidemark::engine {

/// Ends another thread's wait in poll(). Who changes what that thread looks at calls signal() afterwards;
/// that thread calls clear() before it looks. Many signals between two looks cost one system call.
/// Thread: signal() from any; clear() and fd() are the waiting thread's.
class WakeEvent {
 public:
  WakeEvent();
  ~WakeEvent();
  WakeEvent(const WakeEvent&) = delete;
  WakeEvent& operator=(const WakeEvent&) = delete;

  void signal();
  void clear();
  int fd() const { return fd_; }  ///< readable when signalled

 private:
  const int fd_;
  std::atomic<bool> signalled_{false};
};

}  // namespace tidemark::engine
