#include "operators/expression/next_change.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "operators/expression/first_change.h"

namespace tidemark::operators {
namespace {

/// Instants at which features that only age reach what they are compared with: where to cut first. A hint
/// that is wrong costs time, nothing else.
class Crossings {
 public:
  Crossings() = default;
  /// Of the comparisons in a condition.
  Crossings(const CompiledExpression& expression, const std::byte* state, Moment now) {
    for (const Instruction& step : expression.program().instructions()) {
      if (step.code == Instruction::Code::kCompareConstant) add(step.a, step.constant, state, now);
    }
  }

  /// Of a number that must not leave [low, high).
  Crossings(const CompiledExpression& value, const std::byte* state, Moment now, double low, double high) {
    const std::span<const Instruction> steps = value.program().instructions();
    if (steps.size() != 1 || steps[0].code != Instruction::Code::kRead) return;
    add(steps[0].a, low, state, now);
    add(steps[0].a, high, state, now);
  }

  void add(const Operand& operand, double limit, const std::byte* state, Moment now) {
    if (operand.reading == Operand::Reading::kPlain) return;
    const double value = operand.number(state, now);
    if (is_null(value) || !std::isfinite(limit)) return;
    // In milliseconds ages are whole numbers, and so are most limits.
    const double gap = (operand.reading == Operand::Reading::kUntil ? value - limit : limit - value) *
                       static_cast<double>(kDay);
    if (!(gap > -2 && gap < static_cast<double>(kForesight))) return;
    const auto at = now.t + static_cast<Millis>(std::ceil(gap - kTolerance));
    // One of `<` and `<=` turns at the instant itself, the other right behind it.
    keep(at);
    keep(at + 1);
  }

  /// The earliest that cuts the span, as the last millisecond of the first part; kNever when none does.
  Millis cut(Millis from, Millis to) const {
    Millis earliest = kNever;
    for (std::size_t i = 0; i < count_; ++i) {
      if (at_[i] > from && at_[i] <= to) earliest = std::min(earliest, at_[i] - 1);
    }
    return earliest;
  }

 private:
  /// Of a millisecond: what is left of an age and a limit in days after they were subtracted.
  static constexpr double kTolerance = 1e-3;

  void keep(Millis at) {
    if (count_ < at_.size()) at_[count_++] = at;
  }

  std::array<Millis, 16> at_{};
  std::size_t count_ = 0;
};

/// Cuts at crossings first.
class Knife {
 public:
  Knife(const Crossings& crossings, const Zone& zone) : crossings_(crossings), midnights_(zone) {}

  Millis operator()(Millis from, Millis to) const {
    const Millis crossing = crossings_.cut(from, to);
    return crossing != kNever ? crossing : midnights_(from, to);
  }

 private:
  const Crossings& crossings_;
  AtMidnights midnights_;
};

/// The search itself: a band says of a value whether it is in, of a range whether any of its values may be,
/// and whether any may not.
template <typename Value, typename Band>
Millis search(const Value& value, const Band& band, const Crossings& crossings, const std::byte* state,
              Moment now, const Zone& zone) {
  const bool inside = band.has(value.number(state, now));
  const auto decide = [&](Millis from, Millis to) {
    const Moment first{from, zone.local_day(from)};
    if (from == to) {
      return band.has(value.number(state, first)) == inside ? Outlook::kSame : Outlook::kDiffers;
    }
    const Range range = value.range(state, first, {to, zone.local_day(to)});
    const bool may_be_in = band.may_have(range);
    const bool may_be_out = band.may_lack(range);
    if (may_be_in && may_be_out) return Outlook::kUndecided;
    return may_be_in == inside ? Outlook::kSame : Outlook::kDiffers;
  };
  return first_change(now.t, now.t + kForesight, decide, Knife(crossings, zone));
}

/// A condition that holds; null does not.
struct Holding {
  bool has(double truth) const { return truth == 1; }
  bool may_have(const Range& range) const { return range.high >= 1; }
  bool may_lack(const Range& range) const { return range.low <= 0 || range.may_be_null; }
};

/// Numbers in [low, high).
struct Within {
  double low;
  double high;
  bool has(double number) const { return number >= low && number < high; }
  bool may_have(const Range& range) const {
    return range.has_values() && range.high >= low && range.low < high;
  }
  bool may_lack(const Range& range) const {
    return range.may_be_null || (range.has_values() && (range.low < low || range.high >= high));
  }
};

}  // namespace

Millis AtMidnights::operator()(Millis from, Millis to) const {
  const Millis middle = InTheMiddle()(from, to);
  const Day day = zone_.local_day(middle);
  const Millis begin = zone_.day_start(day);
  if (begin > from) return begin - 1;
  const Millis end = zone_.day_start(day + 1);
  return end <= to ? end - 1 : middle;
}

Millis next_change(const CompiledExpression& condition, const std::byte* state, Moment now,
                   const Zone& zone) {
  return search(condition, Holding{}, Crossings(condition, state, now), state, now, zone);
}

Millis next_change(const CompiledExpression& value, const std::byte* state, Moment now, const Zone& zone,
                   double low, double high) {
  return search(value, Within{low, high}, Crossings(value, state, now, low, high), state, now, zone);
}

Millis next_change(const Signal& value, const std::byte* state, Moment now, const Zone& zone, double low,
                   double high) {
  return search(value, Within{low, high}, Crossings(), state, now, zone);
}

}  // namespace tidemark::operators
