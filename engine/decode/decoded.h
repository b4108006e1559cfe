#pragma once

#include <cstdint>
#include <string_view>

#include "engine/base/event.h"
#include "engine/base/ids.h"
#include "engine/decode/reject.h"

namespace tidemark::engine {

/// Events before the first or from the second instant on are rejected whatever the configuration accepts.
inline constexpr Millis kEventTimeMin = 0;              // 1970-01-01
inline constexpr Millis kEventTimeEnd = 84'006 * kDay;  // 2200-01-01
inline constexpr std::size_t kTypeBytesMax = 128;
inline constexpr std::size_t kEventIdBytesMax = 256;

/// An accepted line. All views hold until the decoder's next decode(), those into the line as long as it.
struct Decoded {
  /// `amount` is in `currency` until CurrencyTable::settle() turns it into the base currency; `properties`
  /// is encoded. Ready for encode_event() afterwards.
  Event event;
  std::uint64_t customer_hash = 0;
  std::string_view currency;  ///< three capital letters; empty: the base, or no money
  /// kUnknownCurrency: the event counts without its money, which belongs to the dead letters.
  Reject money_reject = Reject::kNone;
};

/// What became of a line.
struct Outcome {
  Reject reject = Reject::kNone;
  std::string_view detail;  ///< one clause for people, without customer data; empty for an event
  bool ok() const { return reject == Reject::kNone; }
};

}  // namespace tidemark::engine
