// Concern: who subscribes late, to everything or to one level, ends with exactly the alerts of it, those
// before included.
#include <gtest/gtest.h>

#include <vector>

#include "tests/live/alert_readers.h"
#include "tests/live/configurations.h"
#include "tests/live/eventually.h"
#include "tests/live/shop.h"

namespace tidemark::live {
namespace {

class LiveLateJoiner : public ::testing::Test {
 protected:
  /// First purchases of new customers: each is a change of lifecycle, some of a tier.
  void buy(std::size_t count) {
    std::string lines;
    for (std::size_t i = 0; i < count; ++i, ++customers_) {
      const std::string number = std::to_string(customers_);
      lines += purchase_line("e" + number, "c" + number, 1'735'689'600'000,
                             static_cast<int>(customers_ % 5) * 250'000) +
               "\n";
    }
    const std::optional<HttpReply> reply = client_.ask(service_.http_port(), "POST", "/v1/events", lines);
    ASSERT_TRUE(reply && reply->status == 200);
  }

  Service service_{kMovingConfig};
  HttpClient client_;
  std::size_t customers_ = 0;
};

TEST_F(LiveLateJoiner, SeesExactlyWhatItShould) {
  service_.start();
  buy(3000);
  ZmqReader whole(service_, "");
  ZmqReader tiers(service_, "tier.");
  whole.begin();
  tiers.begin();
  buy(500);
  const Trail all = read_pages(service_.http_port(), 1000);
  const Trail of_tiers = only(all, "tier");
  ASSERT_GT(of_tiers.size(), 0U);
  ASSERT_LT(of_tiers.size(), all.size());
  EXPECT_TRUE(whole.reaches(all.size()));
  EXPECT_TRUE(tiers.reaches(of_tiers.size()));
  EXPECT_EQ(difference(all, sorted(whole.trail())), "");
  EXPECT_EQ(difference(of_tiers, tiers.trail()), "");
  EXPECT_GT(whole.caught_up(), 0U) << "what came before it";
  EXPECT_EQ(tiers.complaints(), std::vector<std::string>());
}

}  // namespace
}  // namespace tidemark::live
