// Concern: signals. SIGTERM under load ends it with everything done, so that nothing is left to replay;
// SIGHUP brings a changed configuration into force while it runs, and a wrong one changes nothing and says
// why.

#include <gtest/gtest.h>
#include <signal.h>

#include "tests/live/alert_readers.h"
#include "tests/live/configurations.h"
#include "tests/live/eventually.h"
#include "tests/live/senders.h"

namespace tidemark::live {
namespace {

using namespace std::chrono_literals;

TEST(LiveSignal, TermFinishesWhatWasTaken) {
  Service service(kMovingConfig);
  ShopClock clock(90'000);
  Ledger ledger;
  const auto plan = [&](const std::string& name) {
    auto shop = std::make_shared<Shop>(name, 5, clock);
    Sender::Plan made;
    made.next = [shop] { return shop->next(50); };
    made.pause = 5ms;
    return made;
  };
  ZmqSender zmq(service, ledger, plan("z"));
  HttpSender http(service, ledger, plan("h"));
  service.start();
  zmq.begin();
  http.begin();
  for (int i = 0; i < 3; ++i) {
    const std::uint64_t before = ledger.lots();
    ASSERT_TRUE(eventually([&] { return ledger.lots() > before + 20; }));
    ASSERT_EQ(service.terminate(), 0) << service.log();
    service.start();
    // None, or the one record that closes the store.
    EXPECT_TRUE(service.says_now("recovered: 0 log") || service.says_now("recovered: 1 log"))
        << service.log();
  }
  zmq.stop();
  http.stop();
  EXPECT_TRUE(zmq.all_acknowledged());
  EXPECT_TRUE(http.all_acknowledged());
  EXPECT_EQ(ledger.complaints(), std::vector<std::string>());
  std::vector<std::string> wrong;
  EXPECT_GT(compare_customers(ledger, service.http_port(), wrong).size(), 100U);
  EXPECT_EQ(wrong, std::vector<std::string>());
}

class LiveReload : public ::testing::Test {
 protected:
  static std::string config(const std::string& silver) {
    return "events: {currency: EUR}\nlifecycle: {enabled: false}\nrfm: {enabled: false}\n"
           "tiers: {club: {basis: spend_365d, levels: {guest: 0, silver: " +
           silver + "}}}\n";
  }

  LiveReload() { service_.start(); }

  void buy(const std::string& customer) {
    const std::string line = purchase_line("e" + customer, customer, 1'735'689'600'000, 10'000);
    const std::optional<HttpReply> reply = client_.ask(service_.http_port(), "POST", "/v1/events", line);
    ASSERT_TRUE(reply && reply->body.find(R"("accepted":1)") != std::string::npos);
  }
  /// As they are after some instant: what is committed is published a little later.
  std::vector<std::string> alerts(std::size_t wanted) {
    std::vector<std::string> bodies;
    (void)eventually(
        [&] {
          bodies.clear();
          return read_pages(service_.http_port(), 100, &bodies).size() >= wanted;
        },
        5s);
    return bodies;
  }
  std::string in_force() {
    const std::optional<HttpReply> reply = client_.ask(service_.http_port(), "GET", "/v1/config");
    return reply ? reply->body : "";
  }

  Service service_{config("300")};
  HttpClient client_;
};

TEST_F(LiveReload, BringsAChangedLadderIntoForce) {
  buy("before");
  EXPECT_TRUE(in_force().starts_with(R"({"config_version":1,)")) << in_force();
  service_.configure(config("50"));
  service_.signal(SIGHUP);
  ASSERT_TRUE(service_.says("configuration read anew and in force")) << service_.log();
  EXPECT_TRUE(in_force().starts_with(R"({"config_version":2,)")) << in_force();
  buy("after");
  const std::vector<std::string> all = alerts(1);
  ASSERT_FALSE(all.empty());
  EXPECT_EQ(parse_alert(all.back()).customer_id, "after");
  EXPECT_NE(all.back().find(R"("to":"silver")"), std::string::npos);
  EXPECT_NE(all.back().find(R"("config_version":2)"), std::string::npos);
  EXPECT_FALSE(service_.says_now("error"));
}

TEST_F(LiveReload, KeepsWhatIsInForceWhenTheFileIsWrong) {
  service_.configure(config("much"));
  service_.signal(SIGHUP);
  ASSERT_TRUE(service_.says("the configuration stays as it was")) << service_.log();
  EXPECT_TRUE(service_.says("tiers.club.levels.silver")) << service_.log();
  EXPECT_TRUE(in_force().starts_with(R"({"config_version":1,)")) << in_force();
  buy("poor");
  const std::string rich = purchase_line("rich", "rich", 1'735'689'700'000, 40'000);
  ASSERT_TRUE(client_.ask(service_.http_port(), "POST", "/v1/events", rich));
  const std::vector<std::string> all = alerts(1);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(parse_alert(all.back()).customer_id, "rich");
  EXPECT_NE(all.back().find(R"("config_version":1)"), std::string::npos);
  EXPECT_EQ(service_.terminate(), 0);
}

}  // namespace
}  // namespace tidemark::live
