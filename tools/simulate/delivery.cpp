#include "tools/simulate/delivery.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "engine/base/assert.h"

namespace tidemark::simulate {
namespace {

constexpr std::size_t kChunkBytes = 1 << 20;
constexpr double kDelayMean = 12.0 * kSecond;

/// The bound below which a 32-bit draw falls with this probability.
std::uint64_t threshold(double probability) {
  return static_cast<std::uint64_t>(probability * 0x1.0p32);
}

}  // namespace

Delivery::Delivery(const SimulateOptions& options, const Sink& sink)
    : sink_(sink),
      lines_left_(options.events == 0 ? std::numeric_limits<std::uint64_t>::max() : options.events),
      late_below_(threshold(options.late_share)),
      duplicate_below_(threshold(options.duplicate_share)),
      random_(options.seed ^ 0x64656C6976657279ULL),
      chunk_(kChunkBytes + kLineBytesMax, '\0') {}

char* Delivery::begin(Millis now) {
  release(now);
  return tail();
}

void Delivery::end(const char* line_end, Millis now) {
  if (done_) return;
  const auto bytes = static_cast<std::size_t>(line_end - tail());
  TM_ASSERT(bytes <= kLineBytesMax);
  const std::string_view line(tail(), bytes);
  const std::uint64_t draw = random_.next();
  if (draw >> 32 < duplicate_below_) hold(line, now);
  if ((draw & 0xFFFFFFFF) < late_below_) {
    hold(line, now);
    return;
  }
  used_ += bytes;
  count_line();
}

void Delivery::hold(std::string_view line, Millis now) {
  const double delay = std::min(random_.exponential(kDelayMean), static_cast<double>(kMinute - 1));
  if (free_slots_.empty()) {
    free_slots_.push_back(static_cast<std::uint32_t>(slots_.size()));
    slots_.emplace_back();
  }
  const std::uint32_t slot = free_slots_.back();
  free_slots_.pop_back();
  slots_[slot].assign(line);
  held_.push({now + 1 + static_cast<Millis>(delay), held_count_++, slot});
}

void Delivery::release(Millis now) {
  while (!done_ && !held_.empty() && held_.top().at <= now) {
    const std::uint32_t slot = held_.top().slot;
    held_.pop();
    std::memcpy(tail(), slots_[slot].data(), slots_[slot].size());
    used_ += slots_[slot].size();
    free_slots_.push_back(slot);
    count_line();
  }
}

void Delivery::count_line() {
  if (--lines_left_ == 0) done_ = true;
  if (used_ >= kChunkBytes) flush();
}

void Delivery::flush() {
  if (used_ == 0 || !status_.ok()) return;
  status_ = sink_(std::string_view(chunk_.data(), used_));
  used_ = 0;
  if (!status_.ok()) done_ = true;
}

Status Delivery::finish() {
  release(kNever);
  flush();
  return status_;
}

}  // namespace tidemark::simulate
