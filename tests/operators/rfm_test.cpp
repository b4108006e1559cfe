// RFM by fixed cuts: scores on and beside every cut, segments of cells, silence, gross against net.

#include <gtest/gtest.h>

#include "tests/operators/story.h"

namespace tidemark::operators::story {
namespace {

/// One segment a cell, named by its digits: nothing can hide.
config::Config by_cell() {
  config::Config config = with_rfm();
  config.rfm.segments.clear();
  for (int cell = 0; cell < 125; ++cell) {
    config.rfm.segments.push_back(std::to_string(cell / 25 + 1) + std::to_string(cell / 5 % 5 + 1) +
                                  std::to_string(cell % 5 + 1));
    config.rfm.cell[static_cast<std::size_t>(cell)] = static_cast<std::uint8_t>(cell);
  }
  return config;
}

TEST(Rfm, NullBeforeTheFirstPurchaseAndSilentAtIt) {
  Customer customer(scoring_of(by_cell()));
  customer.apply(event(Kind::kPageView, noon(0)));
  EXPECT_EQ(customer.level("rfm"), "");
  customer.buy(noon(1), 10);
  EXPECT_EQ(customer.level("rfm"), "511");
  EXPECT_EQ(customer.told(), "");
}

TEST(Rfm, RecencyFallsRightBehindTheCut) {
  Customer customer(scoring_of(by_cell()));
  customer.buy(noon(0), 10);
  EXPECT_EQ(customer.due(), noon(30) + 1);
  customer.wake(noon(30));
  EXPECT_EQ(customer.level("rfm"), "511");
  customer.wake(noon(30) + 1);
  EXPECT_EQ(customer.level("rfm"), "411");
  customer.wake(noon(240));
  EXPECT_EQ(customer.level("rfm"), "211");
  customer.wake(noon(240) + 1);
  EXPECT_EQ(customer.level("rfm"), "111");
  EXPECT_EQ(customer.due(), kNever);
}

TEST(Rfm, FractionsOfDaysCount) {
  config::Config config = by_cell();
  config.rfm.recency_days = {0.1, 0.25, 1.0 / 3, 2.7};
  Customer customer(scoring_of(config));
  customer.buy(noon(0), 10);
  EXPECT_EQ(customer.due(), noon(0) + kDay / 10 + 1);
  customer.wake(noon(0) + kDay / 4);
  EXPECT_EQ(customer.level("rfm"), "411");
  customer.wake(noon(0) + kDay / 4 + 1);
  EXPECT_EQ(customer.level("rfm"), "311");
}

TEST(Rfm, FrequencyAndMoneyRiseOnTheCut) {
  Customer customer(scoring_of(by_cell()));
  customer.buy(noon(0), 49.99);
  EXPECT_EQ(customer.level("rfm"), "511");
  customer.buy(noon(0), 0.01);
  EXPECT_EQ(customer.level("rfm"), "522");
  for (int i = 0; i < 6; ++i) customer.buy(noon(1), 0);
  EXPECT_EQ(customer.level("rfm"), "542");
  customer.buy(noon(1), 950);
  EXPECT_EQ(customer.level("rfm"), "555");
}

TEST(Rfm, MoneyIsGrossUnlessNetIsAskedFor) {
  config::Config net = by_cell();
  net.rfm.measure = config::Rfm::Measure::kNet;
  Customer by_gross(scoring_of(by_cell()));
  Customer by_net(scoring_of(net));
  for (Customer* customer : {&by_gross, &by_net}) {
    customer->buy(noon(0), 120);
    customer->apply(refund(noon(1), 60));
  }
  EXPECT_EQ(by_gross.level("rfm"), "513");
  EXPECT_EQ(by_net.level("rfm"), "512");
}

TEST(Rfm, DirectionGoesByTheSumOfScores) {
  Customer customer(scoring_of(by_cell()));
  customer.buy(noon(0), 10);
  customer.wake(noon(31));
  EXPECT_EQ(Json(customer.last_alert().data).text("/direction"), "down");
  EXPECT_EQ(Json(customer.last_alert().data).text("/sentiment"), "worse");
  customer.wake(noon(61));
  EXPECT_EQ(customer.level("rfm"), "311");
  customer.buy(noon(62), 10);
  EXPECT_EQ(customer.level("rfm"), "521");
  EXPECT_EQ(Json(customer.last_alert().data).text("/direction"), "up");
  EXPECT_EQ(Json(customer.last_alert().data).text("/sentiment"), "better");
}

TEST(Rfm, NoDirectionWhenTheSumStays) {
  config::Config config = by_cell();
  config.rfm.frequency = {2, 100, 200, 300};
  Customer customer(scoring_of(config));
  customer.buy(noon(0), 10);
  customer.forget_alerts();
  customer.apply(purchase(noon(-40), 0), noon(31) - kHour);  // late: f rises …
  customer.wake(noon(31));                                   // … and r falls
  ASSERT_EQ(customer.alerts().size(), 2u);
  EXPECT_EQ(customer.level("rfm"), "421");
  Customer at_once(scoring_of(config));
  at_once.buy(noon(0), 10);
  at_once.forget_alerts();
  Customer copy(at_once);
  copy.apply(purchase(noon(-40), 0), noon(31));
  EXPECT_EQ(copy.told().substr(0, 12), "rfm 511>411 ") << "the wake-up comes before the event";
}

TEST(Rfm, AChangeOfScoreWithinASegmentIsNoTransition) {
  config::Config config = by_cell();
  config.rfm.segments = {"all"};
  config.rfm.cell.fill(0);
  Customer customer(scoring_of(config));
  customer.buy(noon(0), 10);
  EXPECT_EQ(customer.due(), kNever);
  EXPECT_EQ(customer.number("rfm.r", noon(31)), 4) << "reads follow";
  EXPECT_EQ(customer.told(), "");
}

TEST(Rfm, StandardSegments) {
  Customer customer(scoring_of(with_rfm()));
  for (int i = 0; i < 9; ++i) customer.buy(noon(0), 200);
  EXPECT_EQ(customer.level("rfm"), "champions");
  customer.wake(noon(1000));
  EXPECT_EQ(customer.level("rfm"), "cannot_lose_them");
}

}  // namespace
}  // namespace tidemark::operators::story
