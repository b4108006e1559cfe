// A second life on the same data: sequences go on, and a cursor of the first one still reads.

#include <gtest/gtest.h>

#include "tests/zmq/live_server.h"

namespace tidemark::engine::testing {
namespace {

TEST(ZmqRestart, SequencesGoOnAndCursorsStayGood) {
  LiveServer live;
  live.commit(purchases(0, 200));
  const std::vector<Message> first = live.all_alerts();
  live.stop();
  live.start();
  EXPECT_EQ(number_of(live.commit(purchases(100, 200)), "duplicates"), 100);
  const std::vector<Message> all = live.all_alerts();
  ASSERT_GT(all.size(), first.size());
  EXPECT_TRUE(std::equal(first.begin(), first.end(), all.begin()));
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i][1], "1:" + std::to_string(i + 1));
  Peer peer(zmq::socket_type::dealer, live.endpoints().catch_up);
  const std::size_t kept = first.size() - 10;
  EXPECT_EQ(catch_up(peer, "1:" + std::to_string(kept), "", 33),
            std::vector<Message>(all.begin() + static_cast<std::ptrdiff_t>(kept), all.end()));
}

TEST(ZmqRestart, ClientsComeBackByThemselves) {
  LiveServer live;
  config::ZmqSettings settings = live.endpoints();
  Peer peer(zmq::socket_type::dealer, settings.ingest);
  peer.send({"1", purchases(0, 1)});
  ASSERT_TRUE(peer.receive());
  live.server().stop(std::chrono::seconds(1));
  peer.send({"2", purchases(1, 1)});
  auto server = ZmqServer::start(settings, live.engine());
  ASSERT_TRUE(server.ok()) << server.status().message();
  EXPECT_EQ(peer.receive().value_or(Message{""})[0], "2");
}

}  // namespace
}  // namespace tidemark::engine::testing
