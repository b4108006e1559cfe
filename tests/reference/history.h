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
  explicit History(std::shared_ptr<const Zone> zone) : zone_(std::move(zone)) {}

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
  std::shared_ptr<const Zone> zone_;
  std::vector<PlainEvent> events_;
  std::vector<PlainEvent> money_events_;  ///< those of them that are purchases, refunds and cancels
};

bool is_money_back(Kind kind);
/// Sums of money stop at ±(2⁶³ − 1).
Micro stopped(Micro128 sum);

}  // namespace tidemark::reference
