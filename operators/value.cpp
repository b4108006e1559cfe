#include "operators/value.h"

#include <algorithm>
#include <cmath>

#include "operators/sums.h"

namespace tidemark::operators {
namespace {

constexpr double kMonthWeeks = 30.4375 / 7;

/// What a discount a year leaves of money so many weeks ahead.
double left_of(double discount, double weeks) {
  return std::pow(1 + discount, -weeks / kMonthWeeks / 12);
}

double mean_of(Micro net, std::uint32_t count) {
  return std::max(0.0, units_of(net)) / static_cast<double>(count);
}

}  // namespace

ValueModel::ValueModel(const config::Value& settings, const BtydModels& models,
                       const PurchasesFeature& purchases)
    : models_(models),
      purchases_(purchases),
      btyd_(models.silence().of_purchases() ? models.behind() : nullptr),
      horizon_weeks_(settings.horizon > 0 ? static_cast<double>(settings.horizon) / static_cast<double>(kWeek)
                                          : models.horizon_weeks()) {
  if (settings.spend) spend_.emplace(*settings.spend);
  // Σ (Yᵢ − Yᵢ₋₁)·vᵢ = Σ Yᵢ·(vᵢ − vᵢ₊₁) + Yₙ·vₙ: without a discount only the last is left to be computed.
  for (int month = 1; month * kMonthWeeks < horizon_weeks_; ++month) {
    const double end = month * kMonthWeeks;
    const double next = std::min(end + kMonthWeeks, horizon_weeks_);
    const double weight = left_of(settings.discount, end) - left_of(settings.discount, next);
    if (weight > 0) terms_.push_back({end, weight});
  }
  terms_.push_back({horizon_weeks_, left_of(settings.discount, horizon_weeks_)});
}

double ValueModel::expected_purchases(const std::byte* state, Millis t) const {
  if (btyd_ == nullptr) return kNull;
  const std::optional<BtydStatistics> s = models_.silence().statistics(state, t);
  return s ? btyd_->expected_purchases(*s, horizon_weeks_) : kNull;
}

double ValueModel::expected_spend(const std::byte* state) const {
  const Purchases& purchases = purchases_.in(state);
  const std::uint32_t days = purchases.days.summary().count;
  const Orders& totals = purchases.totals;
  if (days == 0) return kNull;
  if (totals.gross <= 0) return spend_ ? spend_->population_mean() : kNull;
  if (!spend_) return mean_of(totals.net(), days);
  if (days == 1) return spend_->population_mean();
  const Micro repeated = subtract_money(totals.net(), purchases.days.first_net());
  return spend_->expected_spend(days - 1, mean_of(repeated, days - 1));
}

double ValueModel::clv(const std::byte* state, Millis t) const {
  if (btyd_ == nullptr) return kNull;
  const std::optional<BtydStatistics> s = models_.silence().statistics(state, t);
  if (!s) return kNull;
  double discounted = 0;
  for (const Term& term : terms_) discounted += term.weight * btyd_->expected_purchases(*s, term.weeks);
  return discounted * expected_spend(state);
}

}  // namespace tidemark::operators
