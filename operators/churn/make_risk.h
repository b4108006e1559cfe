#pragma once

#include <functional>
#include <memory>
#include <string>

#include "engine/base/status.h"
#include "operators/churn/btyd_models.h"
#include "operators/churn/churn_risk.h"

namespace tidemark::operators {

/// Finds or makes the signal of an expression. It outlives the risk.
using SignalMaker = std::function<Result<const Signal*>(const std::string&)>;

/// Makes the risk of the chosen model; null where a BTYD model has no parameters, so that it is unknown.
///
/// A mixture is put together from its models' terms: Σ share · (start + terms), as all of them are sums of
/// log-odds already. Rules start at the base rate (0.5 without one), logistic models at their intercept, a
/// share of a BTYD model at the risk right after a first activity.
/// Errors   kInvalidArgument, naming the setting.
Result<std::unique_ptr<const ChurnRisk>> make_churn_risk(const config::Churn& settings,
                                                         const BtydModels& models,
                                                         const SignalMaker& signal_of);

}  // namespace tidemark::operators
