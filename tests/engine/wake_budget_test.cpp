// Concern: at a mark a key group fires its due customers in order and no more than its budget; the rest
// follow at the next marks, each as of its own instant, and none is lost.
#include <gtest/gtest.h>
#include <simdjson.h>

#include <algorithm>
#include <map>

#include "tests/engine/life.h"

namespace tidemark::engine::testing {
namespace {

constexpr std::size_t kCustomers = 500;
constexpr std::uint32_t kBudget = 64;
constexpr KeyGroup kGroup = 300;

Life::Options options(unsigned shards = 1) {
  Life::Options options;
  options.config = config_of(
      "time: {silence_delay: 0s}\nevents: {currency: EUR}\n"
      "lifecycle: {new_for: 30d, at_risk_after: 90d, churned_after: 180d, won_back_for: 30d}\n"
      "rfm: {enabled: false}\nlog: {wake_budget: 64, batch_inputs: 100}\n");
  options.shards = shards;
  return options;
}

/// Everybody buys within a minute; a month later all of them are due at once.
std::vector<std::string> purchases(const std::vector<std::string>& customers) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < customers.size(); ++i) {
    // Pairs share an instant, so that ids decide between them; ids do not ascend.
    const Millis time = kYear + static_cast<Millis>(i / 2) * 100;
    lines.push_back(line_of("purchase", customers[customers.size() - 1 - i], time, {}, "10"));
  }
  return lines;
}

/// Wake-ups in the order of the log: for each mark the customers of a key group.
std::map<Position, std::vector<std::string>> wakes_of(Storage& storage, KeyGroup group) {
  std::map<Position, std::vector<std::string>> wakes;
  for (const LoggedRecord& record : read_records(storage)) {
    for (const WakeFired& wake : record.batch->logged_wakes) {
      if (key_group_of(customer_hash(wake.customer_id)) != group) continue;
      wakes[record.header.first_position + wake.input_index].push_back(wake.customer_id);
    }
  }
  return wakes;
}

/// Alerts of time alone: "instant subject" in the order of their sequence.
std::vector<std::string> silent_alerts(const std::vector<CommittedAlert>& alerts) {
  simdjson::dom::parser parser;
  std::vector<std::string> lines;
  for (const CommittedAlert& alert : alerts) {
    const simdjson::dom::element json = parser.parse(alert.json);
    if (std::string_view(json["data"]["cause"]["kind"]) != "time") continue;
    lines.push_back(std::string(std::string_view(json["time"])) + " " +
                    std::string(std::string_view(json["subject"])));
  }
  return lines;
}

TEST(WakeBudget, SpreadsACrowdOverMarksInOrder) {
  const std::vector<std::string> customers = customers_of_group(kGroup, kCustomers);
  Storage storage;
  Life life(storage, options());
  ASSERT_TRUE(life.open().ok());
  std::vector<std::string> lines = purchases(customers);
  const std::string other = customers_of_group(kGroup + 1, 1)[0];
  for (int i = 0; i < 20; ++i) lines.push_back(line_of("page_view", other, kYear + 31 * kDay + i * kSecond));
  ASSERT_TRUE(life.feed(lines).ok());

  const auto wakes = wakes_of(storage, kGroup);
  std::size_t fired = 0;
  Position expected = kCustomers + 1;
  for (const auto& [position, at_mark] : wakes) {
    EXPECT_EQ(position, expected++) << "at every mark from the first one behind their instants on";
    fired += at_mark.size();
    const bool last = fired == kCustomers;
    EXPECT_EQ(at_mark.size(), last ? kCustomers % kBudget : kBudget);
  }
  EXPECT_EQ(fired, kCustomers);

  std::vector<std::pair<Millis, std::string>> due;
  for (std::size_t i = 0; i < kCustomers; ++i) {
    due.emplace_back(kYear + static_cast<Millis>(i / 2) * 100 + 30 * kDay, customers[kCustomers - 1 - i]);
  }
  std::sort(due.begin(), due.end());
  std::vector<std::string> wanted;
  for (const auto& [instant, customer] : due) wanted.push_back(format_timestamp(instant) + " " + customer);
  EXPECT_EQ(silent_alerts(life.alerts()), wanted) << "by instant, then by id, each as of its own instant";
}

TEST(WakeBudget, EachKeyGroupHasItsOwn) {
  std::vector<std::string> customers = customers_of_group(kGroup, 100);
  for (const std::string& id : customers_of_group(kGroup + 500, 100)) customers.push_back(id);
  std::vector<std::string> lines = purchases(customers);
  lines.push_back(line_of("page_view", customers[0], kYear + 31 * kDay));
  std::vector<std::string> alerts;
  for (const unsigned shards : {1U, 3U}) {
    Storage storage;
    Life life(storage, options(shards));
    ASSERT_TRUE(life.open().ok());
    ASSERT_TRUE(life.feed(lines).ok());
    // One of them is woken by its own event.
    for (const KeyGroup group : {kGroup, static_cast<KeyGroup>(kGroup + 500)}) {
      const auto wakes = wakes_of(storage, group);
      ASSERT_EQ(wakes.size(), 1U);
      EXPECT_EQ(wakes.begin()->second.size(), kBudget) << group;
    }
    if (shards == 1) alerts = json_of(life.alerts());
    EXPECT_EQ(difference(json_of(life.alerts()), alerts), "") << shards << " shards";
  }
}

TEST(WakeBudget, AnEventWakesItsCustomerAheadOfItsTurn) {
  const std::vector<std::string> customers = customers_of_group(kGroup, kCustomers);
  Storage storage;
  Life life(storage, options());
  ASSERT_TRUE(life.open().ok());
  std::vector<std::string> lines = purchases(customers);
  // The first line is of the last customer; the one whose turn would come last buys again at once.
  lines.push_back(line_of("purchase", customers[0], kYear + 31 * kDay, {}, "10"));
  ASSERT_TRUE(life.feed(lines).ok());
  const std::vector<std::string> alerts = silent_alerts(life.alerts());
  ASSERT_EQ(alerts.size(), kBudget + 1);
  EXPECT_EQ(alerts.back(),
            format_timestamp(kYear + static_cast<Millis>(kCustomers - 1) / 2 * 100 + 30 * kDay) + " " +
                customers[0]);
}

TEST(WakeBudget, TheEndOfUntilKnowsNone) {
  const std::vector<std::string> customers = customers_of_group(kGroup, kCustomers);
  Storage storage;
  Life life(storage, options());
  ASSERT_TRUE(life.open().ok());
  ASSERT_TRUE(life.feed(purchases(customers)).ok());
  ASSERT_TRUE(life.finish_until(kYear + 31 * kDay).ok());
  EXPECT_EQ(silent_alerts(life.alerts()).size(), kCustomers);
  EXPECT_EQ(life.wakes_fired, kCustomers);
  EXPECT_EQ(life.wakes_stale, 0U);
}

/// Who waits in the crowd at the end of a life waits in the next one too.
TEST(WakeBudget, TheCrowdSurvivesARestart) {
  const std::vector<std::string> customers = customers_of_group(kGroup, kCustomers);
  std::vector<std::string> lines = purchases(customers);
  for (int i = 0; i < 20; ++i)
    lines.push_back(line_of("page_view", customers[7], kYear + 31 * kDay + i * kSecond));
  Storage whole;
  Life straight(whole, options());
  ASSERT_TRUE(straight.open().ok());
  ASSERT_TRUE(straight.feed(lines).ok());
  for (const bool clean : {false, true}) {
    Storage storage;
    std::vector<std::string> alerts;
    for (std::size_t end = kCustomers + 1; end <= lines.size(); end += 3) {
      Life life(storage, options(1 + static_cast<unsigned>(end % 3)));
      ASSERT_TRUE(life.open().ok());
      ASSERT_TRUE(life.feed(lines, std::min(end, lines.size())).ok());
      for (const std::string& json : json_of(life.alerts())) alerts.push_back(json);
      if (clean) {
        ASSERT_TRUE(life.close().ok());
      } else {
        storage.power_cut(end);
      }
    }
    const std::vector<std::string> wanted = json_of(straight.alerts());
    EXPECT_EQ(alerts, std::vector<std::string>(wanted.begin(),
                                               wanted.begin() + static_cast<std::ptrdiff_t>(alerts.size())));
    EXPECT_GT(alerts.size(), kCustomers * 19 / 10);
  }
}

}  // namespace
}  // namespace tidemark::engine::testing
