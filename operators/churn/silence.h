#pragma once

#include <memory>
#include <optional>

#include "engine/base/zone.h"
#include "operators/features/active_days.h"
#include "operators/models/btyd.h"
#include "operators/purchases.h"

namespace tidemark::operators {

/// Whose silence is churn: that of purchases, or of other kinds of events.
///
/// Of purchases the days are those the order book leaves: a day whose orders were all refunded is none. Other
/// events stay what they were; refunds play no part.
/// Class    commutative. Thread: immutable.
/// Cost     a few ns, statistics() a look at the zone besides.
class Silence {
 public:
  Silence(const PurchasesFeature& purchases, std::shared_ptr<const Zone> zone)
      : purchases_(&purchases), zone_(std::move(zone)) {}
  Silence(const ActiveDaysFeature& active, std::shared_ptr<const Zone> zone)
      : active_(&active), zone_(std::move(zone)) {}

  bool of_purchases() const { return purchases_ != nullptr; }
  bool moved_by(Kind kind) const { return of_purchases() ? is_order_kind(kind) : active_->kinds().has(kind); }

  /// Days with activity; `count` 0 before the first.
  DaySummary days(const std::byte* state) const;
  /// The earliest and latest activity; kNoTime where there is none.
  Millis first(const std::byte* state) const;
  Millis last(const std::byte* state) const;
  /// Days since the latest, as a fraction; null where there is none.
  double silent_days(const std::byte* state, Millis t) const;
  /// The beginning of the first day: where T counts from.
  Millis start(const std::byte* state) const { return zone_->day_start(days(state).first); }
  /// x, t_x and T; nothing before the first activity.
  std::optional<BtydStatistics> statistics(const std::byte* state, Millis t) const;

  const Zone& zone() const { return *zone_; }

 private:
  const PurchasesFeature* purchases_ = nullptr;
  const ActiveDaysFeature* active_ = nullptr;
  std::shared_ptr<const Zone> zone_;
};

}  // namespace tidemark::operators
