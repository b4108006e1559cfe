#pragma once

#include <cstdint>
#include <string_view>

namespace tidemark::engine {

/// Why an input became a dead letter. Stored in the log and shown to people: numbers and names never change.
enum class Reject : std::uint8_t {
  kNone = 0,
  kBadJson = 1,          ///< not one valid JSON object, a doubled key, or nested too deeply
  kMissingField = 2,     ///< no type, customer_id or timestamp
  kBadField = 3,         ///< type, customer_id, event_id or properties of the wrong type, empty or too long
  kBadTimestamp = 4,     ///< neither RFC 3339 nor epoch milliseconds
  kBadAmount = 5,        ///< the money of a purchase, refund or cancel is no amount
  kTooLarge = 6,         ///< longer than events.line_bytes_max
  kTooOld = 7,           ///< before 1970, or beyond time.accept_late
  kInFuture = 8,         ///< from 2200 on, or beyond time.accept_future
  kUnknownCurrency = 9,  ///< the event counts, its money does not
};
inline constexpr std::uint8_t kRejectCount = 10;

/// The reason as dead letters, answers and metrics show it: "bad_json"; "" for kNone.
std::string_view reject_name(Reject reject);

}  // namespace tidemark::engine
