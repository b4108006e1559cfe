#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "config/levels.h"
#include "engine/base/time.h"
#include "operators/models/btyd.h"

namespace tidemark::operators {

/// A value that a logistic model may stand on.
struct LearningTerm {
  /// Models take all terms up to a reach: the more, the more they know, and the more may mislead them.
  enum class Reach : std::uint8_t {
    kSilence,   ///< how long ago the last activity was
    kClassic,   ///< recency, frequency, money, tenure
    kHistory,   ///< fading counts, windows, the BTYD model's own odds
    kBehaviour  ///< everything else a customer does
  };
  std::string name;   ///< in reasons
  std::string value;  ///< a feature or expression
  config::ChurnTerm::Transform transform = config::ChurnTerm::Transform::kLog;
  Reach reach = Reach::kClassic;
  /// A silence: the risk may rise with it only. Beside others that say the same a fit may turn one around,
  /// which nobody would believe as a reason, and which has scoring search long for when a band is left.
  bool only_rises = false;
};

/// What is known of every customer with activity as of one instant, and what became of them.
struct Observations {
  Millis split = 0;
  double share = 1;  ///< of all such customers that are looked at
  std::vector<BtydStatistics> statistics;
  std::vector<std::uint64_t> hashes;  ///< of the customers' ids: they decide who is held back
  std::vector<std::uint8_t> labels;   ///< 1: no activity within the horizon; empty where nobody knows yet
  /// A row a customer, a column a term, untransformed; NaN is not known. The term over `churn.p0_logit` has
  /// no column: it follows from the statistics.
  std::size_t columns = 0;
  std::vector<double> values;

  std::size_t size() const { return statistics.size(); }
  std::span<const double> row(std::size_t i) const { return {values.data() + i * columns, columns}; }
  bool labelled() const { return !labels.empty(); }
};

/// As ChurnTerm::Transform says; NaN stays NaN.
double transformed(double value, config::ChurnTerm::Transform transform);

}  // namespace tidemark::operators
