#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/money.h"
#include "engine/base/time.h"

namespace tidemark::operators {

/// Bounds of stored instants (years 0 to 9999 lie well inside): sums with durations cannot overflow.
inline constexpr Millis kInstantMax = 1'000'000'000'000'000;

/// The distinct instants of one record. Levels that changed at the same purchase share an instant, so
/// sections store one-byte numbers and the record each instant once. Number 0 is kNoTime.
class InstantTable {
 public:
  std::uint64_t number_of(Millis instant) {
    if (instant == kNoTime) return 0;
    const auto found = std::find(instants_.begin(), instants_.end(), instant);
    if (found == instants_.end()) {
      instants_.push_back(instant);
      return instants_.size();
    }
    return static_cast<std::uint64_t>(found - instants_.begin()) + 1;
  }
  /// False when there is no such number.
  bool find(std::uint64_t number, Millis& instant) const {
    if (number > instants_.size()) return false;
    instant = number == 0 ? kNoTime : instants_[number - 1];
    return true;
  }

  ///     varint count · zigzag first · zigzag difference to the one before, count − 1 times
  void encode(ByteWriter& out) const {
    out.varint(instants_.size());
    Millis previous = 0;
    for (const Millis instant : instants_) {
      out.zigzag(instant - previous);
      previous = instant;
    }
  }
  bool decode(ByteReader& in) {
    const std::uint64_t count = in.varint();
    if (count > in.left()) return false;
    Millis previous = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
      const std::int64_t difference = in.zigzag();
      if (difference > 2 * kInstantMax || difference < -2 * kInstantMax) return false;
      previous += difference;
      if (previous > kInstantMax || previous < -kInstantMax) return false;
      instants_.push_back(previous);
    }
    return in.ok();
  }

 private:
  std::vector<Millis> instants_;
};

/// Writes one section's body.
class SectionWriter {
 public:
  SectionWriter(std::string& body, InstantTable& instants) : bytes(body), instants_(instants) {}
  void instant(Millis t) { bytes.varint(instants_.number_of(t)); }
  /// Whole cents take a varint of the cents; anything finer a zero and the micro-units.
  void money(Micro amount) {
    constexpr Micro kCent = 10'000;
    if (amount % kCent == 0) {
      const Micro cents = amount / kCent;
      const std::uint64_t folded =
          (static_cast<std::uint64_t>(cents) << 1) ^ static_cast<std::uint64_t>(cents >> 63);
      bytes.varint(folded << 1 | 1);
    } else {
      bytes.varint(0);
      bytes.zigzag(amount);
    }
  }

  ByteWriter bytes;

 private:
  InstantTable& instants_;
};

/// Reads it back. A bad read makes ok() false for good and yields zeros or kNoTime.
class SectionReader {
 public:
  SectionReader(std::string_view body, const InstantTable& instants) : bytes(body), instants_(instants) {}
  Millis instant() {
    Millis t = kNoTime;
    if (!instants_.find(bytes.varint(), t)) bad_ = true;
    return t;
  }
  Micro money() {
    constexpr Micro kCentsMax = std::numeric_limits<Micro>::max() / 10'000;
    const std::uint64_t head = bytes.varint();
    if ((head & 1) == 0) {
      if (head != 0) bad_ = true;
      return std::max(bytes.zigzag(), -std::numeric_limits<Micro>::max());
    }
    const std::uint64_t folded = head >> 1;
    const auto cents = static_cast<std::int64_t>(folded >> 1) ^ -static_cast<std::int64_t>(folded & 1);
    if (cents > kCentsMax || cents < -kCentsMax) {
      bad_ = true;
      return 0;
    }
    return cents * 10'000;
  }
  void fail() { bad_ = true; }
  bool ok() const { return bytes.ok() && !bad_; }
  /// Nothing wrong and nothing left over.
  bool finished() const { return ok() && bytes.done(); }

  ByteReader bytes;

 private:
  const InstantTable& instants_;
  bool bad_ = false;
};

}  // namespace tidemark::operators
