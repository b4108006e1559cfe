// Purchase days: windows, BTYD's counts, what is forgotten and when; commutative in every order.

#include "operators/purchase_days.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "tests/operators/story.h"

namespace tidemark::operators {
namespace {

constexpr std::int32_t kKeep = 100;

struct Entry {
  Day day;
  std::uint32_t orders;
  Micro gross;
  Micro refunds;
};

std::string bytes_of(const PurchaseDays& days) {
  std::string body;
  InstantTable instants;
  SectionWriter writer(body, instants);
  days.encode(writer);
  return body;
}

TEST(PurchaseDays, MergesADay) {
  PurchaseDays days;
  days.add(10, 1, 5, 0, kKeep);
  days.add(10, 1, 7, 0, kKeep);
  EXPECT_EQ(days.summary().count, 1u);
  const WindowSum sum = days.window(10, 10);
  EXPECT_EQ(sum.orders, 2);
  EXPECT_EQ(sum.purchase_days, 1);
  EXPECT_EQ(sum.gross, 12);
}

TEST(PurchaseDays, ADayWithRefundsOnlyIsNoPurchaseDay) {
  PurchaseDays days;
  days.add(10, 1, 5, 0, kKeep);
  days.add(12, 0, 0, 3, kKeep);
  EXPECT_EQ(days.summary().count, 1u);
  EXPECT_EQ(days.summary().last, 10);
  EXPECT_EQ(days.window(11, 12).refunds, 3);
  EXPECT_EQ(days.window(11, 12).purchase_days, 0);
  days.add(12, 1, 5, 0, kKeep);
  EXPECT_EQ(days.summary().count, 2u) << "until somebody buys on it";
}

TEST(PurchaseDays, WindowHasBothEnds) {
  PurchaseDays days;
  for (Day day = 0; day < 10; ++day) days.add(day, 1, 1, 0, kKeep);
  EXPECT_EQ(days.window(3, 6).orders, 4);
  EXPECT_EQ(days.window(9, 100).orders, 1);
  EXPECT_EQ(days.window(10, 100).orders, 0);
}

TEST(PurchaseDays, TakesBackWhatWasAdded) {
  PurchaseDays days;
  days.add(5, 1, 10, 0, kKeep);
  const std::string before = bytes_of(days);
  days.add(6, 2, 3, 1, kKeep);
  days.remove(6, 1, 0, 0);
  EXPECT_EQ(days.window(0, 9).orders, 2);
  EXPECT_EQ(days.window(0, 9).purchase_days, 2);
  days.remove(6, 1, 3, 1);
  EXPECT_EQ(bytes_of(days), before) << "nothing is left of the day";
  EXPECT_EQ(days.summary().last, 5);
  EXPECT_EQ(days.summary().count, 1u);
}

TEST(PurchaseDays, AnyPurchaseDayMayGo) {
  Random random(9);
  for (int round = 0; round < 200; ++round) {
    PurchaseDays days;
    std::set<Day> bought_on;
    for (int i = 0; i < 12; ++i) {
      const Day day = static_cast<Day>(random.between(0, kKeep));
      if (bought_on.insert(day).second) days.add(day, 1, 7, 0, kKeep);
    }
    while (!bought_on.empty()) {
      const auto gone =
          std::next(bought_on.begin(), static_cast<std::ptrdiff_t>(random.below(bought_on.size())));
      days.remove(*gone, 1, 7, 0);
      bought_on.erase(gone);
      ASSERT_EQ(days.summary().count, bought_on.size());
      if (bought_on.empty()) break;
      ASSERT_EQ(days.summary().first, *bought_on.begin());
      ASSERT_EQ(days.summary().last, *bought_on.rbegin());
    }
    ASSERT_EQ(bytes_of(days), bytes_of(PurchaseDays()));
  }
}

TEST(PurchaseDays, ForgetsMoneyOfOldDaysButNotTheDays) {
  PurchaseDays days;
  days.add(0, 1, 10, 0, kKeep);
  days.add(1, 0, 0, 4, kKeep);
  days.add(kKeep + 2, 1, 20, 0, kKeep);
  EXPECT_EQ(days.recent().size(), 1u);
  EXPECT_EQ(days.window(-1000, 1000).gross, 20);
  EXPECT_EQ(days.summary().count, 2u);
  EXPECT_EQ(days.summary().first, 0);
  days.add(0, 1, 10, 0, kKeep);
  EXPECT_EQ(days.summary().count, 2u) << "known, though without money";
  days.add(1, 1, 10, 0, kKeep);
  EXPECT_EQ(days.summary().count, 3u);
}

TEST(PurchaseDays, KeepsMoneyExactlyAsLongAsAskedFor) {
  PurchaseDays days;
  days.add(0, 1, 10, 0, kKeep);
  days.add(kKeep, 1, 20, 0, kKeep);
  EXPECT_EQ(days.window(0, 1000).gross, 30);
  days.add(kKeep + 1, 1, 40, 0, kKeep);
  EXPECT_EQ(days.window(0, 1000).gross, 60);
}

TEST(PurchaseDays, AnyOrderGivesTheSameBytes) {
  Random random(5);
  for (int round = 0; round < 300; ++round) {
    std::vector<Entry> entries;
    for (int i = 0; i < 40; ++i) {
      const bool bought = random.chance(0.7);
      entries.push_back({static_cast<Day>(random.between(0, 3 * kKeep)), bought ? 1u : 0u,
                         bought ? random.between(0, 1000) : 0, bought ? 0 : random.between(0, 300)});
    }
    PurchaseDays forward;
    // The first day's net wants its refunds while its money is kept.
    Day first = 3 * kKeep;
    for (const Entry& e : entries) first = e.orders > 0 ? std::min(first, e.day) : first;
    std::erase_if(entries, [&](const Entry& e) { return e.orders == 0 && e.day == first; });
    for (const Entry& e : entries) forward.add(e.day, e.orders, e.gross, e.refunds, kKeep);
    for (std::size_t i = entries.size(); i > 1; --i) std::swap(entries[i - 1], entries[random.below(i)]);
    PurchaseDays shuffled;
    for (const Entry& e : entries) shuffled.add(e.day, e.orders, e.gross, e.refunds, kKeep);
    ASSERT_EQ(bytes_of(forward), bytes_of(shuffled));
  }
}

TEST(PurchaseDays, WindowsAsAPlainMapHasThem) {
  Random random(6);
  PurchaseDays days;
  std::map<Day, Entry> plain;
  std::set<Day> bought_on;
  Day newest = 0;
  for (int i = 0; i < 5000; ++i) {
    newest = std::max(newest, static_cast<Day>(i / 10));
    const Day day = static_cast<Day>(newest - random.between(0, kKeep - 30));  // late, within what is kept
    const Micro amount = random.between(0, 1000);
    const bool bought = random.chance(0.8);
    days.add(day, bought ? 1 : 0, bought ? amount : 0, bought ? 0 : amount, kKeep);
    Entry& entry = plain[day];
    entry.orders += bought ? 1 : 0;
    (bought ? entry.gross : entry.refunds) += amount;
    if (bought) bought_on.insert(day);
    const Day from = newest - 29;  // the longest window such a store is made for
    Micro gross = 0;
    Micro refunds = 0;
    for (auto it = plain.lower_bound(from); it != plain.end() && it->first <= newest; ++it) {
      gross += it->second.gross;
      refunds += it->second.refunds;
    }
    ASSERT_EQ(days.window(from, newest).gross, gross);
    ASSERT_EQ(days.window(from, newest).refunds, refunds);
    ASSERT_EQ(days.summary().count, bought_on.size());
    ASSERT_EQ(days.summary().first, *bought_on.begin());
    ASSERT_EQ(days.summary().last, *bought_on.rbegin());
  }
  EXPECT_LE(days.recent().size(), static_cast<std::uint32_t>(kKeep) + 1);
}

TEST(PurchaseDays, TheFirstDaysNetAsAPlainMapHasIt) {
  Random random(7);
  for (int round = 0; round < 50; ++round) {
    PurchaseDays days;
    std::map<Day, Entry> plain;
    std::vector<Entry> taken;
    Day newest = 0;
    for (int i = 0; i < 400; ++i) {
      newest = std::max(newest, static_cast<Day>(i));
      const Day day = static_cast<Day>(newest - random.between(0, kKeep));  // late, within what is kept
      if (!taken.empty() && random.chance(0.2) && taken.back().day >= newest - kKeep) {
        const Entry e = taken.back();
        taken.pop_back();
        days.remove(e.day, e.orders, e.gross, e.refunds);
        plain[e.day].orders -= e.orders;
        plain[e.day].gross -= e.gross;
        plain[e.day].refunds -= e.refunds;
      } else {
        const bool bought = random.chance(0.6);
        taken.push_back({day, bought ? 1u : 0u, bought ? random.between(0, 1000) : 0, random.between(0, 50)});
        const Entry& e = taken.back();
        days.add(e.day, e.orders, e.gross, e.refunds, kKeep);
        plain[e.day].orders += e.orders;
        plain[e.day].gross += e.gross;
        plain[e.day].refunds += e.refunds;
      }
      const auto first =
          std::find_if(plain.begin(), plain.end(), [](const auto& entry) { return entry.second.orders > 0; });
      const Micro net = first == plain.end() ? 0 : first->second.gross - first->second.refunds;
      ASSERT_EQ(days.first_net(), net) << round << ' ' << i;
    }
  }
}

TEST(PurchaseDays, AnOlderFormGivesTheFirstDayTheMeanOfThoseWithoutMoney) {
  PurchaseDays days;
  days.add(0, 1, 10, 0, kKeep);
  days.add(1, 1, 20, 6, kKeep);
  days.add(kKeep + 5, 1, 1000, 0, kKeep);
  std::string body;
  InstantTable instants;
  SectionWriter out(body, instants);
  // Two older days, 0 and 1; one with money: its difference, one order without refund.
  out.bytes.varint(2);
  out.bytes.zigzag(0);
  out.bytes.varint(1);
  out.bytes.varint(1);
  out.bytes.varint(kKeep + 4);
  out.bytes.varint(2);
  out.money(1000);
  SectionReader in(body, instants);
  PurchaseDays old;
  ASSERT_TRUE(old.decode_without_first_net(in, 1024));
  EXPECT_TRUE(in.finished());
  EXPECT_EQ(old.first_net(), 12);
  EXPECT_EQ(old.summary().count, days.summary().count);
  EXPECT_EQ(old.window(0, 1000).gross, days.window(0, 1000).gross);
}

TEST(PurchaseDays, BtydCountsLocalDays) {
  config::Config config = story::bare();
  config.time.zone = "Europe/Berlin";
  story::Customer customer(story::scoring_of(config));
  customer.buy(story::kNewYear - kHour, 1);       // 00:00 on January 1st in Berlin
  customer.buy(story::kNewYear + 22 * kHour, 1);  // the same day there
  customer.buy(story::kNewYear + 23 * kHour, 1);  // January 2nd there
  const Millis t = story::kNewYear - kHour + kWeek;
  EXPECT_EQ(customer.number("btyd.x", t), 1);
  EXPECT_EQ(customer.number("btyd.t_x", t), 1.0 / 7);
  EXPECT_EQ(customer.number("btyd.T", t), 1);
  EXPECT_EQ(customer.number("btyd.T", story::kNewYear), 1.0 / 7) << "never less than t_x";
}

}  // namespace
}  // namespace tidemark::operators
