#pragma once

#include <string>

#include "config/config.h"
#include "operators/models/btyd.h"
#include "operators/signal.h"

namespace tidemark::operators {

/// A term of a risk that is additive on the scale of log-odds:
///
///     weight · (transformed value − reference), or `missing` while the value is not known
///
/// A rule is a term whose weight is its points in log-odds; a share of a BTYD model one whose value is the
/// model's log-odds. Thread: immutable, the signal outlives it. Cost: that of the signal.
struct RiskTerm {
  /// How its reason speaks of it.
  enum class Form : std::uint8_t {
    kValue,
    kCondition,      ///< 0 or 1
    kRuleValue,      ///< points for each unit
    kRuleCondition,  ///< points while it holds
    kBtyd            ///< log-odds of silence by `btyd`; told as a probability
  };
  std::string name = {};  ///< in reasons
  std::string text = {};  ///< what the value is, as configured; kBtyd: the model's name
  Form form = Form::kValue;
  const Signal* signal = nullptr;
  config::ChurnTerm::Transform transform = config::ChurnTerm::Transform::kNone;
  double weight = 0;
  double reference = 0;  ///< transformed
  double missing = 0;
  double points = 0;           ///< of rules: a unit's
  const Btyd* btyd = nullptr;  ///< kBtyd

  double transformed(double value) const;
  /// What `transformed` makes of it, undone.
  double plain(double transformed_value) const;
  /// Log-odds for a value, which may be null.
  double contribution(double value) const {
    return is_null(value) ? missing : weight * (transformed(value) - reference);
  }
  /// Bounds of contribution() over the values of a range.
  Range contributions(const Range& values) const;
  /// A sentence for a person. `factor`: by which it multiplies the published odds.
  std::string sentence(double value, double factor) const;
};

}  // namespace tidemark::operators
