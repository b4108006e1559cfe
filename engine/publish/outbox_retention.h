#pragma once

#include <cstdint>
#include <deque>
#include <string>

#include "engine/base/ids.h"
#include "engine/base/status.h"
#include "engine/base/time.h"
#include "state/store.h"

namespace tidemark::engine {

/// Lets go of alerts that are older than `keep`, or of the oldest when all take more than `keep_bytes`. Time
/// is the wall clock at which they were committed, remembered at some hundred marks. Alerts go in whole
/// blocks.
///
/// Thread: the one that writes the store.
class OutboxRetention {
 public:
  OutboxRetention(state::Store& store, Millis keep, std::uint64_t keep_bytes)
      : store_(store), keep_(keep), keep_bytes_(keep_bytes) {}

  /// What the store remembers. Errors: kIo, kCorruption.
  Status open();
  /// The store holds all alerts up to `last`, `bytes` more than at the last call. Removes what is over, at
  /// most some thousand blocks at a time. Errors: kIo, final.
  Status stored(Sequence last, std::uint64_t bytes, Millis now);
  /// The oldest alert that is kept.
  Sequence oldest() const { return oldest_; }
  /// About when it was committed; kNoTime when nothing is kept.
  Millis oldest_at() const { return marks_.empty() ? kNoTime : marks_.front().at; }

 private:
  /// What there was at an instant.
  struct Mark {
    Millis at;
    Sequence last;
    std::uint64_t bytes;  ///< of all alerts ever, up to it
  };
  Sequence over(Millis now) const;
  Status remove_through(Sequence last);
  void put_marks(state::WriteList& list) const;

  state::Store& store_;
  const Millis keep_;
  const std::uint64_t keep_bytes_;
  std::deque<Mark> marks_;
  std::uint64_t bytes_ = 0;  ///< of all alerts ever
  Sequence oldest_ = 1;
  Sequence over_ = 0;  ///< still to be removed up to here
  std::string from_;   ///< rows before this key are gone
};

}  // namespace tidemark::engine
