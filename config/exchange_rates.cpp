#include "config/exchange_rates.h"

#include <algorithm>
#include <iterator>

namespace tidemark::config {
namespace {

constexpr std::size_t kRateDigitsMax = 18;

__int128 power_of_ten(unsigned exponent) {
  __int128 power = 1;
  while (exponent-- > 0) power *= 10;
  return power;
}

}  // namespace

bool is_currency(std::string_view text) {
  return text.size() == 3 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

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

Result<ExchangeRates> ExchangeRates::make(const EventSettings& settings) {
  ExchangeRates made;
  for (const auto& [currency, rates] : settings.rates) TM_RETURN_IF_ERROR(made.add(currency, rates));
  return made;
}

Status ExchangeRates::add(const std::string& currency, const std::vector<DatedRate>& rates) {
  Entry& entry = entries_.emplace_back(Entry{currency, {}});
  for (const DatedRate& dated : rates) {
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

const ExchangeRates::Entry* ExchangeRates::find(std::string_view currency) const {
  const auto found = std::lower_bound(entries_.begin(), entries_.end(), currency,
                                      [](const Entry& e, std::string_view c) { return e.currency < c; });
  return found != entries_.end() && found->currency == currency ? &*found : nullptr;
}

const Rate* ExchangeRates::at(std::string_view currency, Millis time) const {
  const Entry* const entry = find(currency);
  if (entry == nullptr) return nullptr;
  const auto next = std::upper_bound(entry->rates.begin(), entry->rates.end(), time,
                                     [](Millis t, const Since& since) { return t < since.from; });
  return next == entry->rates.begin() ? nullptr : &std::prev(next)->rate;
}

}  // namespace tidemark::config
