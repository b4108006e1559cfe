#pragma once

#include "config/config.h"

namespace tidemark::operators {

/// Sufficient statistics of one customer for "buy till you die" models, in weeks.
struct BtydStatistics {
  double x = 0;    ///< repeat purchase days: purchase days − 1
  double t_x = 0;  ///< last purchase day − first
  double T = 0;    ///< now − start of the first purchase day, never less than t_x
};

/// BG/NBD (Fader, Hardie & Lee 2005) and MBG/NBD (Batislam, Denizel & Filiztekin 2007): purchases at a gamma
/// distributed rate until a customer drops out, after any purchase with a beta distributed chance; in the
/// modified model also at the very first. NBD: the same without drop-out (Ehrenberg 1959), so P(alive) = 1.
/// Formulas and numerics: shared notes of the project, checked against published vectors in tests/operators/.
///
/// Input    parameters > 0 (NBD has no a and b), times in weeks ≥ 0.
/// Errors   none; NaN where a formula has no finite value.
/// Thread   immutable.
/// Cost     p_alive and purchase_probability tens of ns; expected purchases sum a series, about 1 µs.
class Btyd {
 public:
  Btyd(config::Churn::Model model, const config::BtydParameters& parameters);

  /// P(still a customer at T).
  double p_alive(const BtydStatistics& s) const;
  /// P(at least one purchase in (T, T + horizon]) = 1 − P0(horizon), precise also when it is tiny.
  double purchase_probability(const BtydStatistics& s, double horizon) const;
  /// P0(horizon) = P(no purchase in (T, T + horizon]).
  double silence_probability(const BtydStatistics& s, double horizon) const;
  /// Its odds, P0 / (1 − P0). Both keep their digits where they are tiny and where P0 is near 1.
  double silence_odds(const BtydStatistics& s, double horizon) const;
  /// Their logarithm, finite also where the odds are too large or too small for a number.
  double silence_log_odds(const BtydStatistics& s, double horizon) const;
  /// E[X(t)]: purchases of a new customer in (0, t].
  double expected_purchases_new(double t) const;
  /// E[Y(t)]: purchases of this customer in (T, T + t].
  double expected_purchases(const BtydStatistics& s, double t) const;
  /// Log-likelihood of one customer's statistics.
  double log_likelihood(const BtydStatistics& s) const;

  /// The T at which P(alive) of a silent customer has fallen to theta; infinite when it never does
  /// (BG/NBD without repeat purchase, NBD). Not greater than t_x when it had from the start.
  double p_alive_crossing(double x, double t_x, double theta) const;
  /// The T > t_x at which the probability of a purchase has fallen to `probability`; t_x when it is not
  /// greater to begin with; infinite beyond `T_max`. Depends on its arguments only, so it may be computed
  /// again.
  double purchase_probability_crossing(double x, double t_x, double horizon, double probability,
                                       double T_max) const;

 private:
  struct Slope {
    double value;  ///< ln of the purchase probability
    double slope;  ///< its derivative with respect to ln(alpha + T)
  };
  /// ln k of P(alive) = 1 / (1 + k·((α+T)/(α+t_x))^(r+x)); −∞ where drop-out is not possible yet.
  double log_dropout_weight(double x) const;
  Slope log_purchase_probability(double x, double log_k, double log_start, double horizon,
                                 double log_now) const;
  bool modified() const { return model_ == config::Churn::Model::kMbgNbd; }
  bool drops_out() const { return model_ != config::Churn::Model::kNbd; }

  config::Churn::Model model_;
  double r_, alpha_, a_, b_;
};

}  // namespace tidemark::operators
