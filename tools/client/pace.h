#pragma once

#include <cstdint>
#include <string_view>

#include "engine/base/time.h"

namespace tidemark::tools {

/// When each event of a log may be sent: so many a second, or as fast against each other as they happened,
/// times `speed`, or whichever is later. Sends that fell behind catch up.
///
/// With `speed` an event without a readable time goes at once, and so does a late one. Nobody waits longer
/// than a day of the log: an event more than a day away from the others is a mistake and goes at once, and
/// where two of them follow each other the log has a gap, which is left out.
///
/// Thread: one. Cost: with `speed` a parse of the line.
class Pace {
 public:
  /// 0: no such limit.
  Pace(double per_second, double speed) : per_second_(per_second), speed_(speed) {}

  bool limits() const { return per_second_ > 0 || speed_ > 0; }
  /// Asked once a line, in order. µs on the monotonic clock that `now_us` was read from.
  std::uint64_t due_us(std::string_view line, std::uint64_t now_us);

 private:
  static constexpr Millis kGapMax = kDay;
  std::uint64_t due_by_time(std::string_view line, std::uint64_t now_us);

  const double per_second_;
  const double speed_;
  std::uint64_t begin_us_ = 0;  ///< when the first line was asked for
  std::uint64_t lines_ = 0;
  std::uint64_t origin_us_ = 0;  ///< when the event of time origin_ was due
  Millis origin_ = kNoTime;
  Millis latest_ = kNoTime;
  bool away_ = false;  ///< the line before was too far from latest_
};

}  // namespace tidemark::tools
