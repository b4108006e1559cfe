#include "state/keys.h"

#include <cstring>

namespace tidemark::state {
namespace {

constexpr std::size_t kGroupBytes = 2;
constexpr std::uint32_t kDayBias = 1U << 31;  // makes negative days sort before positive ones

std::uint16_t swapped(std::uint16_t v) {
  return __builtin_bswap16(v);
}
std::uint32_t swapped(std::uint32_t v) {
  return __builtin_bswap32(v);
}
std::uint64_t swapped(std::uint64_t v) {
  return __builtin_bswap64(v);
}

template <typename T>
void put(std::string& out, T value) {
  const T big = swapped(value);
  out.append(reinterpret_cast<const char*>(&big), sizeof big);
}

/// The caller has checked that the bytes are there.
template <typename T>
T take(std::string_view& key) {
  T big;
  std::memcpy(&big, key.data(), sizeof big);
  key.remove_prefix(sizeof big);
  return swapped(big);
}

}  // namespace

void customer_key(std::string& out, KeyGroup group, std::string_view customer_id) {
  put(out, group);
  out.append(customer_id);
}

std::string_view customer_of_key(std::string_view key) {
  return key.size() < kGroupBytes ? std::string_view() : key.substr(kGroupBytes);
}

void wake_key(std::string& out, Day day, KeyGroup group, std::string_view customer_id) {
  out.append(kCustomersEnd);
  put(out, static_cast<std::uint32_t>(day) + kDayBias);
  put(out, group);
  out.append(customer_id);
}

bool parse_wake_key(std::string_view key, WakeKey& out) {
  if (!key.starts_with(kCustomersEnd)) return false;
  key.remove_prefix(kCustomersEnd.size());
  if (key.size() < kGroupBytes + sizeof(std::uint32_t)) return false;
  out.day = static_cast<Day>(take<std::uint32_t>(key) - kDayBias);
  out.group = take<KeyGroup>(key);
  out.customer_id = key;
  return true;
}

void outbox_key(std::string& out, std::uint32_t epoch, Sequence sequence) {
  put(out, epoch);
  put(out, sequence);
}

Sequence sequence_of_outbox_key(std::string_view key) {
  if (key.size() != sizeof(std::uint32_t) + sizeof(Sequence)) return 0;
  key.remove_prefix(sizeof(std::uint32_t));
  return take<Sequence>(key);
}

void dead_letter_key(std::string& out, Position position, std::uint8_t ordinal) {
  put(out, position);
  out.push_back(static_cast<char>(ordinal));
}

Position position_of_dead_letter(std::string_view key) {
  return key.size() < sizeof(Position) ? 0 : take<Position>(key);
}

void event_ids_key(std::string& out, KeyGroup group, std::uint64_t first) {
  put(out, group);
  put(out, first);
}

bool parse_event_ids_key(std::string_view key, EventIdsKey& out) {
  if (key.size() != kGroupBytes + sizeof(std::uint64_t)) return false;
  out.group = take<KeyGroup>(key);
  out.first = take<std::uint64_t>(key);
  return true;
}

std::string after_prefix(std::string_view prefix) {
  std::string after(prefix);
  while (!after.empty() && static_cast<unsigned char>(after.back()) == 0xFF) after.pop_back();
  if (!after.empty()) after.back() = static_cast<char>(static_cast<unsigned char>(after.back()) + 1);
  return after;
}

}  // namespace tidemark::state
