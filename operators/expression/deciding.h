#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "operators/expression/compiled_expression.h"

namespace tidemark::operators {

/// A customer at an instant.
struct Snapshot {
  const std::byte* state = nullptr;
  Moment now;
};

/// A part of a condition that became true or ceased to be, or that is what it is, for the sentence that
/// explains the change: "days_since_login reached 30 (limit 30)". Views live as long as expression and states
/// do.
struct DecidingComparison {
  std::string_view text;           ///< "days_since_login >= 30"
  std::string_view feature;        ///< "days_since_login"
  bool holds = false;              ///< after
  bool turned = false;             ///< and did not before, or the other way round
  double before = kNull;           ///< of the feature; kNull when it is a text or was not known
  double value = kNull;            ///< the same after
  double limit = kNull;            ///< what it is compared with, after; kNull where there is no such number
  std::string_view before_text{};  ///< where the feature is a text; without data when it was not known
  std::string_view value_text{};
};

/// The comparisons of a condition whose truth differs between two snapshots, as written from left to right;
/// null counts as false. Empty when none differs. Thread: pure. Cost: two evaluations of the condition.
std::vector<DecidingComparison> deciding_comparisons(const CompiledExpression& condition,
                                                     const Snapshot& before, const Snapshot& after);
/// The comparisons that speak for what the condition is after, whether or not they turned: those that hold
/// where it holds, those that do not where it does not, below a not the other way round. Never empty.
std::vector<DecidingComparison> supporting_comparisons(const CompiledExpression& condition,
                                                       const Snapshot& before, const Snapshot& after);

}  // namespace tidemark::operators
