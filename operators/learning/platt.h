#pragma once

#include <cstdint>
#include <span>

#include "config/levels.h"
#include "engine/base/status.h"

namespace tidemark::operators {

/// Platt's calibration of a model: logit(risk) = slope · logit(model's risk) + intercept, by maximum
/// likelihood of what happened afterwards.
///
/// Errors   kInvalidArgument: too few labels of either sort, or a slope that is not positive (the model ranks
///          customers the wrong way round).
Result<config::Calibration> fit_platt(std::span<const double> logits, std::span<const std::uint8_t> labels);

}  // namespace tidemark::operators
