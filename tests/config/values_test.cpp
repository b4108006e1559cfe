// Single values: what is accepted, exactly which value it means, and what is refused.
#include "config/scalars.h"

#include <gtest/gtest.h>

namespace tidemark::config {
namespace {

TEST(Values, Shares) {
  const std::pair<const char*, std::int64_t> right[] = {
      {"5%", 50'000},     {"5 %", 50'000},       {"0.05", 50'000},     {"0", 0},
      {"1", 1'000'000},   {"100%", 1'000'000},   {"0.000001", 1},      {"0.0001%", 1},
      {"12.5%", 125'000}, {"0.0500000", 50'000}, {"0.333333", 333'333}};
  for (const auto& [text, ppm] : right) {
    std::int64_t value = -1;
    EXPECT_FALSE(parse_share(text, value)) << text;
    EXPECT_EQ(value, ppm) << text;
  }
  for (const char* text : {"", "%", "5", "101%", "-5%", "0.0000001", "0.00001%", "1e-2", ".5", "5.", "1.0001",
                           "a", "5%%", "99999999999999999999999", "1.000001"}) {
    std::int64_t value = -1;
    EXPECT_TRUE(parse_share(text, value)) << text;
    EXPECT_EQ(value, -1) << text;
  }
  std::int64_t value = 0;
  EXPECT_EQ(parse_share("5", value)->remedy, "write a fraction from 0 to 1, or with a percent sign: 5%");
}

TEST(Values, Sizes) {
  const std::pair<const char*, std::uint64_t> right[] = {{"2GiB", 2ULL << 30},
                                                         {"2 GiB", 2ULL << 30},
                                                         {"64MiB", 64ULL << 20},
                                                         {"1GB", 1'000'000'000},
                                                         {"3kB", 3000},
                                                         {"4096", 4096},
                                                         {"7B", 7}};
  for (const auto& [text, bytes] : right) {
    std::uint64_t value = 0;
    EXPECT_FALSE(parse_size(text, 1, UINT64_MAX, value)) << text;
    EXPECT_EQ(value, bytes) << text;
  }
  for (const char* text :
       {"", "GiB", "2gib", "2 ", "1.5GiB", "-1", "2GiBs", "99999999999999999999", "2  GiB"}) {
    std::uint64_t value = 0;
    EXPECT_TRUE(parse_size(text, 1, UINT64_MAX, value)) << text;
  }
  std::uint64_t value = 0;
  EXPECT_EQ(parse_size("18014398509481985TiB", 1, 1ULL << 30, value)->remedy, "write a size from 1 to 1GiB");
  EXPECT_EQ(parse_size("1", 64 << 10, 1ULL << 30, value)->remedy, "write a size from 64KiB to 1GiB");
}

TEST(Values, WholeNumbers) {
  std::int64_t value = 0;
  EXPECT_FALSE(parse_whole("7", {1, 7}, value));
  EXPECT_EQ(value, 7);
  for (const char* text :
       {"", "0", "8", "-1", "1.0", "1e0", "+1", "0x1", " 1", "99999999999999999999", "-"}) {
    EXPECT_TRUE(parse_whole(text, {1, 7}, value)) << text;
  }
  EXPECT_EQ(value, 7);
  std::uint32_t narrow = 0;
  EXPECT_FALSE(parse_whole_as("4294967295", {0, UINT32_MAX}, narrow));
  EXPECT_EQ(narrow, UINT32_MAX);
}

TEST(Values, Numbers) {
  double value = 0;
  EXPECT_FALSE(parse_number("0.525", kPositiveNumber, value));
  EXPECT_EQ(value, 0.525);
  EXPECT_FALSE(parse_number("1e-3", kPositiveNumber, value));
  EXPECT_EQ(value, 1e-3);
  for (const char* text :
       {"", "0", "-1", "nan", "inf", "1e999", "1e-999", "1,5", "1 000", "+1", "0x1p3", "1.5x"}) {
    EXPECT_TRUE(parse_number(text, kPositiveNumber, value)) << text;
  }
  EXPECT_EQ(parse_number("1,5", kPositiveNumber, value)->remedy,
            "write a number such as 1.5, with a point for decimals and nothing between thousands");
  EXPECT_FALSE(parse_number("-0.0", {0, 1, true}, value));
  EXPECT_EQ(format_number(value), "0");
}

TEST(Values, Durations) {
  Millis value = -1;
  EXPECT_FALSE(parse_span("1d12h", 0, value));
  EXPECT_EQ(value, 36 * kHour);
  EXPECT_FALSE(parse_span("0s", 0, value));
  EXPECT_EQ(value, 0);
  EXPECT_EQ(parse_span("30", 0, value)->remedy, "write 30d for days, 30h for hours");
  EXPECT_EQ(parse_span("0s", 1, value)->remedy, "write more than 0s");
  EXPECT_EQ(parse_span("5h", kDay, value)->remedy, "write at least 1d");
  EXPECT_TRUE(parse_span("-5h", 0, value));
  EXPECT_TRUE(parse_span("", 0, value));
}

TEST(Values, Bases) {
  const auto check = [](const char* text, Basis::Measure measure, std::int32_t days) {
    Basis basis;
    EXPECT_FALSE(parse_basis(text, basis)) << text;
    EXPECT_EQ(basis.measure, measure) << text;
    EXPECT_EQ(basis.days, days) << text;
    EXPECT_EQ(basis.name, text);
  };
  check("spend_365d", Basis::Measure::kSpend, 365);
  check("spend", Basis::Measure::kSpend, 0);
  check("orders_90d", Basis::Measure::kOrders, 90);
  check("orders", Basis::Measure::kOrders, 0);
  check("purchase_days_30d", Basis::Measure::kPurchaseDays, 30);
  check("purchase_days", Basis::Measure::kPurchaseDays, 0);
  Basis basis;
  for (const char* text :
       {"", "spend_", "spend_d", "spend_0d", "spend_030d", "spend_365", "spend365d", "spend_-1d", "Spend",
        "points", "spend_36501d", "orders_99999999999d", "spend_365d "}) {
    EXPECT_TRUE(parse_basis(text, basis)) << text;
  }
}

TEST(Values, Names) {
  std::string name;
  for (const char* text : {"a", "vip-club", "level_2", "null"}) EXPECT_FALSE(parse_name(text, name)) << text;
  for (const char* text : {"", "A", "2a", "_a", "a b", "a.b", "ä", "Gold"})
    EXPECT_TRUE(parse_name(text, name)) << text;
  EXPECT_FALSE(parse_name(std::string(64, 'a'), name));
  EXPECT_TRUE(parse_name(std::string(65, 'a'), name));
}

TEST(Values, RatesAreExactAndCanonical) {
  const std::pair<const char*, const char*> right[] = {{"0.92", "0.92"},
                                                       {"00.9200", "0.92"},
                                                       {"1", "1"},
                                                       {"1.0", "1"},
                                                       {"162.5", "162.5"},
                                                       {"0.000021", "0.000021"},
                                                       {"123456789.123456789", "123456789.123456789"}};
  for (const auto& [text, canonical] : right) {
    std::string rate;
    EXPECT_FALSE(parse_rate(text, rate)) << text;
    EXPECT_EQ(rate, canonical);
  }
  std::string rate;
  for (const char* text : {"", "0", "0.0", "-1", "1e3", ".5", "1.", "1,5", "1234567890.1234567891"}) {
    EXPECT_TRUE(parse_rate(text, rate)) << text;
  }
}

TEST(Values, ZonesAndCurrencies) {
  std::string out;
  EXPECT_FALSE(parse_zone("UTC", out));
  EXPECT_FALSE(parse_zone("Europe/Berlin", out));
  for (const char* text : {"", "Berlin", "../../etc/passwd", "/etc/localtime", "Europe/Berlin ", "europe"}) {
    EXPECT_TRUE(parse_zone(text, out)) << text;
  }
  EXPECT_EQ(out, "Europe/Berlin");
  EXPECT_FALSE(parse_currency("EUR", out));
  for (const char* text : {"", "eur", "EURO", "E1R", "€"}) EXPECT_TRUE(parse_currency(text, out)) << text;
}

TEST(Values, FlagsAndChoices) {
  bool flag = false;
  EXPECT_FALSE(parse_flag("true", flag));
  EXPECT_TRUE(flag);
  EXPECT_TRUE(parse_flag("yes", flag));
  EXPECT_TRUE(parse_flag("1", flag));
  static constexpr Choice<int> kChoices[] = {{"one", 1}, {"two", 2}, {"three", 3}};
  int chosen = 0;
  EXPECT_FALSE(parse_choice("two", kChoices, chosen));
  EXPECT_EQ(chosen, 2);
  EXPECT_EQ(parse_choice("Two", kChoices, chosen)->remedy, "write one, two or three");
}

TEST(Values, EditDistanceCountsSwapsAsOne) {
  EXPECT_EQ(edit_distance("zone", "zone"), 0U);
  EXPECT_EQ(edit_distance("zoen", "zone"), 1U);
  EXPECT_EQ(edit_distance("", "zone"), 4U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
  EXPECT_EQ(edit_distance("churn", "chrun"), 1U);
  EXPECT_EQ(edit_distance(std::string(1000, 'a'), std::string(1000, 'a')), 0U);
}

}  // namespace
}  // namespace tidemark::config
