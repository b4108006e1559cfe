#pragma once

#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "config/config.h"
#include "engine/base/zone.h"
#include "tests/reference/plain_types.h"

namespace tidemark::reference {

/// x, t_x and T of a customer at an instant; weeks.
struct PlainBtyd {
  std::int64_t x = 0;
  double t_x = 0;
  double T = 0;
};

/// All events of one customer, and every feature counted from them anew at each question.
/// Cost: each question walks the list.
class History {
 public:
  History(std::shared_ptr<const Zone> zone, const config::FeatureSettings& settings)
      : zone_(std::move(zone)), keep_(settings.order_keep), count_(settings.order_count) {}

  void add(const PlainEvent& event);
  const std::vector<PlainEvent>& events() const { return events_; }
  const Zone& zone() const { return *zone_; }

  std::int64_t orders() const;
  Micro gross() const;
  Micro refunds() const;
  Micro net() const;
  std::optional<Millis> first_purchase() const;
  std::optional<Millis> last_purchase() const;
  std::set<Day> purchase_days() const;
  /// Local days with a purchase, refund or cancel.
  std::set<Day> money_days() const;
  std::int64_t basis(const config::Basis& basis, Millis at) const;
  /// Needs a purchase.
  PlainBtyd btyd(Millis at) const;

 private:
  /// One order, or one refund of nobody knows what.
  struct Order {
    std::string id;
    bool open = false;  ///< later events with its id belong to it
    std::optional<Millis> bought;
    Millis updated = kNoTime;  ///< time of the purchase event whose amount it has
    std::optional<Millis> refunded_at;
    Micro amount = 0;
    Micro refunded = 0;
    bool cancelled = false;

    Micro refund() const;
    bool counts() const;  ///< it was bought and not all of it went back
    Millis at() const { return bought ? *bought : *refunded_at; }
  };
  static void take(const PlainEvent& event, Order& order);
  Order* open_order(const std::string& id);
  void close_old_orders();

  std::shared_ptr<const Zone> zone_;
  Millis keep_;
  std::size_t count_;
  std::vector<PlainEvent> events_;
  std::vector<Order> orders_;
  Millis newest_ = kNoTime;
};

bool is_money_back(Kind kind);
/// Sums of money stop at ±(2⁶³ − 1).
Micro stopped(Micro128 sum);

}  // namespace tidemark::reference
