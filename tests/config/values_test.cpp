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
    const std::optional<Basis> basis = standard_basis(text);
    ASSERT_TRUE(basis) << text;
    EXPECT_EQ(basis->measure, measure) << text;
    EXPECT_EQ(basis->days, days) << text;
    EXPECT_EQ(basis->name, text);
  };
  check("spend_365d", Basis::Measure::kSpend, 365);
  check("spend", Basis::Measure::kSpend, 0);
  check("orders_90d", Basis::Measure::kOrders, 90);
  check("orders", Basis::Measure::kOrders, 0);
  check("purchase_days_30d", Basis::Measure::kPurchaseDays, 30);
  check("purchase_days", Basis::Measure::kPurchaseDays, 0);
  for (const char* text :
       {"", "spend_", "spend_d", "spend_0d", "spend_030d", "spend_365", "spend365d", "spend_-1d", "Spend",
        "points", "spend_36501d", "orders_99999999999d", "spend_365d "}) {
    EXPECT_FALSE(standard_basis(text)) << text;
  }
}

TEST(Values, Windows) {
  const std::tuple<const char*, Window::Unit, std::int32_t> right[] = {
      {"1d", Window::Unit::kDays, 1},         {"3660d", Window::Unit::kDays, 3660},
      {"48h", Window::Unit::kHours, 48},      {"month", Window::Unit::kMonth, 1},
      {"quarter", Window::Unit::kQuarter, 1}, {"year", Window::Unit::kYear, 1}};
  for (const auto& [text, unit, length] : right) {
    Window window;
    EXPECT_FALSE(parse_window(text, window)) << text;
    EXPECT_EQ(window, (Window{unit, length, false})) << text;
    EXPECT_EQ(format_window(window), text);
  }
  for (const char* text :
       {"", "d", "0d", "3661d", "30", "30m", "1w", "30d_prior", "month_prior", "-1d", "Month", "lifetime"}) {
    Window window;
    EXPECT_TRUE(parse_window(text, window)) << text;
    EXPECT_EQ(window, Window()) << text;
  }
}

TEST(Values, CalendarSpans) {
  using Unit = CalendarSpan::Unit;
  using Rounding = CalendarSpan::Rounding;
  const std::tuple<const char*, std::int32_t, Unit, Rounding> right[] = {
      {"1Y", 1, Unit::kYear, Rounding::kNone},        {"90D", 90, Unit::kDay, Rounding::kNone},
      {"1M_U", 1, Unit::kMonth, Rounding::kUp},       {"1Y_D", 1, Unit::kYear, Rounding::kDown},
      {"36500D", 36500, Unit::kDay, Rounding::kNone}, {"1200M", 1200, Unit::kMonth, Rounding::kNone},
      {"100Y_U", 100, Unit::kYear, Rounding::kUp}};
  for (const auto& [text, count, unit, rounding] : right) {
    CalendarSpan span;
    EXPECT_FALSE(parse_calendar_span(text, span)) << text;
    EXPECT_EQ(span.count, count) << text;
    EXPECT_EQ(span.unit, unit) << text;
    EXPECT_EQ(span.rounding, rounding) << text;
    EXPECT_EQ(format_calendar_span(span), text);
  }
  for (const char* text : {"", "Y", "0Y", "101Y", "1201M", "36501D", "1y", "1", "-1Y", "1Y_X", "1Y_", "_U",
                           "1Y_U_U", "1.5Y", "99999999999Y", "365d"}) {
    CalendarSpan span;
    EXPECT_TRUE(parse_calendar_span(text, span)) << text;
    EXPECT_EQ(span.count, 0) << text;
  }
}

TEST(Values, DaysOfTheYear) {
  std::int32_t day = 0;
  for (const auto& [text, number] :
       {std::pair("12-31", 1231), std::pair("01-01", 101), std::pair("02-28", 228)}) {
    EXPECT_FALSE(parse_year_day(text, day)) << text;
    EXPECT_EQ(day, number);
    EXPECT_EQ(format_year_day(day), text);
  }
  for (const char* text :
       {"", "02-29", "13-01", "00-10", "01-00", "04-31", "1-1", "12/31", "1231", "12-31 "}) {
    EXPECT_TRUE(parse_year_day(text, day)) << text;
  }
  EXPECT_EQ(day, 228);
}

TEST(Values, Dates) {
  Day day = -1;
  EXPECT_FALSE(parse_date("1970-01-01", day));
  EXPECT_EQ(day, 0);
  EXPECT_FALSE(parse_date("2024-02-29", day));
  EXPECT_EQ(day, day_from_civil(2024, 2, 29));
  EXPECT_FALSE(parse_date("2199-12-31", day));
  EXPECT_EQ(day, 84'005);
  for (const char* text : {"", "2023-02-29", "2200-01-01", "1969-12-31", "2024-2-9", "2024-13-01", "20240101",
                           "2024-01-01T00:00:00Z", "2024-04-31", "0000-00-00"}) {
    EXPECT_TRUE(parse_date(text, day)) << text;
  }
  EXPECT_EQ(day, 84'005);
}

TEST(Values, LinesOfText) {
  std::string line;
  EXPECT_FALSE(parse_line("Größe 42", line));
  EXPECT_EQ(line, "Größe 42");
  EXPECT_FALSE(parse_line(std::string(256, 'x'), line));
  for (const std::string& text :
       {std::string(), std::string(257, 'x'), std::string("a\nb"), std::string("\xFF")}) {
    EXPECT_TRUE(parse_line(text, line)) << text;
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
