// Concern: sessions, pages, dwell and bounces as a plain pass over sorted events has them, in any order of
// arrival within the configured reordering; what comes later is a session of its own.

#include "operators/features/sessions.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/operators/features/shop.h"

namespace tidemark::operators::workbench {
namespace {

constexpr Millis kGap = 30 * kMinute;
constexpr Millis kReorder = 1 * kHour;
const std::vector<std::string> kNames = {"sessions", "pages", "dwell_minutes", "bounce_rate"};

const Programme& programme() {
  static const Programme kProgramme(shop_config(), kNames);
  return kProgramme;
}

bool is_page(Kind kind) {
  return kind == Kind::kPageView || kind == Kind::kProductView;
}

int rank(Kind kind) {
  if (kind == Kind::kSessionStarted) return 0;
  if (is_page(kind)) return 1;
  return kind == Kind::kPurchase ? 3 : 2;
}

/// All sessions, cut out of the sorted events first, then looked at one by one.
struct PlainSessions {
  std::vector<std::vector<PlainEvent>> all;

  explicit PlainSessions(std::vector<PlainEvent> events) {
    std::stable_sort(events.begin(), events.end(), [](const PlainEvent& a, const PlainEvent& b) {
      return a.time != b.time ? a.time < b.time : rank(a.kind) < rank(b.kind);
    });
    for (const PlainEvent& plain : events) {
      const bool open = !all.empty() && plain.time - all.back().back().time <= kGap;
      if (!open && plain.kind == Kind::kPurchase) continue;
      if (!open || plain.kind == Kind::kSessionStarted) all.emplace_back();
      all.back().push_back(plain);
    }
  }
  double pages() const {
    double count = 0;
    for (const auto& session : all) {
      for (const PlainEvent& plain : session) count += is_page(plain.kind) ? 1 : 0;
    }
    return count;
  }
  double dwell_minutes() const {
    Millis sum = 0;
    for (const auto& session : all) {
      for (std::size_t i = 0; i < session.size(); ++i) {
        if (!is_page(session[i].kind)) continue;
        Millis until = session.back().time;
        for (std::size_t j = i + 1; j < session.size(); ++j) {
          if (!is_page(session[j].kind)) continue;
          until = session[j].time;
          break;
        }
        sum += std::min(until - session[i].time, 30 * kMinute);
      }
    }
    return static_cast<double>(sum) / static_cast<double>(kMinute);
  }
  double bounce_rate(Millis now) const {
    double closed = 0;
    double bounces = 0;
    for (const auto& session : all) {
      const bool last = &session == &all.back();
      if (last && now - session.back().time <= kGap) continue;
      closed += 1;
      const auto acts = std::count_if(session.begin(), session.end(), [](const PlainEvent& plain) {
        return plain.kind != Kind::kSessionStarted;
      });
      bounces += acts <= 1 ? 1 : 0;
    }
    return closed == 0 ? kNull : bounces / closed;
  }
};

std::vector<PlainEvent> browsing(Random& random, int count) {
  static constexpr Kind kKinds[] = {Kind::kPageView,       Kind::kPageView, Kind::kProductView, Kind::kSearch,
                                    Kind::kSessionStarted, Kind::kPurchase, Kind::kAddToCart};
  std::vector<PlainEvent> events;
  Millis t = kNewYear;
  for (int i = 0; i < count; ++i) {
    t += random.chance(0.2) ? random.between(0, 3) * kHour : random.between(0, 8) * 5 * kMinute;
    events.push_back(event(kKinds[random.below(std::size(kKinds))], t));
  }
  return events;
}

void expect_plain(const Customer& customer, const std::vector<PlainEvent>& events, Millis now) {
  const PlainSessions plain(events);
  ASSERT_EQ(customer.number("sessions", now), static_cast<double>(plain.all.size()));
  ASSERT_EQ(customer.number("pages", now), plain.pages());
  ASSERT_EQ(customer.number("dwell_minutes", now), plain.dwell_minutes());
  const double rate = customer.number("bounce_rate", now);
  const double expected = plain.bounce_rate(now);
  ASSERT_TRUE(rate == expected || (is_null(rate) && is_null(expected))) << rate << " " << expected;
}

TEST(Sessions, AsAPlainPassHasThem) {
  Random random(81);
  for (int round = 0; round < 200; ++round) {
    const std::vector<PlainEvent> events = browsing(random, 1 + round % 80);
    Customer customer(programme());
    customer.apply(events);
    for (int reads = 0; reads < 5; ++reads) {
      expect_plain(customer, events, events.back().time + random.between(0, 2 * kGap));
    }
  }
}

/// Every event comes after at most those that are no more than the reordering newer.
std::vector<PlainEvent> reordered(std::vector<PlainEvent> events, Random& random) {
  std::vector<std::pair<Millis, PlainEvent>> arrivals;
  for (const PlainEvent& plain : events)
    arrivals.emplace_back(plain.time + random.between(0, kReorder), plain);
  std::stable_sort(arrivals.begin(), arrivals.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (std::size_t i = 0; i < events.size(); ++i) events[i] = arrivals[i].second;
  return events;
}

TEST(Sessions, ReorderingWithinTheBoundChangesNothing) {
  Random random(82);
  for (int round = 0; round < 200; ++round) {
    const std::vector<PlainEvent> events = browsing(random, 100);
    Customer straight(programme());
    straight.apply(events);
    auto other = std::make_unique<Customer>(programme());
    for (const PlainEvent& plain : reordered(events, random)) {
      other->apply(plain);
      if (random.chance(0.05)) other = std::make_unique<Customer>(other->reloaded());
    }
    const Millis now = events.back().time + random.between(0, kGap);
    expect_plain(*other, events, now);
    const Feature& sessions = *programme().features().back();
    ASSERT_EQ(straight.section(sessions), other->section(sessions));
  }
}

TEST(Sessions, WhatComesLaterIsASessionOfItsOwn) {
  Customer customer(programme());
  customer.apply(event(Kind::kPageView, kNewYear));
  customer.apply(event(Kind::kPageView, kNewYear + 10 * kMinute));
  customer.apply(event(Kind::kPageView, kNewYear + 2 * kHour));
  EXPECT_EQ(customer.number("sessions", kNewYear + 2 * kHour), 2);
  customer.apply(event(Kind::kPageView, kNewYear + 5 * kMinute));
  EXPECT_EQ(customer.number("sessions", kNewYear + 2 * kHour), 3);
  EXPECT_EQ(customer.number("pages", kNewYear + 2 * kHour), 4);
  EXPECT_EQ(customer.number("bounce_rate", kNewYear + 2 * kHour), 0.5);
  customer.apply(event(Kind::kPurchase, kNewYear + 6 * kMinute));
  EXPECT_EQ(customer.number("sessions", kNewYear + 2 * kHour), 3) << "a purchase begins none";
}

TEST(Sessions, ExplicitStartsAndPurchases) {
  Customer customer(programme());
  customer.apply(event(Kind::kPurchase, kNewYear));
  EXPECT_EQ(customer.number("sessions", kNewYear), 0);
  customer.apply(event(Kind::kSessionStarted, kNewYear + kHour));
  customer.apply(event(Kind::kPageView, kNewYear + kHour + 1));
  customer.apply(event(Kind::kSessionStarted, kNewYear + kHour + 2));
  customer.apply(event(Kind::kPageView, kNewYear + kHour + 3));
  customer.apply(event(Kind::kPurchase, kNewYear + kHour + 4));
  EXPECT_EQ(customer.number("sessions", kNewYear + 2 * kHour), 2);
  EXPECT_EQ(customer.number("bounce_rate", kNewYear + 2 * kHour), 0.5) << "who buys did not bounce";
}

TEST(Sessions, TheLastOneClosesByTimeAlone) {
  Customer customer(programme());
  customer.apply(event(Kind::kPageView, kNewYear));
  EXPECT_TRUE(is_null(customer.number("bounce_rate", kNewYear + kGap)));
  EXPECT_EQ(customer.number("bounce_rate", kNewYear + kGap + 1), 1);
  const Range range = customer.range("bounce_rate", kNewYear, kNewYear + kDay);
  EXPECT_TRUE(range.may_be_null && range.low == 1 && range.high == 1);
}

TEST(Sessions, ABusyHourStaysBounded) {
  Random random(83);
  Customer customer(programme());
  std::vector<PlainEvent> events;
  for (int i = 0; i < 5000; ++i) events.push_back(event(Kind::kPageView, kNewYear + i * kSecond / 2));
  customer.apply(events);
  expect_plain(customer, events, events.back().time);
  EXPECT_LT(customer.heap_bytes(), 200u + 2 * SessionsFeature::kRecentMax * sizeof(Touch));
  expect_damage_is_harmless(programme(), customer, random);
}

}  // namespace
}  // namespace tidemark::operators::workbench
