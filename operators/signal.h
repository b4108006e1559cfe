#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "engine/base/event.h"
#include "operators/moment.h"

namespace tidemark::operators {

/// Null among numbers: not known.
inline constexpr double kNull = std::numeric_limits<double>::quiet_NaN();
inline bool is_null(double value) {
  return std::isnan(value);
}

/// What a value stays within over a span of time: every value in [low, high], and perhaps null. Without
/// values (low > high) it is null throughout.
struct Range {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  bool may_be_null = false;

  static Range null() { return {.may_be_null = true}; }
  static Range point(double value) { return is_null(value) ? null() : Range{value, value, false}; }
  static Range between(double a, double b) { return a <= b ? Range{a, b, false} : Range{b, a, false}; }
  bool has_values() const { return low <= high; }
  void include(const Range& other) {
    low = other.low < low ? other.low : low;
    high = other.high > high ? other.high : high;
    may_be_null = may_be_null || other.may_be_null;
  }
};

enum class SignalType : std::uint8_t {
  kNumber,
  kTruth,    ///< 0, 1 or null
  kInstant,  ///< ms since the epoch; compared and subtracted as a number
  kText
};

/// A named value of one customer that conditions, ladders, scores and reads stand on. If nothing happens it
/// is a function of time alone.
///
/// State    the customer's whole block; the signal knows its place in it.
/// Thread   immutable. Reads no clock; no errors.
class Signal {
 public:
  Signal(std::string name, SignalType type) : name_(std::move(name)), type_(type) {}
  virtual ~Signal() = default;
  const std::string& name() const { return name_; }
  SignalType type() const { return type_; }

  /// Whether an event of the kind can change it.
  virtual bool moved_by(Kind kind) const = 0;
  /// kNumber, kTruth, kInstant as of now; kNull when it is not known.
  virtual double number(const std::byte* state, Moment now) const = 0;
  /// kText, which does not change with time alone; without data when it is not known. Lives until the state
  /// changes.
  virtual std::string_view text(const std::byte* /*state*/) const { return {}; }
  /// Bounds of number() over [from, to], both included, if nothing happens; from ≤ to. Exact where from = to.
  /// Must become narrow as the span does: a search halves it until it can decide.
  virtual Range range(const std::byte* state, Moment from, Moment to) const = 0;

 private:
  std::string name_;
  SignalType type_;
};

}  // namespace tidemark::operators
