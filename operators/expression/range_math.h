#pragma once

#include "operators/expression/point_math.h"
#include "operators/signal.h"

/// The operators of expressions on ranges: whatever values the operands have within theirs, the result's
/// range has the value point_math.h gives for them. Of points it is exactly that value.
///
/// Rounding to nearest never turns the order of two results around, so bounds made of rounded bounds hold for
/// rounded values. Ranges are of finite values; a bound itself may be infinite.
namespace tidemark::operators::algebra {

Range negate(const Range& a);
Range absolute(const Range& a);
Range add(const Range& a, const Range& b);
Range subtract(const Range& a, const Range& b);
Range multiply(const Range& a, const Range& b);
Range divide(const Range& a, const Range& b);
Range lesser(const Range& a, const Range& b);
Range greater(const Range& a, const Range& b);

Range known(const Range& a);
Range first_known(const Range& a, const Range& b);
Range choose(const Range& condition, const Range& a, const Range& b);

Range days(const Range& later, const Range& earlier);
Range days_between_ages(const Range& a, const Range& b);

// Of conditions: nearly all there is to do, so they are inline.

inline bool can_hold(const Range& truth) {
  return truth.high >= 1;
}
inline bool can_fail(const Range& truth) {
  return truth.low <= 0;
}
/// The truth values among which are these.
inline Range truths(bool holds, bool fails, bool may_be_null) {
  if (!holds && !fails) return {.may_be_null = may_be_null};
  return {fails ? 0.0 : 1.0, holds ? 1.0 : 0.0, may_be_null};
}

inline Range opposite(const Range& a) {
  return truths(can_fail(a), can_hold(a), a.may_be_null);
}

inline Range both(const Range& a, const Range& b) {
  const bool null = (a.may_be_null && (b.may_be_null || can_hold(b))) || (b.may_be_null && can_hold(a));
  return truths(can_hold(a) && can_hold(b), can_fail(a) || can_fail(b), null);
}

inline Range either(const Range& a, const Range& b) {
  return opposite(both(opposite(a), opposite(b)));
}

inline Range compare(Comparison comparison, const Range& a, const Range& b) {
  if (!a.has_values() || !b.has_values()) return Range::null();
  const unsigned less = a.low < b.high ? 1 : 0;
  const unsigned equal = a.low <= b.high && b.low <= a.high ? 2 : 0;
  const unsigned greater = a.high > b.low ? 4 : 0;
  const unsigned possible = less | equal | greater;
  const auto wanted = static_cast<unsigned>(comparison);
  return truths((possible & wanted) != 0, (possible & ~wanted) != 0, a.may_be_null || b.may_be_null);
}

}  // namespace tidemark::operators::algebra
