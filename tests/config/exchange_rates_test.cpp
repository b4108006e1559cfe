// Concern: rates are exact decimals, rounded once, and found by the time of the event.

#include "config/exchange_rates.h"

#include <gtest/gtest.h>

namespace tidemark::config {
namespace {

TEST(Rate, Parse) {
  EXPECT_EQ(Rate::parse("0.92")->mantissa, 92);
  EXPECT_EQ(Rate::parse("0.92")->scale, 2);
  EXPECT_EQ(Rate::parse("1")->scale, 0);
  EXPECT_EQ(Rate::parse("0.00000000000000001")->mantissa, 1);
  EXPECT_EQ(Rate::parse("00.5")->mantissa, 5);
  for (const char* text : {"", "0", "0.0", "-1", "+1", "1.", ".5", "1.2.3", "1e3", " 1", "1,5", "abc", "NaN",
                           "1234567890123456789", "0.000000000000000000"}) {
    EXPECT_FALSE(Rate::parse(text)) << text;
  }
}

TEST(Rate, RoundsHalfAwayFromZero) {
  const Rate half = *Rate::parse("0.5");
  EXPECT_EQ(half.apply(2), 1);
  EXPECT_EQ(half.apply(1), 1);
  EXPECT_EQ(half.apply(3), 2);
  EXPECT_EQ(half.apply(-1), -1);
  EXPECT_EQ(half.apply(-3), -2);
  const Rate third = *Rate::parse("0.33333333333333333");
  EXPECT_EQ(third.apply(1), 0);
  EXPECT_EQ(third.apply(2), 1);
  EXPECT_EQ(third.apply(-2), -1);
  EXPECT_EQ(third.apply(kAmountMax), 333'333'333'333'333'330);
}

TEST(Rate, ExactAtTheEdges) {
  EXPECT_EQ(Rate::parse("1")->apply(kAmountMax), kAmountMax);
  EXPECT_EQ(Rate::parse("1")->apply(-kAmountMax), -kAmountMax);
  EXPECT_FALSE(Rate::parse("1.00000000000000001")->apply(kAmountMax));
  EXPECT_EQ(Rate::parse("0.99999999999999999")->apply(kAmountMax), kAmountMax - 10);
  EXPECT_FALSE(Rate::parse("999999999999999999")->apply(kAmountMax));
  EXPECT_EQ(Rate::parse("999999999999999999")->apply(1), 999'999'999'999'999'999);
  EXPECT_EQ(Rate::parse("1.08375")->apply(99'990'000), 108'364'163);  // 108.3641625
}

TEST(ExchangeRates, TheTimeOfTheEventDecides) {
  EventSettings settings;
  settings.rates["USD"] = {{"2026-01-01", 1000, "0.9"}, {"2026-02-01", 2000, "0.8"}};
  settings.rates["GBP"] = {{"", kNoTime, "1.2"}};
  const ExchangeRates rates = ExchangeRates::make(settings).take();
  EXPECT_EQ(rates.at("USD", 999), nullptr);
  EXPECT_EQ(rates.at("USD", 1000)->mantissa, 9);
  EXPECT_EQ(rates.at("USD", 1999)->mantissa, 9);
  EXPECT_EQ(rates.at("USD", 2000)->mantissa, 8);
  EXPECT_EQ(rates.at("GBP", 0)->mantissa, 12);
  EXPECT_TRUE(rates.has("USD"));
  EXPECT_FALSE(rates.has("EUR"));
  EXPECT_EQ(rates.at("EUR", 0), nullptr);
}

}  // namespace
}  // namespace tidemark::config
