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

void History::add(const PlainEvent& event) {
  events_.push_back(event);
  if (event.kind == Kind::kPurchase || is_money_back(event.kind)) money_events_.push_back(event);
}

std::int64_t History::orders() const {
  std::int64_t orders = 0;
  for (const PlainEvent& event : money_events_)
    if (event.kind == Kind::kPurchase) ++orders;
  return orders;
}

Micro History::gross() const {
  Micro128 gross = 0;
  for (const PlainEvent& event : money_events_)
    if (event.kind == Kind::kPurchase) gross += event.amount.value_or(0);
  return stopped(gross);
}

Micro History::refunds() const {
  Micro128 refunds = 0;
  for (const PlainEvent& event : money_events_)
    if (is_money_back(event.kind)) refunds += std::abs(event.amount.value_or(0));
  return stopped(refunds);
}

Micro History::net() const {
  return stopped(Micro128{gross()} - refunds());
}

std::optional<Millis> History::first_purchase() const {
  std::optional<Millis> first;
  for (const PlainEvent& event : money_events_)
    if (event.kind == Kind::kPurchase) first = std::min(first.value_or(event.time), event.time);
  return first;
}

std::optional<Millis> History::last_purchase() const {
  std::optional<Millis> last;
  for (const PlainEvent& event : money_events_)
    if (event.kind == Kind::kPurchase) last = std::max(last.value_or(event.time), event.time);
  return last;
}

std::set<Day> History::purchase_days() const {
  std::set<Day> days;
  for (const PlainEvent& event : money_events_)
    if (event.kind == Kind::kPurchase) days.insert(zone_->local_day(event.time));
  return days;
}

std::set<Day> History::money_days() const {
  std::set<Day> days;
  for (const PlainEvent& event : money_events_) days.insert(zone_->local_day(event.time));
  return days;
}

std::int64_t History::basis(const config::Basis& basis, Millis at) const {
  const Day today = zone_->local_day(at);
  Micro128 spend = 0;
  std::int64_t orders = 0;
  std::set<Day> days;
  for (const PlainEvent& event : money_events_) {
    const Day day = zone_->local_day(event.time);
    const bool inside = basis.days == 0 || (today - basis.days + 1 <= day && day <= today);
    if (!inside) continue;
    if (is_money_back(event.kind)) {
      spend -= std::abs(event.amount.value_or(0));
    } else {
      spend += event.amount.value_or(0);
      ++orders;
      days.insert(day);
    }
  }
  switch (basis.measure) {
    case config::Basis::Measure::kSpend:
      return stopped(spend);
    case config::Basis::Measure::kOrders:
      return orders;
    case config::Basis::Measure::kPurchaseDays:
      return static_cast<std::int64_t>(days.size());
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
