#pragma once

#include <algorithm>
#include <cmath>
#include <span>

#include "operators/expression/program.h"
#include "operators/expression/range_math.h"

/// What a program computes with: values at one instant, or bounds over a span of time. Private to Program.
namespace tidemark::operators {

/// Evaluates at one instant.
struct AtMoment {
  using Value = double;
  const std::byte* state;
  Moment now;

  double constant(double value) const { return value; }
  double read(const Operand& operand) const { return operand.number(state, now); }
  double plain(double value) const { return value; }
  double plain(const Operand& operand) const { return read(operand); }
  bool surely(double truth, double wanted) const { return truth == wanted; }

  double since(double instant) const { return algebra::days(static_cast<double>(now.t), instant); }
  double until(double instant) const { return algebra::days(instant, static_cast<double>(now.t)); }
  double compare(algebra::Comparison comparison, double a, double b) const {
    return algebra::compare(comparison, a, b);
  }
  double subtract_ages(double a, double b) const { return algebra::days_between_ages(a, b); }
  template <typename Selection>
  double select(double a, double b, const Selection& selection) const {
    return selection(a, b);
  }
  double first_known(double a, double b) const { return algebra::first_known(a, b); }
  double choose(double condition, double a, double b) const { return algebra::choose(condition, a, b); }
  double is_among(double value, std::span<const double> list) const {
    if (is_null(value)) return kNull;
    return std::find(list.begin(), list.end(), value) != list.end() ? 1 : 0;
  }
};

/// Bounds over a span. Those of ages are kept as of its beginning: all grow by one a day from there, so that
/// two of them stay as far apart, and in the same order, as they are then. Else comparing them could not be
/// decided where they are close, and never where they are equal, as after an event that both are counted
/// from.
struct Bounds {
  Range range;
  bool age = false;  ///< known throughout; at every t it is what it was at the beginning and what went by

  Bounds() = default;
  Bounds(const Range& plain) : range(plain) {}  // NOLINT: implicit on purpose
  Bounds(const Range& at_beginning, bool is_age) : range(at_beginning), age(is_age) {}
};

/// Evaluates over a span of time.
struct OverSpan {
  using Value = Bounds;
  const std::byte* state;
  Moment from;
  Moment to;

  Range constant(double value) const { return Range::point(value); }
  Range plain(const Operand& operand) const { return operand.range(state, from, to); }
  Range plain(const Bounds& bounds) const {
    if (!bounds.age) return bounds.range;
    return {bounds.range.low, algebra::later_age(bounds.range.high, elapsed()), false};
  }
  bool surely(const Bounds& truth, double wanted) const {
    return truth.range.low == wanted && truth.range.high == wanted && !truth.range.may_be_null;
  }

  Bounds read(const Operand& operand) const {
    const Range range = plain(operand);
    const bool may_age =
        operand.reading == Operand::Reading::kAge || operand.reading == Operand::Reading::kSince;
    if (!may_age || !has_aged(range)) return range;
    return {Range::point(range.low), true};
  }
  Bounds since(const Bounds& instant) const {
    const Range range = algebra::days(span(), instant.range);
    if (instant.range.low != instant.range.high || !has_aged(range)) return range;
    return {Range::point(range.low), true};
  }
  Range until(const Bounds& instant) const { return algebra::days(instant.range, span()); }

  Range compare(algebra::Comparison comparison, const Bounds& a, const Bounds& b) const {
    if (a.age && b.age) return algebra::compare(comparison, a.range, b.range);
    return algebra::compare(comparison, plain(a), plain(b));
  }
  Range subtract_ages(const Bounds& a, const Bounds& b) const {
    if (a.age && b.age) return algebra::days_between_ages(a.range, b.range);
    return algebra::days_between_ages(plain(a), plain(b));
  }
  /// What comes out is one of the two, so that of two ages it is one.
  template <typename Selection>
  Bounds select(const Bounds& a, const Bounds& b, const Selection& selection) const {
    if (a.age && b.age) return {selection(a.range, b.range), true};
    return selection(plain(a), plain(b));
  }
  Bounds first_known(const Bounds& a, const Bounds& b) const {
    if (!a.range.may_be_null) return a;
    return a.range.has_values() ? Bounds(algebra::first_known(a.range, plain(b))) : b;
  }
  Bounds choose(const Bounds& condition, const Bounds& a, const Bounds& b) const {
    if (surely(condition, 1)) return a;
    if (!algebra::can_hold(condition.range)) return b;
    return select(a, b, [](Range x, const Range& y) {
      x.include(y);
      return x;
    });
  }
  Range is_among(const Bounds& value, std::span<const double> list) const {
    const Range range = plain(value);
    if (!range.has_values()) return Range::null();
    const bool can_hold =
        std::any_of(list.begin(), list.end(), [&](double x) { return range.low <= x && x <= range.high; });
    return algebra::truths(can_hold, !can_hold || range.low < range.high, range.may_be_null);
  }

 private:
  double elapsed() const { return static_cast<double>(to.t - from.t); }
  Range span() const { return {static_cast<double>(from.t), static_cast<double>(to.t), false}; }
  /// Whether all that a range of days does is to grow with time.
  bool has_aged(const Range& range) const {
    return range.has_values() && !range.may_be_null && range.high == algebra::later_age(range.low, elapsed());
  }
};

}  // namespace tidemark::operators
