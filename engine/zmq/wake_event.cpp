#include "engine/zmq/wake_event.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>

#include "engine/base/assert.h"

namespace tidemark::engine {

WakeEvent::WakeEvent() : fd_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  TM_ASSERT(fd_ >= 0);
}

WakeEvent::~WakeEvent() {
  (void)::close(fd_);  // nothing of it is on a disk
}

void WakeEvent::signal() {
  if (signalled_.exchange(true, std::memory_order_acq_rel)) return;
  const std::uint64_t one = 1;
  // It cannot fail: the counter is far from full.
  TM_ASSERT(::write(fd_, &one, sizeof one) == sizeof one);
}

void WakeEvent::clear() {
  std::uint64_t count = 0;
  (void)::read(fd_, &count, sizeof count);  // EAGAIN: it was not signalled
  // After the read: a signal in between finds the flag set and writes nothing, but what it announces was
  // changed before it, and is looked at after this.
  (void)signalled_.exchange(false, std::memory_order_acq_rel);
}

}  // namespace tidemark::engine
