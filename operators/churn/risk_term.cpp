#include "operators/churn/risk_term.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "operators/churn/churn_risk.h"

namespace tidemark::operators {
namespace {

std::string percent(double log_odds) {
  return plain_number(100 * probability_of_log_odds(log_odds)) + " %";
}

}  // namespace

double RiskTerm::transformed(double value) const {
  return transform == config::ChurnTerm::Transform::kLog ? std::log1p(std::max(value, 0.0)) : value;
}

double RiskTerm::plain(double transformed_value) const {
  return transform == config::ChurnTerm::Transform::kLog ? std::expm1(transformed_value) : transformed_value;
}

// Both steps are monotone, rounded or not, so the ends of the values bound what they add.
Range RiskTerm::contributions(const Range& values) const {
  Range range;
  if (values.has_values()) range = Range::between(contribution(values.low), contribution(values.high));
  if (values.may_be_null) range.include(Range::point(missing));
  range.may_be_null = false;
  return range;
}

std::string RiskTerm::sentence(double value, double factor) const {
  const std::string effect = fmt::format("multiplies the odds by {:.3g}", factor);
  if (is_null(value)) return fmt::format("{} is not known: {}.", text, effect);
  switch (form) {
    case Form::kBtyd:
      return fmt::format("By {} alone the risk is {} (reference {}): {}.", text, percent(value),
                         percent(reference), effect);
    case Form::kRuleCondition:
      return fmt::format("{} {}: {}.", text, value == 0 ? "does not hold" : "holds",
                         counted(value * points, "point", "points"));
    case Form::kRuleValue:
      return fmt::format("{} is {}: {}.", text, plain_number(value),
                         counted(value * points, "point", "points"));
    case Form::kCondition:
      return fmt::format("{} {}: {}.", text, value == 0 ? "does not hold" : "holds", effect);
    case Form::kValue:
      break;
  }
  return fmt::format("{} is {} (reference {}): {}.", text, plain_number(value),
                     plain_number(plain(reference)), effect);
}

}  // namespace tidemark::operators
