#include "engine/shard/wheel.h"

#include <algorithm>

namespace tidemark::engine {
namespace {

bool later(const Wheel::Timer& a, const Wheel::Timer& b) {
  return a.due > b.due;
}

Millis floor_to(Millis instant, Millis width) {
  const Millis remainder = instant % width;
  return instant - (remainder < 0 ? remainder + width : remainder);
}

/// Days are cut into hours only when they become current: a far timer costs two moves in its life.
Millis bucket_of(Millis due, Millis heap_end) {
  const bool near = due < floor_to(heap_end, kDay) + 2 * kDay;
  return floor_to(due, near ? kHour : kDay);
}

}  // namespace

void Wheel::add(const Timer& timer) {
  if (timer.due >= kNever) return;
  ++size_;
  if (timer.due < heap_end_) {
    heap_.push_back(timer);
    std::push_heap(heap_.begin(), heap_.end(), later);
  } else {
    // The heap's end moves only forward, so a day's bucket may coexist with hour buckets of that day: both
    // begin at or before their timers and are opened by their beginning.
    buckets_[bucket_of(timer.due, heap_end_)].push_back(timer);
  }
  refresh_earliest();
}

void Wheel::refresh_earliest() {
  earliest_ = heap_.empty() ? kNever : heap_.front().due;
  if (!buckets_.empty()) earliest_ = std::min(earliest_, buckets_.begin()->first);
}

void Wheel::spill_into_heap(std::vector<Timer>& bucket) {
  for (const Timer& timer : bucket) {
    heap_.push_back(timer);
    std::push_heap(heap_.begin(), heap_.end(), later);
  }
}

void Wheel::take_due(Millis watermark, std::vector<Timer>& out) {
  while (!buckets_.empty() && buckets_.begin()->first <= watermark) {
    std::vector<Timer> bucket = std::move(buckets_.begin()->second);
    const Millis begin = buckets_.begin()->first;
    buckets_.erase(buckets_.begin());
    heap_end_ = std::max(heap_end_, begin);
    // What is due goes out at once; the rest of a day is spread over its hours, the rest of the hour the
    // watermark is in waits in the heap.
    std::vector<Timer> waiting;
    const Millis hour_end = floor_to(watermark, kHour) + kHour;
    for (const Timer& timer : bucket) {
      if (timer.due <= watermark) {
        out.push_back(timer);
        --size_;
      } else if (timer.due < hour_end) {
        waiting.push_back(timer);
      } else {
        buckets_[floor_to(timer.due, kHour)].push_back(timer);
      }
    }
    spill_into_heap(waiting);
  }
  heap_end_ = std::max(heap_end_, floor_to(watermark, kHour) + kHour);
  while (!heap_.empty() && heap_.front().due <= watermark) {
    std::pop_heap(heap_.begin(), heap_.end(), later);
    out.push_back(heap_.back());
    heap_.pop_back();
    --size_;
  }
  refresh_earliest();
}

}  // namespace tidemark::engine
