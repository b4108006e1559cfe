#include "engine/decode/currency_table.h"

namespace tidemark::engine {

Result<CurrencyTable> CurrencyTable::make(const config::EventSettings& settings) {
  if (!settings.currency.empty() && !config::is_currency(settings.currency)) {
    return Status::invalid("events.currency: \"" + settings.currency + "\" is not three capital letters");
  }
  Result<config::ExchangeRates> rates = config::ExchangeRates::make(settings);
  if (!rates.ok()) return rates.status();
  CurrencyTable table;
  table.configured_ = settings.currency;
  table.rates_ = rates.take();
  return table;
}

CurrencyTable::Settled CurrencyTable::settle(Decoded& decoded) {
  Event& event = decoded.event;
  if (!event.has_amount || decoded.currency.empty() || decoded.currency == base()) return Settled::kUnchanged;
  if (const config::Rate* const rate = rates_.at(decoded.currency, event.time)) {
    const std::optional<Micro> amount = rate->apply(event.amount);
    if (!amount) return Settled::kBadAmount;
    event.amount = *amount;
    return Settled::kConverted;
  }
  if (base().empty() && !rates_.has(decoded.currency)) {
    adopted_ = decoded.currency;
    return Settled::kAdopted;
  }
  event.has_amount = false;
  event.amount = 0;
  decoded.money_reject = Reject::kUnknownCurrency;
  return Settled::kUnknown;
}

bool CurrencyTable::decode(ByteReader& in) {
  const std::string_view base = in.text();
  if (!in.ok() || (!base.empty() && !config::is_currency(base))) return false;
  adopted_ = base;
  return true;
}

}  // namespace tidemark::engine
