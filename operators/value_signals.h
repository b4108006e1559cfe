#pragma once

#include <memory>

#include "config/feature_name.h"
#include "operators/signal.h"
#include "operators/value.h"

namespace tidemark::operators {

/// One of the numbers of a value model: expected purchases, expected spend, CLV. The model outlives it.
std::unique_ptr<Signal> value_signal(std::string name, const ValueModel& model,
                                     config::FeatureName::Measure measure);

/// Value at risk: churn risk × expected purchases × expected spend over the horizon, undiscounted; null where
/// one of them is. The factors outlive it.
std::unique_ptr<Signal> at_risk_signal(std::string name, const Signal& risk, const Signal& purchases,
                                       const Signal& spend);

/// All that reads show of a customer's value. The signals stand on the model.
struct ValueSignals {
  std::unique_ptr<const ValueModel> model;
  std::unique_ptr<const Signal> expected_purchases, expected_spend, clv, at_risk;
  const Signal* potential = nullptr;    ///< a number; null: not configured
  const Signal* key_account = nullptr;  ///< a truth; null: not configured
};

}  // namespace tidemark::operators
