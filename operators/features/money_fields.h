#pragma once

#include <optional>
#include <string>

#include "config/config.h"
#include "config/exchange_rates.h"
#include "operators/features/event_filter.h"

namespace tidemark::operators {

/// Properties that are money beside the amount, such as a cost: in the event's `currency` as the amount is,
/// here turned into the base currency by the same rates.
///
/// Nothing where the currency has no rate at the event's time. Where no base is configured there are no
/// rates, and every such number counts as it is. Thread: immutable. Cost: a comparison of texts where the
/// event names a currency.
class MoneyFields {
 public:
  /// Errors: kInvalidArgument for too many properties, or from the configuration's rates.
  static Result<MoneyFields> make(const config::EventSettings& events, FieldNames& fields);
  /// A property in micro-units of the base currency; nothing when it is no number, or beyond ±kAmountMax.
  std::optional<Micro> of(std::size_t property, const Event& event, Fields fields) const;

 private:
  std::string base_;
  config::ExchangeRates rates_;
  std::size_t currency_field_ = 0;
};

}  // namespace tidemark::operators
