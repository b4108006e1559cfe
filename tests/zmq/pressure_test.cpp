// Clients that do not read, beside ones that do: memory stays bounded, nobody else is held up, nothing is
// lost.

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "tests/engine/life.h"
#include "tests/zmq/live_server.h"

namespace tidemark::engine::testing {
namespace {

void small_buffers(zmq::socket_t& socket) {
  socket.set(zmq::sockopt::rcvhwm, 1);
  socket.set(zmq::sockopt::rcvbuf, 4096);
}

TEST(ZmqPressure, ASenderThatDoesNotReadAnswersLosesNoEvents) {
  LiveServer live("memory: {budget: 64MiB}\n");
  constexpr std::size_t kBatches = 20'000;
  std::atomic<bool> done{false};
  std::size_t intake_bytes_max = 0;
  std::thread observer([&] {
    while (!done) {
      intake_bytes_max = std::max(intake_bytes_max, live.engine().statistics().intake_bytes);
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  });
  Peer deaf(zmq::socket_type::dealer, live.endpoints().ingest, small_buffers);
  const std::string id(255, 'x');
  for (std::size_t i = 0; i < kBatches; ++i) deaf.send({id, purchases(i, 1)});
  const ZmqCounters& counters = live.counters();
  EXPECT_TRUE(eventually([&] { return counters.answers + counters.answers_dropped == kBatches; }));
  done = true;
  observer.join();
  EXPECT_GT(counters.waits, 0U);
  EXPECT_GT(counters.answers_dropped, 0U);
  EXPECT_LE(intake_bytes_max, live.engine().intake().credit_bytes());
  EXPECT_GT(intake_bytes_max, 0U);
  for (std::size_t i = 0; i < kBatches; i += 1000) {
    EXPECT_EQ(number_of(live.commit(purchases(i, 1000)), "duplicates"), 1000);
  }
}

TEST(ZmqPressure, PullIsSlowedAndLosesNothing) {
  LiveServer live("memory: {budget: 64MiB}\n");
  Peer push(zmq::socket_type::push, live.endpoints().pull);
  constexpr std::size_t kMessages = 400;
  for (std::size_t i = 0; i < kMessages; ++i) push.send({purchases(i * 100, 100)});
  EXPECT_TRUE(eventually([&] { return live.counters().pulled == kMessages; }));
  EXPECT_GT(live.counters().waits, 0U);
  for (std::size_t i = 0; i < kMessages * 100; i += 2000) {
    EXPECT_EQ(number_of(live.commit(purchases(i, 2000)), "duplicates"), 2000);
  }
}

/// ZMTP heartbeats of the server's would take a sender for dead whose messages it does not read for so long.
TEST(ZmqPressure, AStallOfSecondsCutsNoSender) {
  LiveServer live("memory: {budget: 64MiB}\n");
  live.commit(purchases(0, 1));
  std::atomic<bool> stalled{false};
  live.engine().read_customer("c0", [&](const Result<std::optional<std::string>>&) {
    stalled = true;
    std::this_thread::sleep_for(std::chrono::seconds(5));
  });
  ASSERT_TRUE(eventually([&] { return stalled.load(); }));
  Peer push(zmq::socket_type::push, live.endpoints().pull);
  constexpr std::size_t kMessages = 400;
  for (std::size_t i = 0; i < kMessages; ++i) push.send({purchases(1 + i * 100, 100)});
  EXPECT_LT(live.counters().pulled, kMessages);
  EXPECT_TRUE(eventually([&] { return live.counters().pulled == kMessages; }));
  EXPECT_EQ(number_of(live.commit(purchases(1, 2000)), "duplicates"), 2000);
}

TEST(ZmqPressure, ASlowSubscriberSeesItsGapAndTheFastOneHasNone) {
  LiveServer live;
  Peer slow = live.subscriber({""}, small_buffers);
  Peer fast = live.subscriber({""}, [](zmq::socket_t& socket) { socket.set(zmq::sockopt::rcvhwm, 0); });
  constexpr std::size_t kBatches = 12;
  for (std::size_t i = 0; i < kBatches; ++i) live.commit(purchases(i * 1000, 1000));
  const std::vector<Message> all = live.all_alerts();
  std::size_t received = 0;
  while (received < all.size()) {
    const std::optional<Message> message = fast.receive();
    ASSERT_TRUE(message) << received << " of " << all.size();
    if (message->front() == "hb") continue;
    ASSERT_EQ(*message, all[received]);
    ++received;
  }
  // The slow one reads at last: what was kept for it, then the heartbeat tells what it has missed.
  std::set<std::string> had;
  std::int64_t last = 0;
  for (std::int64_t head = 0; head < static_cast<std::int64_t>(all.size());) {
    const std::optional<Message> message = slow.receive();
    ASSERT_TRUE(message);
    if (message->front() == "hb") {
      head = number_of((*message)[1], "last");
    } else {
      had.insert((*message)[1]);
      last = std::stoll((*message)[1].substr(2));
    }
  }
  EXPECT_LT(had.size(), all.size());
  EXPECT_GT(had.size(), 0U);
  Peer behind(zmq::socket_type::dealer, live.endpoints().catch_up);
  for (const Message& alert : catch_up(behind, "1:" + std::to_string(had.size()), "", 10'000)) {
    had.insert(alert[1]);
  }
  EXPECT_EQ(had.size(), all.size()) << "the last it had was " << last;
}

TEST(ZmqPressure, WhoDoesNotReadWhatItAskedForHoldsUpNobody) {
  LiveServer live;
  for (std::size_t i = 0; i < 4; ++i) live.commit(purchases(i * 1000, 1000));
  const std::vector<Message> all = live.all_alerts();
  ASSERT_GT(all.size(), 10'000U);
  Peer slow(zmq::socket_type::dealer, live.endpoints().catch_up, small_buffers);
  slow.send({request_after("1:0", "", 10'000)});
  EXPECT_TRUE(eventually([&] { return live.counters().catch_up_alerts > 0; }));
  Peer quick(zmq::socket_type::dealer, live.endpoints().catch_up);
  EXPECT_EQ(catch_up(quick, "1:0", "", 10'000).size(), all.size());
  EXPECT_EQ(number_of(live.commit(purchases(9000, 1)), "accepted"), 1);
  // It reads after all.
  for (std::size_t i = 0; i < 10'000; ++i) {
    const std::optional<Message> message = slow.receive();
    ASSERT_TRUE(message) << i;
    ASSERT_EQ(*message, all[i]);
  }
  EXPECT_EQ(slow.receive().value_or(Message{""})[0], "end");
}

}  // namespace
}  // namespace tidemark::engine::testing
