// Concern: more is sent than the engine can commit, for seconds, with the smallest memory. Senders are told
// to wait or are slowed, neither way in starves beside the other; what was acknowledged is there, also after
// a kill; memory stays within the budget.

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/live/eventually.h"
#include "tests/live/senders.h"

namespace tidemark::live {
namespace {

using namespace std::chrono_literals;

constexpr char kSmallestConfig[] = R"(
events: {currency: EUR, dedupe_ids: 256}
tiers:
  tier: {basis: spend_30d, levels: {bronze: 0, silver: 300, gold: 900}, grace: 3d}
memory: {budget: 64MiB}
log: {segment: 8MiB, checkpoint_inputs: 100000}
)";
constexpr std::uint64_t kBudgetBytes = 64 << 20;
constexpr auto kFlood = 6s;
constexpr std::size_t kLines = 400;

TEST(LiveOverload, SlowsSendersAndStaysWithinItsMemory) {
  Service service(kSmallestConfig);
  ShopClock clock(1'000);
  Ledger ledger;
  std::vector<std::unique_ptr<Sender>> senders;
  for (int i = 0; i < 6; ++i) {
    // No repeats: so many ids come meanwhile that an old one is no longer remembered.
    auto shop = std::make_shared<Shop>("s" + std::to_string(i), static_cast<std::uint64_t>(i), clock,
                                       Shop::Habits{500, false});
    Sender::Plan plan;
    plan.under_way_max = 64;
    plan.next = [shop] { return shop->next(kLines); };
    plan.patience = 60s;  // a slow answer is one: only a lost one is sent again
    if (i < 2) {
      senders.push_back(std::make_unique<ZmqSender>(service, ledger, std::move(plan)));
    } else {
      senders.push_back(std::make_unique<HttpSender>(service, ledger, std::move(plan)));
    }
  }
  service.start();
  for (const auto& sender : senders) sender->begin();
  std::uint64_t memory_max = 0;
  const auto end = std::chrono::steady_clock::now() + kFlood;
  while (std::chrono::steady_clock::now() < end) {
    memory_max = std::max(memory_max, service.memory_bytes());
    std::this_thread::sleep_for(10ms);
  }
  for (const auto& sender : senders) sender->stop();
  std::uint64_t slowed = 0;
  std::uint64_t told = 0;
  std::uint64_t over_http = 0;
  for (std::size_t i = 0; i < senders.size(); ++i) {
    EXPECT_TRUE(senders[i]->all_acknowledged());
    EXPECT_EQ(senders[i]->refusals_without_retry_after(), 0U);
    (i < 2 ? slowed : told) += senders[i]->told_to_wait();
    over_http += i < 2 ? 0 : senders[i]->acknowledged();
  }
  EXPECT_GT(slowed, 0U) << "ZeroMQ took everything at once";
  EXPECT_GT(told, 0U) << "no 429";
  // A quarter is kept for it; its clients pause when they are told to wait.
  EXPECT_GT(over_http, ledger.lots() / 10) << "HTTP starves beside ZeroMQ";
  EXPECT_LT(over_http, ledger.lots() / 10 * 9) << "ZeroMQ starves beside HTTP";
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // they take several times as much
  EXPECT_LE(memory_max, kBudgetBytes + kBudgetBytes / 10);
#endif
  EXPECT_EQ(ledger.complaints(), std::vector<std::string>());
  service.kill();
  service.start();
  std::vector<std::string> wrong;
  EXPECT_GT(compare_customers(ledger, service.http_port(), wrong).size(), 2000U);
  EXPECT_EQ(wrong, std::vector<std::string>());
  std::printf("%llu lines in %d s, %llu of %llu lots over HTTP, 429 %llu times, %llu MiB at most\n",
              static_cast<unsigned long long>(ledger.lines()), static_cast<int>(kFlood.count()),
              static_cast<unsigned long long>(over_http), static_cast<unsigned long long>(ledger.lots()),
              static_cast<unsigned long long>(told), static_cast<unsigned long long>(memory_max >> 20));
}

}  // namespace
}  // namespace tidemark::live
