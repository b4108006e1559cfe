#pragma once

#include <cstdint>

#include "engine/base/money.h"
#include "engine/base/time.h"
#include "operators/feature.h"

namespace tidemark::operators {

/// Lifetime totals of a customer's orders.
///
/// purchase adds 1 to orders and its amount (none counts as 0) to gross; refund and cancel add their amount's
/// absolute value to refunds. Orders are not reduced.
/// State    40 bytes. Class: commutative; sums stop at ±9.2e12 units (sums.h).
struct Orders {
  std::int64_t orders = 0;
  Micro gross = 0;
  Micro refunds = 0;
  Millis first = kNoTime;  ///< earliest event time of a purchase
  Millis last = kNoTime;   ///< latest

  Micro net() const;
  bool any() const { return orders > 0; }
};

class OrdersFeature final : public FeatureOf<Orders> {
 public:
  std::string_view name() const override { return "orders"; }
  SectionKey section() const override { return SectionKey::kOrders; }
  bool consumes(Kind kind) const override { return is_order_kind(kind); }
  bool moves_levels(Kind kind) const override { return is_order_kind(kind); }
  void apply(Orders& orders, const Event& event, Before& before) const override;
  void encode(const Orders& orders, SectionWriter& out) const override;
  Status decode(Orders& orders, std::uint32_t form, SectionReader& in) const override;
};

}  // namespace tidemark::operators
