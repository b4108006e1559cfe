#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "config/exchange_rates.h"
#include "engine/base/bytes.h"
#include "engine/base/status.h"
#include "engine/decode/decoded.h"

namespace tidemark::engine {

/// Which currency is the base; amounts of others become base currency by their rates.
///
/// The base is the configured one; without one it is the currency of the first money event that names a
/// currency without a rate. That choice is part of the store's state: encode() and decode() carry it.
///
/// Thread  one (the router's).
class CurrencyTable {
 public:
  /// Errors: kInvalidArgument for a currency that is not three capital letters; those of ExchangeRates.
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
  std::string configured_;
  std::string adopted_;
  config::ExchangeRates rates_;
};

}  // namespace tidemark::engine
