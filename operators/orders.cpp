#include "operators/orders.h"

#include <algorithm>

#include "operators/before.h"
#include "operators/sums.h"

namespace tidemark::operators {

Micro Orders::net() const {
  return subtract_money(gross, refunds);
}

void OrdersFeature::apply(Orders& orders, const Event& event, Before& before) const {
  before.orders = orders;
  const Micro amount = event.has_amount ? event.amount : 0;
  if (is_refund_kind(event.kind)) {
    orders.refunds = add_money(orders.refunds, absolute_money(amount));
    return;
  }
  orders.first = orders.any() ? std::min(orders.first, event.time) : event.time;
  orders.last = orders.any() ? std::max(orders.last, event.time) : event.time;
  orders.gross = add_money(orders.gross, amount);
  ++orders.orders;
}

void OrdersFeature::encode(const Orders& orders, SectionWriter& out) const {
  out.bytes.varint(static_cast<std::uint64_t>(orders.orders));
  out.money(orders.gross);
  out.money(orders.refunds);
  out.instant(orders.first);
  out.instant(orders.last);
}

Status OrdersFeature::decode(Orders& orders, std::uint32_t form, SectionReader& in) const {
  if (form != this->form()) return unknown_form(name(), form);
  constexpr std::uint64_t kOrdersMax = 1ULL << 40;
  const std::uint64_t count = in.bytes.varint();
  orders.orders = static_cast<std::int64_t>(std::min(count, kOrdersMax));
  orders.gross = in.money();
  orders.refunds = in.money();
  orders.first = in.instant();
  orders.last = in.instant();
  const bool dated = orders.first != kNoTime && orders.last != kNoTime && orders.first <= orders.last;
  const bool undated = orders.first == kNoTime && orders.last == kNoTime;
  if (!in.finished() || count > kOrdersMax || (orders.any() ? !dated : !undated))
    return damaged_section(name());
  return {};
}

}  // namespace tidemark::operators
