// Concern: distinct local days with certain events, in any order, also before 1970; damaged records are told.

#include <gtest/gtest.h>

#include <set>

#include "engine/base/random.h"
#include "operators/features/active_days.h"

namespace tidemark::operators {
namespace {

class Days {
 public:
  Days()
      : feature_(EventFilter::of(Kind::kSearch, "search"), *Zone::load("America/New_York")),
        zone_(*Zone::load("America/New_York")) {}
  void add(Millis t, Kind kind = Kind::kSearch) {
    Event event;
    event.kind = kind;
    event.time = t;
    feature_.apply(days_, event, {});
  }
  const ActiveDays& now() const { return days_; }
  const Zone& zone() const { return *zone_; }
  std::string record() const {
    InstantTable instants;
    std::string body;
    SectionWriter writer(body, instants);
    feature_.encode(days_, writer);
    return body;
  }
  /// Under the instants of this.
  Status read(std::string_view body, ActiveDays& out) const {
    InstantTable instants;
    (void)instants.number_of(days_.first);
    (void)instants.number_of(days_.last);
    SectionReader reader(body, instants);
    return feature_.decode(out, 1, reader);
  }

 private:
  ActiveDaysFeature feature_;
  std::shared_ptr<const Zone> zone_;
  ActiveDays days_;
};

TEST(ActiveDays, AreDistinctLocalDays) {
  Random random(8);
  for (int round = 0; round < 50; ++round) {
    Days days;
    std::set<Day> plain;
    for (int i = 0; i < 200; ++i) {
      const Millis t = random.between(-900 * kDay, 900 * kDay);
      days.add(t);
      plain.insert(days.zone().local_day(t));
      ASSERT_EQ(days.now().count, plain.size());
      ASSERT_EQ(days.now().first_day(), *plain.begin());
      ASSERT_EQ(days.now().last_day(), *plain.rbegin());
    }
    ActiveDays read;
    ASSERT_TRUE(days.read(days.record(), read).ok());
    EXPECT_EQ(read.count, days.now().count);
    EXPECT_EQ(read.first, days.now().first);
    EXPECT_EQ(read.last, days.now().last);
    EXPECT_EQ(read.first_day(), days.now().first_day());
    EXPECT_EQ(read.last_day(), days.now().last_day());
  }
}

TEST(ActiveDays, OfOtherEventsNothing) {
  Days days;
  EXPECT_EQ(days.record(), "");
  days.add(5, Kind::kPageView);
  EXPECT_EQ(days.now().count, 0u);
  EXPECT_EQ(days.record(), "") << "no section at all";
}

TEST(ActiveDays, TenYearsOfEveryDayAreSmall) {
  Days days;
  for (int day = 0; day < 3653; ++day) days.add(day * kDay);
  EXPECT_EQ(days.now().count, 3653u);
  EXPECT_LE(days.now().heap_bytes(), 1500u);
  EXPECT_LE(days.record().size(), 800u);
}

TEST(ActiveDays, DamagedRecordsAreTold) {
  Days days;
  for (int day = 0; day < 100; ++day) days.add(day * kDay * 2);
  const std::string good = days.record();
  for (std::size_t cut = 1; cut < good.size(); ++cut) {
    ActiveDays read;
    EXPECT_EQ(days.read(good.substr(0, cut), read).code(), Code::kCorruption) << cut;
  }
  ActiveDays read;
  EXPECT_FALSE(days.read(good + "x", read).ok());
  std::string empty_block = good;
  empty_block.resize(3);  // two instants and the count
  empty_block[2] = 1;
  ActiveDays none;
  EXPECT_FALSE(days.read(empty_block + std::string("\0\0", 2), none).ok()) << "a block without days";
}

}  // namespace
}  // namespace tidemark::operators
