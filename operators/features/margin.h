#pragma once

#include <memory>
#include <optional>
#include <string>

#include "config/config.h"
#include "engine/base/zone.h"
#include "operators/features/event_filter.h"
#include "operators/features/kind_set.h"
#include "operators/features/money_fields.h"
#include "operators/features/rare.h"
#include "operators/features/window_shape.h"
#include "operators/order_book.h"
#include "operators/signal.h"

namespace tidemark::operators {

/// What an order cost, where an event said so; of several the latest, at the same time the largest.
struct OrderCost {
  std::uint64_t id = 0;
  Millis at = kNoTime;
  Micro cost = 0;
};

/// The margin of one local day; never 0.
struct MarginDay {
  Bucket at = 0;
  Micro sum = 0;
};

struct Margins {
  Micro total = 0;
  bool cost_seen = false;
  Millis newest = kNoTime;       ///< latest event that counts here
  PackedVector<MarginDay> days;  ///< ascending
  /// The same orders as Purchases::book has: a cost in every entry there would be paid by everybody who asks
  /// for no margin.
  OrderBook book;
  PackedVector<OrderCost> costs;  ///< of orders in the book, ascending by id

  std::size_t heap_bytes() const { return days.heap_bytes() + book.heap_bytes() + costs.heap_bytes(); }
};

/// What is left of orders: amount − property `cost` where an order has one, else amount · features.margin
/// (without that setting the amount), less property `service_cost` of any event. Both are in the event's
/// currency (money_fields.h).
///
/// A refund takes back the same share of the order's margin as of its amount, of an order that is not in the
/// book amount · features.margin. Money lies on the order's local day, as purchase days do.
/// State    8 bytes until the first such event, then 72, on the heap 16 a day, 56 an order and 24 its cost.
/// Class    commutative within what the book keeps; sums stop at ±9.2e12 (sums.h).
class MarginFeature final : public FeatureOf<Rare<Margins>> {
 public:
  /// Errors: those of MoneyFields.
  static Result<std::unique_ptr<MarginFeature>> make(const config::Config& config,
                                                     std::shared_ptr<const Zone> zone, FieldNames& fields);
  /// A window sees so many days. Call before the first state is made.
  void look_back(std::int32_t days);

  std::string_view name() const override { return "margin"; }
  SectionKey section() const override { return SectionKey::kMargin; }
  bool consumes(Kind) const override { return true; }
  bool wants_fields(Kind) const override { return true; }
  void apply(Rare<Margins>& slot, const Event& event, Fields fields) const override;
  void encode(const Rare<Margins>& slot, SectionWriter& out) const override;
  Status decode(Rare<Margins>& slot, std::uint32_t form, SectionReader& in) const override;

  /// Null where there is no setting and no cost was seen: nobody knows the margin.
  const Margins* known(const std::byte* state) const;

 private:
  MarginFeature(const config::Config& config, std::shared_ptr<const Zone> zone);
  void apply_order(Margins& margins, const Event& event, Fields fields) const;
  void apply_settled(Margins& margins, const Event& event, std::optional<Micro> cost) const;
  void add(Margins& margins, Millis at, Micro amount) const;
  Micro share(Micro amount) const;
  Micro margin_of(const OrderEntry& order, const OrderCost* cost) const;
  void forget(Margins& margins) const;

  std::shared_ptr<const Zone> zone_;
  std::optional<std::int64_t> share_ppm_;
  Millis order_keep_;
  std::uint32_t order_count_;
  std::int32_t lag_days_;  ///< so much before the newest event somebody may still look
  std::int32_t keep_days_ = 0;
  MoneyFields money_;
  std::size_t order_id_field_ = 0;
  std::size_t cost_field_ = 0;
  std::size_t service_cost_field_ = 0;
};

/// Null where nobody knows it. The feature has to look back as far as the window reaches.
std::unique_ptr<Signal> margin_signal(std::string name, const MarginFeature& margin,
                                      const config::Window& window);

}  // namespace tidemark::operators
