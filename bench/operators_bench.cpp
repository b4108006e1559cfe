// Cost of scoring one customer: apply of a page view and of a purchase, wake, records, the customer view.

#include <benchmark/benchmark.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "config/load.h"
#include "engine/base/random.h"
#include "operators/scoring.h"

namespace {

using namespace tidemark;
using operators::Effects;
using operators::Scoring;

constexpr Millis kStart = 1'700'000'000'000;

config::Config programme() {
  config::Config config = config::default_config();
  config.churn.parameters() = config::BtydParameters{.r = 0.525, .alpha = 6.183, .a = 0.891, .b = 1.614};
  return config;
}

std::shared_ptr<const Scoring> make_scoring() {
  return Scoring::make(programme(), 1, 1).take();
}

Event make_event(Kind kind, Millis time, Micro amount) {
  Event event;
  event.kind = kind;
  event.time = time;
  event.customer_id = "customer-000042";
  event.event_id = "o-000000981";
  event.has_amount = kind == Kind::kPurchase;
  event.amount = amount;
  return event;
}

/// A state block and its life.
class Customer {
 public:
  explicit Customer(const Scoring& scoring) : scoring_(scoring), block_(scoring.state_bytes() / 8) {
    scoring_.construct(state());
  }
  Customer(const Customer& other) : scoring_(other.scoring_), block_(other.block_.size()) {
    scoring_.copy(state(), other.state());
  }
  Customer& operator=(const Customer&) = delete;
  ~Customer() { scoring_.destroy(state()); }
  std::byte* state() { return reinterpret_cast<std::byte*>(block_.data()); }
  const std::byte* state() const { return reinterpret_cast<const std::byte*>(block_.data()); }

 private:
  const Scoring& scoring_;
  std::vector<std::uint64_t> block_;
};

/// `purchases` of about 40, a day apart from `gap_days` on average.
void buy(const Scoring& scoring, Customer& customer, int purchases, int gap_days) {
  Random random(7);
  Effects effects;
  Millis t = kStart;
  for (int i = 0; i < purchases; ++i) {
    const Micro amount = random.between(500, 8000) * 10'000;
    scoring.apply(customer.state(), make_event(Kind::kPurchase, t, amount), t, effects);
    t += random.between(1, 2 * gap_days) * kDay + random.between(0, kHour);
  }
}

void report(benchmark::State& bench) {
  bench.counters["per_second"] =
      benchmark::Counter(static_cast<double>(bench.iterations()), benchmark::Counter::kIsRate);
}

void ApplyPageView(benchmark::State& bench) {
  const auto scoring = make_scoring();
  Customer customer(*scoring);
  buy(*scoring, customer, 5, 30);
  Effects effects;
  Event event = make_event(Kind::kPageView, kStart + 150 * kDay, 0);
  const Millis last = scoring->due(customer.state()) - 1;
  for (auto _ : bench) {
    event.time = std::min(event.time + 1, last);
    effects.clear();
    scoring->apply(customer.state(), event, event.time - kMinute, effects);
  }
  report(bench);
}
BENCHMARK(ApplyPageView);

/// Purchases in turn by many customers with a history, half an hour apart each, as a stream has them.
void ApplyPurchase(benchmark::State& bench) {
  const auto scoring = make_scoring();
  std::vector<std::unique_ptr<Customer>> customers;
  for (int i = 0; i < 1024; ++i) {
    customers.push_back(std::make_unique<Customer>(*scoring));
    buy(*scoring, *customers.back(), static_cast<int>(bench.range(0)), 30);
  }
  Effects effects;
  Event event = make_event(Kind::kPurchase, kStart + 2 * bench.range(0) * 30 * kDay, 10'000);
  std::size_t next = 0;
  for (auto _ : bench) {
    if (++next == customers.size()) {
      next = 0;
      event.time += 30 * kMinute;
    }
    effects.clear();
    scoring->apply(customers[next]->state(), event, event.time - kMinute, effects);
  }
  report(bench);
}
BENCHMARK(ApplyPurchase)->Arg(1)->Arg(5)->Arg(50);

/// A first purchase: three alerts with their reasons.
void ApplyFirstPurchase(benchmark::State& bench) {
  const auto scoring = make_scoring();
  const Customer nobody(*scoring);
  Effects effects;
  const Event event = make_event(Kind::kPurchase, kStart, 42'500'000);
  for (auto _ : bench) {
    Customer customer(nobody);
    effects.clear();
    scoring->apply(customer.state(), event, kStart, effects);
    benchmark::DoNotOptimize(effects.alerts.data());
  }
  report(bench);
}
BENCHMARK(ApplyFirstPurchase);

/// Every wake-up of a customer who falls silent, alerts included; time is per wake-up.
void Wake(benchmark::State& bench) {
  const auto scoring = make_scoring();
  Customer customer(*scoring);
  buy(*scoring, customer, 5, 30);
  Effects effects;
  auto asleep = std::make_unique<Customer>(customer);
  for (auto _ : bench) {
    const Millis due = scoring->due(asleep->state());
    if (due == kNever) {
      asleep = std::make_unique<Customer>(customer);
      continue;
    }
    effects.clear();
    scoring->wake(asleep->state(), "customer-000042", due, effects);
  }
  report(bench);
}
BENCHMARK(Wake);

void Encode(benchmark::State& bench) {
  const auto scoring = make_scoring();
  Customer customer(*scoring);
  buy(*scoring, customer, 5, 30);
  std::string bytes;
  for (auto _ : bench) {
    bytes.clear();
    ByteWriter out(bytes);
    scoring->encode(customer.state(), out);
  }
  bench.counters["record_bytes"] = static_cast<double>(bytes.size());
  bench.counters["state_bytes"] = static_cast<double>(scoring->state_bytes());
  bench.counters["heap_bytes"] = static_cast<double>(scoring->heap_bytes(customer.state()));
  report(bench);
}
BENCHMARK(Encode);

void Decode(benchmark::State& bench) {
  const auto scoring = make_scoring();
  Customer customer(*scoring);
  buy(*scoring, customer, 5, 30);
  std::string bytes;
  ByteWriter out(bytes);
  scoring->encode(customer.state(), out);
  for (auto _ : bench) {
    Customer loaded(*scoring);
    if (!scoring->decode(loaded.state(), bytes).ok()) bench.SkipWithError("decode failed");
  }
  report(bench);
}
BENCHMARK(Decode);

void RenderCustomer(benchmark::State& bench) {
  const auto scoring = make_scoring();
  Customer customer(*scoring);
  buy(*scoring, customer, 5, 30);
  std::string json;
  for (auto _ : bench) {
    json.clear();
    JsonWriter out(json);
    scoring->render_customer(customer.state(), "customer-000042", kStart + 160 * kDay, out);
  }
  bench.counters["json_bytes"] = static_cast<double>(json.size());
  report(bench);
}
BENCHMARK(RenderCustomer);

void SortByRisk(benchmark::State& bench) {
  const auto scoring = make_scoring();
  Customer customer(*scoring);
  buy(*scoring, customer, 5, 30);
  for (auto _ : bench) {
    benchmark::DoNotOptimize(scoring->sort_value(customer.state(), "churn.risk", kStart + 160 * kDay));
  }
}
BENCHMARK(SortByRisk);

}  // namespace
