#include "tests/operators/expression_world.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "tests/config/feature_programme.h"

namespace tidemark::operators {
namespace {

using Number = std::function<double(const Sample&, Moment)>;
using Bounds = std::function<Range(const Sample&, Moment, Moment)>;
using Text = std::function<std::string_view(const Sample&)>;

const Sample& sample_of(const std::byte* state) {
  return *reinterpret_cast<const Sample*>(state);
}

/// Made of functions; one instant's bounds are the value.
class TestSignal final : public Signal {
 public:
  TestSignal(std::string name, SignalType type, Kind mover, Number number, Bounds bounds, Text text,
             std::shared_ptr<std::size_t> ranges)
      : Signal(std::move(name), type),
        mover_(mover),
        number_(std::move(number)),
        bounds_(std::move(bounds)),
        text_(std::move(text)),
        ranges_(std::move(ranges)) {}

  bool moved_by(Kind kind) const override { return kind == mover_; }
  double number(const std::byte* state, Moment now) const override { return number_(sample_of(state), now); }
  std::string_view text(const std::byte* state) const override {
    return text_ ? text_(sample_of(state)) : std::string_view();
  }
  Range range(const std::byte* state, Moment from, Moment to) const override {
    ++*ranges_;
    if (from.t == to.t) return Range::point(number(state, from));
    return bounds_(sample_of(state), from, to);
  }

 private:
  Kind mover_;
  Number number_;
  Bounds bounds_;
  Text text_;
  std::shared_ptr<std::size_t> ranges_;
};

double days_from(Millis then, Moment now) {
  return then == kNoTime ? kNull : static_cast<double>(now.t - then) / static_cast<double>(kDay);
}

/// Bounds of what only rises or only falls, a little wider than its ends: exp2 need not be monotone to the
/// last digit.
Bounds monotone(const Number& number) {
  return [number](const Sample& sample, Moment from, Moment to) {
    Range range = Range::between(number(sample, from), number(sample, to));
    if (is_null(range.low) || is_null(range.high)) return Range::null();
    range.low -= std::fabs(range.low) * 1e-15;
    range.high += std::fabs(range.high) * 1e-15;
    return range;
  };
}

Bounds steady(const Number& number) {
  return [number](const Sample& sample, Moment from, Moment) { return Range::point(number(sample, from)); };
}

/// Some number a day, the same all day.
double of_day(Day day) {
  return static_cast<double>((day * 37 + 11) % 17);
}

double wave_at(Millis t) {
  return std::sin(2 * std::numbers::pi * static_cast<double>(t % (9 * kDay)) / static_cast<double>(9 * kDay));
}

}  // namespace

ExpressionWorld::ExpressionWorld(std::string_view zone) : config_(config::feature_programme()) {
  zone_ = Zone::load(zone).take();
  for (const char* name : {"complaint_weight", "step", "wave", "gap"}) {
    config_.features.custom.push_back(config::custom_feature(name, config::CustomFeature::Form::kDecayed));
  }
  add_steady();
  add_moving();
}

void ExpressionWorld::add_steady() {
  const auto add = [this](std::string name, SignalType type, const Number& number, const Text& text = {}) {
    signals_[name] =
        std::make_unique<TestSignal>(name, type, Kind::kPurchase, number, steady(number), text, ranges_);
  };
  const Number nothing = [](const Sample&, Moment) { return kNull; };
  add("orders", SignalType::kNumber, [](const Sample& s, Moment) { return s.orders; });
  add("nps", SignalType::kNumber, [](const Sample& s, Moment) { return s.nps; });
  add("attribute.age", SignalType::kNumber, [](const Sample& s, Moment) { return s.age; });
  add("attribute.vip", SignalType::kTruth, [](const Sample& s, Moment) { return s.vip; });
  add("attribute.joined", SignalType::kInstant,
      [](const Sample& s, Moment) { return s.joined == kNoTime ? kNull : static_cast<double>(s.joined); });
  add("attribute.city", SignalType::kText, nothing, [](const Sample& s) { return s.city; });
  add("tier", SignalType::kText, nothing, [](const Sample&) { return std::string_view("gold"); });
  add(
      "last_plan", SignalType::kText, [](const Sample& s, Moment) { return s.plan_number; },
      [](const Sample& s) { return s.plan; });
}

void ExpressionWorld::add_moving() {
  const auto add = [this](std::string name, const Number& number, const Bounds& bounds) {
    signals_[name] = std::make_unique<TestSignal>(name, SignalType::kNumber, Kind::kComplaint, number, bounds,
                                                  Text(), ranges_);
  };
  const auto add_monotone = [&add](std::string name, const Number& number) {
    add(std::move(name), number, monotone(number));
  };
  const auto add_age = [&add](std::string name, const Number& age) {
    add(std::move(name), age, [age](const Sample& s, Moment from, Moment to) {
      Range range = Range::point(age(s, from));
      range.include(Range::point(age(s, to)));
      return range;
    });
  };
  add_age("recency_days", [](const Sample& s, Moment now) { return days_from(s.last, now); });
  add_age("tenure_days", [](const Sample& s, Moment now) { return days_from(s.first, now); });
  add_age("days_since_login", [](const Sample& s, Moment now) { return days_from(s.login, now); });
  // Stands still until its time comes.
  add_age("first_purchase_days",
          [](const Sample& s, Moment now) { return std::max(days_from(s.first, now), 0.0); });
  add_monotone("churn.risk", [](const Sample& s, Moment now) {
    return 1 - std::exp2(-std::max(0.0, days_from(s.last, now)) / 30);
  });
  add_monotone("complaint_weight", [](const Sample& s, Moment now) {
    return s.weight * std::exp2(-days_from(s.complaint, now) / 7);
  });
  add(
      "step", [](const Sample&, Moment now) { return of_day(now.today); },
      [](const Sample&, Moment from, Moment to) {
        if (to.today - from.today >= 17) return Range{0, 16, false};
        Range range;
        for (Day day = from.today; day <= to.today; ++day) range.include(Range::point(of_day(day)));
        return range;
      });
  add(
      "wave", [](const Sample&, Moment now) { return wave_at(now.t); },
      [](const Sample&, Moment from, Moment to) {
        // No steeper than 2π/9 a day, and never beyond 1.
        const double reach = 0.7 * static_cast<double>(to.t - from.t) / static_cast<double>(kDay);
        const double middle = wave_at(from.t);
        return Range{std::max(-1.0, middle - reach - 1e-9), std::min(1.0, middle + reach + 1e-9), false};
      });
  add(
      "gap",
      [](const Sample& s, Moment now) { return now.t >= s.gap_from && now.t < s.gap_to ? kNull : s.age; },
      [](const Sample& s, Moment from, Moment to) {
        const bool outside = to.t < s.gap_from || from.t >= s.gap_to;
        const bool inside = from.t >= s.gap_from && to.t < s.gap_to;
        Range range = inside ? Range::null() : Range::point(s.age);
        range.may_be_null = range.may_be_null || !outside;
        return range;
      });
}

Result<const Signal*> ExpressionWorld::signal(std::string_view name) const {
  const auto found = signals_.find(name);
  if (found == signals_.end()) return Status::not_found("no signal " + std::string(name));
  return found->second.get();
}

CompiledExpression ExpressionWorld::compile(const Result<config::Expression>& expression) const {
  if (!expression.ok()) ADD_FAILURE() << expression.status().message();
  Result<CompiledExpression> compiled =
      CompiledExpression::make(*expression, [this](std::string_view name) { return signal(name); });
  if (!compiled.ok()) ADD_FAILURE() << compiled.status().message();
  return compiled.take();
}

CompiledExpression ExpressionWorld::condition(std::string_view text) const {
  return compile(config::parse_condition(text, config_));
}
CompiledExpression ExpressionWorld::value(std::string_view text) const {
  return compile(config::parse_value(text, config_));
}
CompiledExpression ExpressionWorld::expression(std::string_view text) const {
  return compile(config::parse_expression(text, config_));
}

}  // namespace tidemark::operators
