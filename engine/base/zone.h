#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/status.h"
#include "engine/base/time.h"

namespace tidemark {

/// An IANA time zone reduced to a table of offsets, so that local days are pure arithmetic afterwards.
///
/// Day n of the zone begins at day_start(n), the first instant whose local date is n (where summer time
/// begins at midnight that is 01:00 local), and ends where day n + 1 begins.
/// Thread: immutable after load(); shared freely. Cost: UTC one division, else a binary search.
class Zone {
 public:
  /// "UTC" needs no database. Errors: kInvalidArgument for a name the system's database does not have.
  static Result<std::shared_ptr<const Zone>> load(std::string_view name);
  static std::shared_ptr<const Zone> utc();

  const std::string& name() const { return name_; }
  /// Fingerprint of the rules (all offsets 1970 to 2100): an input of every answer, so it is logged.
  std::uint64_t rules_hash() const { return rules_hash_; }

  Day local_day(Millis instant) const;
  Millis day_start(Day day) const;

 private:
  struct Change {
    Millis at;      ///< first instant of the offset
    Millis offset;  ///< local = UTC + offset
  };
  std::size_t index_at(Millis instant) const;  ///< of the change in force; the table is not empty
  Millis offset_at(Millis instant) const;
  std::uint64_t hash_rules() const;

  std::string name_ = "UTC";
  std::uint64_t rules_hash_ = 0;
  std::vector<Change> changes_;  ///< empty for UTC; ascending
};

}  // namespace tidemark
