#include "operators/purchases.h"

#include <algorithm>

#include "operators/sums.h"

namespace tidemark::operators {
namespace {

/// Windows of a year stay right when a new ladder asks for one later.
constexpr std::int32_t kWindowDaysMin = 366;
/// One for the local day the event falls into, one for the shift between local and absolute days.
constexpr std::int32_t kMarginDays = 2;

void widen(Millis& first, Millis& last, Millis t) {
  first = first == kNoTime ? t : std::min(first, t);
  last = std::max(last, t);  // kNoTime is before everything
}

/// First and last order, from those in the book and those that are settled.
void find_ends(Purchases& purchases) {
  Orders& totals = purchases.totals;
  totals.first = purchases.settled_first;
  totals.last = purchases.settled_last;
  for (const OrderEntry& entry : purchases.book.entries()) {
    if (entry.known() && !entry.undone()) widen(totals.first, totals.last, entry.time);
  }
}

}  // namespace

PurchasesFeature::PurchasesFeature(std::shared_ptr<const Zone> zone, const config::Config& config,
                                   std::size_t order_id_field)
    : zone_(std::move(zone)),
      order_id_field_(order_id_field),
      order_keep_(config.features.order_keep),
      order_count_(config.features.order_count),
      late_days_(
          static_cast<std::int32_t>(std::max(config.time.accept_late, config.features.order_keep) / kDay) +
          kMarginDays) {
  look_back(kWindowDaysMin);
}

void PurchasesFeature::look_back(std::int32_t days) {
  keep_days_ = std::max(keep_days_, days + late_days_);
}

void PurchasesFeature::apply(Purchases& purchases, const Event& event, Fields fields) const {
  purchases.newest = std::max(purchases.newest, event.time);
  forget(purchases);
  std::string buffer;
  const std::string_view id = fields[order_id_field_].as_text(buffer);
  if (id.empty()) {
    apply_settled(purchases, event);
  } else {
    const OrderEntry entry = purchases.book.find(order_hash(id));
    const OrderEntry next = with_event(entry, event);
    discount(purchases, entry);
    count(purchases, next);
    purchases.book.put(next);
    forget(purchases);
  }
  find_ends(purchases);
}

void PurchasesFeature::apply_settled(Purchases& purchases, const Event& event) const {
  const Micro amount = event.has_amount ? event.amount : 0;
  const Day day = zone_->local_day(event.time);
  Orders& totals = purchases.totals;
  if (is_refund_kind(event.kind)) {
    const Micro refund = absolute_money(amount);
    totals.refunds = add_money(totals.refunds, refund);
    purchases.days.add(day, 0, 0, refund, keep_days_);
    return;
  }
  ++totals.orders;
  totals.gross = add_money(totals.gross, amount);
  purchases.days.add(day, 1, amount, 0, keep_days_);
  widen(purchases.settled_first, purchases.settled_last, event.time);
}

void PurchasesFeature::count(Purchases& purchases, const OrderEntry& entry) const {
  const std::uint32_t orders = entry.known() && !entry.undone() ? 1 : 0;
  Orders& totals = purchases.totals;
  totals.orders += orders;
  totals.gross = add_money(totals.gross, entry.amount);
  totals.refunds = add_money(totals.refunds, entry.refund());
  purchases.days.add(zone_->local_day(entry.at()), orders, entry.amount, entry.refund(), keep_days_);
}

void PurchasesFeature::discount(Purchases& purchases, const OrderEntry& entry) const {
  if (entry.at() == kNoTime) return;  // it was not there
  const std::uint32_t orders = entry.known() && !entry.undone() ? 1 : 0;
  Orders& totals = purchases.totals;
  totals.orders -= orders;
  totals.gross = subtract_money(totals.gross, entry.amount);
  totals.refunds = subtract_money(totals.refunds, entry.refund());
  purchases.days.remove(zone_->local_day(entry.at()), orders, entry.amount, entry.refund());
}

/// What leaves the book counts as it stood, for ever.
void PurchasesFeature::forget(Purchases& purchases) const {
  OrderEntry gone;
  while (purchases.book.forget_oldest(purchases.newest - order_keep_, order_count_, gone)) {
    if (gone.known() && !gone.undone()) {
      widen(purchases.settled_first, purchases.settled_last, gone.time);
    }
  }
}

//     varint orders · money gross, refunds · instants newest, settled first, settled last · book · days
void PurchasesFeature::encode(const Purchases& purchases, SectionWriter& out) const {
  if (purchases.newest == kNoTime) return;  // there was nothing yet
  out.bytes.varint(static_cast<std::uint64_t>(purchases.totals.orders));
  out.money(purchases.totals.gross);
  out.money(purchases.totals.refunds);
  out.instant(purchases.newest);
  out.instant(purchases.settled_first);
  out.instant(purchases.settled_last);
  purchases.book.encode(out);
  purchases.days.encode(out);
}

Status PurchasesFeature::decode(Purchases& purchases, std::uint32_t form, SectionReader& in) const {
  if (form < 1 || form > this->form()) return unknown_form(name(), form);
  constexpr std::uint64_t kOrdersMax = 1ULL << 40;
  const std::uint64_t count = in.bytes.varint();
  purchases.totals.orders = static_cast<std::int64_t>(std::min(count, kOrdersMax));
  purchases.totals.gross = in.money();
  purchases.totals.refunds = in.money();
  purchases.newest = in.instant();
  purchases.settled_first = in.instant();
  purchases.settled_last = in.instant();
  const bool parts = purchases.book.decode(in) &&
                     (form == 1 ? purchases.days.decode_without_first_net(in, purchases.totals.net())
                                : purchases.days.decode(in));
  if (!parts || !in.finished() || count > kOrdersMax) return damaged_section(name());
  find_ends(purchases);
  const Orders& totals = purchases.totals;
  const bool dated = totals.first != kNoTime && totals.first <= totals.last;
  if (totals.any() != dated) return damaged_section(name());
  return {};
}

}  // namespace tidemark::operators
