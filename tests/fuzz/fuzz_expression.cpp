// Any bytes as an expression: no crash, no hang; mistakes have a place in the text and a remedy; what is
// accepted is printed to a text that means the same, and evaluates within its bounds.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "config/expression_parser.h"
#include "engine/base/assert.h"
#include "operators/expression/expression_signal.h"

namespace {

using namespace tidemark;
using operators::Moment;
using operators::Range;
using operators::SignalType;

constexpr Moment kNow{1'760'000'000'000, 20'370};
constexpr Moment kLater{kNow.t + 90 * kDay, kNow.today + 90};

config::Config programme() {
  config::Config config;
  config.events.kinds = {"login", "gift-card"};
  using Type = config::Attribute::Type;
  config.features.attributes = {
      {"city", Type::kText}, {"age", Type::kNumber}, {"vip", Type::kTruth}, {"joined", Type::kDate}};
  config.features.custom.resize(1);
  config.features.custom[0].name = "plan";
  config.features.custom[0].form = config::CustomFeature::Form::kLast;
  config.ladders.resize(1);
  config.ladders[0].name = "tier";
  config.ladders[0].levels = {{"bronze", 0, ""}, {"gold", 1, ""}};
  config.segments.resize(1);
  config.segments[0].name = "vip";
  return config;
}

SignalType type_of(const config::FeatureName& feature) {
  switch (feature.type) {
    case config::ValueType::kTruth:
      return SignalType::kTruth;
    case config::ValueType::kInstant:
      return SignalType::kInstant;
    case config::ValueType::kText:
      return SignalType::kText;
    default:
      return SignalType::kNumber;
  }
}

/// Something plausible for every name: ages as they are, other numbers that rise, now and then nothing.
class AnySignal final : public operators::Signal {
 public:
  explicit AnySignal(const config::FeatureName& feature)
      : Signal(feature.name, type_of(feature)), feature_(feature) {}
  bool moved_by(Kind) const override { return true; }
  double number(const std::byte*, Moment now) const override {
    const auto salt = static_cast<double>(name().size());
    if (name().size() % 5 == 0 || type() == SignalType::kText) return operators::kNull;
    if (type() == SignalType::kTruth) return name().size() % 2 == 0 ? 1 : 0;
    if (type() == SignalType::kInstant) return static_cast<double>(kNow.t) - salt * 1e9;
    const auto age = static_cast<double>(now.t - kNow.t) / static_cast<double>(kDay) + salt;
    return feature_.ages ? age : std::floor(age);
  }
  std::string_view text(const std::byte*) const override { return name().size() % 2 == 0 ? "gold" : ""; }
  Range range(const std::byte* state, Moment from, Moment to) const override {
    Range range = Range::point(number(state, from));
    range.include(Range::point(number(state, to)));
    return range;
  }

 private:
  const config::FeatureName feature_;
};

void check_bounds(const config::Expression& expression) {
  std::map<std::string, std::unique_ptr<AnySignal>, std::less<>> signals;
  for (const config::FeatureName& feature : expression.features) {
    signals[feature.name] = std::make_unique<AnySignal>(feature);
  }
  const auto compiled = operators::CompiledExpression::make(
      expression, [&signals](std::string_view name) -> Result<const operators::Signal*> {
        return signals.find(name)->second.get();
      });
  TM_ASSERT(compiled.ok());
  const Range range = compiled->range(nullptr, kNow, kLater);
  for (int i = 0; i <= 9; ++i) {
    const Moment at{kNow.t + i * 10 * kDay, kNow.today + i * 10};
    const double value = compiled->number(nullptr, at);
    TM_ASSERT(std::isnan(value) ? range.may_be_null : range.low <= value && value <= range.high);
    const Range point = compiled->range(nullptr, at, at);
    TM_ASSERT(std::isnan(value) ? !point.has_values() && point.may_be_null
                                : point.low == value && point.high == value && !point.may_be_null);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const config::Config config = programme();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  config::Expression expression;
  if (const auto mistake = config::read_expression(text, config, expression)) {
    TM_ASSERT(mistake->column >= 1 && mistake->column <= size + 1);
    TM_ASSERT(!mistake->problem.text.empty() && !mistake->problem.remedy.empty());
    return 0;
  }
  const std::string canonical = to_text(expression);
  const Result<config::Expression> again = config::parse_expression(canonical, config);
  TM_ASSERT(again.ok());
  TM_ASSERT(to_text(*again) == canonical && again->nodes.size() == expression.nodes.size());
  if (expression.type() != config::ValueType::kText) check_bounds(expression);
  return 0;
}
