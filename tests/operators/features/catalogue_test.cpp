// Concern: names become signals; features are made for what is asked and nothing else; circles and unknown
// names are refused; what reads and alerts show.

#include "operators/features/catalogue.h"

#include <gtest/gtest.h>

#include "operators/features/feature_view.h"
#include "operators/features/plain_signals.h"
#include "tests/operators/features/shop.h"

namespace tidemark::operators::workbench {
namespace {

using Form = config::CustomFeature::Form;

/// A catalogue alone, to ask it for wrong names.
struct Desk {
  explicit Desk(config::Config configuration, FeatureCatalogue::LevelResolver levels = nullptr)
      : config(std::move(configuration)),
        purchases(Zone::utc(), config, *fields.number_of("order_id")),
        catalogue(config, Zone::utc(), {activity, purchases}, fields, std::move(levels)) {}
  std::string error(std::string_view name) {
    const Result<const Signal*> found = catalogue.find(name);
    return found.ok() ? "" : found.status().message();
  }

  config::Config config;
  FieldNames fields;
  ActivityFeature activity;
  PurchasesFeature purchases;
  FeatureCatalogue catalogue;
};

config::CustomFeature expression(std::string name, std::string text) {
  config::CustomFeature feature = custom(std::move(name), Form::kExpression);
  feature.expression = std::move(text);
  return feature;
}

TEST(Catalogue, NothingIsMadeThatNobodyAsksFor) {
  Desk desk(shop_config());
  EXPECT_TRUE(desk.catalogue.listed().empty());
  EXPECT_EQ(desk.fields.all(), std::vector<std::string>{"order_id"});
  EXPECT_TRUE(desk.catalogue.take_features().empty());
}

TEST(Catalogue, OrdersAndEventsNeedNoFeatureOfTheirOwn) {
  Desk desk(shop_config());
  for (const char* name : {"orders", "net_90d", "recency_days", "mean_gap_days", "events", "tenure_days"}) {
    EXPECT_EQ(desk.error(name), "") << name;
  }
  EXPECT_TRUE(desk.catalogue.take_features().empty());
}

TEST(Catalogue, TheSameNameIsTheSameSignal) {
  Desk desk(shop_config());
  EXPECT_EQ(*desk.catalogue.find("nps"), *desk.catalogue.find("nps"));
  EXPECT_EQ(*desk.catalogue.find("heat"), *desk.catalogue.find("heat"));
  ASSERT_EQ(desk.error("nps_mean"), "");
  EXPECT_EQ(desk.catalogue.take_features().size(), 2u) << "satisfaction, heat";
}

TEST(Catalogue, AllSignalsHaveTheTypeOfTheirName) {
  const config::Config config = shop_config();
  Desk desk(config);
  for (const std::string& name : shop_names(config)) {
    const Result<const Signal*> found = desk.catalogue.find(name);
    ASSERT_TRUE(found.ok()) << found.status().message();
    EXPECT_EQ((*found)->name(), name);
    const config::ValueType type = config::find_feature(name, config)->type;
    const SignalType expected = type == config::ValueType::kTruth     ? SignalType::kTruth
                                : type == config::ValueType::kInstant ? SignalType::kInstant
                                : type == config::ValueType::kNumber  ? SignalType::kNumber
                                                                      : SignalType::kText;
    EXPECT_EQ((*found)->type(), expected) << name;
  }
}

TEST(Catalogue, UnknownNamesAreRefusedWithTheNearest) {
  Desk desk(shop_config());
  EXPECT_NE(desk.error("ordrs").find("'orders'"), std::string::npos) << desk.error("ordrs");
  EXPECT_NE(desk.error("attribute.plam"), "");
  EXPECT_TRUE(desk.catalogue.take_features().empty());
}

TEST(Catalogue, LevelsAreSomebodyElses) {
  config::Config config = shop_config();
  config.features.custom.push_back(expression("doubled", "churn.risk * 2"));
  const auto risk = steady_signal("churn.risk", KindSet::all(), [](const std::byte*) { return 0.25; });
  Desk desk(config, [&](const config::FeatureName& name) -> Result<const Signal*> {
    if (name.name == "churn.risk") return risk.get();
    return Status::invalid("later: " + name.name);
  });
  EXPECT_EQ(*desk.catalogue.find("churn.risk"), risk.get());
  EXPECT_EQ(desk.error("churn.level"), "later: churn.level");
  const Result<const Signal*> doubled = desk.catalogue.find("doubled");
  ASSERT_TRUE(doubled.ok());
  EXPECT_EQ((*doubled)->number(nullptr, {0, 0}), 0.5);
  ASSERT_EQ(desk.catalogue.listed().size(), 1u);
  EXPECT_EQ(desk.catalogue.listed()[0].name, "doubled");
}

TEST(Catalogue, CirclesAreRefused) {
  config::Config config = shop_config();
  config.features.custom.push_back(expression("a", "b + 1"));
  config.features.custom.push_back(expression("b", "c * orders"));
  config.features.custom.push_back(expression("c", "a / 2"));
  config.features.custom.push_back(expression("self", "self"));
  Desk desk(config);
  EXPECT_EQ(
      desk.error("a"),
      "features.custom: 'a' stands on 'b' stands on 'c' stands on 'a': a circle; leave one of them out");
  EXPECT_NE(desk.error("c"), "") << "asked for again";
  EXPECT_NE(desk.error("self"), "");
}

TEST(Catalogue, ExpressionsStandOnOthers) {
  config::Config config = shop_config();
  config.features.custom.push_back(expression("twice", "thrice * 2 / 3"));
  config.features.custom.push_back(expression("thrice", "page_view_count * 3"));
  const Programme programme(config, {"twice"});
  Customer customer(programme);
  for (int i = 0; i < 5; ++i) customer.apply(event(Kind::kPageView, kNewYear));
  EXPECT_EQ(customer.number("twice", kNewYear), 10);
}

TEST(Catalogue, TooManyPropertiesAreRefused) {
  config::Config config;
  for (std::size_t i = 0; i < FieldMap::kFieldsMax; ++i) {
    config.features.attributes.push_back(
        {"trait" + std::to_string(i), config::Attribute::Type::kText, false});
  }
  Desk desk(config);
  const Status status = desk.catalogue.find_configured();
  EXPECT_EQ(status.code(), Code::kInvalidArgument);
  EXPECT_NE(status.message().find("'trait63'"), std::string::npos) << status.message();
}

TEST(Catalogue, EveryAttributeAndCustomFeatureIsFoundForReads) {
  Desk desk(shop_config());
  const Status status = desk.catalogue.find_configured();
  ASSERT_TRUE(status.ok()) << status.message();
  const std::vector<ListedSignal> listed = desk.catalogue.listed();
  // Beside the configured ones those that an expression stands on: heat is one of them, recency and the age
  // of complaints are not.
  EXPECT_EQ(listed.size(),
            shop_config().features.attributes.size() + shop_config().features.custom.size() + 2);
  EXPECT_TRUE(std::is_sorted(listed.begin(), listed.end(),
                             [](const ListedSignal& a, const ListedSignal& b) { return a.name < b.name; }));
}

TEST(Catalogue, WhatStandsOnPersonalDataIsPersonal) {
  config::Config config = shop_config();
  config.features.custom.push_back(expression("kindness", "if(attribute.vip, 1, 0)"));
  config.features.custom.push_back(expression("more", "kindness * 2"));
  config.features.custom.push_back(custom("last_vip", Form::kLast, {"login"}, "vip"));
  Desk desk(config);
  ASSERT_TRUE(desk.catalogue.find_configured().ok());
  for (const ListedSignal& listed : desk.catalogue.listed()) {
    const bool personal = listed.name == "attribute.vip" || listed.name == "kindness" ||
                          listed.name == "more" || listed.name == "last_vip";
    EXPECT_EQ(listed.pii, personal) << listed.name;
  }
}

TEST(FeatureView, ShowsEveryTypeAndLeavesOutWhatIsPersonal) {
  const Programme programme(
      shop_config(), {"attribute.plan", "attribute.age", "attribute.vip", "attribute.birthday", "last_price",
                      "last_product", "nps", "preferred_channel"});
  Customer customer(programme);
  customer.apply(event(Kind::kIdentify, kNewYear,
                       {text("plan", "say \"pro\""), truth("vip", true), text("birthday", "1990-05-20")}));
  customer.apply(event(Kind::kAddToCart, kNewYear, {number("price", "7.50"), text("product_id", "p1")}));
  const auto shown = [&](PersonalData personal) {
    std::string json;
    JsonWriter out(json);
    write_features(programme.catalogue().listed(), customer.state(), programme.moment(kNewYear), personal,
                   out);
    return json;
  };
  EXPECT_EQ(shown(PersonalData::kShown),
            "{\"attribute.age\":null,\"attribute.birthday\":\"1990-05-20T00:00:00Z\","
            "\"attribute.plan\":\"say \\\"pro\\\"\",\"attribute.vip\":true,\"last_price\":7.5,"
            "\"last_product\":\"p1\",\"nps\":null,\"preferred_channel\":null}");
  EXPECT_EQ(shown(PersonalData::kLeftOut),
            "{\"attribute.age\":null,\"attribute.birthday\":\"1990-05-20T00:00:00Z\","
            "\"attribute.plan\":\"say \\\"pro\\\"\",\"last_price\":7.5,\"last_product\":\"p1\",\"nps\":null,"
            "\"preferred_channel\":null}");
}

TEST(FeatureView, EscapesNames) {
  config::Config config;
  config.features.attributes = {{"say \"so\"", config::Attribute::Type::kNumber, false}};
  const Programme programme(config, {"attribute.say \"so\""});
  const Customer customer(programme);
  std::string json;
  JsonWriter out(json);
  write_features(programme.catalogue().listed(), customer.state(), {0, 0}, PersonalData::kShown, out);
  EXPECT_EQ(json, "{\"attribute.say \\\"so\\\"\":null}");
}

}  // namespace
}  // namespace tidemark::operators::workbench
