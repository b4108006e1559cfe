#include "operators/features/margin.h"

#include <algorithm>
#include <cmath>

#include "operators/features/stream_codec.h"
#include "operators/sums.h"

namespace tidemark::operators {
namespace {

constexpr double kPpm = 1'000'000;

const OrderCost* find_cost(const PackedVector<OrderCost>& costs, std::uint64_t id) {
  const OrderCost* found = std::lower_bound(
      costs.begin(), costs.end(), id, [](const OrderCost& cost, std::uint64_t key) { return cost.id < key; });
  return found != costs.end() && found->id == id ? found : nullptr;
}

void put_cost(PackedVector<OrderCost>& costs, const OrderCost& cost) {
  std::uint32_t place = 0;
  while (place < costs.size() && costs[place].id < cost.id) ++place;
  if (place == costs.size() || costs[place].id != cost.id) return costs.insert(place, cost);
  const OrderCost& known = costs[place];
  if (cost.at > known.at || (cost.at == known.at && cost.cost > known.cost)) costs[place] = cost;
}

void add_to_day(PackedVector<MarginDay>& days, Bucket day, Micro amount) {
  std::uint32_t place = days.size();
  while (place > 0 && days[place - 1].at > day) --place;
  if (place == 0 || days[place - 1].at != day) return days.insert(place, {day, amount});
  MarginDay& entry = days[place - 1];
  entry.sum = add_money(entry.sum, amount);
  if (entry.sum == 0) days.remove(place - 1);
}

/// part · of / whole, towards 0; whole > 0.
Micro proportion(Micro part, Micro of, Micro whole) {
  return clamp_money(Micro128{part} * of / whole);
}

}  // namespace

MarginFeature::MarginFeature(const config::Config& config, std::shared_ptr<const Zone> zone)
    : zone_(std::move(zone)),
      order_keep_(config.features.order_keep),
      order_count_(config.features.order_count),
      lag_days_(static_cast<std::int32_t>((config.time.silence_delay + config.time.accept_future) / kDay) +
                2) {
  if (config.features.margin) share_ppm_ = std::llround(*config.features.margin * kPpm);
}

Result<std::unique_ptr<MarginFeature>> MarginFeature::make(const config::Config& config,
                                                           std::shared_ptr<const Zone> zone,
                                                           FieldNames& fields) {
  std::unique_ptr<MarginFeature> made(new MarginFeature(config, std::move(zone)));
  Result<MoneyFields> money = MoneyFields::make(config.events, fields);
  if (!money.ok()) return money.status();
  made->money_ = money.take();
  TM_RETURN_IF_ERROR(number_fields(fields, {{"order_id", &made->order_id_field_},
                                            {"cost", &made->cost_field_},
                                            {"service_cost", &made->service_cost_field_}}));
  return made;
}

void MarginFeature::look_back(std::int32_t days) {
  keep_days_ = std::max(keep_days_, days + lag_days_);
}

void MarginFeature::apply(Rare<Margins>& slot, const Event& event, Fields fields) const {
  const std::optional<Micro> service_cost = money_.of(service_cost_field_, event, fields);
  const bool moves_orders = is_order_kind(event.kind);
  if (!moves_orders && !service_cost) return;
  Margins& margins = slot.touch();
  margins.newest = std::max(margins.newest, event.time);
  forget(margins);
  if (service_cost) {
    margins.cost_seen = true;
    add(margins, event.time, -*service_cost);
  }
  if (moves_orders) apply_order(margins, event, fields);
}

void MarginFeature::apply_order(Margins& margins, const Event& event, Fields fields) const {
  std::optional<Micro> cost;
  if (event.kind == Kind::kPurchase && event.has_amount) cost = money_.of(cost_field_, event, fields);
  if (cost) margins.cost_seen = true;
  std::string buffer;
  const std::string_view text = field_at(fields, order_id_field_).as_text(buffer);
  if (text.empty()) return apply_settled(margins, event, cost);

  const std::uint64_t id = order_hash(text);
  const OrderEntry before = margins.book.find(id);
  if (before.at() != kNoTime) {
    add(margins, before.at(), -margin_of(before, find_cost(margins.costs, id)));
  }
  const OrderEntry after = with_event(before, event);
  if (cost) put_cost(margins.costs, {id, event.time, *cost});
  add(margins, after.at(), margin_of(after, find_cost(margins.costs, id)));
  margins.book.put(after);
  forget(margins);
}

/// An order without id counts as it is, for ever.
void MarginFeature::apply_settled(Margins& margins, const Event& event, std::optional<Micro> cost) const {
  if (!event.has_amount) return;
  if (is_refund_kind(event.kind)) {
    add(margins, event.time, -share(absolute_money(event.amount)));
  } else {
    add(margins, event.time, cost ? event.amount - *cost : share(event.amount));
  }
}

void MarginFeature::add(Margins& margins, Millis at, Micro amount) const {
  if (amount == 0) return;
  margins.total = add_money(margins.total, amount);
  const Day day = zone_->local_day(at);
  if (day >= zone_->local_day(margins.newest) - keep_days_) add_to_day(margins.days, day, amount);
}

Micro MarginFeature::share(Micro amount) const {
  return share_ppm_ ? proportion(amount, *share_ppm_, static_cast<Micro>(kPpm)) : amount;
}

Micro MarginFeature::margin_of(const OrderEntry& order, const OrderCost* cost) const {
  if (!order.known()) return -share(order.refund());
  if (order.undone()) return 0;
  const Micro whole = cost != nullptr ? order.amount - cost->cost : share(order.amount);
  return order.refund() == 0 ? whole : whole - proportion(whole, order.refund(), order.amount);
}

/// What leaves the book counts as it stood; days that no window sees any more go.
void MarginFeature::forget(Margins& margins) const {
  OrderEntry gone;
  while (margins.book.forget_oldest(margins.newest - order_keep_, order_count_, gone)) {
    const OrderCost* cost = find_cost(margins.costs, gone.id);
    if (cost != nullptr) margins.costs.remove(static_cast<std::uint32_t>(cost - margins.costs.begin()));
  }
  const Day oldest = zone_->local_day(margins.newest) - keep_days_;
  std::uint32_t count = 0;
  while (count < margins.days.size() && margins.days[count].at < oldest) ++count;
  if (count > 0) margins.days.remove_front(count);
}

//     nothing, or u8 cost seen · money total · instant newest · varint days { day, money } …
//     · varint costs { fixed64 id, instant, money } … · book
void MarginFeature::encode(const Rare<Margins>& slot, SectionWriter& out) const {
  const Margins* margins = slot.get();
  if (margins == nullptr) return;
  out.bytes.u8(margins->cost_seen ? 1 : 0);
  out.money(margins->total);
  out.instant(margins->newest);
  BucketWriter days(margins->days.size(), out);
  for (const MarginDay& day : margins->days) {
    days.next(day.at);
    out.money(day.sum);
  }
  out.bytes.varint(margins->costs.size());
  for (const OrderCost& cost : margins->costs) {
    out.bytes.fixed64(cost.id);
    out.instant(cost.at);
    out.money(cost.cost);
  }
  margins->book.encode(out);
}

namespace {

bool decode_costs(PackedVector<OrderCost>& costs, SectionReader& in) {
  const std::uint64_t count = in.bytes.varint();
  for (std::uint64_t i = 0; i < count; ++i) {
    OrderCost cost;
    cost.id = in.bytes.fixed64();
    cost.at = in.instant();
    cost.cost = in.money();
    if (!in.ok() || cost.at == kNoTime || std::abs(cost.cost) > kAmountMax) return false;
    if (!costs.empty() && cost.id <= costs.back().id) return false;
    costs.push_back(cost);
  }
  return in.ok();
}

}  // namespace

Status MarginFeature::decode(Rare<Margins>& slot, std::uint32_t form, SectionReader& in) const {
  if (form != this->form()) return unknown_form(name(), form);
  if (in.bytes.done()) return {};
  Margins& margins = slot.touch();
  const std::uint8_t cost_seen = in.bytes.u8();
  margins.cost_seen = cost_seen != 0;
  margins.total = in.money();
  margins.newest = in.instant();
  BucketReader days(in);
  for (MarginDay day; days.next(day.at);) {
    day.sum = in.money();
    if (day.sum == 0) in.fail();
    if (in.ok()) margins.days.push_back(day);
  }
  const bool sane = in.ok() && cost_seen <= 1 && margins.newest != kNoTime;
  const bool parts = sane && decode_costs(margins.costs, in) && margins.book.decode(in);
  return parts && in.finished() ? Status() : damaged_section(name());
}

const Margins* MarginFeature::known(const std::byte* state) const {
  static const Margins kNothing;
  const Margins* margins = in(state).get();
  if (share_ppm_) return margins != nullptr ? margins : &kNothing;
  return margins != nullptr && margins->cost_seen ? margins : nullptr;
}

}  // namespace tidemark::operators
