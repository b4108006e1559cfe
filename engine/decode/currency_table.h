#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "engine/base/bytes.h"
#include "engine/base/money.h"
#include "engine/base/status.h"
#include "engine/decode/decoded.h"

namespace tidemark::engine {

/// A positive exact decimal: mantissa · 10^−scale.
struct Rate {
  std::int64_t mantissa = 1;
  std::uint8_t scale = 0;

  /// Digits with at most one point, at most 18 of them, not zero. Nothing for anything else.
  static std::optional<Rate> parse(std::string_view text);
  /// Exact in 128 bits, then rounded to a micro-unit, half away from zero. Nothing beyond ±kAmountMax.
  std::optional<Micro> apply(Micro amount) const;
};

/// Which currency is the base, and what the others are worth in it: always the same, or from local days on,
/// by the time of the event. Before the first of its days a currency has no rate.
///
/// The base is the configured one; without one it is the currency of the first money event that names a
/// currency without a rate. That choice is part of the store's state: encode() and decode() carry it.
///
/// Thread  one (the router's).
class CurrencyTable {
 public:
  /// Errors: kInvalidArgument for a currency that is not three capital letters, a rate that is none, or days
  /// that do not ascend.
  static Result<CurrencyTable> make(const config::EventSettings& settings);

  /// Empty while no base is known.
  std::string_view base() const { return configured_.empty() ? adopted_ : configured_; }

  enum class Settled : std::uint8_t {
    kUnchanged,  ///< no money, or it was in the base currency already
    kConverted,
    kAdopted,   ///< the event's currency became the base: the state of this table changed
    kUnknown,   ///< no rate (at that time): the event keeps its place, its money is gone, and money_reject
                ///< is kUnknownCurrency
    kBadAmount  ///< beyond kAmountMax in the base currency: the event is a dead letter
  };
  /// Turns a decoded event's amount into the base currency. Call once, and only for an event that is
  /// otherwise accepted.
  Settled settle(Decoded& decoded);

  /// The adopted base, if any.
  void encode(ByteWriter& out) const { out.text(adopted_); }
  /// False on malformed bytes; then nothing changed.
  bool decode(ByteReader& in);

 private:
  struct Since {
    Millis from;
    Rate rate;
  };
  struct Entry {
    std::string currency;
    std::vector<Since> rates;  ///< ascending, at least one
    const Rate* at(Millis time) const;
  };
  Status add(const std::string& currency, const std::vector<config::DatedRate>& rates);
  const Entry* find(std::string_view currency) const;

  std::string configured_;
  std::string adopted_;
  std::vector<Entry> entries_;  ///< by currency
};

}  // namespace tidemark::engine
