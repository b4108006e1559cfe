#include "tests/reference/history.h"

#include <algorithm>
#include <cstdlib>
#include <limits>

#include "engine/base/assert.h"

namespace tidemark::reference {

const char* name_of(PlainCause cause) {
  switch (cause) {
    case PlainCause::kTime:
      return "time";
    case PlainCause::kEvent:
      return "event";
    case PlainCause::kRefund:
      return "refund";
  }
  return "";
}

Micro stopped(Micro128 sum) {
  constexpr Micro128 kMost = std::numeric_limits<Micro>::max();
  return static_cast<Micro>(std::clamp(sum, -kMost, kMost));
}

bool is_money_back(Kind kind) {
  return kind == Kind::kRefund || kind == Kind::kCancel;
}

Micro History::Order::refund() const {
  if (!bought) return refunded;
  return cancelled ? amount : std::min(refunded, std::max<Micro>(amount, 0));
}

bool History::Order::counts() const {
  return bought && !cancelled && !(refunded > 0 && refunded >= amount);
}

void History::add(const PlainEvent& event) {
  events_.push_back(event);
  if (event.kind != Kind::kPurchase && !is_money_back(event.kind)) return;
  newest_ = std::max(newest_, event.time);
  close_old_orders();
  Order* order = event.order_id.empty() ? nullptr : open_order(event.order_id);
  if (order == nullptr) order = &orders_.emplace_back();
  order->id = event.order_id;
  order->open = !event.order_id.empty();
  take(event, *order);
  close_old_orders();
}

/// What an event says of its order; one without an id has an order of its own.
void History::take(const PlainEvent& event, Order& order) {
  const Micro amount = event.amount.value_or(0);
  if (is_money_back(event.kind)) {
    order.refunded = stopped(Micro128{order.refunded} + std::abs(amount));
    order.refunded_at = std::min(order.refunded_at.value_or(event.time), event.time);
    if (order.open && (event.kind == Kind::kCancel || !event.amount)) order.cancelled = true;
    return;
  }
  const bool latest =
      !order.bought || event.time > order.updated || (event.time == order.updated && amount > order.amount);
  if (latest) {
    order.amount = order.open ? std::max<Micro>(amount, 0) : amount;
    order.updated = event.time;
  }
  order.bought = std::min(order.bought.value_or(event.time), event.time);
}

History::Order* History::open_order(const std::string& id) {
  for (Order& order : orders_)
    if (order.open && order.id == id) return &order;
  return nullptr;
}

/// Orders by id are open to changes for `keep_` before the newest event, and the latest so many of them.
void History::close_old_orders() {
  for (;;) {
    Order* oldest = nullptr;
    std::size_t open = 0;
    for (Order& order : orders_) {
      if (!order.open) continue;
      ++open;
      if (oldest == nullptr || order.at() < oldest->at()) oldest = &order;
    }
    if (oldest == nullptr || (open <= count_ && oldest->at() >= newest_ - keep_)) return;
    oldest->open = false;
  }
}

std::int64_t History::orders() const {
  return std::count_if(orders_.begin(), orders_.end(), [](const Order& order) { return order.counts(); });
}

Micro History::gross() const {
  Micro128 gross = 0;
  for (const Order& order : orders_) gross += order.amount;
  return stopped(gross);
}

Micro History::refunds() const {
  Micro128 refunds = 0;
  for (const Order& order : orders_) refunds += order.refund();
  return stopped(refunds);
}

Micro History::net() const {
  return stopped(Micro128{gross()} - refunds());
}

std::optional<Millis> History::first_purchase() const {
  std::optional<Millis> first;
  for (const Order& order : orders_)
    if (order.counts()) first = std::min(first.value_or(*order.bought), *order.bought);
  return first;
}

std::optional<Millis> History::last_purchase() const {
  std::optional<Millis> last;
  for (const Order& order : orders_)
    if (order.counts()) last = std::max(last.value_or(*order.bought), *order.bought);
  return last;
}

std::set<Day> History::purchase_days() const {
  std::set<Day> days;
  for (const Order& order : orders_)
    if (order.counts()) days.insert(zone_->local_day(*order.bought));
  return days;
}

std::set<Day> History::money_days() const {
  std::set<Day> days;
  for (const Order& order : orders_) days.insert(zone_->local_day(order.at()));
  return days;
}

std::int64_t History::basis(const config::Basis& basis, Millis at) const {
  const Day today = zone_->local_day(at);
  Micro128 spend = 0;
  std::int64_t orders = 0;
  std::set<Day> days;
  for (const Order& order : orders_) {
    const Day day = zone_->local_day(order.at());
    const bool inside = basis.days == 0 || (today - basis.days + 1 <= day && day <= today);
    if (!inside) continue;
    spend += Micro128{order.amount} - order.refund();
    if (!order.counts()) continue;
    ++orders;
    days.insert(day);
  }
  switch (basis.measure) {
    case config::Basis::Measure::kSpend:
      return stopped(spend);
    case config::Basis::Measure::kOrders:
      return orders;
    case config::Basis::Measure::kPurchaseDays:
      return static_cast<std::int64_t>(days.size());
    case config::Basis::Measure::kFeature:
      break;
  }
  return 0;
}

PlainBtyd History::btyd(Millis at) const {
  const std::set<Day> days = purchase_days();
  TM_ASSERT(!days.empty());
  PlainBtyd btyd;
  btyd.x = static_cast<std::int64_t>(days.size()) - 1;
  btyd.t_x = static_cast<double>(*days.rbegin() - *days.begin()) / 7;
  const Millis since = at - zone_->day_start(*days.begin());
  btyd.T = std::max(btyd.t_x, static_cast<double>(since) / static_cast<double>(kWeek));
  return btyd;
}

}  // namespace tidemark::reference
