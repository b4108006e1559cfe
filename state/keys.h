#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/ids.h"
#include "engine/base/time.h"

/// Keys of the store's tables. Integers in keys are big-endian, so that bytewise order is numeric order.
namespace tidemark::state {

/// Customers: u16 key group, customer id.
void customer_key(std::string& out, KeyGroup group, std::string_view customer_id);
std::string_view customer_of_key(std::string_view key);
/// Behind all customers of their table; then come their wake-ups, and what else is kept there.
inline constexpr std::string_view kCustomersEnd = "\x10";
/// Value: varint position up to which the customers written so far may hold inputs. It stands in their table,
/// and is written before them, so that no part of the table survives without it.
inline constexpr std::string_view kCustomersReachKey = "\xFFreach";

/// Wake-ups far ahead: kCustomersEnd, u32 day bucket (UTC day + 2^31), u16 key group, customer id; value:
/// zigzag due. The day comes first, so that what becomes near is one range. They stand in the customers'
/// table, so that no crash keeps a customer and loses the wake-up that was written with it: a table survives
/// as a prefix of its writes.
void wake_key(std::string& out, Day day, KeyGroup group, std::string_view customer_id);
struct WakeKey {
  Day day;
  KeyGroup group;
  std::string_view customer_id;
};
bool parse_wake_key(std::string_view key, WakeKey& out);

/// Outbox: u32 store epoch, u64 sequence. Dead letters: u64 position, u8 ordinal.
void outbox_key(std::string& out, std::uint32_t epoch, Sequence sequence);
Sequence sequence_of_outbox_key(std::string_view key);
void dead_letter_key(std::string& out, Position position, std::uint8_t ordinal);
Position position_of_dead_letter(std::string_view key);

/// Event ids seen: u16 key group, u64 number of the first id in the chunk (counted per key group).
void event_ids_key(std::string& out, KeyGroup group, std::uint64_t first);
struct EventIdsKey {
  KeyGroup group;
  std::uint64_t first;
};
bool parse_event_ids_key(std::string_view key, EventIdsKey& out);

/// The smallest key greater than all keys with this prefix; "" when there is none.
std::string after_prefix(std::string_view prefix);

}  // namespace tidemark::state
