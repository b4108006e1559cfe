#include "operators/learning/platt.h"

#include "operators/learning/logistic_fit.h"

namespace tidemark::operators {

Result<config::Calibration> fit_platt(std::span<const double> logits, std::span<const std::uint8_t> labels) {
  Design design(1);
  for (std::size_t i = 0; i < logits.size(); ++i) design.add(logits.subspan(i, 1), labels[i] != 0);
  const Result<LogisticFit> fit = fit_logistic(design);
  if (!fit.ok()) return fit.status();
  const double slope = fit->weights[0];
  if (!(slope > 0)) return Status::invalid("the model's risk does not rise with what happened");
  return config::Calibration{slope, fit->intercept - slope * fit->means[0]};
}

}  // namespace tidemark::operators
