// Alerts: the JSON of `data` as the interface has it, ids that the same history repeats, types, causes.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/operators/story.h"

namespace tidemark::operators::story {
namespace {

std::vector<std::string> keys(simdjson::dom::element element) {
  std::vector<std::string> names;
  for (const auto field : simdjson::dom::object(element)) names.emplace_back(field.key);
  return names;
}

Customer upgraded(std::uint32_t version = 7, std::uint64_t lineage = 77, std::string id = "c42") {
  Customer customer(scoring_of(everything(), version, lineage), std::move(id));
  customer.apply(purchase(noon(0), 1972.5, "o-980"));
  customer.forget_alerts();
  customer.apply(purchase(noon(1), 42.5, "o-981"));
  return customer;
}

TEST(Alert, HasEveryFieldInOrder) {
  const Customer customer = upgraded();
  ASSERT_GE(customer.alerts().size(), 1u);
  const AlertDraft& alert = customer.alerts()[0];
  EXPECT_EQ(alert.type, "tidemark.tier.changed");
  EXPECT_EQ(alert.instant, noon(1));
  EXPECT_EQ(alert.chain, 0);
  EXPECT_EQ(alert.direction, 1);
  EXPECT_EQ(alert.to, "gold");
  const Json data(alert.data);
  EXPECT_EQ(keys(data.root()),
            (std::vector<std::string>{"customer_id", "level", "from", "to", "direction", "sentiment", "score",
                                      "cause", "reasons", "valid_until", "value_at_risk", "supersedes",
                                      "config_version", "model_version", "action", "customer"}));
  EXPECT_EQ(data.text("/customer_id"), "c42");
  EXPECT_EQ(data.text("/level"), "tier");
  EXPECT_EQ(data.text("/from"), "silver");
  EXPECT_EQ(data.text("/to"), "gold");
  EXPECT_EQ(data.text("/direction"), "up");
  EXPECT_EQ(data.text("/sentiment"), "better");
  EXPECT_EQ(data.number("/score"), 2015);
  EXPECT_EQ(data.number("/config_version"), 7);
  for (const char* empty : {"/valid_until", "/value_at_risk", "/supersedes", "/model_version", "/action"}) {
    EXPECT_TRUE(data.is_null(empty)) << empty;
  }
}

TEST(Alert, TellsTheOtherLevelsAndScores) {
  const Json data(upgraded().alerts()[0].data);
  EXPECT_EQ(keys(data.at("/customer")),
            (std::vector<std::string>{"tier", "lifecycle", "rfm", "churn", "orders", "gross", "refunds",
                                      "net", "recency_days"}));
  EXPECT_EQ(data.text("/customer/tier"), "gold");
  EXPECT_EQ(data.text("/customer/lifecycle"), "active");
  EXPECT_EQ(data.number("/customer/rfm/r"), 5);
  EXPECT_EQ(data.text("/customer/churn/level"), "low") << "as of the end of the step";
  EXPECT_NEAR(data.number("/customer/churn/risk"), 0.394, 0.001);
  EXPECT_EQ(data.number("/customer/net"), 2015);
}

TEST(Alert, Causes) {
  Customer customer = upgraded();
  const Json by_event(customer.alerts()[0].data);
  EXPECT_EQ(by_event.text("/cause/kind"), "event");
  EXPECT_EQ(by_event.text("/cause/event_id"), "o-981");
  customer.forget_alerts();
  customer.wake(customer.due());
  const Json by_time(customer.alerts()[0].data);
  EXPECT_EQ(by_time.text("/cause/kind"), "time");
  EXPECT_EQ(keys(by_time.at("/cause")).size(), 1u);
  customer.forget_alerts();
  Event without_id = purchase(noon(200), 4000, "");
  customer.apply(without_id);
  EXPECT_EQ(keys(Json(customer.last_alert().data).at("/cause")).size(), 1u);
}

TEST(Alert, IdsRepeatWithTheHistoryAndWithNothingElse) {
  const Hash128 id = upgraded().alerts()[0].id;
  EXPECT_EQ(id, upgraded().alerts()[0].id);
  EXPECT_EQ(id, upgraded(8).alerts()[0].id) << "a version of the configuration is no history";
  EXPECT_FALSE(id == upgraded(7, 78).alerts()[0].id) << "another store's lineage";
  EXPECT_FALSE(id == upgraded(7, 77, "c43").alerts()[0].id);
  config::Config other = everything();
  other.alerts.source = "tidemark/other";
  Customer elsewhere(scoring_of(other, 7));
  elsewhere.apply(purchase(noon(0), 1972.5, "o-980"));
  elsewhere.forget_alerts();
  elsewhere.apply(purchase(noon(1), 42.5, "o-981"));
  EXPECT_FALSE(id == elsewhere.alerts()[0].id);
}

TEST(Alert, IdsAreDistinctAndOrdinalsWithoutGap) {
  Random random(12);
  std::set<std::string> ids;
  std::size_t alerts = 0;
  const auto scoring = scoring_of(everything());
  for (int round = 0; round < 50; ++round) {
    Customer customer(scoring, fmt::format("c{}", round));
    for (const Event& e : random_history(random, 60, kNewYear, 600 * kDay)) customer.apply(e);
    customer.wake(kNewYear + 3000 * kDay);
    std::uint32_t ordinal = 0;
    for (const AlertDraft& alert : customer.alerts()) {
      EXPECT_EQ(alert.ordinal, ++ordinal);
      ids.insert(hex(alert.id));
      ++alerts;
    }
  }
  EXPECT_EQ(ids.size(), alerts);
  EXPECT_GT(alerts, 500u);
}

TEST(Alert, SupersedesNamesAnAlertOfTheSameLevel) {
  Random random(13);
  int corrections = 0;
  const auto scoring = scoring_of(everything());
  for (int round = 0; round < 300; ++round) {
    Customer customer(scoring);
    for (const Event& e : random_history(random, 60, kNewYear, 800 * kDay)) customer.apply(e);
    std::map<std::string, const AlertDraft*> last;
    for (const AlertDraft& alert : customer.alerts()) {
      const Json data(alert.data);
      const std::string level = data.text("/level");
      if (alert.type.ends_with(".corrected")) {
        ++corrections;
        ASSERT_TRUE(last.contains(level));
        EXPECT_EQ(data.text("/supersedes"), hex(last[level]->id));
        EXPECT_EQ(data.text("/to"), Json(last[level]->data).text("/from"));
      } else {
        EXPECT_TRUE(data.is_null("/supersedes"));
      }
      last[level] = &alert;
    }
  }
  EXPECT_GT(corrections, 30);
}

TEST(Alert, HostileNamesAreEscaped) {
  Customer customer(scoring_of(everything()), "a\"b\\c\n\xE2\x82\xAC");
  customer.apply(purchase(noon(0), 600, "id\"\t1"));
  const Json data(customer.alerts()[0].data);
  EXPECT_EQ(data.text("/customer_id"), "a\"b\\c\n\xE2\x82\xAC");
  EXPECT_EQ(data.text("/cause/event_id"), "id\"\t1");
}

}  // namespace
}  // namespace tidemark::operators::story
