// Names of features: what each means, what means nothing, and what is suggested instead.
#include "config/feature_name.h"

#include <gtest/gtest.h>

#include "tests/config/feature_programme.h"

namespace tidemark::config {
namespace {

using From = FeatureName::Source;
using Measure = FeatureName::Measure;
using Unit = Window::Unit;

FeatureName meaning(std::string_view name) {
  const Result<FeatureName> found = parse_feature_name(name, feature_programme());
  if (!found.ok()) ADD_FAILURE() << found.status().message();
  return found.ok() ? *found : FeatureName{};
}

std::string refusal(std::string_view name) {
  const Result<FeatureName> found = parse_feature_name(name, feature_programme());
  return found.ok() ? "known" : found.status().message();
}

TEST(FeatureNames, OrdersOverWindows) {
  EXPECT_EQ(meaning("orders").source, From::kOrders);
  EXPECT_EQ(meaning("orders").measure, Measure::kOrders);
  EXPECT_EQ(meaning("orders").window, Window{});
  EXPECT_EQ(meaning("spend_365d").measure, Measure::kNet);
  EXPECT_EQ(meaning("spend_365d").window, (Window{Unit::kDays, 365, false}));
  EXPECT_EQ(meaning("net_30d_prior").window, (Window{Unit::kDays, 30, true}));
  EXPECT_EQ(meaning("gross_month").window, (Window{Unit::kMonth, 1, false}));
  EXPECT_EQ(meaning("refunds_quarter_prior").window, (Window{Unit::kQuarter, 1, true}));
  EXPECT_EQ(meaning("margin_year").window, (Window{Unit::kYear, 1, false}));
  EXPECT_EQ(meaning("purchase_days_3660d").measure, Measure::kPurchaseDays);
  EXPECT_EQ(meaning("purchase_days_3660d").window.length, 3660);
  EXPECT_EQ(meaning("margin").name, "margin");
}

TEST(FeatureNames, WindowsThatAreNone) {
  for (const char* name : {"orders_0d",
                           "orders_3661d",
                           "orders_030d",
                           "orders_30",
                           "orders_d",
                           "orders_30d_",
                           "orders_prior",
                           "orders_30d_prior_prior",
                           "orders_30m",
                           "orders_week",
                           "orders_-1d",
                           "orders_+1d",
                           "orders_99999999999d",
                           "orders_12h",
                           "orders_12h_prior",
                           "ordersmonth",
                           "basket_30d",
                           "recency_days_30d",
                           "days_since_login_30d",
                           "login_count_0h",
                           "login_count30d"}) {
    EXPECT_NE(refusal(name), "known") << name;
  }
  EXPECT_EQ(refusal("orders_0d"),
            "there is no 'orders_0d'; write a window of 1 to 3660 days or hours, such as _30d");
  EXPECT_EQ(refusal("spend_12h"),
            "there is no 'spend_12h'; orders and their money are kept by days: write the window in days, "
            "such as _1d");
}

TEST(FeatureNames, EventsByKind) {
  EXPECT_EQ(meaning("events").kind, Kind::kOther);
  EXPECT_EQ(meaning("events").measure, Measure::kCount);
  EXPECT_EQ(meaning("events_12h").window, (Window{Unit::kHours, 12, false}));
  EXPECT_EQ(meaning("page_view_count").kind, Kind::kPageView);
  EXPECT_EQ(meaning("page_view_count_7d_prior").window, (Window{Unit::kDays, 7, true}));
  EXPECT_EQ(meaning("login_count_24h").kind, static_cast<Kind>(kFirstCustomKind));
  EXPECT_EQ(meaning("gift-card_count_month").kind, static_cast<Kind>(kFirstCustomKind + 1));
  EXPECT_EQ(meaning("days_since_login").measure, Measure::kDaysSince);
  EXPECT_EQ(meaning("days_since_login").kind, static_cast<Kind>(kFirstCustomKind));
  EXPECT_TRUE(meaning("days_since_login").ages);
  EXPECT_EQ(meaning("days_since_event").kind, Kind::kOther);
  EXPECT_FALSE(meaning("login_count").ages);
}

TEST(FeatureNames, AKindThatEndsLikeACount) {
  EXPECT_EQ(meaning("purchase_count").kind, Kind::kPurchase);
  EXPECT_EQ(meaning("purchase_count_30d").kind, Kind::kPurchase);
  EXPECT_EQ(meaning("purchase_count_count_30d").kind, static_cast<Kind>(kFirstCustomKind + 2));
  EXPECT_EQ(meaning("days_since_purchase_count").kind, static_cast<Kind>(kFirstCustomKind + 2));
}

TEST(FeatureNames, KindsAreNumberedInTheirOrder) {
  const EventSettings events = feature_programme().events;
  EXPECT_EQ(kind_named(events, "purchase"), Kind::kPurchase);
  EXPECT_EQ(kind_named(events, "gift-card"), static_cast<Kind>(kFirstCustomKind + 1));
  EXPECT_EQ(kind_named(events, "gift_card"), Kind::kOther);
  EXPECT_EQ(kind_named(events, ""), Kind::kOther);
}

TEST(FeatureNames, TypesOfAttributesAndCustomFeatures) {
  EXPECT_EQ(meaning("attribute.city").type, ValueType::kText);
  EXPECT_EQ(meaning("attribute.age").type, ValueType::kNumber);
  EXPECT_EQ(meaning("attribute.vip").type, ValueType::kTruth);
  EXPECT_EQ(meaning("attribute.joined").type, ValueType::kInstant);
  EXPECT_EQ(meaning("attribute.joined").index, 3u);
  EXPECT_EQ(meaning("attribute.first name").source, From::kAttribute);
  EXPECT_EQ(meaning("big_orders").source, From::kCustom);
  EXPECT_EQ(meaning("last_plan").type, ValueType::kNumberOrText);
  EXPECT_EQ(meaning("last_plan").index, 2u);
  EXPECT_TRUE(meaning("since_login").ages);
}

TEST(FeatureNames, Levels) {
  EXPECT_EQ(meaning("club").source, From::kLadder);
  EXPECT_EQ(meaning("club").index, 1u);
  EXPECT_EQ(meaning("lifecycle").type, ValueType::kText);
  EXPECT_EQ(meaning("rfm.segment").type, ValueType::kText);
  EXPECT_EQ(meaning("rfm.m").type, ValueType::kNumber);
  EXPECT_EQ(meaning("churn.level").measure, Measure::kLevel);
  EXPECT_EQ(meaning("score.health").type, ValueType::kNumber);
  EXPECT_EQ(meaning("score.health.level").type, ValueType::kText);
  EXPECT_EQ(meaning("segment.vip").type, ValueType::kTruth);
  EXPECT_EQ(meaning("segment.vip").index, 1u);
  // Built-in names win over those of the configuration, which is why it may not have them.
  EXPECT_EQ(meaning("churn.risk").source, From::kChurn);
  EXPECT_EQ(meaning("churn.p0_logit").measure, Measure::kP0Logit);
  EXPECT_TRUE(is_of_btyd(meaning("churn.p_alive")) && !is_of_btyd(meaning("churn.risk")));
}

TEST(FeatureNames, ValuesOfLevels) {
  Config config = feature_programme();
  const auto values = [&config](std::string_view name) {
    return values_of(*find_feature(name, config), config);
  };
  EXPECT_EQ(values("tier"), (std::vector<std::string>{"bronze", "silver", "gold"}));
  EXPECT_EQ(values("rfm.segment"), (std::vector<std::string>{"champions", "lost"}));
  EXPECT_EQ(values("score.health.level"), (std::vector<std::string>{"poor", "good"}));
  EXPECT_EQ(values("lifecycle").size(), 7u);
  EXPECT_EQ(values("churn.level").size(), 5u);
  EXPECT_TRUE(values("score.health").empty());
  EXPECT_TRUE(values("attribute.city").empty());
  config.lifecycle.stages.resize(1);
  config.lifecycle.stages[0].name = "trial";
  EXPECT_EQ(values("lifecycle"), std::vector<std::string>{"trial"});
}

TEST(FeatureNames, NearestNamesAreTold) {
  EXPECT_EQ(refusal("recency_day"), "there is no 'recency_day'; did you mean 'recency_days'?");
  EXPECT_EQ(refusal("spnd_90d"), "there is no 'spnd_90d'; did you mean 'spend_90d'?");
  EXPECT_EQ(refusal("days_since_logon"), "there is no 'days_since_logon'; did you mean 'days_since_login'?");
  EXPECT_EQ(refusal("attribute.cty"),
            "there is no 'attribute.cty'; did you mean 'attribute.city'? else add it to features.attributes, "
            "with its type");
  EXPECT_EQ(refusal("attribute.favourite_colour"),
            "there is no 'attribute.favourite_colour'; add it to features.attributes, with its type");
  EXPECT_EQ(refusal("score.helth.level"),
            "there is no 'score.helth.level'; did you mean 'score.health.level'?");
  EXPECT_EQ(refusal("clb"), "there is no 'clb'; did you mean 'club'?");
  EXPECT_EQ(refusal("rfm.x"), "there is no 'rfm.x'; did you mean 'rfm.r', 'rfm.f' or 'rfm.m'?");
  EXPECT_EQ(refusal("orders-refunds"), "there is no 'orders-refunds'; put blanks around a minus");
  EXPECT_NE(refusal("xyzzy_of_all_things").find("write a feature such as"), std::string::npos);
  EXPECT_NE(refusal("").find("there is no ''"), std::string::npos);
}

TEST(FeatureNames, LevelsThatAreSwitchedOff) {
  Config config = feature_programme();
  config.lifecycle.enabled = false;
  config.rfm.enabled = false;
  EXPECT_EQ(parse_feature_name("lifecycle", config).status().message(),
            "'lifecycle' is switched off; write 'lifecycle.enabled: true' to have it");
  EXPECT_EQ(parse_feature_name("rfm.f", config).status().message(),
            "'rfm.f' is switched off; write 'rfm.enabled: true' to have it");
}

/// What is suggested exists, and every name that a window fits is known with one.
TEST(FeatureNames, WhatIsListedIsKnown) {
  const Config config = feature_programme();
  for (const std::string& name : known_features(config)) EXPECT_TRUE(find_feature(name, config)) << name;
  for (const std::string& name : windowed_features(config)) {
    for (const char* window : {"_1d", "_3660d_prior", "_month", "_quarter_prior", "_year"}) {
      EXPECT_TRUE(find_feature(name + window, config)) << name << window;
    }
  }
}

}  // namespace
}  // namespace tidemark::config
