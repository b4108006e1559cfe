#pragma once

#include <cmath>
#include <cstdint>

#include "engine/base/time.h"
#include "operators/signal.h"

/// The operators of expressions on values: numbers, truth values as 0 and 1, instants as milliseconds; kNull
/// is not known. range_math.h has the same names for ranges, and contains what these can give.
namespace tidemark::operators::algebra {

/// A set of what may be between two numbers: less 1, equal 2, greater 4.
enum class Comparison : std::uint8_t {
  kLess = 1,
  kEqual = 2,
  kLessEqual = 3,
  kGreater = 4,
  kNotEqual = 5,
  kGreaterEqual = 6
};

/// The comparison that says the same of (b, a).
inline Comparison turned(Comparison comparison) {
  const auto set = static_cast<unsigned>(comparison);
  return static_cast<Comparison>((set & 2U) | (set & 1U) << 2 | set >> 2);
}

/// What is too large for a number is not known.
inline double finite(double value) {
  return std::isfinite(value) ? value : kNull;
}
inline double negate(double a) {
  return 0 - a;
}
inline double absolute(double a) {
  return std::fabs(a);
}
inline double add(double a, double b) {
  return finite(a + b);
}
inline double subtract(double a, double b) {
  return finite(a - b);
}
inline double multiply(double a, double b) {
  return finite(a * b);
}
inline double divide(double a, double b) {
  return b == 0 ? kNull : finite(a / b);
}
inline double lesser(double a, double b) {
  if (is_null(a) || is_null(b)) return kNull;
  return b < a ? b : a;
}
inline double greater(double a, double b) {
  if (is_null(a) || is_null(b)) return kNull;
  return b > a ? b : a;
}

inline double opposite(double a) {
  return 1 - a;  // of null: null
}
inline double both(double a, double b) {
  if (a == 0 || b == 0) return 0;
  return is_null(a) ? a : b;
}
inline double either(double a, double b) {
  if (a == 1 || b == 1) return 1;
  return is_null(a) ? a : b;
}
inline double known(double a) {
  return is_null(a) ? 0 : 1;
}
inline double first_known(double a, double b) {
  return is_null(a) ? b : a;
}
inline double choose(double condition, double a, double b) {
  return condition == 1 ? a : b;
}

inline double compare(Comparison comparison, double a, double b) {
  if (is_null(a) || is_null(b)) return kNull;
  const unsigned found = a < b ? 1 : a == b ? 2 : 4;
  return (static_cast<unsigned>(comparison) & found) != 0 ? 1 : 0;
}

/// Between two instants in milliseconds.
inline double days(double later, double earlier) {
  return (later - earlier) / static_cast<double>(kDay);
}
/// An age in days in whole milliseconds, which it is made of.
inline double milliseconds_of(double age) {
  return std::nearbyint(age * static_cast<double>(kDay));
}
/// What an age is so many milliseconds later, to the last digit.
inline double later_age(double age, double milliseconds) {
  return (milliseconds_of(age) + milliseconds) / static_cast<double>(kDay);
}
/// a − b, as exact as whole milliseconds are: (t − x) − (t − y) is the same at every t, which the difference
/// of the two rounded numbers is not.
inline double days_between_ages(double a, double b) {
  return (milliseconds_of(a) - milliseconds_of(b)) / static_cast<double>(kDay);
}

}  // namespace tidemark::operators::algebra
