#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "engine/base/time.h"

namespace tidemark::engine {

/// Timers of one shard: (due, slot) pairs, taken out when the watermark has passed them.
///
/// A calendar: the current hour is a heap, each later hour within the horizon and each day beyond it an
/// unsorted vector that is looked at when its turn comes. A timer that moves later is left where it is and
/// found stale by its owner, so that an event that moves a due instant later touches no timer.
/// Memory: 16 bytes a timer. Cost: add O(1) (log n within the current hour); earliest() a load.
class Wheel {
 public:
  struct Timer {
    Millis due;
    std::uint32_t slot;
    std::uint32_t generation;  ///< of the slot when it was set: a slot may have changed hands since
  };

  void add(const Timer& timer);
  /// No timer is due at or before an instant smaller than this (a lower bound).
  Millis earliest() const { return earliest_; }
  /// Appends every timer with due ≤ watermark, in no particular order, and forgets it.
  void take_due(Millis watermark, std::vector<Timer>& out);
  std::size_t size() const { return size_; }

 private:
  void spill_into_heap(std::vector<Timer>& bucket);
  void refresh_earliest();

  std::vector<Timer> heap_;  ///< timers due before heap_end_, smallest first
  Millis heap_end_ = kNoTime;
  std::map<Millis, std::vector<Timer>> buckets_;  ///< by first instant; widths of an hour or a day
  Millis earliest_ = kNever;
  std::size_t size_ = 0;
};

}  // namespace tidemark::engine
