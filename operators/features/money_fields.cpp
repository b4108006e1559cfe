#include "operators/features/money_fields.h"

#include <algorithm>

namespace tidemark::operators {

Result<MoneyFields> MoneyFields::make(const config::EventSettings& events, FieldNames& fields) {
  MoneyFields made;
  made.base_ = events.currency;
  if (made.base_.empty()) return made;
  Result<config::ExchangeRates> rates = config::ExchangeRates::make(events);
  if (!rates.ok()) return rates.status();
  made.rates_ = rates.take();
  TM_RETURN_IF_ERROR(number_fields(fields, {{"currency", &made.currency_field_}}));
  return made;
}

std::optional<Micro> MoneyFields::of(std::size_t property, const Event& event, Fields fields) const {
  const std::optional<Micro> amount = field_at(fields, property).micro();
  if (!amount || base_.empty()) return amount;
  const FieldValue currency = field_at(fields, currency_field_);
  if (!currency.known()) return amount;
  if (currency.tag != ValueTag::kString) return std::nullopt;
  std::string name(currency.text);
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  if (name == base_) return amount;
  const config::Rate* const rate = rates_.at(name, event.time);
  return rate == nullptr ? std::nullopt : rate->apply(*amount);
}

}  // namespace tidemark::operators
