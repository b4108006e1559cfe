#pragma once

#include <cstdint>

#include "operators/packed_vector.h"
#include "operators/section_codec.h"

namespace tidemark::operators {

/// A ticket or complaint that is open, or was lately.
struct Case {
  std::uint64_t id = 0;       ///< hash; 0: it has none
  Millis opened = kNoTime;    ///< kNoTime: only its resolution was seen
  Millis resolved = kNoTime;  ///< kNoTime: not yet

  bool open() const { return opened != kNoTime && (resolved == kNoTime || resolved < opened); }
  Millis at() const { return opened != kNoTime ? opened : resolved; }
};

/// A customer's tickets, or complaints.
///
/// Opening an open one, or resolving a resolved one, again: the earlier time counts. Opening one again after
/// it was resolved is a reopening. A resolution without id closes the oldest open one without id, or when
/// there is none the oldest open one. It remembers kCasesMax, open ones rather than resolved ones; an open
/// one it has no room for is no longer counted as open.
/// State    40 bytes, 24 on the heap a case. Class: path-dependent; cases with an id of their own, opened
///          and resolved once, come out the same in any order as long as there is room.
class Cases {
 public:
  static constexpr std::uint32_t kCasesMax = 16;

  void open(std::uint64_t id, Millis t);
  void resolve(std::uint64_t id, Millis t);
  bool knows(std::uint64_t id) const;

  /// Ascending by (at(), id).
  const PackedVector<Case>& all() const { return cases_; }
  std::int64_t resolutions() const { return resolutions_; }
  Millis resolution_ms() const { return resolution_ms_; }  ///< over all of them, from opening to resolution
  std::uint32_t reopened() const { return reopened_; }
  std::uint32_t forgotten() const { return forgotten_; }  ///< open ones there was no room for
  std::size_t heap_bytes() const { return cases_.heap_bytes(); }

  void encode(SectionWriter& out) const;
  /// False when the bytes are no such cases.
  bool decode(SectionReader& in);

 private:
  Case take_out(std::uint64_t id);
  void put(const Case& entry);
  void close_oldest(Millis t);
  void close(Case& entry, Millis t);
  void make_room();

  PackedVector<Case> cases_;
  std::int64_t resolutions_ = 0;
  Millis resolution_ms_ = 0;
  std::uint32_t reopened_ = 0;
  std::uint32_t forgotten_ = 0;
};

}  // namespace tidemark::operators
