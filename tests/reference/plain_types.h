#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/base/event.h"
#include "engine/base/ids.h"
#include "engine/base/money.h"
#include "engine/base/time.h"

/// The plain reference model: what operators/README.md says, written down as slowly and obviously as
/// possible, so that the engine has something to be compared with. It shares no code with operators/,
/// state/ and engine/ beyond engine/base, and nothing here is fast.
namespace tidemark::reference {

/// A behaviour event as the rules speak of it.
struct PlainEvent {
  std::string type;
  std::string customer;
  std::string event_id;  ///< empty: not de-duplicated
  Millis time = 0;
  std::optional<Micro> amount;  ///< base currency; none: the order counts, its money does not
  Kind kind = Kind::kOther;
  std::string order_id = {};  ///< empty: none
};

enum class PlainCause : std::uint8_t { kTime, kEvent, kRefund };
const char* name_of(PlainCause cause);

/// One announced change of one level.
struct PlainTransition {
  std::string level;
  std::string from;
  std::string to;
  Millis instant = 0;
  PlainCause cause = PlainCause::kTime;
  std::string event_id;  ///< empty when caused by time, or by an event without an id
  bool corrected = false;
  std::uint32_t ordinal = 0;             ///< the customer's own count, from 1
  std::uint32_t supersedes_ordinal = 0;  ///< of the transition that a correction undoes, else 0
};

}  // namespace tidemark::reference
