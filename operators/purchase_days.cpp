#include "operators/purchase_days.h"

#include <algorithm>
#include <limits>

#include "operators/sums.h"

namespace tidemark::operators {
namespace {

constexpr Day kDayMax = 12'000'000;  // kInstantMax in days, and some: sums with windows cannot overflow

std::uint32_t add_count(std::uint32_t a, std::uint32_t b) {
  constexpr std::uint32_t kMax = std::numeric_limits<std::uint32_t>::max();
  return b > kMax - a ? kMax : a + b;
}

bool bought(const DayMoney& entry) {
  return entry.orders > 0;
}

/// The days of a section, ascending: the first as it is, each other as its difference.
class DayReader {
 public:
  explicit DayReader(SectionReader& in, Day previous = 0, bool first = true)
      : in_(in), previous_(previous), first_(first) {}
  Day next() {
    const std::int64_t step = first_ ? in_.bytes.zigzag() : static_cast<std::int64_t>(in_.bytes.varint());
    const bool sane = step <= kDayMax && step >= (first_ ? -kDayMax : 1) && previous_ + step <= kDayMax;
    if (!sane) in_.fail();
    if (sane) previous_ += step;
    first_ = false;
    return static_cast<Day>(previous_);
  }

 private:
  SectionReader& in_;
  std::int64_t previous_;
  bool first_;
};

}  // namespace

std::int64_t WindowSum::measure(config::Basis::Measure which) const {
  switch (which) {
    case config::Basis::Measure::kSpend:
      return clamp_money(gross - refunds);
    case config::Basis::Measure::kOrders:
      return orders;
    case config::Basis::Measure::kPurchaseDays:
      return purchase_days;
    case config::Basis::Measure::kFeature:
      break;
  }
  return 0;
}

void PurchaseDays::add(Day day, std::uint32_t orders, Micro gross, Micro refunds, std::int32_t keep_days) {
  if (orders == 0 && gross == 0 && refunds == 0) return;
  const Day newest = recent_.empty() ? day : std::max(day, recent_.back().day);
  Day oldest_kept = newest - keep_days;
  if (!older_.empty()) oldest_kept = std::max(oldest_kept, older_.back() + 1);
  if (day < oldest_kept) {
    const Micro net = subtract_money(gross, refunds);
    return orders > 0 ? add_older(day, net) : add_to_older_first(day, net);
  }

  DayMoney& entry = recent_day(day);
  const bool new_purchase_day = orders > 0 && entry.orders == 0;
  entry.orders = add_count(entry.orders, orders);
  entry.gross = add_money(entry.gross, gross);
  entry.refunds = add_money(entry.refunds, refunds);
  if (new_purchase_day) count(day);
  if (recent_.front().day < oldest_kept) forget_money_before(oldest_kept);
}

void PurchaseDays::remove(Day day, std::uint32_t orders, Micro gross, Micro refunds) {
  std::uint32_t at = recent_.size();
  while (at > 0 && recent_[at - 1].day > day) --at;
  if (at == 0 || recent_[at - 1].day != day) {  // it keeps no money any more
    return add_to_older_first(day, subtract_money(refunds, gross));
  }
  DayMoney& entry = recent_[at - 1];
  const bool was_purchase_day = entry.orders > 0;
  entry.orders -= std::min(orders, entry.orders);
  entry.gross = subtract_money(entry.gross, gross);
  entry.refunds = subtract_money(entry.refunds, refunds);
  const bool lost = was_purchase_day && entry.orders == 0;
  if (entry.orders == 0 && entry.gross == 0 && entry.refunds == 0) recent_.remove(at - 1);
  if (lost) discount();
}

void PurchaseDays::add_older(Day day, Micro net) {
  const auto place = std::lower_bound(older_.begin(), older_.end(), day);
  if (place != older_.end() && *place == day) return add_to_older_first(day, net);
  if (place == older_.begin()) older_first_net_ = net;
  older_.insert(static_cast<std::uint32_t>(place - older_.begin()), day);
  count(day);
}

void PurchaseDays::add_to_older_first(Day day, Micro net) {
  if (!older_.empty() && older_.front() == day) older_first_net_ = add_money(older_first_net_, net);
}

DayMoney& PurchaseDays::recent_day(Day day) {
  std::uint32_t at = recent_.size();
  while (at > 0 && recent_[at - 1].day > day) --at;  // events are nearly in order: the end is near
  if (at > 0 && recent_[at - 1].day == day) return recent_[at - 1];
  recent_.insert(at, DayMoney{.day = day});
  return recent_[at];
}

void PurchaseDays::forget_money_before(Day day) {
  std::uint32_t gone = 0;
  for (; recent_[gone].day < day; ++gone) {
    const DayMoney& entry = recent_[gone];
    if (entry.orders == 0) continue;
    if (older_.empty()) older_first_net_ = subtract_money(entry.gross, entry.refunds);
    older_.push_back(entry.day);
  }
  recent_.remove_front(gone);
}

void PurchaseDays::count(Day day) {
  summary_.first = summary_.count == 0 ? day : std::min(summary_.first, day);
  summary_.last = summary_.count == 0 ? day : std::max(summary_.last, day);
  ++summary_.count;
}

Micro PurchaseDays::first_net() const {
  if (!older_.empty()) return older_first_net_;
  const auto first = std::find_if(recent_.begin(), recent_.end(), bought);
  return first == recent_.end() ? 0 : subtract_money(first->gross, first->refunds);
}

/// A purchase day is gone: who is first and last now?
void PurchaseDays::discount() {
  --summary_.count;
  if (summary_.count == 0) {
    summary_ = {};
    return;
  }
  const auto first = std::find_if(recent_.begin(), recent_.end(), bought);
  summary_.first = older_.empty() ? first->day : older_.front();
  if (first == recent_.end()) {
    summary_.last = older_.back();
    return;
  }
  const DayMoney* last = recent_.end() - 1;
  while (!bought(*last)) --last;
  summary_.last = last->day;
}

WindowSum PurchaseDays::window(Day from, Day to) const {
  WindowSum sum;
  for (std::uint32_t i = recent_.size(); i > 0 && recent_[i - 1].day >= from; --i) {
    if (recent_[i - 1].day <= to) sum.add(recent_[i - 1]);
  }
  return sum;
}

//     varint older days · zigzag first, varint differences [, money net of the first older day]
//     varint recent days · zigzag first (or varint difference), varint orders · 2 + has refunds, money gross
//     [, refunds]
void PurchaseDays::encode(SectionWriter& out) const {
  Day previous = 0;
  bool first = true;
  const auto put_day = [&](Day day) {
    if (first) {
      out.bytes.zigzag(day);
    } else {
      out.bytes.varint(static_cast<std::uint64_t>(day - previous));
    }
    previous = day;
    first = false;
  };
  out.bytes.varint(older_.size());
  for (const Day day : older_) put_day(day);
  if (!older_.empty()) out.money(older_first_net_);
  out.bytes.varint(recent_.size());
  for (const DayMoney& entry : recent_) {
    put_day(entry.day);
    out.bytes.varint(std::uint64_t{entry.orders} << 1 | (entry.refunds != 0 ? 1 : 0));
    out.money(entry.gross);
    if (entry.refunds != 0) out.money(entry.refunds);
  }
}

bool PurchaseDays::decode_older(SectionReader& in) {
  const std::uint64_t older_count = in.bytes.varint();
  DayReader days(in);
  for (std::uint64_t i = 0; i < older_count && in.ok(); ++i) {
    const Day day = days.next();
    if (!in.ok()) return false;
    older_.push_back(day);
    count(day);
  }
  return in.ok();
}

bool PurchaseDays::take_first_net(SectionReader& in) {
  if (!older_.empty()) older_first_net_ = in.money();
  return in.ok();
}

bool PurchaseDays::decode_recent(SectionReader& in) {
  DayReader days(in, older_.empty() ? 0 : older_.back(), older_.empty());
  const std::uint64_t recent_count = in.bytes.varint();
  for (std::uint64_t i = 0; i < recent_count && in.ok(); ++i) {
    DayMoney entry{.day = days.next()};
    const std::uint64_t head = in.bytes.varint();
    if (head >> 1 > std::numeric_limits<std::uint32_t>::max()) in.fail();
    entry.orders = static_cast<std::uint32_t>(head >> 1);
    entry.gross = in.money();
    if ((head & 1) != 0) entry.refunds = in.money();
    if (!in.ok()) return false;
    recent_.push_back(entry);
    if (entry.orders > 0) count(entry.day);
  }
  return in.ok();
}

bool PurchaseDays::decode_without_first_net(SectionReader& in, Micro net) {
  if (!decode_older(in) || !decode_recent(in)) return false;
  if (older_.empty()) return true;
  Micro128 gone = net;
  for (const DayMoney& entry : recent_) gone -= Micro128{entry.gross} - entry.refunds;
  older_first_net_ = clamp_money(gone / older_.size());
  return true;
}

}  // namespace tidemark::operators
