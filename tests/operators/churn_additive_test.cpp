// Churn as a sum of log-odds: scorecards, logistic models, mixtures. Bands change at the very millisecond
// also where terms move against each other, and the reasons add up.

#include <gtest/gtest.h>

#include <cmath>

#include "operators/models/btyd.h"
#include "tests/operators/churn_world.h"

namespace tidemark::operators::story {
namespace {

std::string parameters() {
  return "  mbgnbd: " + std::string(kMbgNbd) + "\n";
}

/// The first millisecond in (after, until] at which a plain scan, refined by bisection, finds another band.
Millis scanned(const Composition& composition, const std::byte* state, Millis after, Millis until) {
  const std::uint8_t now = band_at(composition, state, after);
  constexpr Millis kStep = 4 * kHour;
  for (Millis t = after; t < until;) {
    Millis low = t;
    Millis high = std::min(t + kStep, until);
    t = high;
    if (band_at(composition, state, high) == now) continue;
    while (high - low > 1) {
      const Millis middle = low + (high - low) / 2;
      (band_at(composition, state, middle) == now ? low : high) = middle;
    }
    return high;
  }
  return kNever;
}

TEST(ChurnAdditive, DueIsTheFirstMillisecondOfAnotherBand) {
  Random random(77);
  int checked = 0;
  for (int round = 0; round < 300; ++round) {
    const config::Config config = random_churn(random);
    Result<std::unique_ptr<const Composition>> composition = Composition::make(config, 1, 1);
    ASSERT_TRUE(composition.ok()) << composition.status().message();
    Customer customer(scoring_of(config));
    Millis clock = kNoTime;
    for (const Event& e : busy_history(random, 12, kNewYear, 200 * kDay)) {
      customer.apply(e);
      clock = std::max(clock, e.time);
    }
    if (customer.level("churn") == "unknown") continue;
    customer.wake(clock);
    for (int wakes = 0; wakes < 12; ++wakes) {
      const Millis due = customer.due();
      const Millis until = clock + 250 * kDay;
      const Millis plain = scanned(**composition, customer.state(), clock, until);
      ASSERT_LE(due, plain) << "later than a scan finds it: " << format_timestamp(plain);
      if (due > until) break;
      const std::uint8_t now = band_at(**composition, customer.state(), due - 1);
      ASSERT_EQ(now, band_at(**composition, customer.state(), clock)) << format_timestamp(due);
      ASSERT_NE(band_at(**composition, customer.state(), due), now) << format_timestamp(due);
      ++checked;
      customer.wake(due);
      clock = due;
    }
  }
  EXPECT_GT(checked, 150);
}

TEST(ChurnAdditive, AnOldComplaintFadesWhileSilenceGrows) {
  const config::Config config = programme(
      "features: {custom: {grief: {decayed: {complaint: 1}, half_life: 5d}}}\n"
      "churn:\n  model: logistic\n" +
      parameters() +
      "  bands: {enter: [0.4, 0.6, 0.9]}\n"
      "  logistic:\n    terms:\n"
      "      purchases: {value: churn.p0_logit, weight: 1}\n"
      "      complaint: {value: grief, weight: 4}\n");
  Customer customer(scoring_of(config));
  for (int week = 0; week < 12; ++week) customer.buy(noon(7 * week), 10);
  ASSERT_EQ(customer.level("churn"), "low");
  customer.apply(event(Kind::kComplaint, noon(80)));
  ASSERT_EQ(customer.level("churn"), "high");
  customer.forget_alerts();
  customer.wake(noon(400));
  std::string way;
  for (const AlertDraft& alert : customer.alerts()) way += std::string(alert.to) + " ";
  EXPECT_EQ(way, "medium low medium high critical ") << "down as the complaint fades, up again with silence";
}

TEST(ChurnAdditive, RiskIsTheSum) {
  const config::Config config = programme("churn:\n  model: mixture\n" + parameters() +
                                          "  base_rate: 0.4\n"
                                          "  mixture: {mbgnbd: 0.6, rules: 0.4}\n"
                                          "  calibration: {slope: 0.5, intercept: 0.25}\n"
                                          "  rules:\n"
                                          "    silent: {when: recency_days >= 20, points: 40}\n"
                                          "    orders: {value: orders, points: -10}\n"
                                          "    survey: {when: nps < 7, points: 100}\n");
  Customer customer(scoring_of(config));
  customer.buy(noon(0), 10);
  customer.buy(noon(14), 10);
  const Btyd model(config::Churn::Model::kMbgNbd, published_mbgnbd());
  for (const int day : {20, 40}) {
    const BtydStatistics s = {1, 2, static_cast<double>(noon(day) - kNewYear) / static_cast<double>(kWeek)};
    const double points = (day >= 34 ? 40 : 0) - 20;
    const double rules = logit(0.4) + points * std::log(2) / 20;
    const double mixed = 0.6 * logit(model.silence_probability(s, 13)) + 0.4 * rules;
    EXPECT_NEAR(logit(customer.number("churn.risk", noon(day))), 0.5 * mixed + 0.25, 1e-12) << day;
  }
  EXPECT_EQ(customer.number("churn.p_alive", noon(40)),
            model.p_alive({1, 2, static_cast<double>(noon(40) - kNewYear) / static_cast<double>(kWeek)}));
  EXPECT_EQ(Json(customer.json(noon(40))).text("/churn/model"), "mixture");
}

TEST(ChurnAdditive, UnknownOnlyWhereNothingCanBeSaid) {
  const std::string mixture =
      "churn: {model: mixture, mixture: {mbgnbd: 0.5, rules: 0.5}, rules: {r: {when: "
      "orders > 1, points: 1}}}\n";
  Customer without(scoring_of(programme(mixture)));
  without.buy(noon(0), 10);
  EXPECT_EQ(without.level("churn"), "unknown") << "a share has no parameters";
  EXPECT_TRUE(std::isnan(without.number("churn.risk", noon(1))));
  EXPECT_EQ(without.due(), kNever);
  Customer card(scoring_of(programme(
      "churn: {model: rules, unknown_for: 3d, rules: {r: {when: recency_days > 9, points: 20}}}\n")));
  card.apply(event(Kind::kPageView, noon(0)));
  EXPECT_EQ(card.level("churn"), "unknown") << "nothing was bought yet";
  card.buy(noon(0), 10);
  EXPECT_EQ(card.due(), noon(3));
  card.wake(noon(3));
  EXPECT_EQ(card.level("churn"), "medium") << "0.5 without a base rate";
  EXPECT_NEAR(card.number("churn.risk", noon(10)), 2.0 / 3, 1e-12) << "20 points double the odds";
}

TEST(ChurnAdditive, OddsAgainstTheOwnReference) {
  const config::Config config =
      programme("churn:\n  model: logistic\n" + parameters() +
                "  bands: {on: odds_ratio, enter: [2, 4, 8]}\n"
                "  logistic: {intercept: -1, terms: {p: {value: churn.p0_logit, weight: 2},"
                " c: {value: open_complaints > 0, weight: 1}}}\n");
  Customer customer(scoring_of(config));
  customer.buy(noon(0), 10);
  customer.buy(noon(7), 10);
  EXPECT_EQ(customer.level("churn"), "low");
  const Btyd model(config::Churn::Model::kMbgNbd, published_mbgnbd());
  const double fresh = 2 * model.silence_log_odds({1, 1, 1}, 13) - 1;
  const Millis due = customer.due();
  EXPECT_LT(logit(customer.number("churn.risk", due - 1)) - fresh, std::log(2));
  EXPECT_GE(logit(customer.number("churn.risk", due)) - fresh, std::log(2));
  customer.apply(event(Kind::kComplaint, noon(8)));
  EXPECT_EQ(customer.level("churn"), "medium") << "e times the odds of then, and some silence";
}

TEST(ChurnAdditive, ReasonsAddUpToTheLogOdds) {
  Random random(5);
  int seen = 0;
  for (int round = 0; round < 60; ++round) {
    config::Config config = random_churn(random);
    const bool given = random.chance(0.5);
    if (!given) config.churn.base_rate.reset();
    Customer customer(scoring_of(config));
    for (const Event& e : busy_history(random, 15, kNewYear, 200 * kDay)) customer.apply(e);
    customer.wake(kNewYear + 500 * kDay);
    std::vector<double> bases;
    for (const AlertDraft& alert : customer.alerts()) {
      const Json data(alert.data);
      const double score = data.number("/score");
      if (!(score > 1e-7 && score < 1 - 1e-7)) continue;  // else the score has too few digits to compare
      double sum = 0;
      for (const simdjson::dom::element reason : data.at("/reasons")) {
        sum += double(reason["contribution"]);
        EXPECT_FALSE(std::string_view(reason["text"]).empty());
        EXPECT_FALSE(reason["reference"].is_null());
      }
      if (given) {
        EXPECT_NEAR(sum, logit(score) - logit(*config.churn.base_rate), 1e-6);
      }
      bases.push_back(logit(score) - sum);
      EXPECT_NEAR(bases.back(), bases.front(), 1e-6) << "one base rate for all alerts of a model";
      ++seen;
    }
  }
  EXPECT_GT(seen, 100);
}

TEST(ChurnAdditive, ReasonsSpeakInTheirOrder) {
  const config::Config config = programme(
      "churn:\n  model: rules\n  base_rate: 0.2\n  version: 12\n"
      "  rules:\n"
      "    late: {when: recency_days > 30, points: 60}\n"
      "    loyal: {value: orders, points: -5}\n"
      "    unhappy: {when: nps <= 6, points: 30}\n");
  Customer customer(scoring_of(config));
  customer.buy(noon(0), 10);
  customer.wake(noon(40));
  const Json data(customer.last_alert().data);
  EXPECT_EQ(data.number("/model_version"), 12);
  EXPECT_EQ(data.text("/to"), "medium");
  EXPECT_EQ(data.text("/reasons/0/feature"), "late");
  EXPECT_EQ(data.text("/reasons/0/text"), "recency_days > 30 holds: 60 points.");
  EXPECT_EQ(data.number("/reasons/0/before"), 0);
  EXPECT_NEAR(data.number("/reasons/0/contribution"), 3 * std::log(2), 1e-12);
  EXPECT_EQ(data.text("/reasons/1/text"), "orders is 1: -5 points.");
  EXPECT_EQ(data.text("/reasons/2/text"), "nps <= 6 is not known: multiplies the odds by 1.");
  EXPECT_TRUE(data.is_null("/reasons/2/value"));
}

TEST(ChurnAdditive, StandsOnLevelsAndTheyOnIt) {
  const config::Config config = programme(
      "scores: {fit: {parts: {p: {value: orders, from: 0, to: 4}}, levels: {weak: 0, strong: 50}}}\n"
      "segments: {lost: churn.risk > 0.6}\n"
      "churn: {model: rules, base_rate: 0.5, rules: {weak: {when: score.fit.level == 'weak', points: 40},"
      " silent: {when: recency_days > 10, points: 20}}}\n");
  Customer customer(scoring_of(config));
  customer.buy(noon(0), 10);
  EXPECT_NEAR(customer.number("churn.risk", noon(0)), 0.8, 1e-12);
  EXPECT_EQ(customer.level("segment.lost"), "in");
  customer.buy(noon(1), 10);
  EXPECT_NEAR(customer.number("churn.risk", noon(1)), 0.5, 1e-12);
  EXPECT_EQ(customer.level("churn"), "medium");
  EXPECT_EQ(customer.level("segment.lost"), "out");
  EXPECT_EQ(customer.due(), noon(11) + 1);
  customer.wake(noon(12));
  EXPECT_EQ(customer.level("segment.lost"), "in");
}

TEST(ChurnAdditive, ACircleIsRefused) {
  config::Config config = programme("segments: {lost: churn.risk > 0.6}\n");
  config.churn.model = config::Churn::Model::kRules;
  config.churn.rules = {{.name = "r", .when = "segment.lost", .value = "", .points = 1}};
  const auto scoring = Scoring::make(config, 1, 1);
  ASSERT_FALSE(scoring.ok());
  EXPECT_NE(scoring.status().message().find("churn.rules.r"), std::string::npos)
      << scoring.status().message();
}

}  // namespace
}  // namespace tidemark::operators::story
