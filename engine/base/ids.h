#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "engine/base/hash.h"

namespace tidemark {

/// Number of the n-th input of a store since its birth, from 1. Every event, dead letter, mark and message
/// takes one; positions are never used twice.
using Position = std::uint64_t;

/// Number of an alert in the outbox of one store epoch, from 1, without gaps.
using Sequence = std::uint64_t;

/// A key group is the unit that moves between shards and, later, between machines.
using KeyGroup = std::uint16_t;
inline constexpr KeyGroup kKeyGroupCount = 1024;
inline constexpr std::size_t kCustomerIdBytesMax = 256;

/// The stable hash of a full customer id; the layout on disk depends on it, so it never changes.
inline std::uint64_t customer_hash(std::string_view customer_id) {
  return hash64(customer_id, 0);
}
inline KeyGroup key_group_of(std::uint64_t customer_hash_value) {
  return static_cast<KeyGroup>(customer_hash_value >> 54);
}

/// The shard that owns a key group when `shards` share the range evenly.
inline unsigned shard_of(KeyGroup group, unsigned shards) {
  return group * shards / kKeyGroupCount;
}
/// First key group of a shard (the range ends where the next one's begins).
inline KeyGroup first_key_group(unsigned shard, unsigned shards) {
  return static_cast<KeyGroup>((shard * kKeyGroupCount + shards - 1) / shards);
}

}  // namespace tidemark
