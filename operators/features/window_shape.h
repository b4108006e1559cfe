#pragma once

#include <cstdint>

#include "config/features.h"
#include "operators/moment.h"

namespace tidemark::operators {

/// The number of a bucket of time: a local day, or an hour of UTC since the epoch.
using Bucket = std::int32_t;

Bucket hour_of(Millis t);

/// Which buckets a window sees from where. "Now" is a bucket, too: nothing changes within one.
///
/// Any window but that over the whole life. Cost: arithmetic; calendar windows a civil date.
class WindowShape {
 public:
  explicit WindowShape(const config::Window& window);

  bool by_hours() const { return unit_ == config::Window::Unit::kHours; }
  Bucket now(Moment moment) const { return by_hours() ? hour_of(moment.t) : moment.today; }

  struct Span {
    Bucket first;
    Bucket last;
  };
  /// The buckets inside, both included. Neither end moves back as `now` advances.
  Span at(Bucket now) const;
  /// The first `now` that sees the bucket, and the first that does no more.
  Bucket enters(Bucket bucket) const;
  Bucket leaves(Bucket bucket) const;
  /// No bucket so long before now, or longer, is ever seen.
  std::int32_t reach() const;

 private:
  bool by_calendar() const { return months_ > 0; }

  config::Window::Unit unit_;
  std::int32_t length_ = 0;  ///< of days and hours
  int months_ = 0;           ///< of calendar units
  std::int32_t shift_ = 0;   ///< units that lie between the window and now
};

}  // namespace tidemark::operators
