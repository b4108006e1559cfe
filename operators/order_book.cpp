#include "operators/order_book.h"

#include <algorithm>

#include "engine/base/hash.h"
#include "operators/feature.h"
#include "operators/sums.h"

namespace tidemark::operators {
namespace {

enum Flag : std::uint8_t { kKnown = 1, kUpdated = 2, kRefunded = 4, kCancelled = 8 };

bool before(const OrderEntry& a, const OrderEntry& b) {
  return a.at() != b.at() ? a.at() < b.at() : a.id < b.id;
}

Millis earlier(Millis a, Millis b) {
  return a == kNoTime ? b : std::min(a, b);
}

void encode_entry(const OrderEntry& entry, SectionWriter& out) {
  const bool updated = entry.known() && entry.updated != entry.time;
  const bool refunded = entry.refunded_at != kNoTime;
  out.bytes.u8(static_cast<std::uint8_t>((entry.known() ? kKnown : 0) | (updated ? kUpdated : 0) |
                                         (refunded ? kRefunded : 0) | (entry.cancelled ? kCancelled : 0)));
  out.bytes.fixed64(entry.id);
  if (entry.known()) {
    out.instant(entry.time);
    out.money(entry.amount);
  }
  if (updated) out.instant(entry.updated);
  if (refunded) {
    out.instant(entry.refunded_at);
    out.money(entry.refunded);
  }
}

bool decode_entry(SectionReader& in, OrderEntry& entry) {
  const std::uint8_t flags = in.bytes.u8();
  entry.id = in.bytes.fixed64();
  if ((flags & kKnown) != 0) {
    entry.time = entry.updated = in.instant();
    entry.amount = in.money();
  }
  if ((flags & kUpdated) != 0) entry.updated = in.instant();
  if ((flags & kRefunded) != 0) {
    entry.refunded_at = in.instant();
    entry.refunded = in.money();
  }
  entry.cancelled = (flags & kCancelled) != 0;
  const bool dated = entry.at() != kNoTime && (!entry.known() || entry.updated >= entry.time);
  return in.ok() && dated && entry.amount >= 0 && entry.refunded >= 0;
}

}  // namespace

Micro OrderEntry::refund() const {
  if (!known()) return refunded;
  return cancelled ? amount : std::min(refunded, amount);
}

OrderEntry OrderBook::find(std::uint64_t id) const {
  const auto found =
      std::find_if(entries_.begin(), entries_.end(), [&](const OrderEntry& entry) { return entry.id == id; });
  if (found != entries_.end()) return *found;
  OrderEntry entry;
  entry.id = id;
  return entry;
}

void OrderBook::put(const OrderEntry& entry) {
  const auto same = std::find_if(entries_.begin(), entries_.end(),
                                 [&](const OrderEntry& other) { return other.id == entry.id; });
  if (same != entries_.end()) entries_.remove(static_cast<std::uint32_t>(same - entries_.begin()));
  std::uint32_t place = entries_.size();
  while (place > 0 && before(entry, entries_[place - 1])) --place;
  entries_.insert(place, entry);
}

bool OrderBook::forget_oldest(Millis oldest, std::uint32_t count_max, OrderEntry& forgotten) {
  if (entries_.empty() || (entries_.size() <= count_max && entries_.front().at() >= oldest)) return false;
  forgotten = entries_.front();
  entries_.remove_front(1);
  return true;
}

void OrderBook::encode(SectionWriter& out) const {
  out.bytes.varint(entries_.size());
  for (const OrderEntry& entry : entries_) encode_entry(entry, out);
}

bool OrderBook::decode(SectionReader& in) {
  const std::uint64_t count = in.bytes.varint();
  for (std::uint64_t i = 0; i < count; ++i) {
    OrderEntry entry;
    if (!decode_entry(in, entry)) return false;
    if (!entries_.empty() && !before(entries_.back(), entry)) return false;
    entries_.push_back(entry);
  }
  return in.ok();
}

OrderEntry with_event(OrderEntry entry, const Event& event) {
  const Micro amount = event.has_amount ? event.amount : 0;
  if (event.kind == Kind::kPurchase) {
    const bool counts = !entry.known() || event.time > entry.updated ||
                        (event.time == entry.updated && amount > entry.amount);
    if (counts) {
      entry.amount = std::max<Micro>(amount, 0);
      entry.updated = event.time;
    }
    entry.time = earlier(entry.time, event.time);
    return entry;
  }
  entry.refunded_at = earlier(entry.refunded_at, event.time);
  entry.refunded = add_money(entry.refunded, absolute_money(amount));
  if (event.kind == Kind::kCancel || !event.has_amount) entry.cancelled = true;
  return entry;
}

std::uint64_t order_hash(std::string_view order_id) {
  return hash64(order_id, 0);
}

}  // namespace tidemark::operators
