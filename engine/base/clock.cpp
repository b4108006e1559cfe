#include "engine/base/clock.h"

#include <chrono>

namespace tidemark {
namespace {

class SystemClock final : public Clock {
 public:
  Millis wall_now() const override {
    const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::floor<std::chrono::milliseconds>(since_epoch).count();
  }
  std::uint64_t monotonic_us() const override {
    const auto since_boot = std::chrono::steady_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(since_boot).count());
  }
};

}  // namespace

const Clock& system_clock() {
  static const SystemClock clock;
  return clock;
}

}  // namespace tidemark
