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
  EXPECT_EQ(again->churn.parameters()->b, 0.30000000000000004);
  EXPECT_EQ(again->churn.parameters()->alpha, 1e-7);
  EXPECT_EQ(again->churn.base_rate, 0.1);
  EXPECT_EQ(again->churn.leave, c.churn.enter);
}

TEST(Content, EveryNewGroupReadsBackExactly) {
  const Config c = config_of(R"(
time: {zone: Europe/Berlin}
events: {kinds: [visit], currency: EUR, rates: {USD: {2026-02-01: 0.95, 2026-01-01: 0.92}, GBP: 1.1}}
features:
  margin: 12.3456%
  gaps: {weight: 0.30000000000000004}
  attributes: {birthday: date, "first \"name\"": {type: text, pii: true}, "null": number}
  custom:
    "null": {count: [visit, page_view], where: {"a: b": ["true", "null", '#x'], c: "1.50"}, window: 90d, prior: true}
    bags: {sum: "quan: tity", of: [purchase], window: 48h}
    mean: {mean: x, window: quarter}
    low: {min: x}
    high: {max: x}
    plan: {last: plan}
    days: {days: []}
    since: {days_since: [visit]}
    warm: {decayed: {purchase: 0.1, page_view: -3}, half_life: 1d1h}
    ratio: {expression: "`null`/(bags+1) - `attribute.null`"}
)"
                             R"(
tiers:
  a:
    basis: net_90d/orders_90d
    levels: {x: 0, y: {at: 0.5, when: "`attribute.first \"name\"` == 'it''s \"#1\"'"}}
    validity: {span: 1M_D, from: attribute.birthday}
    notice: 3d
    cooldown: 1h
    downgrade_on: quarter
  b: {basis: spend, qualification: joining, levels: {x: 0, y: 1}, validity: {cycle: 01-01}}
lifecycle:
  stages:
    lead: {when: orders == 0}
    won: {when: orders > 0, stay: orders > 1, from: [lead], at_most: 5d, worth: -1}
scores: {h: {parts: {p: {value: "bags*2", from: 3, to: 1e-7, weight: 0.1}}, levels: {l: 0, m: 33.3}, hysteresis: 1.5}}
segments: {s: "score.h > 5 and a == 'y'", t: {when: lifecycle != 'won', minimum_stay: 3d}}
care: {d: {on: attribute.birthday, ahead: 7d}, j: {on: joining}, q: {silence: 60d, of: [visit]}}
actions: [{when: net > 5, level: [a, segment], to: [y, s], cause: [time, refund], code: x, text: "a: #b"}, {code: y}]
alerts: {limits: {a: {cooldown: 1d, budget: 3 per 30d, start: loud}, churn: {cooldown: 5m}}}
)");
  const Result<Config> again = from_content(c.content);
  ASSERT_TRUE(again.ok()) << again.status().message();
  EXPECT_EQ(again->content, c.content);
  EXPECT_EQ(again->events.rates.at("USD")[1].from, c.events.rates.at("USD")[1].from);
  EXPECT_EQ(again->features.margin, 0.123456);
  EXPECT_EQ(again->features.gap_weight, c.features.gap_weight);
  EXPECT_EQ(again->features.attributes[1].name, "first \"name\"");
  EXPECT_EQ(again->features.custom[0].where[0].values, (std::vector<std::string>{"#x", "null", "true"}));
  EXPECT_EQ(again->features.custom[0].window, c.features.custom[0].window);
  EXPECT_EQ(again->features.custom[8].weights, (std::vector<double>{-3, 0.1}));
  EXPECT_EQ(again->features.custom[9].expression, c.features.custom[9].expression);
  EXPECT_EQ(again->ladders[0].levels[1].when, "`attribute.first \"name\"` == 'it''s \"#1\"'");
  EXPECT_EQ(again->ladders[0].validity.attribute, "birthday");
  EXPECT_EQ(again->ladders[1].validity.cycle, 101);
  EXPECT_EQ(again->lifecycle.stages[1].from, c.lifecycle.stages[1].from);
  EXPECT_EQ(again->scores[0].parts[0].to, 1e-7);
  EXPECT_EQ(again->segments[1].minimum_stay, 3 * kDay);
  EXPECT_EQ(again->care[2].kinds, c.care[2].kinds);
  EXPECT_EQ(again->actions[0].text, "a: #b");
  EXPECT_EQ(again->alerts.limits[0].budget_per, 30 * kDay);
}

TEST(Content, ChurnModelsReadBackExactly) {
  const Config c = config_of(R"yaml(
churn:
  model: mixture
  activity: [search, purchase]
  bgnbd: {r: 0.1, alpha: 1e-7, a: 3, b: 4}
  nbd: {r: 0.30000000000000004, alpha: 6}
  rules: {"null": {when: "nps<7", points: -0.1}, b: {value: orders, points: 1}}
  logistic: {intercept: 1e-9, base: bgnbd, terms: {"true": {value: churn.p0_logit, weight: 0.1, missing: -1}}}
  mixture: {rules: 0.25, bgnbd: 0.5, logistic: 0.25}
  calibration: {slope: 1.1}
  bands: {share: [0.4, 0.2, 0.05]}
  version: 4294967295
)yaml");
  const Result<Config> again = from_content(c.content);
  ASSERT_TRUE(again.ok()) << again.status().message();
  EXPECT_EQ(again->content, c.content);
  EXPECT_EQ(again->churn.nbd->r, 0.30000000000000004);
  EXPECT_EQ(again->churn.activity, c.churn.activity);
  EXPECT_EQ(again->churn.rules[0].name, "null");
  EXPECT_EQ(again->churn.terms[0].missing, -1);
  EXPECT_EQ(again->churn.mixture.size(), 3U);
  EXPECT_EQ(again->churn.calibration.slope, 1.1);
  EXPECT_EQ(again->churn.version, 4294967295U);
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

TEST(Content, EqualMeaningEqualTextInTheNewGroups) {
  const std::string one = config_of(R"yaml(
events: {kinds: [visit], currency: EUR, rates: {USD: {2026-01-01: 0.920, 2026-02-01: 0.92}}}
features: {margin: 30%, attributes: {a: text}, custom: {v: {count: [visit, search], where: {b: x, a: [z, y]}}}}
tiers:
  t: {basis: "( orders_90d )", levels: {a: 0, b: {at: 5}}, validity: 1Y}
lifecycle: {stages: {x: {when: orders==0, stay: "(orders == 0)"}, y: {when: orders>0, from: [y, x], at_most: 0s}}}
segments: {s: "((orders>1) and not (net<=10))"}
care: {q: {silence: 1w, of: purchase}}
actions: [{code: a, level: [t, churn], cause: [time, event]}]
alerts: {limits: {rfm: {}, t: {budget: 7 per 1w}, churn: {cooldown: 24h, start: silent}}}
)yaml")
                              .content;
  const std::string other = config_of(R"yaml(
alerts: {limits: {churn: {cooldown: 1d}, t: {budget: {per: 7d, count: 7}}}}
actions: [{cause: [event, time], level: [churn, t], code: a}]
care: {q: {of: [purchase], silence: 7d}}
segments: {s: {when: orders > 1 and not net <= 10.0, minimum_stay: 0s}}
lifecycle: {stages: {x: {when: orders == 0}, y: {when: orders > 0, from: [x, y]}}}
tiers:
  t: {downgrade_on: expiry, validity: {from: tier, span: 1Y}, levels: [{name: a, at: 0}, {name: b, at: 5}], basis: orders_90d}
features:
  custom: {v: {count: [search, visit], where: {a: [y, z], b: [x]}}}
  attributes: {a: {pii: false, type: text}}
  margin: 0.3
events: {kinds: [visit], currency: EUR, rates: {USD: {2026-01-01: 0.92}}}
)yaml")
                                .content;
  EXPECT_EQ(one, other);
}

TEST(Content, WhatDoesNotDecideAnswersIsNotInIt) {
  const Config c = config_of(
      "memory: {budget: 1GiB}\nevents: {dedupe_ids: 16384}\ndurability: none\n"
      "log: {segment: 1MiB, keep: 0, checkpoint_inputs: 5, batch_inputs: 5}\n");
  EXPECT_EQ(c.content, default_config().content);
}

TEST(Content, ASmallBudgetRemembersFewerEventIdsUnlessTheirNumberIsGiven) {
  EXPECT_EQ(default_config().events.dedupe_ids, 16'384U);
  EXPECT_EQ(config_of("memory: {budget: 512MiB}\n").events.dedupe_ids, 4096U);
  EXPECT_EQ(config_of("memory: {budget: 64MiB}\n").events.dedupe_ids, 512U);
  EXPECT_EQ(config_of("memory: {budget: 64GiB}\n").events.dedupe_ids, 16'384U);
  EXPECT_EQ(config_of("memory: {budget: 512MiB}\nevents: {dedupe_ids: 9}\n").events.dedupe_ids, 9U);
}

TEST(Content, EveryDecidingSettingIsInIt) {
  const char* const changes[] = {
      "time: {clock: event}",
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
      "tiers: {t: {levels: {a: 0, b: {at: 1, when: orders > 1}}}}",
      "tiers: {t: {basis: net, levels: {a: 0, b: 1}}}",
      "tiers: {t: {basis: spend, levels: {a: 0, b: 1}, qualification: year}}",
      "tiers: {t: {levels: {a: 0, b: 1}, validity: 1Y}}",
      "tiers: {t: {levels: {a: 0, b: 1}, validity: 2Y}}",
      "tiers: {t: {levels: {a: 0, b: 1}, validity: 1M}}",
      "tiers: {t: {levels: {a: 0, b: 1}, validity: 1Y_U}}",
      "tiers: {t: {levels: {a: 0, b: 1}, validity: {span: 1Y, from: joining}}}",
      "tiers: {t: {levels: {a: 0, b: 1}, validity: {cycle: 12-31}}}",
      "tiers: {t: {levels: {a: 0, b: 1}, validity: 1Y, downgrade_on: loss}}",
      "tiers: {t: {levels: {a: 0, b: 1}, downgrade_on: month}}",
      "tiers: {t: {levels: {a: 0, b: 1}, notice: 1s}}",
      "tiers: {t: {levels: {a: 0, b: 1}, cooldown: 1s}}",
      "events: {currency: EUR, rates: {USD: {2026-01-01: 2}}}",
      "events: {currency: EUR, rates: {USD: {2026-01-02: 2}}}",
      "features: {order_book: {keep: 1d}}",
      "features: {order_book: {orders: 1}}",
      "features: {margin: 0%}",
      "features: {sessions: {gap: 1s}}",
      "features: {sessions: {reorder: 1s}}",
      "features: {sessions: {dwell_max: 1s}}",
      "features: {preferences: {half_life: 1d}}",
      "features: {preferences: {count: 1}}",
      "features: {gaps: {prior: 1d}}",
      "features: {gaps: {weight: 1}}",
      "features: {complaints: {open_for: 1d}}",
      "features: {attributes: {a: text}}",
      "features: {attributes: {a: date}}",
      "features: {attributes: {a: {type: text, pii: true}}}",
      "features: {custom: {a: {count: []}}}",
      "features: {custom: {b: {count: []}}}",
      "features: {custom: {a: {days: []}}}",
      "features: {custom: {a: {days_since: []}}}",
      "features: {custom: {a: {count: [search]}}}",
      "features: {custom: {a: {count: [], window: 1d}}}",
      "features: {custom: {a: {count: [], window: 1h}}}",
      "features: {custom: {a: {count: [], window: month}}}",
      "features: {custom: {a: {count: [], window: 1d, prior: true}}}",
      "features: {custom: {a: {count: [], where: {a: b}}}}",
      "features: {custom: {a: {count: [], where: {a: c}}}}",
      "features: {custom: {a: {count: [], where: {b: b}}}}",
      "features: {custom: {a: {sum: x}}}",
      "features: {custom: {a: {sum: y}}}",
      "features: {custom: {a: {sum: x, of: [search]}}}",
      "features: {custom: {a: {mean: x}}}",
      "features: {custom: {a: {min: x}}}",
      "features: {custom: {a: {max: x}}}",
      "features: {custom: {a: {last: x}}}",
      "features: {custom: {a: {decayed: {search: 1}}}}",
      "features: {custom: {a: {decayed: {search: 2}}}}",
      "features: {custom: {a: {decayed: {search: 1}, half_life: 1d}}}",
      "features: {custom: {a: {expression: orders}}}",
      "lifecycle: {enabled: false}",
      "lifecycle: {stages: {a: {when: 'true'}, b: {when: 'true'}}}",
      "lifecycle: {stages: {b: {when: 'true'}, a: {when: 'true'}}}",
      "lifecycle: {stages: {a: {when: 'false'}, b: {when: 'true'}}}",
      "lifecycle: {stages: {a: {when: 'true', stay: 'false'}, b: {when: 'true'}}}",
      "lifecycle: {stages: {a: {when: 'true', from: b}, b: {when: 'true'}}}",
      "lifecycle: {stages: {a: {when: 'true', at_most: 1d}, b: {when: 'true'}}}",
      "lifecycle: {stages: {a: {when: 'true', worth: 1}, b: {when: 'true'}}}",
      "scores: {h: {parts: {p: {value: orders}}, levels: {a: 0, b: 1}}}",
      "scores: {h: {parts: {q: {value: orders}}, levels: {a: 0, b: 1}}}",
      "scores: {h: {parts: {p: {value: net}}, levels: {a: 0, b: 1}}}",
      "scores: {h: {parts: {p: {value: orders, from: 1}}, levels: {a: 0, b: 1}}}",
      "scores: {h: {parts: {p: {value: orders, to: 1}}, levels: {a: 0, b: 1}}}",
      "scores: {h: {parts: {p: {value: orders, weight: 2}}, levels: {a: 0, b: 1}}}",
      "scores: {h: {parts: {p: {value: orders}}, levels: {a: 0, b: 2}}}",
      "scores: {h: {parts: {p: {value: orders}}, levels: {a: 0, c: 1}}}",
      "scores: {h: {parts: {p: {value: orders}}, levels: {a: 0, b: 1}, hysteresis: 1}}",
      "segments: {s: 'true'}",
      "segments: {t: 'true'}",
      "segments: {s: 'false'}",
      "segments: {s: {when: 'true', minimum_stay: 1d}}",
      "care: {c: {on: joining}}",
      "care: {d: {on: joining}}",
      "care: {c: {on: joining, ahead: 1d}}",
      "care: {c: {silence: 1d}}",
      "care: {c: {silence: 1d, of: [search]}}",
      "actions: [{code: a}]",
      "actions: [{code: b}]",
      "actions: [{code: a}, {code: b}]",
      "actions: [{code: a, text: b}]",
      "actions: [{code: a, when: 'true'}]",
      "actions: [{code: a, level: tier}]",
      "actions: [{code: a, to: gold}]",
      "actions: [{code: a, cause: time}]",
      "alerts: {limits: {tier: {cooldown: 1d}}}",
      "alerts: {limits: {churn: {cooldown: 1d}}}",
      "alerts: {limits: {tier: {budget: 1 per 1d}}}",
      "alerts: {limits: {tier: {budget: 2 per 1d}}}",
      "alerts: {limits: {tier: {start: loud}}}",
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
      "churn: {bgnbd: {r: 1, alpha: 1, a: 1, b: 2}}",
      "churn: {model: nbd}",
      "churn: {nbd: {r: 1, alpha: 1}}",
      "churn: {nbd: {r: 1, alpha: 2}}",
      "churn: {activity: [search]}",
      "churn: {rules: {a: {when: 'true', points: 1}}}",
      "churn: {rules: {b: {when: 'true', points: 1}}}",
      "churn: {rules: {a: {when: 'false', points: 1}}}",
      "churn: {rules: {a: {value: orders, points: 1}}}",
      "churn: {rules: {a: {when: 'true', points: 2}}}",
      "churn: {model: rules, rules: {a: {when: 'true', points: 1}}}",
      "churn: {points_to_double_odds: 1}",
      "churn: {logistic: {intercept: 1}}",
      "churn: {logistic: {base: nbd}}",
      "churn: {logistic: {terms: {a: {value: orders, weight: 1}}}}",
      "churn: {logistic: {terms: {b: {value: orders, weight: 1}}}}",
      "churn: {logistic: {terms: {a: {value: net, weight: 1}}}}",
      "churn: {logistic: {terms: {a: {value: orders, weight: 2}}}}",
      "churn: {logistic: {terms: {a: {value: orders, weight: 1, transform: log}}}}",
      "churn: {logistic: {terms: {a: {value: orders, weight: 1, reference: 1}}}}",
      "churn: {logistic: {terms: {a: {value: orders, weight: 1, missing: 1}}}}",
      "churn: {mixture: {mbgnbd: 1}}",
      "churn: {mixture: {mbgnbd: 0.5, nbd: 0.5}}",
      "churn: {calibration: {slope: 2}}",
      "churn: {calibration: {intercept: 2}}",
      "churn: {bands: {share: [0.4, 0.2, 0.05]}}",
      "churn: {bands: {capacity_per_day: 5}}",
      "churn: {version: 1}",
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
