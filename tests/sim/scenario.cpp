#include "tests/sim/scenario.h"

#include <fmt/format.h>

#include <algorithm>

#include "config/load.h"
#include "engine/base/assert.h"
#include "engine/base/random.h"

namespace tidemark::sim {
namespace {

constexpr const char* kZones[] = {"UTC", "Europe/Berlin", "Asia/Shanghai", "America/Sao_Paulo"};

std::string make_yaml(Random& random) {
  const auto pick = [&](std::initializer_list<const char*> of) {
    return of.begin()[random.below(of.size())];
  };
  std::string yaml = fmt::format(
      "time:\n  zone: {}\n  silence_delay: {}\n  accept_late: 400d\n  jump_gap: {}\n"
      "events:\n  currency: EUR\n  dedupe_horizon: {}\n  dedupe_ids: {}\n",
      kZones[random.below(4)], pick({"0s", "5m", "2d"}), pick({"60d", "90d", "200d"}),
      pick({"1d", "30d", "400d"}), pick({"2", "8", "1000"}));
  yaml += fmt::format(
      "tiers:\n  tier:\n    basis: {}\n    levels: {{bronze: 0, silver: {}, gold: {}}}\n    hysteresis: {}\n"
      "    grace: {}\n    minimum_stay: {}\n    downgrade: {}\n",
      pick({"spend_30d", "spend_90d", "spend_365d"}), 100 + random.below(200), 400 + random.below(400),
      pick({"0%", "5%", "20%"}), pick({"0s", "1d", "14d"}), pick({"0s", "10d"}), pick({"straight", "step"}));
  if (random.chance(0.3)) yaml += "  visits:\n    basis: orders_30d\n    levels: {rare: 0, often: 3}\n";
  yaml += fmt::format(
      "lifecycle:\n  new_for: {}\n  loyal_orders: {}\n  at_risk_after: {}\n  churned_after: {}\n  "
      "won_back_for: {}\n",
      pick({"7d", "30d"}), 2 + random.below(4), pick({"20d", "45d"}), pick({"60d", "120d"}),
      pick({"5d", "30d"}));
  yaml +=
      "rfm:\n  recency_days: [7, 30, 60, 120]\n  frequency: [2, 3, 5, 8]\n  monetary: [50, 150, 400, 1000]\n";
  if (random.chance(0.2)) yaml += "  enabled: false\n";
  yaml += fmt::format(
      "churn:\n  model: {0}\n  horizon: {1}\n  unknown_for: {2}\n"
      "  {0}: {{r: 0.525, alpha: 6.183, a: 0.891, b: 1.614}}\n",
      pick({"mbgnbd", "bgnbd"}), pick({"28d", "91d"}), pick({"0s", "14d"}));
  yaml += random.chance(0.5) ? "  bands: {on: odds_ratio, enter: [1.5, 3, 8], leave: [1.2, 2, 6]}\n"
                             : "  bands: {on: risk, enter: [0.5, 0.7, 0.9], leave: [0.45, 0.65, 0.88]}\n";
  yaml += fmt::format("log:\n  wake_budget: {}\n", 1 + random.below(3));
  return yaml;
}

/// A walk through time with customers of different habits.
class StreamMaker {
 public:
  StreamMaker(Random& random, const config::Config& config)
      : random_(random), config_(config), customers_(2 + random.below(24)), now_(1'735'689'600'000) {}

  std::vector<Scenario::Line> make(std::size_t count) {
    while (lines_.size() < count) {
      if (!lines_.empty() && random_.chance(0.05)) {
        lines_.push_back(lines_[random_.below(lines_.size())]);
      } else if (random_.chance(0.03)) {
        lines_.push_back(unreadable());
      } else {
        lines_.push_back(event());
      }
    }
    return std::move(lines_);
  }

 private:
  Millis step() {
    const double dice = random_.uniform();
    if (dice < 0.2) return 0;
    if (dice < 0.55) return random_.between(1, 30 * kSecond);
    if (dice < 0.85) return random_.between(1, 20 * kHour);
    if (dice < 0.985) return random_.between(1, 9 * kDay);
    return random_.between(1, std::min<Millis>(config_.time.jump_gap, 130 * kDay) - 1);
  }

  Millis instant() {
    now_ += step();
    if (random_.chance(0.1)) return now_ - random_.between(1, 100 * kDay);
    if (random_.chance(0.01)) return now_ - 500 * kDay;
    if (random_.chance(0.02)) return now_ + config_.time.jump_gap + random_.between(1, 40 * kDay);
    // Whole days and whole window lengths later: instants that fall on edges.
    if (random_.chance(0.05)) return now_ = now_ / kDay * kDay + kDay;
    return now_;
  }

  Scenario::Line unreadable() const {
    constexpr const char* kBad[] = {"{", "{\"type\":\"purchase\"}", "nonsense",
                                    "{\"type\":1,\"customer_id\":\"c1\"}"};
    return {kBad[random_.below(4)], false, {}};
  }

  Scenario::Line event() {
    Scenario::Line line;
    reference::PlainEvent& e = line.event;
    const double dice = random_.uniform();
    e.kind = dice < 0.45   ? Kind::kPurchase
             : dice < 0.52 ? Kind::kRefund
             : dice < 0.54 ? Kind::kCancel
             : dice < 0.95 ? Kind::kPageView
                           : Kind::kOther;
    e.type = e.kind == Kind::kOther ? "waved" : std::string(kind_name(e.kind));
    e.customer = fmt::format("c{}", random_.below(random_.chance(0.5) ? customers_ : 1 + customers_ / 4));
    e.time = instant();
    if (random_.chance(0.85)) e.event_id = fmt::format("e{}", ++ids_);
    const bool money = e.kind == Kind::kPurchase || e.kind == Kind::kRefund || e.kind == Kind::kCancel;
    line.text = fmt::format(R"({{"type":"{}","customer_id":"{}","timestamp":"{}")", e.type, e.customer,
                            format_timestamp(e.time));
    if (!e.event_id.empty()) line.text += fmt::format(R"(,"event_id":"{}")", e.event_id);
    if (money && random_.chance(0.93)) {
      e.amount = random_.between(0, 30'000) * 10'000;
      line.text += fmt::format(R"(,"properties":{{"amount":{},"n":{}}})", format_micro(*e.amount), ids_);
    }
    line.text += "}";
    return line;
  }

  Random& random_;
  const config::Config& config_;
  const std::uint64_t customers_;
  Millis now_;
  std::uint64_t ids_ = 0;
  std::vector<Scenario::Line> lines_;
};

}  // namespace

Scenario make_scenario(std::uint64_t seed) {
  Random random(seed);
  Scenario scenario;
  const std::string yaml = make_yaml(random);
  config::Loaded loaded = config::load(yaml);
  for (const config::Mistake& mistake : loaded.mistakes) {
    std::fprintf(stderr, "%s\n", config::describe(mistake, "scenario").c_str());
  }
  TM_ASSERT(loaded.mistakes.empty());
  scenario.config = std::move(loaded.config);
  Result<std::shared_ptr<const Zone>> zone = Zone::load(scenario.config.time.zone);
  TM_ASSERT(zone.ok());
  scenario.zone = zone.take();
  const bool over_the_grid = random.chance(0.01);  // long enough for marks by count
  const std::size_t count = over_the_grid ? 4500 : 40 + random.below(300);
  scenario.lines = StreamMaker(random, scenario.config).make(count);
  return scenario;
}

}  // namespace tidemark::sim
