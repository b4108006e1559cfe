// The customer object, its table row and sortable columns; what a read sees ahead; nothing is changed by
// reading.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/operators/story.h"

namespace tidemark::operators::story {
namespace {

std::vector<std::string> keys(simdjson::dom::element element) {
  std::vector<std::string> names;
  for (const auto field : simdjson::dom::object(element)) names.emplace_back(field.key);
  return names;
}

Customer shopper() {
  Customer customer(scoring_of(everything()));
  customer.buy(noon(0), 29.33);
  customer.buy(noon(20), 44.69);
  customer.apply(refund(noon(21), 4));
  return customer;
}

TEST(CustomerView, HasEveryKeyInOrder) {
  const Json object(shopper().json(noon(30)));
  EXPECT_EQ(keys(object.root()),
            (std::vector<std::string>{
                "customer_id", "as_of",     "first_purchase", "last_purchase", "orders", "gross",
                "refunds",     "net",       "recency_days",   "btyd",          "rfm",    "abc",
                "tier",        "lifecycle", "churn",          "value",         "next",   "first_seen",
                "last_seen",   "events",    "tiers"}));
  EXPECT_EQ(keys(object.at("/btyd")), (std::vector<std::string>{"x", "t_x", "T"}));
  EXPECT_EQ(keys(object.at("/rfm")), (std::vector<std::string>{"r", "f", "m", "segment"}));
  EXPECT_EQ(keys(object.at("/churn")),
            (std::vector<std::string>{"risk", "level", "horizon_days", "model", "p_alive"}));
  EXPECT_EQ(keys(object.at("/value")),
            (std::vector<std::string>{"expected_purchases", "expected_spend", "clv", "at_risk"}));
}

TEST(CustomerView, Values) {
  const std::string json = shopper().json(noon(30));
  const Json object(json);
  EXPECT_EQ(object.text("/as_of"), "2024-01-31T12:00:00Z");
  EXPECT_EQ(object.text("/first_purchase"), "2024-01-01T12:00:00Z");
  EXPECT_EQ(object.number("/orders"), 2);
  EXPECT_NE(json.find("\"gross\":74.02,\"refunds\":4,\"net\":70.02,"), std::string::npos) << "exact decimals";
  EXPECT_EQ(object.number("/recency_days"), 10);
  EXPECT_EQ(object.number("/btyd/x"), 1);
  EXPECT_EQ(object.number("/btyd/t_x"), 20.0 / 7);
  EXPECT_EQ(object.number("/btyd/T"), 30.5 / 7);
  EXPECT_EQ(object.text("/tier"), "bronze");
  EXPECT_EQ(object.text("/lifecycle"), "active");
  EXPECT_EQ(object.number("/churn/horizon_days"), 91);
  EXPECT_EQ(object.text("/churn/model"), "mbgnbd");
  EXPECT_GT(object.number("/value/expected_purchases"), 0);
  EXPECT_TRUE(object.is_null("/abc"));
  EXPECT_EQ(object.number("/value/expected_spend"), 35.01) << "the own mean";
  EXPECT_GT(object.number("/value/clv"), 0);
  EXPECT_GT(object.number("/value/at_risk"), 0);
  EXPECT_EQ(object.number("/events"), 3);
}

TEST(CustomerView, WhatIsNotKnownIsNull) {
  config::Config config = everything();
  config.churn.parameters().reset();
  config.rfm.enabled = false;
  config.lifecycle.enabled = false;
  Customer customer(scoring_of(config));
  customer.apply(event(Kind::kPageView, noon(0)));
  const Json object(customer.json(noon(1)));
  for (const char* pointer :
       {"/first_purchase", "/last_purchase", "/recency_days", "/btyd/x", "/btyd/t_x", "/btyd/T", "/rfm/r",
        "/rfm/segment", "/lifecycle", "/churn/risk", "/churn/model", "/churn/p_alive",
        "/value/expected_purchases", "/value/clv", "/value/expected_spend", "/value/at_risk"}) {
    EXPECT_TRUE(object.is_null(pointer)) << pointer;
  }
  EXPECT_EQ(object.text("/churn/level"), "unknown");
  EXPECT_EQ(object.number("/orders"), 0);
  EXPECT_EQ(simdjson::dom::array(object.at("/next")).size(), 0u);
}

TEST(CustomerView, SeesWhatIsDueByThenWithoutTelling) {
  const Customer customer = shopper();
  const std::string before = customer.encoded();
  const Json object(customer.json(noon(20 + 100)));
  EXPECT_EQ(object.text("/lifecycle"), "at_risk");
  EXPECT_EQ(customer.encoded(), before);
  EXPECT_EQ(customer.level("lifecycle"), "active");
  Customer woken(customer);
  woken.wake(noon(20 + 100));
  EXPECT_EQ(woken.json(noon(20 + 100)), customer.json(noon(20 + 100)));
}

TEST(CustomerView, NextIsWhatComesTrue) {
  Random random(31);
  const auto scoring = scoring_of(everything());
  for (int round = 0; round < 100; ++round) {
    Customer customer(scoring);
    for (const Event& e : random_history(random, 20, kNewYear, 300 * kDay)) customer.apply(e);
    customer.forget_alerts();
    const Millis now = kNewYear + 400 * kDay;
    const Json object(customer.json(now));
    customer.wake(now);
    customer.forget_alerts();
    customer.wake(now + 20'000 * kDay);
    std::map<std::string, std::string> first;
    for (const AlertDraft& alert : customer.alerts()) {
      const Json data(alert.data);
      first.emplace(data.text("/level"), data.text("/to") + "@" + format_timestamp(alert.instant));
    }
    std::map<std::string, std::string> next;
    for (const simdjson::dom::element entry : simdjson::dom::array(object.at("/next"))) {
      next[std::string(std::string_view(entry["level"]))] =
          std::string(std::string_view(entry["to"])) + "@" + std::string(std::string_view(entry["at"]));
    }
    EXPECT_EQ(next, first);
  }
}

/// What the object says under a column's name: a part that is null has nothing inside, a feature's name is
/// one key, and who is in a segment is in the list.
std::string as_in_object(const Json& object, const std::string& column) {
  simdjson::dom::element value = object.root();
  for (std::size_t begin = 0; begin < column.size() && !value.is_null();) {
    const bool whole = column.compare(0, begin, "features.") == 0;
    const std::size_t end = whole ? column.size() : std::min(column.find('.', begin), column.size());
    if (value.is_array()) {
      const simdjson::dom::array names = value;
      return std::any_of(names.begin(), names.end(),
                         [&](auto name) { return std::string_view(name) == column.substr(begin); })
                 ? "true"
                 : "false";
    }
    value = value[column.substr(begin, end - begin)];
    begin = end + 1;
  }
  if (value.is_null()) return "";
  return value.is_string() ? std::string(std::string_view(value)) : simdjson::minify(value);
}

config::Config with_parts() {
  config::Config config = everything();
  config.scores.push_back({"health", {{"often", "orders_90d", 0, 4, 1}}, {{"poor", 0}, {"good", 60}}, 0});
  config.segments.push_back({"twice", "orders >= 2", 0});
  config.segments.push_back({"vip", "spend_365d > 1000", 0});
  config.features.attributes.push_back({"plan", config::Attribute::Type::kText, false});
  config.value.potential = "net";
  return config;
}

void expect_row_like_object(const Customer& customer, Millis t) {
  const std::vector<std::string> names = customer.scoring().csv_columns();
  std::vector<std::string> cells = {"left over"};
  customer.scoring().render_customer_csv(customer.state(), "c42", t, cells);
  ASSERT_EQ(names.size(), cells.size());
  const Json object(customer.json(t));
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string expected = as_in_object(object, names[i]);
    const bool number =
        !expected.empty() && expected.find_first_not_of("-+.0123456789e") == std::string::npos;
    if (number && !cells[i].empty()) {
      EXPECT_EQ(std::stod(cells[i]), std::stod(expected)) << names[i];
    } else {
      EXPECT_EQ(cells[i], expected) << names[i];
    }
  }
}

TEST(CustomerView, TheRowHasTheSameValues) {
  expect_row_like_object(shopper(), noon(30));
  Customer customer(scoring_of(with_parts()));
  expect_row_like_object(customer, noon(30));
  customer.buy(noon(0), 600);
  customer.buy(noon(20), 44.69);
  expect_row_like_object(customer, noon(30));
  expect_row_like_object(customer, noon(375));
}

TEST(CustomerView, WhatTheConfigurationAddsHasAColumnAValue) {
  const Customer customer(scoring_of(with_parts()));
  const std::vector<std::string> names = customer.scoring().csv_columns();
  for (const char* name :
       {"scores.health.value", "scores.health.level", "segments.twice", "segments.vip", "tiers.tier.next",
        "tiers.tier.missing", "tiers.tier.valid_until", "tiers.tier.downgrade.to", "tiers.tier.downgrade.at",
        "tiers.tier.computed", "tiers.tier.pinned.until", "features.attribute.plan", "features.orders_90d",
        "value.potential.value", "value.potential.cell"}) {
    EXPECT_EQ(std::count(names.begin(), names.end(), name), 1) << name;
  }
  for (const char* name : {"scores", "segments", "tiers", "features"}) {
    EXPECT_EQ(std::count(names.begin(), names.end(), name), 0) << name;
  }
}

TEST(CustomerView, SortsByNumbersOnly) {
  const Customer customer = shopper();
  EXPECT_EQ(customer.number("net", noon(30)), 70.02);
  EXPECT_EQ(customer.number("churn.risk", noon(30)), Json(customer.json(noon(30))).number("/churn/risk"));
  EXPECT_EQ(customer.number("value.at_risk", noon(30)),
            Json(customer.json(noon(30))).number("/value/at_risk"));
  EXPECT_EQ(customer.number("tiers.tier.missing", noon(30)), 429.98);
  EXPECT_TRUE(std::isnan(customer.number("tier", noon(30))));
  EXPECT_TRUE(std::isnan(customer.number("no.such.column", noon(30))));
}

}  // namespace
}  // namespace tidemark::operators::story
