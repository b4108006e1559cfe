// Concern: money in other currencies becomes base money exactly, the base is found once and survives.

#include "engine/decode/currency_table.h"

#include <gtest/gtest.h>

namespace tidemark::engine {
namespace {

using Settled = CurrencyTable::Settled;

CurrencyTable table(std::string currency, const std::map<std::string, std::string>& rates = {}) {
  config::EventSettings settings;
  settings.currency = std::move(currency);
  for (const auto& [name, rate] : rates) settings.rates[name] = {{"", kNoTime, rate}};
  return CurrencyTable::make(settings).take();
}

Decoded money(Micro amount, std::string_view currency) {
  Decoded decoded;
  decoded.event.kind = Kind::kPurchase;
  decoded.event.has_amount = true;
  decoded.event.amount = amount;
  decoded.currency = currency;
  return decoded;
}

TEST(CurrencyTable, ConfiguredBase) {
  CurrencyTable currencies = table("EUR", {{"USD", "0.92"}, {"JPY", "0.0061"}});
  EXPECT_EQ(currencies.base(), "EUR");
  Decoded decoded = money(10'000'000, "EUR");
  EXPECT_EQ(currencies.settle(decoded), Settled::kUnchanged);
  decoded = money(10'000'000, "");
  EXPECT_EQ(currencies.settle(decoded), Settled::kUnchanged);
  EXPECT_EQ(decoded.event.amount, 10'000'000);
  decoded = money(10'000'000, "USD");
  EXPECT_EQ(currencies.settle(decoded), Settled::kConverted);
  EXPECT_EQ(decoded.event.amount, 9'200'000);
  decoded = money(-10'000'000, "JPY");
  EXPECT_EQ(currencies.settle(decoded), Settled::kConverted);
  EXPECT_EQ(decoded.event.amount, -61'000);
}

TEST(CurrencyTable, UnknownCurrencyCostsTheMoneyOnly) {
  CurrencyTable currencies = table("EUR");
  Decoded decoded = money(10, "XXX");
  EXPECT_EQ(currencies.settle(decoded), Settled::kUnknown);
  EXPECT_FALSE(decoded.event.has_amount);
  EXPECT_EQ(decoded.event.amount, 0);
  EXPECT_EQ(decoded.money_reject, Reject::kUnknownCurrency);
  EXPECT_EQ(currencies.base(), "EUR");
}

TEST(CurrencyTable, BeyondTheLargestAmount) {
  CurrencyTable currencies = table("EUR", {{"KWD", "3"}});
  Decoded decoded = money(kAmountMax / 2, "KWD");
  EXPECT_EQ(currencies.settle(decoded), Settled::kBadAmount);
}

TEST(CurrencyTable, FirstCurrencyBecomesTheBase) {
  CurrencyTable currencies = table("", {{"USD", "0.9"}});
  EXPECT_EQ(currencies.base(), "");
  Decoded decoded = money(5, "");
  EXPECT_EQ(currencies.settle(decoded), Settled::kUnchanged);
  Decoded no_money;
  no_money.currency = "SEK";
  EXPECT_EQ(currencies.settle(no_money), Settled::kUnchanged);
  decoded = money(10, "USD");
  EXPECT_EQ(currencies.settle(decoded), Settled::kConverted) << "a rate says it is not the base";
  EXPECT_EQ(currencies.base(), "");
  decoded = money(5, "GBP");
  EXPECT_EQ(currencies.settle(decoded), Settled::kAdopted);
  EXPECT_EQ(decoded.event.amount, 5);
  EXPECT_EQ(currencies.base(), "GBP");
  decoded = money(5, "GBP");
  EXPECT_EQ(currencies.settle(decoded), Settled::kUnchanged);
  decoded = money(5, "SEK");
  EXPECT_EQ(currencies.settle(decoded), Settled::kUnknown);
}

TEST(CurrencyTable, AdoptedBaseSurvives) {
  CurrencyTable first = table("");
  Decoded decoded = money(5, "GBP");
  ASSERT_EQ(first.settle(decoded), Settled::kAdopted);
  std::string bytes;
  ByteWriter writer(bytes);
  first.encode(writer);

  CurrencyTable second = table("");
  ByteReader reader(bytes);
  ASSERT_TRUE(second.decode(reader));
  EXPECT_TRUE(reader.done());
  EXPECT_EQ(second.base(), "GBP");

  CurrencyTable configured = table("EUR");
  ByteReader again(bytes);
  ASSERT_TRUE(configured.decode(again));
  EXPECT_EQ(configured.base(), "EUR") << "the configuration's word counts";

  for (const std::string_view bad : {"",
                                     "\x03"
                                     "GB",
                                     "\x03"
                                     "gbp",
                                     "\x04"
                                     "GBPX"}) {
    CurrencyTable untouched = table("");
    ByteReader damaged(bad);
    EXPECT_FALSE(untouched.decode(damaged));
    EXPECT_EQ(untouched.base(), "");
  }
  ByteReader none(std::string_view("\0", 1));
  EXPECT_TRUE(second.decode(none));
  EXPECT_EQ(second.base(), "");
}

TEST(CurrencyTable, BadConfiguration) {
  config::EventSettings settings;
  settings.currency = "eur";
  EXPECT_EQ(CurrencyTable::make(settings).status().code(), Code::kInvalidArgument);
  settings.currency = "EUR";
  const std::map<std::string, std::vector<config::DatedRate>> wrong[] = {
      {{"USD", {{"", kNoTime, "0"}}}},
      {{"DOLLAR", {{"", kNoTime, "1"}}}},
      {{"USD", {}}},
      {{"USD", {{"2026-02-01", 2 * kDay, "1"}, {"2026-01-01", kDay, "2"}}}}};
  for (const auto& rates : wrong) {
    settings.rates = rates;
    EXPECT_EQ(CurrencyTable::make(settings).status().code(), Code::kInvalidArgument);
  }
}

TEST(CurrencyTable, DatedRatesGoByTheTimeOfTheEvent) {
  config::EventSettings settings;
  settings.currency = "EUR";
  settings.rates["USD"] = {{"2026-01-01", 1000, "0.92"}, {"2026-02-01", 2000, "0.5"}};
  CurrencyTable currencies = CurrencyTable::make(settings).take();
  const auto settled_at = [&](Millis time) {
    Decoded decoded = money(10'000'000, "USD");
    decoded.event.time = time;
    const Settled settled = currencies.settle(decoded);
    return std::pair(settled, decoded.event.amount);
  };
  EXPECT_EQ(settled_at(1000), std::pair(Settled::kConverted, Micro{9'200'000}));
  EXPECT_EQ(settled_at(1999), std::pair(Settled::kConverted, Micro{9'200'000}));
  EXPECT_EQ(settled_at(2000), std::pair(Settled::kConverted, Micro{5'000'000}));
  EXPECT_EQ(settled_at(kNever), std::pair(Settled::kConverted, Micro{5'000'000}));
  EXPECT_EQ(settled_at(1500), std::pair(Settled::kConverted, Micro{9'200'000})) << "any order";
  EXPECT_EQ(settled_at(999), std::pair(Settled::kUnknown, Micro{0}));
}

TEST(CurrencyTable, ACurrencyBeforeItsFirstDayIsNoBase) {
  config::EventSettings settings;
  settings.rates["USD"] = {{"2026-01-01", 1000, "0.92"}};
  CurrencyTable currencies = CurrencyTable::make(settings).take();
  Decoded decoded = money(10, "USD");
  decoded.event.time = 999;
  EXPECT_EQ(currencies.settle(decoded), Settled::kUnknown);
  EXPECT_EQ(currencies.base(), "");
}

}  // namespace
}  // namespace tidemark::engine
