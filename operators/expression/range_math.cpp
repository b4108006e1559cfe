#include "operators/expression/range_math.h"

#include <algorithm>
#include <limits>

namespace tidemark::operators::algebra {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

bool nothing(const Range& a, const Range& b) {
  return !a.has_values() || !b.has_values();
}

/// Values between the bounds. Where a bound is not finite, some of them may have been too large for a number.
Range finite(double low, double high, bool may_be_null) {
  if (low == kInfinity || high == -kInfinity) return Range::null();
  return {low, high, may_be_null || low == -kInfinity || high == kInfinity};
}

/// Bounds are infinite, values are not: nothing times any of them is nothing.
double product(double a, double b) {
  return a == 0 || b == 0 ? 0 : a * b;
}

/// The quotient where the divisor comes from above as close to 0 as can be.
double over_almost_zero(double a) {
  return a == 0 ? 0 : a * kInfinity;
}

/// By divisors of which none is below 0.
Range divide_by_positive(const Range& a, double low, double high, bool may_be_null) {
  const auto least = [=](double x) { return low > 0 ? x / low : over_almost_zero(x); };
  const auto most = [=](double x) { return high == kInfinity ? 0 : x / high; };
  const double lower = a.low >= 0 ? most(a.low) : least(a.low);
  const double upper = a.high <= 0 ? most(a.high) : least(a.high);
  return finite(lower, upper, may_be_null || low == 0);
}

}  // namespace

Range negate(const Range& a) {
  return a.has_values() ? Range{0 - a.high, 0 - a.low, a.may_be_null} : a;
}

Range absolute(const Range& a) {
  if (!a.has_values() || a.low >= 0) return a;
  if (a.high <= 0) return negate(a);
  return {0, std::max(-a.low, a.high), a.may_be_null};
}

Range add(const Range& a, const Range& b) {
  if (nothing(a, b)) return Range::null();
  return finite(a.low + b.low, a.high + b.high, a.may_be_null || b.may_be_null);
}

Range subtract(const Range& a, const Range& b) {
  return add(a, negate(b));
}

Range multiply(const Range& a, const Range& b) {
  if (nothing(a, b)) return Range::null();
  const auto [low, high] = std::minmax(
      {product(a.low, b.low), product(a.low, b.high), product(a.high, b.low), product(a.high, b.high)});
  return finite(low, high, a.may_be_null || b.may_be_null);
}

Range divide(const Range& a, const Range& b) {
  if (nothing(a, b) || (b.low == 0 && b.high == 0)) return Range::null();
  const bool may_be_null = a.may_be_null || b.may_be_null;
  if (b.low < 0 && b.high > 0) return {-kInfinity, kInfinity, true};
  if (b.low >= 0) return divide_by_positive(a, b.low, b.high, may_be_null);
  return divide_by_positive(negate(a), 0 - b.high, 0 - b.low, may_be_null);
}

Range lesser(const Range& a, const Range& b) {
  if (nothing(a, b)) return Range::null();
  return {std::min(a.low, b.low), std::min(a.high, b.high), a.may_be_null || b.may_be_null};
}

Range greater(const Range& a, const Range& b) {
  if (nothing(a, b)) return Range::null();
  return {std::max(a.low, b.low), std::max(a.high, b.high), a.may_be_null || b.may_be_null};
}

Range known(const Range& a) {
  return truths(a.has_values(), a.may_be_null, false);
}

Range first_known(const Range& a, const Range& b) {
  if (!a.may_be_null) return a;
  Range range = b;
  range.include({a.low, a.high, false});
  return range;
}

Range choose(const Range& condition, const Range& a, const Range& b) {
  Range range;
  if (can_hold(condition)) range.include(a);
  if (can_fail(condition) || condition.may_be_null) range.include(b);
  return range;
}

Range days(const Range& later, const Range& earlier) {
  if (nothing(later, earlier)) return Range::null();
  return {days(later.low, earlier.high), days(later.high, earlier.low),
          later.may_be_null || earlier.may_be_null};
}

Range days_between_ages(const Range& a, const Range& b) {
  if (nothing(a, b)) return Range::null();
  return {days_between_ages(a.low, b.high), days_between_ages(a.high, b.low), a.may_be_null || b.may_be_null};
}

}  // namespace tidemark::operators::algebra
