#pragma once

#include <optional>
#include <vector>

#include "config/levels.h"
#include "operators/churn/btyd_models.h"
#include "operators/models/gamma_gamma.h"
#include "operators/purchases.h"

namespace tidemark::operators {

/// What a customer will be worth over a horizon: how many purchase days are to be expected, what one of them
/// brings, and both together month by month, discounted.
///
/// Purchases  E[Y(H)] of the BTYD model behind churn (btyd.h). None where churn is the silence of other
///            events than purchases: then its parameters tell nothing about these.
/// Spend      E[M] of Gamma-Gamma with x = purchase days − 1 and m = (net − net of the first day)/x, by the
///            local days and the money of purchases.h; without its parameters the mean of all purchase days.
///            What refunds have taken below 0 counts as 0. Who never told an amount (gross ≤ 0) has the
///            population's mean, without parameters none.
/// CLV        E[M]·Σ (E[Y(tᵢ)] − E[Y(tᵢ₋₁)])/(1 + d)^(tᵢ/month), tᵢ the ends of months of 30.4375 days and of
///            the horizon; (1 + d)^12 = 1 + discount a year. No costs or margin are taken off.
/// Units      purchase days; units of the base currency. kNull: not known.
/// Thread     immutable. Cost: purchases 1 µs, CLV that for every month.
class ValueModel {
 public:
  /// Both outlive it.
  ValueModel(const config::Value& settings, const BtydModels& models, const PurchasesFeature& purchases);

  /// Null without a model and before the first purchase. Falls while a customer is silent.
  double expected_purchases(const std::byte* state, Millis t) const;
  /// Of a purchase day. Does not change with time.
  double expected_spend(const std::byte* state) const;
  /// Falls while a customer is silent.
  double clv(const std::byte* state, Millis t) const;

 private:
  struct Term {
    double weeks;
    double weight;
  };
  const BtydModels& models_;
  const PurchasesFeature& purchases_;
  const Btyd* btyd_;  ///< of purchases; null without parameters
  std::optional<GammaGamma> spend_;
  double horizon_weeks_;
  /// CLV/E[M] as a sum of E[Y(weeks)] with positive weights: the differences of the formula, gathered.
  std::vector<Term> terms_;
};

}  // namespace tidemark::operators
