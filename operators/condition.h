#pragma once

#include <memory>

#include "engine/base/zone.h"
#include "operators/expression/compiled_expression.h"
#include "operators/level.h"

namespace tidemark::operators {

/// What a level asks of a customer: a compiled condition with its zone. Cheap to copy.
class Condition {
 public:
  Condition(std::shared_ptr<const CompiledExpression> expression, std::shared_ptr<const Zone> zone)
      : expression_(std::move(expression)), zone_(std::move(zone)) {}

  bool holds(const std::byte* state, Moment now) const { return expression_->holds(state, now); }
  bool moved_by(Kind kind) const { return expression_->moved_by(kind); }
  /// The first millisecond at which holds() differs if nothing happens, or one before it; kNever when none.
  Millis next_change(const std::byte* state, Moment now) const;
  /// The comparisons that turned, each a reason. The score is what the first of them compares, and its
  /// contribution the distance to the limit; the others add nothing. Empty where none turned.
  Explanation explain_turned(const Occasion& occasion) const;
  /// The same; where none turned (a time that was up let go of what was so before) those that speak for what
  /// the condition is.
  Explanation explain(const Occasion& occasion) const;

 private:
  std::shared_ptr<const CompiledExpression> expression_;
  std::shared_ptr<const Zone> zone_;
};

}  // namespace tidemark::operators
