#pragma once

#include <cstddef>

#include "engine/base/zone.h"
#include "operators/expression/compiled_expression.h"

/// When time alone changes what an expression says. Thread: pure. Cost: each decision is a range() of the
/// expression; see first_change(). Where features stand still or only age, three decisions a comparison.
namespace tidemark::operators {

/// So far is looked ahead: what would change later is never.
inline constexpr Millis kForesight = 36'525 * kDay;

/// How first_change() cuts what moves at local midnights: there, and within a day in the middle.
class AtMidnights {
 public:
  explicit AtMidnights(const Zone& zone) : zone_(zone) {}
  Millis operator()(Millis from, Millis to) const;

 private:
  const Zone& zone_;
};

/// The first millisecond after `now` at which the condition holds where it does not hold now, or the other
/// way round, if nothing happens; kNever when none is within foresight. Perhaps too early (first_change()),
/// never too late.
Millis next_change(const CompiledExpression& condition, const std::byte* state, Moment now, const Zone& zone);

/// The same for whether the number is known and in [low, high).
Millis next_change(const CompiledExpression& value, const std::byte* state, Moment now, const Zone& zone,
                   double low, double high);
/// The same for a signal that is no expression.
Millis next_change(const Signal& value, const std::byte* state, Moment now, const Zone& zone, double low,
                   double high);

}  // namespace tidemark::operators
