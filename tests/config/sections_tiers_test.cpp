// tiers: ladders, their levels and the rules between them.
#include "tests/config/check.h"

namespace tidemark::config {
namespace {

TEST(Tiers, BothFormsOfLevelsMeanTheSame) {
  const Config longer = config_of(R"(
tiers:
  vip-club:
    basis: spend_90d
    levels:
      - {name: basic, at: 0}
      - name: gold
        at: "99.90"
    hysteresis: 0.1
    grace: 1d
    minimum_stay: 2d
    downgrade: step
  regular: {basis: orders, levels: {few: 0, many: 10}}
)");
  const Config shorter = config_of(
      "tiers: {vip-club: {basis: spend_90d, levels: {basic: 0, gold: 99.9}, hysteresis: 10%, grace: 24h, "
      "minimum_stay: 48h, downgrade: step}, regular: {basis: orders, levels: {few: 0, many: 10}}}");
  EXPECT_EQ(longer.content, shorter.content);
  ASSERT_EQ(longer.ladders.size(), 2U) << "the built-in ladder is replaced";
  const Ladder& club = longer.ladders[0];
  EXPECT_EQ(club.name, "vip-club");
  EXPECT_EQ(club.basis.days, 90);
  ASSERT_EQ(club.levels.size(), 2U);
  EXPECT_EQ(club.levels[1].name, "gold");
  EXPECT_EQ(club.levels[1].at, 99'900'000);
  EXPECT_EQ(club.hysteresis_ppm, 100'000);
  EXPECT_EQ(club.grace, kDay);
  EXPECT_EQ(club.minimum_stay, 2 * kDay);
  EXPECT_TRUE(club.downgrade_by_step);
  const Ladder& regular = longer.ladders[1];
  EXPECT_EQ(regular.levels[1].at, 10) << "counts are not money";
  EXPECT_EQ(regular.hysteresis_ppm, 0);
  EXPECT_FALSE(regular.downgrade_by_step);
}

TEST(Tiers, NoLaddersIsAChoice) {
  EXPECT_TRUE(config_of("tiers: {}").ladders.empty());
}

TEST(Tiers, LevelsAscendFromZero) {
  EXPECT_EQ(mistakes_of("tiers:\n  tier:\n    levels:\n      bronze: 10\n      silver: 500\n      gold: "
                        "500\n      top: 400\n"),
            "f:4:15: tiers.tier.levels.bronze: the first level does not begin at 0; write 0: everyone is at "
            "least there\n"
            "f:6:13: tiers.tier.levels.gold: 'gold' does not begin above 'silver'; write the levels from the "
            "lowest to the highest\n"
            "f:7:12: tiers.tier.levels.top: 'top' does not begin above 'gold'; write the levels from the "
            "lowest to the highest\n");
}

TEST(Tiers, LevelsAreAtLeastTwoAndNamedApart) {
  EXPECT_EQ(mistakes_of("tiers: {tier: {levels: {bronze: 0}}}"),
            "f:1:24: tiers.tier.levels: has 1 levels; write 2 to 32, such as {bronze: 0, silver: 500}\n");
  EXPECT_EQ(mistakes_of("tiers: {tier: {levels: [{name: a, at: 0}, {name: a, at: 1}]}}"),
            "f:1:50: tiers.tier.levels[1].name: level 'a' is there twice; give each its own name\n");
  EXPECT_EQ(
      mistakes_of("tiers: {tier: {levels: [{name: a, at: 0}, {nam: b}]}}"),
      "f:1:43: tiers.tier.levels[1]: a level needs both name and at; write it as {name: silver, at: 500}\n"
      "f:1:44: tiers.tier.levels[1].nam: there is no setting 'tiers.tier.levels[1].nam'; did you mean "
      "'name'? known here: "
      "name, at, when\n");
  EXPECT_EQ(
      mistakes_of("tiers:\n  tier:\n    levels:\n    - {name: a, at: 0}\n    -\n    - {name: b, at: 1}\n"),
      "f:6:5: tiers.tier.levels[1]: a level needs both name and at; write it as {name: silver, at: 500}\n");
  EXPECT_NE(mistakes_of("tiers: {tier: {levels: [a, b]}}").find("levels[0]: is a single value, not a group"),
            std::string::npos);
  EXPECT_NE(mistakes_of("tiers: {tier: {levels: 5}}").find("levels: is a single value, not a list"),
            std::string::npos);
  EXPECT_NE(mistakes_of("tiers: {tier: {levels: }}").find("has 0 levels"), std::string::npos);
}

TEST(Tiers, LevelsFitTheirBasis) {
  EXPECT_NE(
      mistakes_of("tiers: {t: {basis: orders, levels: {a: 0, b: 1.5}}}").find("is not a whole number: '1.5'"),
      std::string::npos);
  EXPECT_NE(mistakes_of("tiers: {t: {levels: {a: 0, b: abc}}}")
                .find("tiers.t.levels.b: is not an amount: 'abc'; write a number such as 500 or 99.90, "
                      "without a currency sign"),
            std::string::npos);
  EXPECT_EQ(
      mistakes_of("tiers: {t: {basis: visits, levels: {a: 0, b: 1.5}}}"),
      "f:1:20: tiers.t.basis: there is no 'visits'; write a feature such as spend_365d, recency_days or "
      "days_since_purchase, a level, a score, or attribute.<name>\n");
}

TEST(Tiers, LadderNamesAreTheirOwn) {
  for (const char* name :
       {"lifecycle", "rfm", "churn", "segment", "care", "population", "orders", "customer_id"}) {
    EXPECT_NE(mistakes_of("tiers: {" + std::string(name) + ": {levels: {a: 0, b: 1}}}")
                  .find("a ladder cannot be named '" + std::string(name)),
              std::string::npos);
  }
  EXPECT_NE(mistakes_of("tiers: {VIP: {levels: {a: 0, b: 1}}}").find("f:1:9: tiers.VIP: is no name: 'VIP'"),
            std::string::npos);
  EXPECT_EQ(mistakes_of("tiers:\n  a: {levels: {x: 0, y: 1}}\n  a: {levels: {x: 0, y: 1}}\n"),
            "f:3:3: tiers.a: is there twice, first in line 2; remove one of the two\n");
}

TEST(Tiers, ALadderNeedsLevels) {
  EXPECT_EQ(mistakes_of("tiers:\n  tier: {grace: 3d}\n"),
            "f:2:3: tiers.tier: has no levels; add 'levels', such as levels: {bronze: 0, silver: 500}\n");
}

TEST(Tiers, ManyLaddersAndLevelsAreLimited) {
  std::string ladders;
  for (int i = 0; i < 17; ++i) ladders += "l" + std::to_string(i) + ": {levels: {a: 0, b: 1}},";
  EXPECT_NE(mistakes_of("tiers: {" + ladders + "}").find("has 17 ladders; keep at most 16"),
            std::string::npos);
  std::string levels;
  for (int i = 0; i < 33; ++i) levels += "l" + std::to_string(i) + ": " + std::to_string(i) + ",";
  EXPECT_NE(mistakes_of("tiers: {t: {levels: {" + levels + "}}}").find("has 33 levels"), std::string::npos);
}

}  // namespace
}  // namespace tidemark::config
