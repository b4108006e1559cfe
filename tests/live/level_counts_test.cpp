// Concern: the metric tidemark_customers says how many customers a list shows on each value of each level:
// under load, after restarts of every kind, when they come from the store only, and after a change of
// configuration.

#include <gtest/gtest.h>
#include <signal.h>
#include <simdjson.h>

#include "tests/live/eventually.h"
#include "tests/live/http_client.h"
#include "tests/live/service.h"
#include "tests/live/shop.h"

namespace tidemark::live {
namespace {

using namespace std::chrono_literals;

/// Without a delay of silence a list is as of W, which is what the counts are as of.
std::string config_of(const std::string& tier) {
  return "time: {silence_delay: 0s}\n"
         "events: {currency: EUR}\n"
         "tiers:\n"
         "  tier: {basis: spend_30d, levels: " +
         tier +
         ", grace: 3d}\n"
         "  visits: {basis: purchase_days_14d, levels: {rare: 0, weekly: 2, often: 4}}\n"
         "lifecycle: {new_for: 7d, loyal_orders: 4, at_risk_after: 10d, churned_after: 20d}\n"
         "abc: {enabled: false}\n"
         "rfm: {cuts: fixed, recency_days: [3, 7, 14, 28], frequency: [2, 3, 5, 8], monetary: [50, 150, 400, "
         "1000]}\n"
         "churn:\n"
         "  horizon: 14d\n"
         "  mbgnbd: {r: 0.525, alpha: 6.183, a: 0.891, b: 1.614}\n"
         "log: {segment: 256KiB, checkpoint_inputs: 1500, batch_inputs: 64}\n";
}

/// (level, value) → customers.
using Standings = std::map<std::pair<std::string, std::string>, std::int64_t>;

std::string text_of(const Standings& standings) {
  std::string text;
  for (const auto& [key, customers] : standings)
    text += key.first + "=" + key.second + ": " + std::to_string(customers) + "\n";
  return text;
}

class LiveLevelCounts : public ::testing::Test {
 protected:
  void send(int lots) { send(shop_, lots, 100); }
  void send(Shop& shop, int lots, std::size_t lines) {
    for (int i = 0; i < lots; ++i) expect_taken(shop.next(lines).ndjson);
  }
  /// Somebody comes by: time moves to its next second.
  void pass_time() {
    expect_taken(R"({"type":"page_view","customer_id":"passer-by","timestamp":")" + timestamp(clock_.next()) +
                 "\"}\n");
  }
  void expect_taken(const std::string& ndjson) {
    const std::optional<HttpReply> reply = client_.ask(service_.http_port(), "POST", "/v1/events", ndjson);
    ASSERT_TRUE(reply && reply->status == 200);
  }

  std::string metrics() {
    const std::optional<HttpReply> reply = client_.ask(service_.http_port(), "GET", "/metrics");
    return reply ? reply->body : "";
  }
  /// Once everybody is counted. Before that there must be none of it.
  Standings counted() {
    constexpr char kRatio[] = "\ntidemark_customers_counted_ratio ";
    std::string text;
    EXPECT_TRUE(eventually([&] {
      text = metrics();
      const bool all = text.find(std::string(kRatio) + "1\n") != std::string::npos;
      const bool none = text.find("\ntidemark_customers{") == std::string::npos;
      EXPECT_NE(text.find(kRatio), std::string::npos);
      EXPECT_TRUE(all || none);
      return all && !none;
    }));
    Standings standings;
    constexpr std::string_view kSeries = "tidemark_customers{level=\"";
    for (std::size_t at = text.find(kSeries); at != std::string::npos; at = text.find(kSeries, at)) {
      at += kSeries.size();
      const std::string level = text.substr(at, text.find('"', at) - at);
      at = text.find("value=\"", at) + 7;
      const std::string value = text.substr(at, text.find('"', at) - at);
      const std::int64_t customers = std::strtoll(text.c_str() + text.find("} ", at) + 2, nullptr, 10);
      if (customers != 0) standings[{level, value}] = customers;
    }
    return standings;
  }

  /// The same from the customers themselves, page by page.
  Standings listed() {
    Standings standings;
    simdjson::dom::parser parser;
    std::string path = "/v1/customers?limit=300";
    for (std::string cursor = "begin"; !cursor.empty();) {
      const std::optional<HttpReply> reply = client_.ask(service_.http_port(), "GET", path);
      if (!reply || reply->status != 200) return {};
      const simdjson::dom::element page = parser.parse(reply->body);
      for (const simdjson::dom::element customer : page["customers"].get_array()) {
        const std::pair<const char*, simdjson::dom::element> levels[] = {
            {"tier", customer["tier"]},
            {"visits", customer["visits"]},
            {"lifecycle", customer["lifecycle"]},
            {"rfm", customer["rfm"]["segment"]},
            {"churn", customer["churn"]["level"]}};
        for (const auto& [level, value] : levels) {
          ++standings[{level, value.is_null() ? "null" : std::string(value.get_string().value())}];
        }
      }
      cursor = page["next"].is_null() ? "" : std::string(page["next"].get_string().value());
      path = "/v1/customers?limit=300&cursor=" + cursor;
    }
    return standings;
  }
  void expect_same() {
    const Standings wanted = listed();
    EXPECT_GT(wanted.size(), 12U) << "not much of a story";
    EXPECT_EQ(text_of(counted()), text_of(wanted));
  }

  Service service_{config_of("{bronze: 0, silver: 300, gold: 900}")};
  ShopClock clock_{90'000};
  Shop shop_{"s", 7, clock_, {400, true}};
  HttpClient client_;
};

TEST_F(LiveLevelCounts, AreWhatAListShows) {
  service_.start();
  send(30);
  expect_same();
  const Standings early = listed();
  send(70);
  expect_same();
  EXPECT_NE(text_of(listed()), text_of(early));
}

TEST_F(LiveLevelCounts, AreCountedAgainAfterARestart) {
  service_.start();
  send(60);
  const Standings before = counted();
  ASSERT_EQ(service_.terminate(), 0) << service_.log();
  service_.start();
  // Everybody is in the store only.
  EXPECT_EQ(text_of(counted()), text_of(before));
  expect_same();
  send(40);
  expect_same();
}

TEST_F(LiveLevelCounts, AreRightAfterAKill) {
  service_.start();
  for (int life = 0; life < 3; ++life) {
    send(25);
    // Again while they are counted.
    service_.kill();
    service_.start();
    send(5);
    expect_same();
  }
}

/// So many that the smallest memory does not hold them: they come and go.
TEST_F(LiveLevelCounts, OfManyThatAreInTheStoreOnly) {
  service_.configure(config_of("{bronze: 0, silver: 300, gold: 900}") + "memory: {budget: 64MiB}\n");
  service_.start();
  std::vector<std::unique_ptr<Shop>> shops;
  for (std::uint64_t i = 0; i < 5; ++i)
    shops.push_back(std::make_unique<Shop>("m" + std::to_string(i), i, clock_, Shop::Habits{10'000, false}));
  for (const auto& shop : shops) send(*shop, 50, 200);
  expect_same();
  EXPECT_GT(counted()[std::pair("lifecycle", "prospect")], 5'000);
  for (const auto& shop : shops) send(*shop, 10, 200);
  expect_same();
}

TEST_F(LiveLevelCounts, FollowAnotherLadder) {
  service_.start();
  send(60);
  expect_same();
  service_.configure(config_of("{bronze: 0, silver: 60, gold: 200, diamond: 700}"));
  service_.signal(SIGHUP);
  ASSERT_TRUE(service_.says("configuration read anew and in force")) << service_.log();
  const Standings at_rest = counted();
  EXPECT_GT((at_rest.contains({"tier", "diamond"}) ? at_rest.at({"tier", "diamond"}) : 0), 10);
  expect_same();
  pass_time();  // all that are in memory wake
  expect_same();
  send(20);
  expect_same();
}

TEST_F(LiveLevelCounts, FollowAnotherLadderOfARestart) {
  service_.start();
  send(60);
  ASSERT_EQ(service_.terminate(), 0) << service_.log();
  service_.configure(config_of("{bronze: 0, silver: 60, gold: 200, diamond: 700}"));
  service_.start();
  // What is said before the first batch is the old configuration's.
  pass_time();
  const Standings at_rest = counted();
  EXPECT_GT((at_rest.contains({"tier", "diamond"}) ? at_rest.at({"tier", "diamond"}) : 0), 10);
  expect_same();
  send(30);
  expect_same();
}

}  // namespace
}  // namespace tidemark::live
