// Canonical content: equal meaning gives equal text, every deciding setting is in it, and it reads back
// exactly.
#include "tests/config/check.h"

namespace tidemark::config {
namespace {

TEST(Content, ReadsBackExactly) {
  const Config c = config_of(R"(
time: {clock: event, zone: Europe/Berlin, jump_gap: 1d1h1m1s1ms}
events: {kinds: ["null", visit], map: {"a\"b\\c: d": visit, "*x": purchase}, currency: EUR, rates: {USD: 0.92}}
tiers:
  "null": {basis: purchase_days_30d, levels: {"null": 0, "true": 3}, hysteresis: 12.3456%, minimum_stay: 1s, downgrade: step}
  second: {levels: {a: 0, b: 0.000001}}
rfm: {recency_days: [0.1, 0.30000000000000004, 1e3, 12345.678]}
churn:
  horizon: 273d
  base_rate: 0.1
  mbgnbd: {r: 0.1, alpha: 1e-7, a: 123456.789, b: 0.30000000000000004}
  bands: {on: odds_ratio, enter: [1.1, 2.2, 3.3]}
)");
  const Result<Config> again = from_content(c.content);
  ASSERT_TRUE(again.ok()) << again.status().message();
  EXPECT_EQ(again->content, c.content);
  EXPECT_EQ(again->time.jump_gap, c.time.jump_gap);
  EXPECT_EQ(again->events.kinds, c.events.kinds);
  EXPECT_EQ(again->events.map, c.events.map);
  EXPECT_EQ(again->ladders[0].name, "null");
  EXPECT_EQ(again->ladders[0].hysteresis_ppm, 123'456);
  EXPECT_EQ(again->ladders[1].levels[1].at, 1);
  EXPECT_EQ(again->rfm.recency_days, c.rfm.recency_days);
  EXPECT_EQ(again->rfm.cell, c.rfm.cell);
  EXPECT_EQ(again->churn.parameters->b, 0.30000000000000004);
  EXPECT_EQ(again->churn.parameters->alpha, 1e-7);
  EXPECT_EQ(again->churn.base_rate, 0.1);
  EXPECT_EQ(again->churn.leave, c.churn.enter);
}

TEST(Content, DamagedContentIsCorruption) {
  const Result<Config> broken = from_content("time: {zone: [}");
  ASSERT_FALSE(broken.ok());
  EXPECT_EQ(broken.status().code(), Code::kCorruption);
  EXPECT_NE(broken.status().message().find("stored configuration:1:"), std::string::npos);
}

TEST(Content, EqualMeaningEqualText) {
  const std::string one =
      config_of(
          "time: {silence_delay: 60s}\nlog: {wake_budget: 64}\nevents: {map: {b: refund, a: purchase}}\n"
          "tiers: {tier: {levels: {a: 0, b: 10.50}, hysteresis: 5%}}\nchurn: {horizon: 13w}\n")
          .content;
  const std::string other = config_of(
                                "# the same\nchurn:\n  horizon: \"91d\"\n  bands: {enter: [0.50, 7e-1, "
                                "0.9]}\nevents:\n  map:\n    a: purchase\n"
                                "    b: refund\ntime:\n  silence_delay: 1m\n"
                                "tiers:\n  tier:\n    hysteresis: 0.05\n    levels:\n    - at: 0.0\n      "
                                "name: a\n    - {name: b, at: 10.5}\n")
                                .content;
  EXPECT_EQ(one, other);
}

TEST(Content, WhatDoesNotDecideAnswersIsNotInIt) {
  const Config c = config_of(
      "memory: {budget: 1GiB}\ndurability: none\nlog: {segment: 1MiB, keep: 0, checkpoint_inputs: 5, "
      "batch_inputs: 5}\n");
  EXPECT_EQ(c.content, default_config().content);
}

TEST(Content, EveryDecidingSettingIsInIt) {
  const char* const changes[] = {"time: {clock: event}",
                                 "time: {zone: Europe/Berlin}",
                                 "time: {silence_delay: 1s}",
                                 "time: {accept_late: 1s}",
                                 "time: {accept_future: 1s}",
                                 "time: {restart_grace: 1s}",
                                 "time: {jump_gap: 1s}",
                                 "events: {kinds: [a]}",
                                 "events: {kinds: [b]}",
                                 "events: {map: {a: refund}}",
                                 "events: {currency: EUR}",
                                 "events: {currency: EUR, rates: {USD: 2}}",
                                 "events: {dedupe_horizon: 1s}",
                                 "events: {dedupe_ids: 1}",
                                 "events: {line_bytes_max: 2KiB}",
                                 "tiers: {}",
                                 "tiers: {t: {levels: {a: 0, b: 1}}}",
                                 "tiers: {u: {levels: {a: 0, b: 1}}}",
                                 "tiers: {t: {basis: spend, levels: {a: 0, b: 1}}}",
                                 "tiers: {t: {levels: {a: 0, c: 1}}}",
                                 "tiers: {t: {levels: {a: 0, b: 2}}}",
                                 "tiers: {t: {levels: {a: 0, b: 1}, hysteresis: 1%}}",
                                 "tiers: {t: {levels: {a: 0, b: 1}, grace: 1s}}",
                                 "tiers: {t: {levels: {a: 0, b: 1}, minimum_stay: 1s}}",
                                 "tiers: {t: {levels: {a: 0, b: 1}, downgrade: step}}",
                                 "lifecycle: {enabled: false}",
                                 "lifecycle: {new_for: 1s}",
                                 "lifecycle: {loyal_orders: 7}",
                                 "lifecycle: {at_risk_after: 1s}",
                                 "lifecycle: {churned_after: 900d}",
                                 "lifecycle: {won_back_for: 1s}",
                                 "rfm: {enabled: false}",
                                 "rfm: {recency_days: [1, 2, 3, 4]}",
                                 "rfm: {frequency: [1, 2, 3, 4]}",
                                 "rfm: {monetary: [1, 2, 3, 4]}",
                                 "rfm: {measure: net}",
                                 "churn: {model: bgnbd}",
                                 "churn: {horizon: 1d}",
                                 "churn: {unknown_for: 1d}",
                                 "churn: {base_rate: 0.5}",
                                 "churn: {bands: {on: odds_ratio, enter: [0.5, 0.7, 0.9]}}",
                                 "churn: {bands: {enter: [0.6, 0.7, 0.9]}}",
                                 "churn: {bands: {leave: [0.4, 0.7, 0.9]}}",
                                 "churn: {mbgnbd: {r: 1, alpha: 1, a: 1, b: 1}}",
                                 "churn: {mbgnbd: {r: 2, alpha: 1, a: 1, b: 1}}",
                                 "churn: {mbgnbd: {r: 1, alpha: 2, a: 1, b: 1}}",
                                 "churn: {mbgnbd: {r: 1, alpha: 1, a: 2, b: 1}}",
                                 "churn: {mbgnbd: {r: 1, alpha: 1, a: 1, b: 2}}",
                                 "churn: {model: bgnbd, bgnbd: {r: 1, alpha: 1, a: 1, b: 2}}",
                                 "alerts: {source: x}",
                                 "log: {wake_budget: 1}"};
  std::map<std::string, std::string> seen = {{default_config().content, "the default"}};
  for (const char* change : changes) {
    const auto [first, is_new] = seen.emplace(config_of(change).content, change);
    EXPECT_TRUE(is_new) << change << " gives the same content as " << first->second;
  }
}

}  // namespace
}  // namespace tidemark::config
