// Concern: boundaries drawn from histograms put everybody where a plain sort does, up to a bucket; the exact
// population without that.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/base/random.h"
#include "operators/population/census.h"
#include "operators/population/exact_population.h"

namespace tidemark::operators {
namespace {

constexpr std::array<double, 2> kCuts = {0.80, 0.95};

struct Person {
  std::string id;
  PopulationPoint point;
};

std::vector<Person> people(std::uint64_t seed, std::size_t count) {
  Random random(seed);
  std::vector<Person> all;
  for (std::size_t i = 0; i < count; ++i) {
    PopulationPoint point{.eligible = random.chance(0.95)};
    point.last = 1'700'000'000'000 + random.between(0, 400) * (random.chance(0.5) ? kDay : kHour);
    point.orders = 1 + random.between(0, random.chance(0.2) ? 4000 : 6);
    point.money = random.between(0, 2'000'000) * (random.chance(0.5) ? 10'000 : 137);
    point.value = point.money - random.between(0, 300) * kMicro;
    all.push_back({"p" + std::to_string(random.below(1'000'000)) + "." + std::to_string(i), point});
  }
  return all;
}

/// 1 + floor(5·L/N), L = customers strictly worse.
template <typename Measure>
int plain_score(const std::vector<Person>& all, const Person& one, const Measure& measure) {
  std::int64_t n = 0;
  std::int64_t worse = 0;
  for (const Person& other : all) {
    if (!other.point.eligible) continue;
    ++n;
    worse += measure(other.point) < measure(one.point) ? 1 : 0;
  }
  return 1 + static_cast<int>(5 * worse / n);
}

char plain_class(std::vector<Person> all, const std::string& id) {
  std::erase_if(all, [](const Person& p) { return !p.point.eligible; });
  std::sort(all.begin(), all.end(), [](const Person& a, const Person& b) {
    return a.point.value != b.point.value ? a.point.value > b.point.value : a.id < b.id;
  });
  double total = 0;
  for (const Person& p : all) total += std::max(0.0, static_cast<double>(p.point.value));
  double before = 0;
  for (const Person& p : all) {
    if (p.id == id) {
      if (p.point.value <= 0) return 'C';
      return before / total < 0.8 ? 'A' : before / total < 0.95 ? 'B' : 'C';
    }
    before += std::max(0.0, static_cast<double>(p.point.value));
  }
  return '?';
}

char class_of(const Boundaries& b, Micro value) {
  if (value <= 0) return 'C';
  return value >= b.abc[0] ? 'A' : value >= b.abc[1] ? 'B' : 'C';
}

TEST(MeasureCode, BucketsAscendAreNarrowAndKnowTheirEdge) {
  Random random(1);
  std::int64_t before = std::numeric_limits<std::int64_t>::min();
  std::vector<std::int64_t> values = {before, -1,   0,    1,
                                      1023,   1024, 1025, std::numeric_limits<std::int64_t>::max()};
  for (int i = 0; i < 20'000; ++i) {
    const auto magnitude = static_cast<std::int64_t>(random.next() >> (1 + random.below(63)));
    values.push_back(random.chance(0.3) ? -magnitude : magnitude);
  }
  std::sort(values.begin(), values.end());
  for (const std::int64_t value : values) {
    const MeasureCode code = measure_code(value);
    ASSERT_GE(code, measure_code(before));
    before = value;
    if (code == 0) continue;
    const std::int64_t edge = lowest_in(code);
    ASSERT_LE(edge, value);
    ASSERT_EQ(measure_code(edge), code);
    if (edge > values.front()) {
      ASSERT_LT(measure_code(edge - 1), code);
    }
    ASSERT_LE(static_cast<double>(value - edge), 0.002 * std::abs(static_cast<double>(value)) + 1e-9)
        << value;
  }
}

TEST(ExactPopulation, PutsEverybodyWhereAPlainSortDoes) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    std::vector<Person> all = people(seed, 40 + 70 * seed);
    // Ties of value, on the cut and elsewhere.
    for (std::size_t i = 0; i + 3 < all.size(); i += 4) all[i].point.value = all[i + 1].point.value;
    for (std::size_t i = 0; i < all.size() / 2; ++i)
      all[i].point.value = seed % 2 == 0 ? 50 * kMicro : all[i].point.value;
    ExactPopulation exact;
    for (const Person& p : all) exact.add(p.id, p.point);
    exact.draw(kCuts);
    for (const Person& p : all) {
      if (!p.point.eligible) continue;
      const Boundaries& b = exact.boundaries_of(p.id, p.point);
      ASSERT_EQ(score_of(b.recency, p.point.last), plain_score(all, p, [](const auto& x) { return x.last; }));
      ASSERT_EQ(score_of(b.frequency, p.point.orders),
                plain_score(all, p, [](const auto& x) { return x.orders; }));
      ASSERT_EQ(score_of(b.monetary, p.point.money),
                plain_score(all, p, [](const auto& x) { return x.money; }));
      ASSERT_EQ(class_of(b, p.point.value), plain_class(all, p.id)) << "seed " << seed << " " << p.id;
    }
  }
}

TEST(Census, DiffersFromTheExactPopulationByLessThanOnePercent) {
  const std::vector<Person> all = people(3, 5000);
  Census census;
  ExactPopulation exact;
  for (const Person& p : all) {
    census.add(p.point);
    exact.add(p.id, p.point);
  }
  exact.draw(kCuts);
  const Boundaries live = census.boundaries(kCuts, 5);
  int different = 0;
  for (const Person& p : all) {
    if (!p.point.eligible) continue;
    const Boundaries& b = exact.boundaries_of(p.id, p.point);
    different += score_of(b.recency, p.point.last) != score_of(live.recency, p.point.last) ||
                 score_of(b.frequency, p.point.orders) != score_of(live.frequency, p.point.orders) ||
                 score_of(b.monetary, p.point.money) != score_of(live.monetary, p.point.money) ||
                 class_of(b, p.point.value) != class_of(live, p.point.value);
  }
  EXPECT_LT(different, 50);
  EXPECT_EQ(live.customers, census.customers());
}

TEST(Census, RemovingUndoesAddingAndPartsAddUp) {
  const std::vector<Person> all = people(4, 600);
  const std::vector<Person> others = people(5, 400);
  Census whole;
  Census left;
  Census right;
  for (const Person& p : all) {
    whole.add(p.point);
    (p.id.size() % 2 == 0 ? left : right).add(p.point);
  }
  for (const Person& p : others) right.add(p.point);
  for (const Person& p : others) right.remove(p.point);
  left.merge(right);
  std::string a;
  std::string b;
  whole.encode(a);
  left.encode(b);
  EXPECT_EQ(a, b);

  Census read;
  ASSERT_TRUE(read.decode(a));
  std::string again;
  read.encode(again);
  EXPECT_EQ(again, a);
  for (std::size_t cut = 0; cut < a.size(); cut += 7)
    EXPECT_FALSE(Census().decode(std::string_view(a).substr(0, cut)));
}

TEST(Census, SharesAndGiniAreThoseOfASort) {
  std::vector<Person> all = people(6, 3000);
  std::erase_if(all, [](const Person& p) { return !p.point.eligible; });
  Census census;
  std::vector<double> values;
  for (const Person& p : all) {
    census.add(p.point);
    values.push_back(std::max(0.0, static_cast<double>(p.point.value) / 1e6));
  }
  std::sort(values.begin(), values.end());
  const double total = std::accumulate(values.begin(), values.end(), 0.0);
  const auto n = static_cast<double>(values.size());
  double weighted = 0;
  for (std::size_t i = 0; i < values.size(); ++i) weighted += (static_cast<double>(i) + 1) * values[i];
  const double gini = 2 * weighted / (n * total) - (n + 1) / n;
  const Concentration found = census.concentration();
  EXPECT_NEAR(found.gini, gini, 0.002);
  const std::size_t fifth = values.size() - values.size() / 5;
  EXPECT_NEAR(found.top_share[3],
              std::accumulate(values.begin() + static_cast<std::ptrdiff_t>(fifth), values.end(), 0.0) / total,
              0.002);
  const std::vector<double> lorenz = census.lorenz(20);
  EXPECT_NEAR(1 - lorenz[16], found.top_share[3], 0.002)
      << "the poorest 80 % have what the best 20 % have not";
  EXPECT_TRUE(std::is_sorted(lorenz.begin(), lorenz.end()));
}

TEST(Boundaries, FewerCustomersThanAskedForHaveNone) {
  Census census;
  for (int i = 0; i < 4; ++i)
    census.add({.eligible = true, .last = 1000, .orders = 1, .money = 5, .value = 5});
  EXPECT_FALSE(census.boundaries(kCuts, 5).any());
  census.add({.eligible = true, .last = 1000, .orders = 1, .money = 5, .value = 5});
  const Boundaries all_equal = census.boundaries(kCuts, 5);
  ASSERT_TRUE(all_equal.any());
  EXPECT_EQ(score_of(all_equal.recency, 1000), 1) << "nobody is worse: everybody is in the lowest fifth";
  Boundaries read;
  ASSERT_TRUE(Boundaries::decode(all_equal.encode(), read));
  EXPECT_TRUE(read.same_cuts(all_equal));
}

}  // namespace
}  // namespace tidemark::operators
