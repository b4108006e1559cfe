// Concern: the stream is valid and looks like a shop: kinds, bytes, order, repeats, silence, money that adds
// up.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "engine/base/event.h"
#include "tests/simulate/run.h"

namespace tidemark::simulate {
namespace {

/// The default shop, simulated once for all tests here.
const std::string& default_text() {
  static const std::string text = run(SimulateOptions{});
  return text;
}
const std::vector<Line>& default_stream() {
  static const std::vector<Line> lines = parse_all(default_text());
  return lines;
}

double count(std::string_view type) {
  return static_cast<double>(std::count_if(default_stream().begin(), default_stream().end(),
                                           [&](const Line& line) { return line.type == type; }));
}

/// Whether a customer's orders lie closer together than the silence after the last one, by far.
bool fell_silent(const std::vector<Millis>& orders, Millis end) {
  if (orders.size() < 4) return false;
  const Millis mean_gap = (orders.back() - orders.front()) / static_cast<Millis>(orders.size() - 1);
  return end - orders.back() > std::max(8 * mean_gap, 60 * kDay);
}

TEST(Stream, EveryKindIsBuiltInAndCustomersAreNumbered) {
  std::set<std::string> kinds;
  std::set<std::string> customers;
  for (const Line& line : default_stream()) {
    kinds.insert(line.type);
    customers.insert(line.customer_id);
  }
  for (const std::string& kind : kinds) EXPECT_NE(builtin_kind(kind), Kind::kOther) << kind;
  EXPECT_GE(kinds.size(), 20U);
  EXPECT_EQ(customers.size(), 1000U);
  EXPECT_EQ(*customers.begin(), "c1");
}

TEST(Stream, SizeAndShares) {
  const auto lines = static_cast<double>(default_stream().size());
  EXPECT_GT(lines, 100'000);
  EXPECT_LT(lines, 500'000);
  EXPECT_GE(static_cast<double>(default_text().size()) / lines, 270);
  EXPECT_NEAR(count("purchase") / lines, 0.05, 0.01);
  EXPECT_NEAR(count("refund") / count("purchase"), 0.05, 0.02);
  for (const char* kind : {"page_view", "product_view", "add_to_cart", "session_started"})
    EXPECT_GT(count(kind), count("purchase")) << kind;
}

TEST(Stream, EventIdsRepeatOnlyWhereDeliveredTwice) {
  std::map<std::string, std::string> seen;
  double repeated = 0;
  for (const std::string& text : lines_of(default_text())) {
    const std::size_t begin = text.find("\"event_id\":\"") + 12;
    const auto [entry, fresh] = seen.emplace(text.substr(begin, text.find('"', begin) - begin), text);
    if (fresh) continue;
    ++repeated;
    EXPECT_EQ(entry->second, text);
  }
  EXPECT_NEAR(repeated / static_cast<double>(default_stream().size()), 0.005, 0.001);
}

TEST(Stream, LateLinesAreLateByLessThanAMinute) {
  SimulateOptions busy;
  busy.customers = 20'000;
  busy.days = 4;
  Millis highest = 0;
  double late = 0;
  const std::vector<Line> lines = parse_all(run(busy));
  for (const Line& line : lines) {
    if (line.time < highest) ++late;
    EXPECT_LE(highest - line.time, kMinute);
    highest = std::max(highest, line.time);
  }
  EXPECT_GT(late / static_cast<double>(lines.size()), 0.015);
  EXPECT_LT(late / static_cast<double>(lines.size()), 0.04);
}

TEST(Stream, DisorderCanBeSwitchedOffAndChangesNothingElse) {
  SimulateOptions options;
  options.customers = 300;
  options.days = 60;
  std::vector<std::string> disordered = lines_of(run(options));
  options.late_share = options.duplicate_share = 0;
  const std::string text = run(options);
  const std::vector<Line> lines = parse_all(text);
  EXPECT_TRUE(std::is_sorted(lines.begin(), lines.end(),
                             [](const Line& x, const Line& y) { return x.time < y.time; }));
  std::vector<std::string> ordered = lines_of(text);
  std::sort(ordered.begin(), ordered.end());
  EXPECT_EQ(std::adjacent_find(ordered.begin(), ordered.end()), ordered.end());
  std::sort(disordered.begin(), disordered.end());
  disordered.erase(std::unique(disordered.begin(), disordered.end()), disordered.end());
  EXPECT_EQ(ordered, disordered);
}

TEST(Stream, MoneyComesBackOnlyForOrdersOfTheSameCustomerAndNeverMore) {
  std::map<std::string, Line> orders;
  double backs = 0;
  for (const Line& line : default_stream()) {
    if (line.type == "purchase") {
      EXPECT_GT(line.amount, 0);
      orders.emplace(line.order_id, line);
    }
    if (line.type != "refund" && line.type != "cancel") continue;
    ++backs;
    const auto order = orders.find(line.order_id);
    ASSERT_NE(order, orders.end());
    EXPECT_EQ(order->second.customer_id, line.customer_id);
    EXPECT_GT(line.amount, 0);
    EXPECT_LE(line.amount, order->second.amount);
    EXPECT_LT(order->second.time, line.time);
  }
  EXPECT_GT(backs, 100);
}

TEST(Stream, ActivityIsUnevenAsInShops) {
  std::map<std::string, double> by_customer;
  for (const Line& line : default_stream()) ++by_customer[line.customer_id];
  std::vector<double> counts;
  double total = 0;
  for (const auto& [customer, lines] : by_customer) {
    counts.push_back(lines);
    total += lines;
  }
  std::sort(counts.rbegin(), counts.rend());
  double top = 0;
  for (std::size_t i = 0; i < counts.size() / 5; ++i) top += counts[i];
  EXPECT_GT(top / total, 0.55);
  EXPECT_LT(top / total, 0.85);
  EXPECT_GT(counts.front(), 10 * counts[counts.size() / 4]);
}

TEST(Stream, BuyersFallSilentAndAFewReturn) {
  std::map<std::string, std::vector<Millis>> orders;
  for (const Line& line : default_stream())
    if (line.type == "purchase") orders[line.customer_id].push_back(line.time);
  const Millis end = SimulateOptions{}.start + 365 * kDay;
  double regular = 0, silent = 0, returned = 0;
  for (auto& [customer, times] : orders) {
    std::sort(times.begin(), times.end());
    if (times.size() < 4) continue;
    ++regular;
    if (fell_silent(times, end)) ++silent;
    for (std::size_t i = 4; i < times.size(); ++i)
      if (fell_silent({times.begin(), times.begin() + static_cast<std::ptrdiff_t>(i)}, times[i])) {
        ++returned;
        break;
      }
  }
  EXPECT_GT(regular, 200);
  EXPECT_GT(silent / regular, 0.03);
  EXPECT_LT(silent / regular, 0.5);
  EXPECT_GT(returned, 2);
  EXPECT_LT(returned, silent * 3);
}

TEST(Stream, NewcomersArriveAllYearAndTheYearEndsBusy) {
  std::map<std::string, Millis> first;
  double july = 0, december = 0;
  for (const Line& line : default_stream()) {
    first.emplace(line.customer_id, line.time);
    const CivilDay day = civil_from_day(static_cast<Day>(line.time / kDay));
    july += day.month == 7 ? 1 : 0;
    december += day.month == 12 ? 1 : 0;
  }
  const Millis half = SimulateOptions{}.start + 182 * kDay;
  const auto late_comers =
      std::count_if(first.begin(), first.end(), [&](auto& entry) { return entry.second > half; });
  EXPECT_GT(late_comers, 250);
  EXPECT_GT(december, 1.3 * july);
}

}  // namespace
}  // namespace tidemark::simulate
