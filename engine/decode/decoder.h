#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "engine/base/event.h"
#include "engine/decode/decoded.h"
#include "engine/decode/json_scanner.h"
#include "engine/decode/key_cache.h"
#include "engine/decode/kind_table.h"
#include "engine/decode/property_encoder.h"

namespace tidemark::engine {

/// Turns one line of native JSON (interfaces.md, "Event, native form") into an event.
///
/// Every byte of the line is checked, also values nobody reads. `null` means absent. Numbers become text or
/// exact decimals, never doubles. Top-level fields that are not known become properties under their own
/// name unless there is one already, so nothing is lost (and `amount` may stand there too). The amount of
/// purchases, refunds and cancels is money; a purchase's is not negative. Elsewhere it is a property.
///
/// Input     a line without its newline, a trailing '\r' is dropped; kLinePadding readable bytes behind it.
/// Dictionary  the type and property keys of accepted lines are interned, those of rejected ones never.
/// Errors    an Outcome, checked in this order: too_large, bad_json, then type, customer_id, timestamp,
///           event_id, properties, the time's absolute limits, money.
/// Thread    one. Reads no clock. Allocates only for a line longer or richer than all before.
/// Cost      about 0.75 ns a byte: 210 ns for an event of 280 bytes (bench/decode_bench.cpp).
class Decoder {
 public:
  /// Both outlive the decoder.
  Decoder(const config::EventSettings& settings, KindTable& kinds, KeyDictionary& keys);
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  Outcome decode(std::string_view line, Decoded& out);

 private:
  struct Field {
    std::string_view key;
    JsonValue value;
  };
  struct TextLimits;
  enum Known : std::uint8_t { kType, kCustomerId, kTimestamp, kEventId, kProperties, kKnownCount };
  static Known known(std::string_view key);

  bool scan(std::string_view line);
  bool scan_member(std::string_view key);
  Outcome bad_json();
  Outcome check_text(std::string_view text, const TextLimits& limits) const;
  Outcome take_fields(Event& event);
  Outcome take_type(Event& event);
  Outcome take_ids(Event& event);
  Outcome take_time(Event& event);
  void fold_extras();
  Outcome take_money(Decoded& out);
  bool take_currency(std::string_view& out);
  const JsonValue* property(std::string_view key) const;

  const std::size_t line_bytes_max_;
  KindTable& kinds_;
  KeyCache cache_;
  PropertyEncoder encoder_;
  JsonScanner scanner_;
  std::array<JsonValue, kKnownCount> known_;  ///< kNull when absent
  std::vector<Field> properties_;
  std::vector<Field> extras_;  ///< top-level fields that are not known
  std::array<char, 3> currency_{};
  std::string detail_;
};

}  // namespace tidemark::engine
