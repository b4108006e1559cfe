// Cost of expressions over plain signals: a value, bounds, and the search for the next change. What a signal
// costs by itself is the first line of each.

#include <benchmark/benchmark.h>

#include <cmath>
#include <map>
#include <memory>
#include <string>

#include "config/expression.h"
#include "engine/base/zone.h"
#include "operators/expression/next_change.h"

namespace {

using namespace tidemark;
using operators::CompiledExpression;
using operators::Moment;
using operators::Range;
using operators::Signal;
using operators::SignalType;

constexpr Millis kNow = 1'760'000'000'000;

struct Customer {
  Millis last = kNow - 12 * kDay - 4711;
  double orders = 7;
};

class Age final : public Signal {
 public:
  explicit Age(std::string name) : Signal(std::move(name), SignalType::kNumber) {}
  bool moved_by(Kind) const override { return true; }
  double number(const std::byte* state, Moment now) const override {
    return static_cast<double>(now.t - reinterpret_cast<const Customer*>(state)->last) / kDay;
  }
  Range range(const std::byte* state, Moment from, Moment to) const override {
    return {number(state, from), number(state, to), false};
  }
};

class Orders final : public Signal {
 public:
  explicit Orders(std::string name) : Signal(std::move(name), SignalType::kNumber) {}
  bool moved_by(Kind) const override { return true; }
  double number(const std::byte* state, Moment) const override {
    return reinterpret_cast<const Customer*>(state)->orders;
  }
  Range range(const std::byte* state, Moment from, Moment) const override {
    return Range::point(number(state, from));
  }
};

class Fading final : public Signal {
 public:
  Fading(std::string name, double rising) : Signal(std::move(name), SignalType::kNumber), rising_(rising) {}
  bool moved_by(Kind) const override { return true; }
  double number(const std::byte* state, Moment now) const override {
    const double age = static_cast<double>(now.t - reinterpret_cast<const Customer*>(state)->last) / kDay;
    return rising_ - (2 * rising_ - 1) * std::exp2(-age / (30 - 20 * (1 - rising_)));
  }
  Range range(const std::byte* state, Moment from, Moment to) const override {
    return Range::between(number(state, from), number(state, to));
  }

 private:
  double rising_;
};

class World {
 public:
  World() {
    for (const char* name : {"orders", "net", "attribute.age"}) {
      signals_[name] = std::make_unique<Orders>(name);
    }
    for (const char* name : {"recency_days", "tenure_days", "days_since_event"}) {
      signals_[name] = std::make_unique<Age>(name);
    }
    signals_["churn.risk"] = std::make_unique<Fading>("churn.risk", 1);
    signals_["churn.p_alive"] = std::make_unique<Fading>("churn.p_alive", 0);
  }
  CompiledExpression condition(std::string_view text) const {
    return CompiledExpression::make(config::parse_condition(text, config_).take(),
                                    [this](std::string_view name) -> Result<const Signal*> {
                                      return signals_.find(name)->second.get();
                                    })
        .take();
  }
  const Signal& signal(std::string_view name) const { return *signals_.find(name)->second; }
  const Zone& zone() const { return *zone_; }
  Moment at(Millis t) const { return {t, zone_->local_day(t)}; }

 private:
  config::Config config_;
  std::shared_ptr<const Zone> zone_ = Zone::load("Europe/Berlin").take();
  std::map<std::string, std::unique_ptr<Signal>, std::less<>> signals_;
};

constexpr const char* kConditions[] = {
    "recency_days >= 30", "orders >= 3 and recency_days < 30",
    "(orders >= 3 or net > 500) and recency_days < 30 and not (tenure_days < 60)", "churn.risk > 0.6",
    "churn.risk + churn.p_alive * 0.5 > 0.7 and orders > 2"};

const std::byte* bytes_of(const Customer& customer) {
  return reinterpret_cast<const std::byte*>(&customer);
}

void SignalAlone(benchmark::State& bench) {
  const World world;
  const Customer customer;
  const Signal& signal = world.signal("recency_days");
  Moment now = world.at(kNow);
  for (auto _ : bench) {
    ++now.t;
    benchmark::DoNotOptimize(signal.number(bytes_of(customer), now));
  }
}
BENCHMARK(SignalAlone);

void Condition(benchmark::State& bench) {
  const World world;
  const Customer customer;
  const CompiledExpression condition = world.condition(kConditions[bench.range(0)]);
  Moment now = world.at(kNow);
  for (auto _ : bench) {
    ++now.t;
    benchmark::DoNotOptimize(condition.number(bytes_of(customer), now));
  }
  bench.SetLabel(kConditions[bench.range(0)]);
}
BENCHMARK(Condition)->DenseRange(0, 4);

void RangeAlone(benchmark::State& bench) {
  const World world;
  const Customer customer;
  const Signal& signal = world.signal("recency_days");
  Moment from = world.at(kNow);
  const Moment to = world.at(kNow + kDay);
  for (auto _ : bench) {
    ++from.t;
    benchmark::DoNotOptimize(signal.range(bytes_of(customer), from, to));
  }
}
BENCHMARK(RangeAlone);

void ConditionRange(benchmark::State& bench) {
  const World world;
  const Customer customer;
  const CompiledExpression condition = world.condition(kConditions[bench.range(0)]);
  Moment from = world.at(kNow);
  const Moment to = world.at(kNow + kDay);
  for (auto _ : bench) {
    ++from.t;
    benchmark::DoNotOptimize(condition.range(bytes_of(customer), from, to));
  }
  bench.SetLabel(kConditions[bench.range(0)]);
}
BENCHMARK(ConditionRange)->DenseRange(0, 4);

void NextChange(benchmark::State& bench) {
  const World world;
  const Customer customer;
  const CompiledExpression condition = world.condition(kConditions[bench.range(0)]);
  Moment now = world.at(kNow);
  for (auto _ : bench) {
    ++now.t;
    benchmark::DoNotOptimize(operators::next_change(condition, bytes_of(customer), now, world.zone()));
  }
  bench.SetLabel(kConditions[bench.range(0)]);
}
BENCHMARK(NextChange)->DenseRange(0, 4);

void ParseCondition(benchmark::State& bench) {
  const config::Config config;
  for (auto _ : bench) {
    benchmark::DoNotOptimize(config::parse_condition(kConditions[bench.range(0)], config).ok());
  }
  bench.SetLabel(kConditions[bench.range(0)]);
}
BENCHMARK(ParseCondition)->DenseRange(0, 4, 2);

}  // namespace
