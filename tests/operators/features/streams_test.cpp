// Concern: windows over counts, sums and days, as a plain pass over all events has them, on every local day
// and hour; what is kept and for how long; bounds that are exact.

#include "operators/features/streams.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "tests/operators/features/shop.h"

namespace tidemark::operators::workbench {
namespace {

using Form = config::CustomFeature::Form;
using Unit = config::Window::Unit;

/// First and last local day (or hour) of a window, from its definition and the calendar alone.
struct PlainSpan {
  std::int64_t first;
  std::int64_t last;
};

std::int64_t floor_hour(Millis t) {
  return static_cast<std::int64_t>(std::floor(static_cast<double>(t) / static_cast<double>(kHour)));
}

/// The first day of the calendar unit with the day; of the unit before it with `before`.
Day begin_of(Unit unit, Day day, int before) {
  const CivilDay civil = civil_from_day(day);
  const int months = unit == Unit::kMonth ? 1 : unit == Unit::kQuarter ? 3 : 12;
  int year = civil.year;
  int month = (static_cast<int>(civil.month) - 1) / months * months + 1 - before * months;
  if (month < 1) {
    month += 12;
    --year;
  }
  return day_from_civil(year, static_cast<unsigned>(month), 1);
}

PlainSpan plain_span(const config::Window& window, std::int64_t now) {
  if (window.unit == Unit::kDays || window.unit == Unit::kHours) {
    const std::int64_t last = window.prior ? now - window.length : now;
    return {last - window.length + 1, last};
  }
  const Day begin = begin_of(window.unit, static_cast<Day>(now), 0);
  if (!window.prior) return {begin, now};
  return {begin_of(window.unit, static_cast<Day>(now), 1), begin - 1};
}

struct PlainValues {
  double events = 0;
  double sum = 0;
  double days = 0;
};

PlainValues plain_values(const std::vector<PlainEvent>& events, const Zone& zone,
                         const config::Window& window, Millis now) {
  const bool hours = window.unit == Unit::kHours;
  const auto place = [&](Millis t) -> std::int64_t { return hours ? floor_hour(t) : zone.local_day(t); };
  const PlainSpan span = plain_span(window, place(now));
  PlainValues values;
  std::set<std::int64_t> days;
  Micro sum = 0;
  for (const PlainEvent& plain : events) {
    const std::int64_t at = place(plain.time);
    if (at < span.first || at > span.last) continue;
    const Property* x = plain.find("x");
    if (x == nullptr) continue;
    sum += *parse_micro(x->text);
    values.events += 1;
    days.insert(at);
  }
  values.sum = static_cast<double>(sum) / 1e6;
  values.days = static_cast<double>(days.size());
  return values;
}

std::vector<config::Window> all_windows() {
  std::vector<config::Window> windows;
  for (const bool prior : {false, true}) {
    for (const int length : {1, 3, 30}) windows.push_back({Unit::kDays, length, prior});
    for (const int length : {1, 10, 48}) windows.push_back({Unit::kHours, length, prior});
    for (const Unit unit : {Unit::kMonth, Unit::kQuarter, Unit::kYear}) windows.push_back({unit, 1, prior});
  }
  return windows;
}

std::string name_of(Form form, std::size_t window) {
  return "f" + std::to_string(static_cast<int>(form)) + "_" + std::to_string(window);
}

constexpr Form kForms[] = {Form::kCount, Form::kSum, Form::kMean, Form::kDays};

/// Every form over every window, of logins that have an x.
config::Config windows_config() {
  config::Config config;
  config.time.zone = "Europe/Berlin";
  config.events.kinds = {"login"};
  const std::vector<config::Window> windows = all_windows();
  for (std::size_t i = 0; i < windows.size(); ++i) {
    for (const Form form : kForms) {
      if (form == Form::kDays && windows[i].unit == Unit::kHours) continue;
      config.features.custom.push_back(custom(name_of(form, i), form, {"login"}, "x", windows[i]));
    }
  }
  return config;
}

Programme windows_programme() {
  const config::Config config = windows_config();
  std::vector<std::string> names;
  for (const config::CustomFeature& feature : config.features.custom) names.push_back(feature.name);
  return Programme(config, names);
}

std::vector<PlainEvent> logins(Random& random, int count, Millis span) {
  std::vector<PlainEvent> events;
  for (int i = 0; i < count; ++i) {
    const Millis t = kNewYear + random.between(0, span);
    events.push_back(event(kLogin, t, {number("x", std::to_string(random.between(-500, 500)) + ".25")}));
  }
  return events;
}

TEST(Streams, WindowsAsAPlainPassHasThem) {
  Random random(41);
  const Programme programme = windows_programme();
  EXPECT_EQ(programme.features().size(), 2u + 4u) << "counts and sums, by day and by hour";
  const std::vector<config::Window> windows = all_windows();
  for (int round = 0; round < 20; ++round) {
    const Millis span = round % 2 == 0 ? 500 * kDay : 4 * kDay;
    const std::vector<PlainEvent> events = logins(random, 150, span);
    Customer customer(programme);
    customer.apply(events);
    for (int reads = 0; reads < 20; ++reads) {
      const Millis now = kNewYear + span + random.between(0, round % 3 == 0 ? 400 * kDay : 3 * kDay);
      for (std::size_t i = 0; i < windows.size(); ++i) {
        const PlainValues plain = plain_values(events, programme.zone(), windows[i], now);
        ASSERT_EQ(customer.number(name_of(Form::kCount, i), now), plain.events) << i;
        ASSERT_EQ(customer.number(name_of(Form::kSum, i), now), plain.sum) << i;
        if (windows[i].unit != Unit::kHours) {
          ASSERT_EQ(customer.number(name_of(Form::kDays, i), now), plain.days) << i;
        }
        const double mean = customer.number(name_of(Form::kMean, i), now);
        if (plain.events == 0) {
          ASSERT_TRUE(is_null(mean));
        } else {
          ASSERT_NEAR(mean, plain.sum / plain.events, 1e-9);
        }
      }
    }
  }
}

TEST(Streams, BoundsOverTimeAreExact) {
  Random random(42);
  const Programme programme = windows_programme();
  Customer customer(programme);
  const Millis end = kNewYear + 200 * kDay;
  customer.apply(logins(random, 60, 200 * kDay));
  const std::vector<config::Window> windows = all_windows();
  for (std::size_t i = 0; i < windows.size(); ++i) {
    const Millis step = windows[i].unit == Unit::kHours ? kHour : 12 * kHour;  // no day is shorter
    for (const Form form : {Form::kSum, Form::kMean}) {
      const std::string name = name_of(form, i);
      const Millis from = end + random.between(0, 100) * kHour;
      const Millis to = from + random.between(1, 150) * step;
      Range sampled;
      for (Millis t = from; t < to; t += step) sampled.include(Range::point(customer.number(name, t)));
      sampled.include(Range::point(customer.number(name, to)));
      const Range range = customer.range(name, from, to);
      EXPECT_EQ(range.low, sampled.low) << name;
      EXPECT_EQ(range.high, sampled.high) << name;
      EXPECT_EQ(range.may_be_null, sampled.may_be_null) << name;
    }
  }
}

TEST(Streams, ADayLeavesAtLocalMidnight) {
  config::Config config;
  config.time.zone = "Europe/Berlin";
  const Programme programme(config, {"page_view_count_2d", "page_view_count_2h"});
  Customer customer(programme);
  const Millis noon = kNewYear + 11 * kHour;
  customer.apply(event(Kind::kPageView, noon));
  const Millis midnight = kNewYear + 47 * kHour;  // between the 2nd and the 3rd in Berlin
  EXPECT_EQ(customer.number("page_view_count_2d", midnight - 1), 1);
  EXPECT_EQ(customer.number("page_view_count_2d", midnight), 0);
  EXPECT_EQ(customer.number("page_view_count_2h", noon + 2 * kHour - 1), 1);
  EXPECT_EQ(customer.number("page_view_count_2h", noon + 2 * kHour), 0);
}

TEST(Streams, LateEventsLandInTheirBucket) {
  const Programme programme(shop_config(), {"page_view_count_30d", "page_view_count_30d_prior"});
  Customer customer(programme);
  const Millis now = kNewYear + 100 * kDay;
  customer.apply(event(Kind::kPageView, now));
  customer.apply(event(Kind::kPageView, now - 20 * kDay));
  customer.apply(event(Kind::kPageView, now - 40 * kDay));
  customer.apply(event(Kind::kPageView, now - 70 * kDay));
  EXPECT_EQ(customer.number("page_view_count_30d", now), 2);
  EXPECT_EQ(customer.number("page_view_count_30d_prior", now), 1);
}

TEST(Streams, KeepOnlyWhatTheLongestWindowSees) {
  const Programme programme(shop_config(), {"page_view_count_7d", "page_view_count_30d"});
  ASSERT_EQ(programme.features().size(), 3u) << "one for both";
  Customer customer(programme);
  for (int day = 0; day < 1000; ++day) customer.apply(event(Kind::kPageView, kNewYear + day * kDay));
  EXPECT_EQ(customer.number("page_view_count_30d", kNewYear + 999 * kDay), 30);
  EXPECT_LT(customer.heap_bytes(), 60u * sizeof(CountBucket));
}

TEST(Streams, DaysOfAWholeLifeOutliveTheirBuckets) {
  config::Config config = shop_config();
  const Programme programme(config, {"active_days"});
  Customer customer(programme);
  Random random(43);
  std::set<Day> plain;
  for (int i = 0; i < 3000; ++i) {
    const Millis newest = kNewYear + i * 8 * kHour;
    const Millis t =
        random.chance(0.2) ? newest - random.between(0, 390) * kDay : newest;  // accepted so late
    customer.apply(event(Kind::kPageView, t));
    plain.insert(programme.zone().local_day(t));
    ASSERT_EQ(customer.number("active_days", newest), static_cast<double>(plain.size()));
  }
  EXPECT_LT(customer.heap_bytes(), 700u * sizeof(CountBucket)) << "of 1390 days";
}

TEST(Streams, EventsWithoutTheNumberAreNone) {
  const Programme programme(shop_config(), {"price_sum_30d", "price_mean_12h"});
  Customer customer(programme);
  customer.apply(event(Kind::kPageView, kNewYear, {text("price", "dear")}));
  customer.apply(event(Kind::kPageView, kNewYear));
  EXPECT_EQ(customer.heap_bytes(), 0u);
  customer.apply(event(Kind::kPageView, kNewYear, {text("price", "7.5")}));
  EXPECT_EQ(customer.number("price_sum_30d", kNewYear), 7.5);
  EXPECT_EQ(customer.number("price_mean_12h", kNewYear + 12 * kHour), 7.5);
}

TEST(Streams, SumsOverBucketsAreExactBeyond64Bits) {
  config::Config config;
  config.events.kinds = {"login"};
  config.features.custom = {custom("sum", Form::kSum, {}, "x", {Unit::kDays, 30})};
  const Programme programme(config, {"sum"});
  Customer customer(programme);
  for (int day = 0; day < 30; ++day) {
    customer.apply(event(kLogin, kNewYear + day * kDay, {number("x", "1e12")}));
  }
  EXPECT_EQ(customer.number("sum", kNewYear + 29 * kDay), 30e12);
}

}  // namespace
}  // namespace tidemark::operators::workbench
