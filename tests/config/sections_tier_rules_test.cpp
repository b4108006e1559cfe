// tiers: what they stand on, over which period, how long they last, and when they are lost.
#include "tests/config/check.h"

namespace tidemark::config {
namespace {

using DowngradeOn = Ladder::DowngradeOn;
using Period = Qualification::Period;

/// The ladder with these settings beside its levels.
Ladder ladder_of(const std::string& settings) {
  return config_of(
             "features: {attributes: {birthday: date, plan: text}}\ntiers: {tier: {levels: {a: 0, b: 1}, " +
             settings + "}}")
      .ladders.at(0);
}
/// Its mistakes; the settings begin in column 38 of line 2.
std::string ladder_mistakes(const std::string& settings) {
  return mistakes_of(
      "features: {attributes: {birthday: date, plan: text}}\ntiers: {tier: {levels: {a: 0, b: 1}, " +
      settings + "}}");
}

TEST(TierRules, AnyNumberCanBeTheBasis) {
  const Ladder ratio = ladder_of("basis: (net_90d)/orders_90d");
  EXPECT_EQ(ratio.basis.measure, Basis::Measure::kFeature);
  EXPECT_EQ(ratio.basis.days, 0);
  EXPECT_EQ(ratio.basis.name, "net_90d / orders_90d");
  EXPECT_EQ(ratio.levels[1].at, kMicro) << "millionths";
  const Ladder orders = ladder_of("basis: (orders_90d)");
  EXPECT_EQ(orders.basis.measure, Basis::Measure::kOrders) << "a measure at hand in brackets is one";
  EXPECT_EQ(orders.basis.name, "orders_90d");
  EXPECT_EQ(orders.levels[1].at, 1);
  EXPECT_EQ(ladder_of("basis: orders_month").basis.measure, Basis::Measure::kFeature);
  EXPECT_EQ(ladder_of("basis: spend_36500d").basis.days, 36'500) << "longer than other windows can be";
  EXPECT_EQ(
      ladder_mistakes("basis: lifecycle"),
      "f:2:45: tiers.tier.basis: 'lifecycle' is a text, and a number is needed; compare texts with == and "
      "!=, or look for them in a list; nothing else is done with them\n");
}

TEST(TierRules, LevelsMayHaveConditions) {
  const char* const texts[] = {
      "tiers: {t: {levels: {a: 0, b: {at: 5}, c: {at: 10, when: 'orders_365d>=4'}}}}",
      "tiers: {t: {levels: [{name: a, at: 0}, {name: b, at: 5}, {name: c, at: 10, when: orders_365d >= "
      "4}]}}"};
  for (const char* text : texts) {
    const Ladder ladder = config_of(text).ladders.at(0);
    ASSERT_EQ(ladder.levels.size(), 3U);
    EXPECT_EQ(ladder.levels[1].at, 5 * kMicro);
    EXPECT_EQ(ladder.levels[1].when, "");
    EXPECT_EQ(ladder.levels[2].at, 10 * kMicro);
    EXPECT_EQ(ladder.levels[2].when, "orders_365d >= 4");
  }
  EXPECT_EQ(mistakes_of("tiers: {t: {levels: {a: {at: 0, when: orders > 1}, b: {at: 5}}}}"),
            "f:1:39: tiers.t.levels.a.when: the first level has a condition; remove it: everyone is at least "
            "there\n");
  EXPECT_EQ(
      mistakes_of("tiers: {t: {levels: {a: 0, b: {when: ordrs > 1}, c: {at: x, form: 3}}}}"),
      "f:1:28: tiers.t.levels.b: has no threshold; add 'at', such as at: 500\n"
      "f:1:38: tiers.t.levels.b.when: there is no 'ordrs'; did you mean 'orders'?\n"
      "f:1:58: tiers.t.levels.c.at: is not an amount: 'x'; write a number such as 500 or 99.90, without a "
      "currency sign\n"
      "f:1:61: tiers.t.levels.c.form: there is no setting 'tiers.t.levels.c.form'; the nearest is 'at'; "
      "known here: at, when\n");
}

TEST(TierRules, Qualification) {
  EXPECT_EQ(ladder_of("basis: spend").qualification.period, Period::kBasis);
  const std::pair<const char*, Period> periods[] = {
      {"basis", Period::kBasis}, {"month", Period::kMonth},     {"quarter", Period::kQuarter},
      {"year", Period::kYear},   {"joining", Period::kJoining}, {"tier_change", Period::kTierChange}};
  for (const auto& [word, period] : periods) {
    EXPECT_EQ(ladder_of("basis: orders, qualification: " + std::string(word)).qualification.period, period);
  }
  EXPECT_EQ(ladder_of("qualification: basis").basis.days, 365);
  for (const char* basis : {"spend_365d", "orders_90d", "net", "nps"}) {
    EXPECT_NE(ladder_mistakes("basis: " + std::string(basis) + ", qualification: year")
                  .find("tiers.tier.qualification: does not go with the basis '" + std::string(basis) +
                        "'; measure by spend, orders or purchase_days without a window, or remove it\n"),
              std::string::npos)
        << basis;
  }
  EXPECT_EQ(ladder_mistakes("qualification: years"),
            "f:2:53: tiers.tier.qualification: is none of the choices: 'years'; write basis, month, quarter, "
            "year, joining or tier_change\n");
}

TEST(TierRules, Validity) {
  EXPECT_FALSE(ladder_of("basis: spend").validity.any());
  const Validity year = ladder_of("validity: 1Y_U").validity;
  EXPECT_TRUE(year.any());
  EXPECT_EQ(year.span.count, 1);
  EXPECT_EQ(year.span.unit, CalendarSpan::Unit::kYear);
  EXPECT_EQ(year.span.rounding, CalendarSpan::Rounding::kUp);
  EXPECT_EQ(year.from, Validity::From::kTierStart);
  EXPECT_EQ(ladder_of("validity: {span: 90D, from: joining}").validity.from, Validity::From::kJoining);
  EXPECT_EQ(ladder_of("validity: {span: 90D, from: tier}").validity.from, Validity::From::kTierStart);
  const Validity own = ladder_of("validity: {span: 90D, from: attribute.birthday}").validity;
  EXPECT_EQ(own.from, Validity::From::kAttribute);
  EXPECT_EQ(own.attribute, "birthday");
  const Validity cycle = ladder_of("validity: {cycle: 03-31}").validity;
  EXPECT_TRUE(cycle.any());
  EXPECT_EQ(cycle.cycle, 331);
  EXPECT_EQ(cycle.span.count, 0);
}

TEST(TierRules, ValidityIsASpanOrACycle) {
  struct Case {
    const char* settings;
    const char* mistake;
  };
  const Case cases[] = {
      {"validity: 365d",
       "f:2:48: tiers.tier.validity: is no span of the calendar: '365d'; write days, months or years such as "
       "90D, 6M or 1Y; 1Y_U lasts to the end of the year it ends in, 1Y_D to its beginning\n"},
      {"validity: {span: 1Y, cycle: 12-31}",
       "f:2:38: tiers.tier.validity: has both a span and a cycle; write one of span: 1Y and cycle: 12-31\n"},
      {"validity: {from: tier}",
       "f:2:38: tiers.tier.validity: has neither a span nor a cycle; write one of span: 1Y and cycle: "
       "12-31\n"},
      {"validity: {cycle: 02-29}",
       "f:2:56: tiers.tier.validity.cycle: is no day that every year has: '02-29'; write month and day as "
       "two "
       "digits each, such as 12-31\n"},
      {"validity: {cycle: 12-31, from: joining}",
       "f:2:63: tiers.tier.validity.from: does not go with a cycle, which is the same day for everyone; "
       "remove "
       "it\n"},
      {"validity: {span: 1Y, from: attribute.plan}",
       "f:2:65: tiers.tier.validity.from: there is no date 'attribute.plan'; did you mean "
       "'attribute.birthday'? known here: tier, joining, attribute.birthday\n"},
      {"validity: [1Y]",
       "f:2:48: tiers.tier.validity: is a list, not a single value; write one value behind the ':'\n"}};
  for (const Case& c : cases) EXPECT_EQ(ladder_mistakes(c.settings), c.mistake);
}

TEST(TierRules, ATierThatIsNeverLostHasNoRulesForLosingIt) {
  const std::string spend = "basis: spend, qualification: tier_change";
  EXPECT_EQ(ladder_mistakes(spend), "");
  EXPECT_EQ(ladder_mistakes(spend + ", downgrade_on: loss, hysteresis: 5%"), "");
  EXPECT_EQ(ladder_mistakes(spend + ", grace: 14d, downgrade_on: year"), "");
  EXPECT_EQ(ladder_mistakes(spend + ", grace: 14d, validity: 1Y"), "");
  for (const char* idle : {"grace", "notice", "minimum_stay", "cooldown"}) {
    const std::string told = ladder_mistakes(spend + ", " + idle + ": 14d");
    EXPECT_NE(
        told.find(std::string("tiers.tier.qualification: a tier counted since the last change of tier is "
                              "never lost on downgrade_on: loss, so ") +
                  idle + " does nothing; write downgrade_on: month"),
        std::string::npos)
        << told;
  }
  EXPECT_NE(ladder_mistakes(spend + ", validity: 1Y, downgrade_on: loss").find("so validity does nothing"),
            std::string::npos);
}

TEST(TierRules, DowngradeOn) {
  EXPECT_EQ(ladder_of("grace: 0s").downgrade_on, DowngradeOn::kLoss);
  EXPECT_EQ(ladder_of("validity: 1Y").downgrade_on, DowngradeOn::kExpiry)
      << "an end is there to be waited for";
  EXPECT_EQ(ladder_of("validity: 1Y, downgrade_on: loss").downgrade_on, DowngradeOn::kLoss);
  EXPECT_EQ(ladder_of("downgrade_on: month").downgrade_on, DowngradeOn::kMonth);
  EXPECT_EQ(ladder_of("downgrade_on: quarter").downgrade_on, DowngradeOn::kQuarter);
  EXPECT_EQ(ladder_of("downgrade_on: year").downgrade_on, DowngradeOn::kYear);
  EXPECT_EQ(
      ladder_mistakes("downgrade_on: expiry"),
      "f:2:52: tiers.tier.downgrade_on: the tier never expires; add 'validity', such as validity: 1Y\n");
  EXPECT_EQ(ladder_mistakes("downgrade_on: never"),
            "f:2:52: tiers.tier.downgrade_on: is none of the choices: 'never'; write loss, expiry, month, "
            "quarter or year\n");
}

TEST(TierRules, Durations) {
  const Ladder ladder = ladder_of("grace: 1d, notice: 2d, minimum_stay: 3d, cooldown: 4d");
  EXPECT_EQ(ladder.grace, kDay);
  EXPECT_EQ(ladder.notice, 2 * kDay);
  EXPECT_EQ(ladder.minimum_stay, 3 * kDay);
  EXPECT_EQ(ladder.cooldown, 4 * kDay);
  for (const char* key : {"grace", "notice", "minimum_stay", "cooldown"}) {
    EXPECT_NE(ladder_mistakes(std::string(key) + ": 3").find("has no unit: '3'"), std::string::npos) << key;
  }
}

}  // namespace
}  // namespace tidemark::config
