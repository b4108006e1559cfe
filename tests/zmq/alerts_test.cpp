// Alerts as they happen: frames, prefixes, heartbeats, and how gaps show.

#include <gtest/gtest.h>

#include <map>

#include "tests/engine/life.h"
#include "tests/zmq/live_server.h"

namespace tidemark::engine::testing {
namespace {

std::vector<Message> receive_alerts(Peer& peer, std::size_t count) {
  std::vector<Message> alerts;
  while (alerts.size() < count) {
    std::optional<Message> message = peer.receive();
    if (!message) break;
    alerts.push_back(std::move(*message));
  }
  return alerts;
}

TEST(ZmqAlerts, ComeWithTopicCursorAndPrevious) {
  LiveServer live;
  Peer peer = live.subscriber({""});
  live.commit(line_of("purchase", "shop.1%", kYear, "e1", "150"));
  const std::vector<Message> wanted = live.all_alerts();
  ASSERT_FALSE(wanted.empty());
  std::vector<Message> got;
  while (got.size() < wanted.size()) {
    const std::optional<Message> message = peer.receive();
    ASSERT_TRUE(message);
    if (message->front() != "hb") got.push_back(*message);
  }
  EXPECT_EQ(got, wanted);
  const auto tier = std::find_if(got.begin(), got.end(),
                                 [](const Message& alert) { return alert[0].starts_with("tier."); });
  ASSERT_NE(tier, got.end());
  EXPECT_EQ((*tier)[0], "tier.silver.shop%2E1%25");
  EXPECT_EQ((*tier)[1], "1:" + std::to_string(number_of((*tier)[3], "sequence")));
  EXPECT_EQ((*tier)[2], "0");
}

TEST(ZmqAlerts, APrefixSelectsAndItsChainIsWhole) {
  LiveServer live;
  Peer peer = live.subscriber({"tier."});
  live.commit(purchases(0, 500));
  live.commit(purchases(500, 500));
  std::vector<Message> wanted;
  for (Message& alert : live.all_alerts()) {
    if (alert[0].starts_with("tier.")) wanted.push_back(std::move(alert));
  }
  ASSERT_EQ(wanted.size(), 1000U);
  const std::vector<Message> got = receive_alerts(peer, wanted.size());
  EXPECT_EQ(got, wanted);
  std::string last = "0";
  for (const Message& alert : got) {
    EXPECT_EQ(alert[2], last);
    last = alert[1].substr(2);
  }
}

TEST(ZmqAlerts, TheHeartbeatSaysWhereEachLevelIs) {
  LiveServer live;
  live.commit(purchases(0, 10));
  Peer peer = live.subscriber({"hb"});
  ASSERT_TRUE(peer.receive());
  std::map<std::string, std::string> last;
  std::vector<Message> all = live.all_alerts();
  for (const Message& alert : all) last[alert[0].substr(0, alert[0].find('.'))] = alert[1].substr(2);
  std::string levels;
  for (const auto& [level, sequence] : last) levels += ",\"" + level + "\":" + sequence;
  const std::string wanted =
      R"({"epoch":1,"last":)" + all.back()[1].substr(2) + R"(,"levels":{)" + levels.substr(1) + "}}";
  EXPECT_EQ(peer.receive(), (Message{"hb", wanted}));
  const auto begin = std::chrono::steady_clock::now();
  ASSERT_TRUE(peer.receive());
  EXPECT_GT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(500));
}

TEST(ZmqAlerts, BeginWithWhatIsNewAtTheStart) {
  LiveServer live;
  live.commit(purchases(0, 10));
  live.stop();
  live.start();
  Peer peer = live.subscriber({"tier."});
  live.commit(purchases(10, 1));
  const std::optional<Message> first = peer.receive();
  ASSERT_TRUE(first);
  EXPECT_EQ((*first)[0], "tier.silver.c10");
  EXPECT_NE((*first)[2], "0");
}

TEST(ZmqAlerts, WhoComesLateCatchesUpAndHasEverything) {
  LiveServer live;
  live.commit(purchases(0, 300));
  Peer peer = live.subscriber({"tier."});
  live.commit(purchases(300, 300));
  std::map<std::string, Message> had;  // by cursor
  for (Message& alert : receive_alerts(peer, 300)) had.emplace(alert[1], alert);
  Peer behind(zmq::socket_type::dealer, live.endpoints().catch_up);
  for (Message& alert : catch_up(behind, "1:0", "tier.", 100)) had.emplace(alert[1], alert);
  std::map<std::string, Message> wanted;
  for (Message& alert : live.all_alerts()) {
    if (alert[0].starts_with("tier.")) wanted.emplace(alert[1], alert);
  }
  EXPECT_EQ(wanted.size(), 600U);
  EXPECT_EQ(had, wanted);
}

}  // namespace
}  // namespace tidemark::engine::testing
