#pragma once

#include <memory>

#include "config/config.h"
#include "engine/base/zone.h"
#include "operators/feature.h"
#include "operators/order_book.h"
#include "operators/orders.h"
#include "operators/purchase_days.h"

namespace tidemark::operators {

/// All that purchases, refunds and cancels leave behind.
///
/// An order with an id (property order_id) goes through the book, so that it counts once and can be taken
/// back; its refunds lie on the order's own day. Everything without an id is added at its own time.
struct Purchases {
  Orders totals;
  PurchaseDays days;
  OrderBook book;
  Millis newest = kNoTime;         ///< latest event; what the book keeps counts back from here
  Millis settled_first = kNoTime;  ///< earliest and latest order that is not in the book and never will be
  Millis settled_last = kNoTime;

  std::size_t heap_bytes() const { return days.heap_bytes() + book.heap_bytes(); }
};

/// State    136 bytes. Class: commutative within what the book keeps; sums stop at ±9.2e12 units (sums.h).
class PurchasesFeature final : public FeatureOf<Purchases> {
 public:
  PurchasesFeature(std::shared_ptr<const Zone> zone, const config::Config& config,
                   std::size_t order_id_field);
  std::string_view name() const override { return "purchases"; }
  SectionKey section() const override { return SectionKey::kPurchases; }
  std::uint32_t form() const override { return 2; }  ///< 1: without the net of the first day
  bool consumes(Kind kind) const override { return is_order_kind(kind); }
  bool wants_fields(Kind kind) const override { return is_order_kind(kind); }
  /// Some window looks back so many days: they keep their money. Call before the first state is made.
  void look_back(std::int32_t days);
  void apply(Purchases& purchases, const Event& event, Fields fields) const override;
  void encode(const Purchases& purchases, SectionWriter& out) const override;
  Status decode(Purchases& purchases, std::uint32_t form, SectionReader& in) const override;

 private:
  void apply_settled(Purchases& purchases, const Event& event) const;
  void count(Purchases& purchases, const OrderEntry& entry) const;
  void discount(Purchases& purchases, const OrderEntry& entry) const;
  void forget(Purchases& purchases) const;

  std::shared_ptr<const Zone> zone_;
  std::size_t order_id_field_;
  Millis order_keep_;
  std::uint32_t order_count_;
  std::int32_t late_days_;  ///< so much longer than a window a day may still change
  std::int32_t keep_days_ = 0;
};

}  // namespace tidemark::operators
