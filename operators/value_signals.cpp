#include "operators/value_signals.h"

#include <array>

#include "operators/features/plain_signals.h"

namespace tidemark::operators {
namespace {

using Measure = config::FeatureName::Measure;

const KindSet kOrderKinds = {Kind::kPurchase, Kind::kRefund, Kind::kCancel};

/// Not below 0, and falls while nothing happens: the ends of a span bound it, up to the rounding of the
/// series behind it.
template <typename Value>
class FallingSignal final : public KindSignal {
 public:
  FallingSignal(std::string name, Value value)
      : KindSignal(std::move(name), SignalType::kNumber, kOrderKinds), value_(std::move(value)) {}
  double number(const std::byte* state, Moment now) const override { return value_(state, now.t); }
  Range range(const std::byte* state, Moment from, Moment to) const override {
    if (from.t == to.t) return Range::point(value_(state, from.t));
    constexpr double kRounding = 1e-12;
    const double most = value_(state, from.t) * (1 + kRounding);
    const double least = value_(state, to.t) * (1 - kRounding);
    if (is_null(most) || is_null(least)) return Range::null();
    return Range::between(least, most);
  }

 private:
  Value value_;
};

template <typename Value>
std::unique_ptr<Signal> falling_signal(std::string name, Value value) {
  return std::make_unique<FallingSignal<Value>>(std::move(name), std::move(value));
}

class AtRiskSignal final : public Signal {
 public:
  AtRiskSignal(std::string name, std::array<const Signal*, 3> factors)
      : Signal(std::move(name), SignalType::kNumber), factors_(factors) {}
  bool moved_by(Kind kind) const override {
    for (const Signal* factor : factors_) {
      if (factor->moved_by(kind)) return true;
    }
    return false;
  }
  double number(const std::byte* state, Moment now) const override {
    double product = 1;
    for (const Signal* factor : factors_) product *= factor->number(state, now);
    return product;
  }
  /// No factor is below 0, so the ends of the product are the products of the ends.
  Range range(const std::byte* state, Moment from, Moment to) const override {
    Range product{1, 1, false};
    for (const Signal* factor : factors_) {
      const Range range = factor->range(state, from, to);
      if (!range.has_values()) return Range::null();
      product = {product.low * range.low, product.high * range.high,
                 product.may_be_null || range.may_be_null};
    }
    return product;
  }

 private:
  const std::array<const Signal*, 3> factors_;
};

}  // namespace

std::unique_ptr<Signal> value_signal(std::string name, const ValueModel& model, Measure measure) {
  if (measure == Measure::kExpectedSpend) {
    return steady_signal(std::move(name), kOrderKinds,
                         [&model](const std::byte* state) { return model.expected_spend(state); });
  }
  if (measure == Measure::kClv) {
    return falling_signal(std::move(name),
                          [&model](const std::byte* state, Millis t) { return model.clv(state, t); });
  }
  return falling_signal(std::move(name), [&model](const std::byte* state, Millis t) {
    return model.expected_purchases(state, t);
  });
}

std::unique_ptr<Signal> at_risk_signal(std::string name, const Signal& risk, const Signal& purchases,
                                       const Signal& spend) {
  return std::make_unique<AtRiskSignal>(std::move(name), std::array{&risk, &purchases, &spend});
}

}  // namespace tidemark::operators
