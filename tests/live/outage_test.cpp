// Concern: an outage under the wall clock. While the service is down nobody can be heard; what senders bring
// within the grace after the start counts at its own time, so that nobody who bought meanwhile seems to have
// left. Who really was silent is found out all the same, once the grace is over.

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "tests/live/alert_trail.h"
#include "tests/live/eventually.h"
#include "tests/live/http_client.h"
#include "tests/live/service.h"
#include "tests/live/shop.h"

namespace tidemark::live {
namespace {

using namespace std::chrono_literals;

constexpr char kShortLives[] = R"(
time: {silence_delay: 500ms, restart_grace: 3s}
events: {currency: EUR}
tiers: {}
rfm: {enabled: false}
lifecycle: {new_for: 1s, loyal_orders: 1000, at_risk_after: 4s, churned_after: 1d}
)";
constexpr auto kDown = 6s;  // longer than at_risk_after and silence_delay
constexpr std::size_t kBuyers = 20;

/// All of them buy five times a second and keep what could not be sent.
class Buyers {
 public:
  explicit Buyers(const Service& service) : service_(service) {
    thread_ = std::thread([this] { run(); });
  }
  ~Buyers() { stop(); }
  void stop() {
    stop_.store(true);
    if (thread_.joinable()) thread_.join();
  }

 private:
  void run() {
    HttpClient client;
    std::string kept;
    for (int round = 0; !stop_.load(); ++round) {
      const auto now = std::chrono::system_clock::now().time_since_epoch();
      for (std::size_t i = 0; i < kBuyers; ++i) {
        const std::string customer = "buyer" + std::to_string(i);
        kept += purchase_line(customer + "-" + std::to_string(round), customer,
                              std::chrono::duration_cast<std::chrono::milliseconds>(now).count(), 500) +
                "\n";
      }
      const std::optional<HttpReply> reply = client.ask(service_.http_port(), "POST", "/v1/events", kept);
      if (reply && reply->status == 200) kept.clear();
      std::this_thread::sleep_for(200ms);
    }
  }

  const Service& service_;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

std::size_t at_risk(const Service& service) {
  std::vector<std::string> bodies;
  (void)read_pages(service.http_port(), 1000, &bodies);
  return static_cast<std::size_t>(std::count_if(bodies.begin(), bodies.end(), [](const std::string& body) {
    return body.find(R"("to":"at_risk")") != std::string::npos;
  }));
}

TEST(LiveOutage, IsNobodysSilenceWhenKeptEventsCome) {
  Service service(kShortLives, "wall");
  service.start();
  Buyers buyers(service);
  std::this_thread::sleep_for(1500ms);
  service.kill();
  std::this_thread::sleep_for(kDown);
  service.start();
  std::this_thread::sleep_for(6s);  // the grace is over, and everything that was due would have been told
  EXPECT_EQ(at_risk(service), 0U);
  buyers.stop();  // the same buyers, now really silent
  EXPECT_TRUE(eventually([&] { return at_risk(service) == kBuyers; })) << at_risk(service);
}

TEST(LiveOutage, HidesNoRealSilence) {
  Service service(kShortLives, "wall");
  service.start();
  {
    Buyers buyers(service);
    std::this_thread::sleep_for(1s);
  }
  ASSERT_FALSE(read_pages(service.http_port(), 1000).empty());
  service.kill();
  std::this_thread::sleep_for(kDown);
  const auto started_at = std::chrono::steady_clock::now();
  service.start();
  const std::size_t early = at_risk(service);
  const auto looked_after = std::chrono::steady_clock::now() - started_at;
  if (looked_after < 3s) {
    EXPECT_EQ(early, 0U) << "in spite of the grace";
  }
  EXPECT_TRUE(eventually([&] { return at_risk(service) == kBuyers; })) << at_risk(service);
  EXPECT_GE(std::chrono::steady_clock::now() - started_at, 3s);
}

}  // namespace
}  // namespace tidemark::live
