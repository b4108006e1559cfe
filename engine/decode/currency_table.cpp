#include "engine/decode/currency_table.h"

#include <algorithm>
#include <iterator>

namespace tidemark::engine {
namespace {

constexpr std::size_t kRateDigitsMax = 18;

bool is_currency(std::string_view text) {
  return text.size() == 3 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

__int128 power_of_ten(unsigned exponent) {
  __int128 power = 1;
  while (exponent-- > 0) power *= 10;
  return power;
}

}  // namespace

std::optional<Rate> Rate::parse(std::string_view text) {
  Rate rate{0, 0};
  std::size_t digits = 0;
  bool point = false;
  bool digit_last = false;
  for (const char c : text) {
    if (c == '.') {
      if (point || !digit_last) return std::nullopt;
      point = true;
      digit_last = false;
      continue;
    }
    if (c < '0' || c > '9' || ++digits > kRateDigitsMax) return std::nullopt;
    rate.mantissa = rate.mantissa * 10 + (c - '0');
    if (point) ++rate.scale;
    digit_last = true;
  }
  if (!digit_last || rate.mantissa == 0) return std::nullopt;
  return rate;
}

std::optional<Micro> Rate::apply(Micro amount) const {
  // At most 1e18 · 1e18, well within 127 bits.
  const __int128 product = static_cast<__int128>(amount) * mantissa;
  const __int128 divisor = power_of_ten(scale);
  __int128 result = product / divisor;
  const __int128 rest = product % divisor;
  if ((rest < 0 ? -rest : rest) * 2 >= divisor) result += product < 0 ? -1 : 1;
  if (result > kAmountMax || result < -kAmountMax) return std::nullopt;
  return static_cast<Micro>(result);
}

Result<CurrencyTable> CurrencyTable::make(const config::EventSettings& settings) {
  CurrencyTable table;
  if (!settings.currency.empty() && !is_currency(settings.currency)) {
    return Status::invalid("events.currency: \"" + settings.currency + "\" is not three capital letters");
  }
  table.configured_ = settings.currency;
  for (const auto& [currency, rates] : settings.rates) TM_RETURN_IF_ERROR(table.add(currency, rates));
  return table;
}

Status CurrencyTable::add(const std::string& currency, const std::vector<config::DatedRate>& rates) {
  Entry& entry = entries_.emplace_back(Entry{currency, {}});
  for (const config::DatedRate& dated : rates) {
    const std::optional<Rate> rate = Rate::parse(dated.rate);
    if (!is_currency(currency) || !rate) {
      return Status::invalid("events.rates: \"" + currency + ": " + dated.rate +
                             "\" is not a currency of three capital letters and a positive decimal");
    }
    if (!entry.rates.empty() && dated.from <= entry.rates.back().from) {
      return Status::invalid("events.rates: the days of \"" + currency + "\" do not ascend");
    }
    entry.rates.push_back({dated.from, *rate});
  }
  if (entry.rates.empty()) return Status::invalid("events.rates: \"" + currency + "\" has no rate");
  return {};
}

/// The rate in force; none before the first.
const Rate* CurrencyTable::Entry::at(Millis time) const {
  const auto next = std::upper_bound(rates.begin(), rates.end(), time,
                                     [](Millis t, const Since& since) { return t < since.from; });
  return next == rates.begin() ? nullptr : &std::prev(next)->rate;
}

const CurrencyTable::Entry* CurrencyTable::find(std::string_view currency) const {
  const auto found = std::lower_bound(entries_.begin(), entries_.end(), currency,
                                      [](const Entry& e, std::string_view c) { return e.currency < c; });
  return found != entries_.end() && found->currency == currency ? &*found : nullptr;
}

CurrencyTable::Settled CurrencyTable::settle(Decoded& decoded) {
  Event& event = decoded.event;
  if (!event.has_amount || decoded.currency.empty() || decoded.currency == base()) return Settled::kUnchanged;
  const Entry* const entry = find(decoded.currency);
  if (const Rate* const rate = entry == nullptr ? nullptr : entry->at(event.time)) {
    const std::optional<Micro> amount = rate->apply(event.amount);
    if (!amount) return Settled::kBadAmount;
    event.amount = *amount;
    return Settled::kConverted;
  }
  if (base().empty() && entry == nullptr) {
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
  if (!in.ok() || (!base.empty() && !is_currency(base))) return false;
  adopted_ = base;
  return true;
}

}  // namespace tidemark::engine
