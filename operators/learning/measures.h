#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace tidemark::operators {

/// How good probabilities were, given what happened. NaN where there is nothing to say (AUC with one outcome
/// only).
struct Measures {
  std::size_t count = 0;
  double rate = 0;      ///< share that happened
  double auc = 0;       ///< chance that one it happened to has the greater probability; ties count half
  double brier = 0;     ///< mean squared miss
  double skill = 0;     ///< 1 − brier / brier of the rate itself
  double log_loss = 0;  ///< nats a customer
  double ece = 0;       ///< mean |predicted − happened| over ten bins of equal mass
  double lift = 0;      ///< rate among the tenth with the highest probabilities, over the rate of all
};

/// Customers with neighbouring probabilities.
struct CalibrationBin {
  std::size_t count = 0;
  double predicted = 0;  ///< mean
  double happened = 0;   ///< share
};

/// Cost: a sort. Equal sizes of both; probabilities in [0, 1].
Measures measure(std::span<const double> probabilities, std::span<const std::uint8_t> labels);
/// Bins of equal mass, by rising probability; fewer than `bins` where there are fewer customers.
std::vector<CalibrationBin> calibration_table(std::span<const double> probabilities,
                                              std::span<const std::uint8_t> labels, std::size_t bins = 10);
/// Mean log loss alone; probabilities are kept 1e-15 away from 0 and 1.
double log_loss(std::span<const double> probabilities, std::span<const std::uint8_t> labels);

}  // namespace tidemark::operators
