#pragma once

#include <cstdint>
#include <string_view>

#include "engine/base/event.h"
#include "operators/packed_vector.h"
#include "operators/section_codec.h"

namespace tidemark::operators {

/// One order that can still be updated, refunded or cancelled by its id, or what was refunded of one whose
/// purchase has not come yet.
struct OrderEntry {
  std::uint64_t id = 0;          ///< hash of the order id
  Millis time = kNoTime;         ///< earliest of its purchase events; kNoTime while there is none
  Millis updated = kNoTime;      ///< of the purchase event whose amount counts
  Millis refunded_at = kNoTime;  ///< earliest of its refund events; kNoTime while there is none
  Micro amount = 0;
  Micro refunded = 0;      ///< as asked for, which may be more than the order
  bool cancelled = false;  ///< refunded in full, whatever its amount

  bool known() const { return time != kNoTime; }
  /// Taken out of frequency.
  bool undone() const { return known() && (cancelled || (refunded > 0 && refunded >= amount)); }
  /// What it takes off gross: never more than a known order.
  Micro refund() const;
  /// The day its money belongs to: the order's, of an unknown order the refund's.
  Millis at() const { return known() ? time : refunded_at; }
};

/// A customer's orders by id, for a time.
///
/// An id counts once: a second purchase with it is an update, of which the latest amount counts (at the same
/// time the larger one). Refunds add up; a refund or cancel without amount is of the whole order.
/// State    16 bytes, 56 on the heap an order. Class: commutative, as long as nothing was forgotten.
class OrderBook {
 public:
  /// The entry of an id as it is; an empty one when there is none.
  OrderEntry find(std::uint64_t id) const;
  /// Puts an entry in the place of the one with its id.
  void put(const OrderEntry& entry);
  /// Removes and returns the oldest entry when there are more than `count_max`, or when it is older than
  /// `oldest`. False when there is none to remove.
  bool forget_oldest(Millis oldest, std::uint32_t count_max, OrderEntry& forgotten);
  /// Ascending by (at(), id).
  const PackedVector<OrderEntry>& entries() const { return entries_; }
  std::size_t heap_bytes() const { return entries_.heap_bytes(); }

  void encode(SectionWriter& out) const;
  /// False when the bytes are no such book.
  bool decode(SectionReader& in);

 private:
  PackedVector<OrderEntry> entries_;
};

/// What a purchase, refund or cancel makes of its order.
OrderEntry with_event(OrderEntry entry, const Event& event);
std::uint64_t order_hash(std::string_view order_id);

}  // namespace tidemark::operators
