// Cost of churn by model: a purchase with its due, and the risk of a read.

#include <benchmark/benchmark.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/load.h"
#include "operators/scoring.h"

namespace {

using namespace tidemark;
using operators::Scoring;

constexpr Millis kStart = 1'700'000'000'000;

/// Churn alone, under a model.
std::shared_ptr<const Scoring> scoring_of(std::string_view model) {
  const std::string yaml =
      "tiers: {}\nlifecycle: {enabled: false}\nrfm: {enabled: false}\nabc: {enabled: false}\n"
      "features: {custom: {warmth: {decayed: {purchase: 1, page_view: 0.1}, half_life: 30d}}}\n"
      "churn:\n  model: " +
      std::string(model) +
      "\n  mbgnbd: {r: 0.525, alpha: 6.183, a: 0.891, b: 1.614}\n"
      "  rules: {unpaid: {when: payment_failed_count_60d > 0, points: 30}, visits: {value: "
      "page_view_count_30d, points: -2}}\n"
      "  mixture: {mbgnbd: 0.7, rules: 0.3}\n"
      "  logistic:\n    intercept: 0.2\n    terms:\n"
      "      p0: {value: churn.p0_logit, weight: 0.8, reference: 0.9}\n"
      "      recency: {value: recency_days, transform: log, weight: 0.4, reference: 3}\n"
      "      orders: {value: purchase_days, transform: log, weight: -0.3, reference: 1}\n"
      "      money: {value: net, transform: log, weight: -0.05, reference: 4}\n"
      "      tenure: {value: tenure_days, transform: log, weight: 0.1, reference: 5}\n"
      "      warmth: {value: warmth, transform: log, weight: -0.5, reference: 1}\n";
  return Scoring::make(config::load(yaml).config, 1, 1).take();
}

class Customer {
 public:
  explicit Customer(const Scoring& scoring) : scoring_(scoring), block_(scoring.state_bytes() / 8) {
    scoring_.construct(state());
  }
  ~Customer() { scoring_.destroy(state()); }
  Customer(const Customer&) = delete;
  Customer& operator=(const Customer&) = delete;
  std::byte* state() { return reinterpret_cast<std::byte*>(block_.data()); }

  void buy(Millis t) {
    Event event;
    event.kind = Kind::kPurchase;
    event.time = t;
    event.customer_id = "customer-000042";
    event.has_amount = true;
    event.amount = 42 * kMicro;
    scoring_.apply(state(), event, t, effects_);
    effects_.clear();
  }

 private:
  const Scoring& scoring_;
  std::vector<std::uint64_t> block_;
  operators::Effects effects_;
};

/// A customer who buys every four days or so, its days no more than a year.
void ApplyPurchase(benchmark::State& bench, std::string_view model) {
  const auto scoring = scoring_of(model);
  auto customer = std::make_unique<Customer>(*scoring);
  Millis t = kStart;
  for (auto _ : bench) {
    t += 4 * kDay + 12'345'678;
    if (t > kStart + 365 * kDay) {
      t = kStart;
      customer = std::make_unique<Customer>(*scoring);
    }
    customer->buy(t);
  }
}

void Risk(benchmark::State& bench, std::string_view model) {
  const auto scoring = scoring_of(model);
  Customer customer(*scoring);
  for (int i = 0; i < 6; ++i) customer.buy(kStart + i * 30 * kDay);
  for (auto _ : bench) {
    benchmark::DoNotOptimize(scoring->sort_value(customer.state(), "churn.risk", kStart + 200 * kDay));
  }
}

BENCHMARK_CAPTURE(ApplyPurchase, mbgnbd, "mbgnbd");
BENCHMARK_CAPTURE(ApplyPurchase, rules, "rules");
BENCHMARK_CAPTURE(ApplyPurchase, mixture, "mixture");
BENCHMARK_CAPTURE(ApplyPurchase, logistic, "logistic");
BENCHMARK_CAPTURE(Risk, mbgnbd, "mbgnbd");
BENCHMARK_CAPTURE(Risk, logistic, "logistic");

}  // namespace
