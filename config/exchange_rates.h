#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "engine/base/money.h"
#include "engine/base/status.h"

namespace tidemark::config {

/// Whether it is three capital letters.
bool is_currency(std::string_view text);

/// A positive exact decimal: mantissa · 10^−scale.
struct Rate {
  std::int64_t mantissa = 1;
  std::uint8_t scale = 0;

  /// Digits with at most one point, at most 18 of them, not zero. Nothing for anything else.
  static std::optional<Rate> parse(std::string_view text);
  /// Exact in 128 bits, then rounded to a micro-unit, half away from zero. Nothing beyond ±kAmountMax.
  std::optional<Micro> apply(Micro amount) const;
};

/// What currencies are worth in the base currency: always the same, or from local days on, by the time of the
/// event. Before the first of its days a currency has no rate.
///
/// Thread: immutable. Cost of a question: two binary searches.
class ExchangeRates {
 public:
  ExchangeRates() = default;
  /// Errors: kInvalidArgument for a currency that is not three capital letters, a rate that is none, or days
  /// that do not ascend.
  static Result<ExchangeRates> make(const EventSettings& settings);

  /// Whether the currency has a rate at some time.
  bool has(std::string_view currency) const { return find(currency) != nullptr; }
  /// Null when it has none at that time.
  const Rate* at(std::string_view currency, Millis time) const;

 private:
  struct Since {
    Millis from;
    Rate rate;
  };
  struct Entry {
    std::string currency;
    std::vector<Since> rates;  ///< ascending, at least one
  };
  Status add(const std::string& currency, const std::vector<DatedRate>& rates);
  const Entry* find(std::string_view currency) const;

  std::vector<Entry> entries_;  ///< by currency
};

}  // namespace tidemark::config
