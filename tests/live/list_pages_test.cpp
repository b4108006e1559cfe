// Concern: all pages of a list together have every customer once, whatever comes between two of them.

#include <gtest/gtest.h>
#include <simdjson.h>

#include <algorithm>
#include <set>

#include "tests/live/http_client.h"
#include "tests/live/service.h"
#include "tests/live/shop.h"

namespace tidemark::live {
namespace {

constexpr char kConfig[] = R"(
events: {currency: EUR}
tiers: {tier: {basis: spend_365d, levels: {bronze: 0, silver: 100, gold: 1000}}}
)";

class LiveListPages : public ::testing::Test {
 protected:
  struct Page {
    std::vector<std::string> ids;
    std::string next;
  };

  LiveListPages() { service_.start(); }

  void buy(const std::vector<std::string>& customers, std::int64_t cents) {
    std::string ndjson;
    for (const std::string& id : customers)
      ndjson += purchase_line("e" + std::to_string(++events_), id, 1'735'689'600'000, cents) + "\n";
    const std::optional<HttpReply> reply = client_.ask(service_.http_port(), "POST", "/v1/events", ndjson);
    ASSERT_TRUE(reply && reply->status == 200);
  }
  Page page(const std::string& query, const std::string& cursor) {
    const std::string path =
        "/v1/customers?" + query + (cursor.empty() ? std::string() : "&cursor=" + cursor);
    const std::optional<HttpReply> reply = client_.ask(service_.http_port(), "GET", path);
    EXPECT_TRUE(reply && reply->status == 200) << path;
    Page page;
    if (!reply) return page;
    simdjson::dom::parser parser;
    const simdjson::dom::element json = parser.parse(reply->body);
    for (const simdjson::dom::element customer : json["customers"].get_array())
      page.ids.emplace_back(customer["customer_id"].get_string().value());
    if (!json["next"].is_null()) page.next = json["next"].get_string().value();
    return page;
  }
  /// Also checks that no page but the last is short.
  std::vector<std::string> walk(const std::string& query, std::size_t limit) {
    std::vector<std::string> ids;
    std::string cursor;
    do {
      const Page next = page(query + "limit=" + std::to_string(limit), cursor);
      EXPECT_TRUE(next.next.empty() || next.ids.size() == limit);
      ids.insert(ids.end(), next.ids.begin(), next.ids.end());
      cursor = next.next;
    } while (!cursor.empty() && ids.size() < 10'000);
    return ids;
  }
  static std::vector<std::string> numbered(const std::string& prefix, int count) {
    std::vector<std::string> ids;
    for (int i = 0; i < count; ++i) ids.push_back(prefix + std::to_string(i));
    return ids;
  }
  static std::vector<std::string> in_order(std::vector<std::string> ids) {
    std::sort(ids.begin(), ids.end());
    return ids;
  }

  Service service_{kConfig};
  HttpClient client_;
  int events_ = 0;
};

TEST_F(LiveListPages, HaveEveryoneOnceWhateverTheirSize) {
  const std::vector<std::string> poor = numbered("p", 700);
  const std::vector<std::string> rich = numbered("r", 60);
  buy(poor, 50'00);
  buy(rich, 500'00);
  const std::vector<std::string> whole = walk("", 1000);
  EXPECT_EQ(in_order(whole).size(), 760U);
  for (const std::size_t limit : {1U, 7U, 95U, 760U}) EXPECT_EQ(walk("", limit), whole) << limit;
  EXPECT_EQ(in_order(walk("level=tier:bronze&", 33)), in_order(poor));
  EXPECT_EQ(in_order(walk("level=tier:silver&", 7)), in_order(rich));
  EXPECT_EQ(walk("level=tier:gold&", 7), std::vector<std::string>());
  // The same from the store.
  ASSERT_EQ(service_.terminate(), 0);
  service_.start();
  EXPECT_EQ(walk("", 95), whole);
}

TEST_F(LiveListPages, SortedGoByTheColumnThenById) {
  buy(numbered("p", 100), 50'00);
  buy(numbered("r", 10), 500'00);
  std::vector<std::string> wanted = in_order(numbered("r", 10));
  for (const std::string& id : in_order(numbered("p", 100))) wanted.push_back(id);
  for (const std::size_t limit : {3U, 10U, 1000U}) EXPECT_EQ(walk("sort=net&", limit), wanted) << limit;
}

TEST_F(LiveListPages, MissNobodyWhoWasThereWhenOthersCome) {
  const std::vector<std::string> early = numbered("a", 300);
  buy(early, 50'00);
  std::multiset<std::string> seen;
  std::string cursor;
  int come = 0;
  do {
    const Page next = page("limit=20", cursor);
    seen.insert(next.ids.begin(), next.ids.end());
    cursor = next.next;
    buy(numbered("b" + std::to_string(++come) + "-", 10), 50'00);
  } while (!cursor.empty() && come < 1000);
  for (const std::string& id : early) EXPECT_EQ(seen.count(id), 1U) << id;
  for (const std::string& id : seen) EXPECT_EQ(seen.count(id), 1U) << id;
}

}  // namespace
}  // namespace tidemark::live
