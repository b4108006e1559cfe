// The customer object, its table row and sortable columns; what a read sees ahead; nothing is changed by
// reading.

#include <gtest/gtest.h>

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
  EXPECT_TRUE(object.is_null("/value/at_risk"));
  EXPECT_EQ(object.number("/events"), 3);
}

TEST(CustomerView, WhatIsNotKnownIsNull) {
  config::Config config = everything();
  config.churn.parameters.reset();
  config.rfm.enabled = false;
  config.lifecycle.enabled = false;
  Customer customer(scoring_of(config));
  customer.apply(event(Kind::kPageView, noon(0)));
  const Json object(customer.json(noon(1)));
  for (const char* pointer : {"/first_purchase", "/last_purchase", "/recency_days", "/btyd/x", "/btyd/t_x",
                              "/btyd/T", "/rfm/r", "/rfm/segment", "/lifecycle", "/churn/risk",
                              "/churn/model", "/churn/p_alive", "/value/expected_purchases"}) {
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

TEST(CustomerView, TheRowHasTheSameValues) {
  const Customer customer = shopper();
  const std::vector<std::string> names = customer.scoring().csv_columns();
  std::vector<std::string> cells = {"left over"};
  customer.scoring().render_customer_csv(customer.state(), "c42", noon(30), cells);
  ASSERT_EQ(names.size(), cells.size());
  const Json object(customer.json(noon(30)));
  for (std::size_t i = 0; i < names.size(); ++i) {
    std::string pointer = "/" + names[i];
    std::replace(pointer.begin(), pointer.end(), '.', '/');
    const simdjson::dom::element value = object.at(pointer);
    std::string expected = simdjson::minify(value);
    if (value.is_null()) expected.clear();
    if (value.is_string()) expected = std::string(std::string_view(value));
    if (value.is_double()) {
      EXPECT_EQ(std::stod(cells[i]), double(value)) << names[i];
    } else {
      EXPECT_EQ(cells[i], expected) << names[i];
    }
  }
}

TEST(CustomerView, SortsByNumbersOnly) {
  const Customer customer = shopper();
  EXPECT_EQ(customer.number("net", noon(30)), 70.02);
  EXPECT_EQ(customer.number("churn.risk", noon(30)), Json(customer.json(noon(30))).number("/churn/risk"));
  EXPECT_TRUE(std::isnan(customer.number("tier", noon(30))));
  EXPECT_TRUE(std::isnan(customer.number("value.at_risk", noon(30))));
  EXPECT_TRUE(std::isnan(customer.number("no.such.column", noon(30))));
}

}  // namespace
}  // namespace tidemark::operators::story
