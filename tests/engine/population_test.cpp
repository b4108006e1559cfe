// Concern: boundaries of the population come in force at grid marks by a rule that knows neither threads nor
// shards, and touch nobody but the customers between their old and new place.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "engine/base/random.h"
#include "operators/population/boundaries.h"
#include "tests/engine/life.h"

namespace tidemark::engine::testing {
namespace {

using operators::Boundaries;
using operators::score_of;

struct Purchase {
  std::string customer;
  Millis time;
  Micro amount;
};

const std::vector<Purchase>& purchases() {
  static const std::vector<Purchase> made = [] {
    Random random(5);
    std::vector<Purchase> all;
    Millis now = kYear;
    for (std::size_t i = 0; i < 5 * Router::kMarkEvery; ++i) {
      now += random.between(1, 20 * kMinute);
      const std::uint64_t customer = random.below(random.chance(0.5) ? 700 : 60);
      all.push_back({"c" + std::to_string(customer), now, random.between(1, 9'000) * 10'000});
    }
    return all;
  }();
  return made;
}

std::vector<std::string> lines() {
  std::vector<std::string> lines;
  for (const Purchase& p : purchases()) {
    lines.push_back(R"({"type":"purchase","customer_id":")" + p.customer + R"(","timestamp":)" +
                    std::to_string(p.time) + R"(,"properties":{"amount":)" + format_micro(p.amount) + "}}");
  }
  return lines;
}

Life::Options options(unsigned shards, const std::string& population = "") {
  Life::Options options;
  options.config = config_of("events: {currency: EUR}\nabc: {measure: gross}\n" + population);
  options.shards = shards;
  return options;
}

struct Measures {
  Millis last = 0;
  std::int64_t orders = 0;
  Micro gross = 0;

  std::array<int, 4> under(const Boundaries& b) const {
    return {score_of(b.recency, last), score_of(b.frequency, orders), score_of(b.monetary, gross),
            score_of(b.abc, gross)};
  }
};

TEST(Population, BoundariesTouchOnlyTheCustomersInBetween) {
  Storage storage;
  Life life(storage, options(2));
  ASSERT_TRUE(life.open().ok());
  ASSERT_TRUE(life.feed(lines()).ok());

  std::map<std::string, Measures> customers;
  Boundaries in_force;
  std::size_t line = 0;
  int moves = 0;
  std::size_t touched = 0;
  for (const LoggedRecord& record : read_records(storage)) {
    for (std::size_t i = 0; i < record.batch->inputs.size(); ++i) {
      const Input& input = record.batch->inputs[i];
      if (input.kind == InputKind::kEvent) {
        const Purchase& p = purchases()[line++];
        Measures& m = customers[p.customer];
        m.last = std::max(m.last, p.time);
        ++m.orders;
        m.gross += p.amount;
        continue;
      }
      ASSERT_EQ(input.kind, InputKind::kBoundaries);
      EXPECT_EQ((record.header.first_position + i) % Router::kMarkEvery, 0U);
      Boundaries next;
      ASSERT_TRUE(Boundaries::decode(record.batch->view(input), next));
      std::set<std::string> between;
      for (const auto& [id, m] : customers) {
        if (!in_force.any() || m.under(in_force) != m.under(next)) between.insert(id);
      }
      std::set<std::string> moved;
      for (const WakeFired& customer : record.batch->logged_moved) {
        if (customer.input_index != i) continue;
        EXPECT_TRUE(moved.insert(customer.customer_id).second);
      }
      EXPECT_EQ(moved, between);
      in_force = next;
      touched += moves++ == 0 ? 0 : moved.size();
    }
  }
  EXPECT_EQ(line, purchases().size());
  ASSERT_EQ(moves, 3) << "drawn at the first three grid marks, in force two later";
  EXPECT_GT(touched, 20U);
  EXPECT_LT(touched, 2 * customers.size()) << "some, not everybody each time";
}

TEST(Population, IsTheSameOnAnyNumberOfShards) {
  std::vector<std::string> alerts;
  std::vector<std::string> customers;
  for (const unsigned shards : {1U, 2U, 8U}) {
    Storage storage;
    Life life(storage, options(shards));
    ASSERT_TRUE(life.open().ok());
    ASSERT_TRUE(life.feed(lines()).ok());
    if (shards == 1) {
      alerts = json_of(life.alerts());
      customers = customers_of(life.core());
      EXPECT_TRUE(std::any_of(alerts.begin(), alerts.end(), [](const std::string& alert) {
        return alert.find(R"("kind":"population")") != std::string::npos;
      }));
    } else {
      EXPECT_EQ(json_of(life.alerts()), alerts);
      EXPECT_EQ(customers_of(life.core()), customers);
    }
  }
}

TEST(Population, OtherMeasuresAreCountedAnewWhenTheyComeInForce) {
  Storage storage;
  {
    Life life(storage, options(2, "population: {customers_min: 1000000}\n"));
    ASSERT_TRUE(life.open().ok());
    ASSERT_TRUE(life.feed(lines()).ok());
    EXPECT_FALSE(life.core().population_now()->any()) << "too few";
    ASSERT_TRUE(life.core().close().ok());
  }
  Life::Options other = options(3);
  other.config = config_of("events: {currency: EUR}\nrfm: {measure: net}\nabc: {measure: net}\n");
  Life life(storage, other);
  ASSERT_TRUE(life.open().ok());
  ASSERT_TRUE(life.feed({lines().back()}).ok());
  const Boundaries counted = *life.core().population_now();

  Storage fresh;
  other.shards = 1;
  Life from_the_start(fresh, other);
  ASSERT_TRUE(from_the_start.open().ok());
  std::vector<std::string> all = lines();
  all.push_back(all.back());
  ASSERT_TRUE(from_the_start.feed(all).ok());
  EXPECT_TRUE(counted.same_cuts(*from_the_start.core().population_now()));
  EXPECT_TRUE(counted.any());
}

}  // namespace
}  // namespace tidemark::engine::testing
