#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "config/config.h"
#include "engine/base/event.h"
#include "engine/base/status.h"

namespace tidemark::engine {

/// What a type's name means under one configuration: events.map first, then the built-in kinds, then
/// events.kinds; anything else is kOther. The log keeps names, so recovery and a new configuration
/// resolve them again with this.
///
/// Thread  one: the cache by dictionary number fills as it is asked.
class KindTable {
 public:
  static constexpr std::size_t kCustomKindsMax = 256 - kFirstCustomKind;

  /// Errors: kInvalidArgument for more kinds than numbers, or a map onto a kind that does not exist.
  static Result<KindTable> make(const config::EventSettings& settings);

  Kind kind_of(std::string_view name) const;
  /// The same for a name in the dictionary. Cost: one load once it was asked before.
  Kind kind_of_key(std::uint32_t id, const KeyDictionary& keys) {
    if (id < by_key_.size() && by_key_[id] != kUnresolved) return static_cast<Kind>(by_key_[id]);
    return resolve_key(id, keys);
  }
  /// For an event read back from the log.
  Kind kind_of(const Event& event, const KeyDictionary& keys) {
    return event.type_key == KeyDictionary::kNone ? kind_of(event.type_name)
                                                  : kind_of_key(event.type_key, keys);
  }
  /// "page_view", a configured kind's name, or "other".
  std::string_view name_of(Kind kind) const;

 private:
  static constexpr std::uint16_t kUnresolved = 0xFFFF;
  struct Hasher {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return hash64(s, 1); }
  };
  Kind resolve_key(std::uint32_t id, const KeyDictionary& keys);

  std::vector<std::string> custom_;
  std::unordered_map<std::string, Kind, Hasher, std::equal_to<>> names_;  ///< mapped and configured ones
  std::vector<std::uint16_t> by_key_;
};

}  // namespace tidemark::engine
