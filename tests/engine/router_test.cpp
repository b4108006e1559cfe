// Concern: the router numbers inputs, moves time at marks only, believes a leap ahead on another customer's
// word, and deals every input to the shard that owns its customer.
#include "engine/route/router.h"

#include <gtest/gtest.h>

#include "tests/engine/life.h"

namespace tidemark::engine::testing {
namespace {

/// A router and one batch that never ends.
class Feed {
 public:
  explicit Feed(std::string_view yaml, unsigned shards = 1) {
    scoring_ = operators::Scoring::make(config_of(yaml), 1, 1).take();
    router_ = Router::make(scoring_, shards).take();
    router_->begin(batch_, false);
  }

  bool line(std::string_view text, Millis until = kNever) {
    std::string padded(text);
    padded.append(kLinePadding, '\0');
    return router_->line(std::string_view(padded).substr(0, text.size()), until, batch_);
  }
  void view(std::string_view customer, Millis time) {
    EXPECT_TRUE(line(line_of("page_view", customer, time)));
  }
  void bad() { EXPECT_TRUE(line("{")); }

  /// The inputs so far: their kinds, * for a mark before it: "*E E D".
  std::string kinds() const {
    constexpr std::string_view kLetters = "EDPRMm";
    std::string text;
    for (const Input& input : batch_.inputs) {
      if (!text.empty()) text += ' ';
      if (input.mark_before) text += '*';
      text += kLetters[static_cast<std::size_t>(input.kind)];
    }
    return text;
  }
  std::string customer(std::size_t index) const {
    Event event;
    return decode_event(batch_.view(batch_.inputs[index]), event) ? std::string(event.customer_id) : "?";
  }
  Router& router() { return *router_; }
  Batch& batch() { return batch_; }

 private:
  std::shared_ptr<const operators::Scoring> scoring_;
  std::unique_ptr<Router> router_;
  Batch batch_;
};

constexpr std::string_view kPlain =
    "time: {silence_delay: 5m, jump_gap: 10d, accept_late: 30d}\nevents: {currency: EUR}\n";

TEST(RouterMarks, StandWhereTimeEntersANewSecond) {
  Feed feed(kPlain);
  feed.view("a", kYear);
  feed.view("a", kYear + 999);
  feed.view("b", kYear + 1000);
  feed.view("a", kYear + 500);   // older: time does not move
  feed.view("a", kYear + 1999);  // the same second
  feed.view("a", kYear + 5000);
  EXPECT_EQ(feed.kinds(), "*E E *E E E *E");
  ASSERT_EQ(feed.batch().marks.size(), 3U);
  EXPECT_EQ(feed.batch().marks[0].watermark, kYear - 5 * kMinute);
  EXPECT_EQ(feed.batch().marks[1].index, 2U);
  EXPECT_EQ(feed.batch().marks[1].watermark, kYear + 1000 - 5 * kMinute);
  EXPECT_EQ(feed.batch().marks[2].watermark, kYear + 5000 - 5 * kMinute);
  EXPECT_EQ(feed.router().confirmed(), kYear + 5000);
}

TEST(RouterMarks, BeforeTheEpochSecondsBeginWhereTheyDoElsewhere) {
  Feed feed(kPlain);
  feed.view("a", 0);
  feed.view("a", 999);
  feed.view("a", 1000);
  EXPECT_EQ(feed.kinds(), "*E E *E");
  EXPECT_EQ(feed.batch().marks[0].watermark, -5 * kMinute);
}

TEST(RouterMarks, StandAtTheGridWhateverIsThere) {
  Feed feed(kPlain);
  for (Position p = 1; p < Router::kMarkEvery; ++p) feed.bad();
  EXPECT_EQ(feed.batch().marks.size(), 0U);
  EXPECT_TRUE(feed.router().at_grid());
  feed.bad();
  EXPECT_EQ(feed.batch().marks.size(), 0U) << "no time is known yet";
  feed.view("a", kYear);
  for (Position p = feed.router().next_position(); p < 2 * Router::kMarkEvery; ++p) feed.view("a", kYear);
  EXPECT_EQ(feed.batch().marks.size(), 1U);
  feed.bad();
  ASSERT_EQ(feed.batch().marks.size(), 2U);
  EXPECT_EQ(feed.batch().marks[1].index, 2 * Router::kMarkEvery - 1);
  EXPECT_TRUE(feed.batch().inputs.back().mark_before);
  EXPECT_FALSE(feed.router().at_grid());
}

/// Positions count over batches, and so does the grid.
TEST(RouterMarks, TheGridDoesNotKnowBatches) {
  Feed feed(kPlain);
  feed.view("a", kYear);
  feed.router().seal(feed.batch());
  Batch next;
  feed.router().begin(next, false);
  EXPECT_EQ(next.first_position, 2U);
  EXPECT_EQ(next.watermark_before, kYear - 5 * kMinute);
  std::string padded = "{";
  padded.append(kLinePadding, '\0');
  for (Position p = 2; p <= Router::kMarkEvery; ++p) {
    EXPECT_TRUE(feed.router().line(std::string_view(padded).substr(0, 1), kNever, next));
  }
  ASSERT_EQ(next.marks.size(), 1U);
  EXPECT_EQ(next.marks[0].index, Router::kMarkEvery - 2);
}

TEST(RouterMarks, ABlankLineIsNoInput) {
  Feed feed(kPlain);
  EXPECT_TRUE(feed.line(""));
  EXPECT_TRUE(feed.line("  \t\r"));
  EXPECT_EQ(feed.batch().inputs.size(), 0U);
  EXPECT_EQ(feed.router().next_position(), 1U);
}

TEST(RouterTime, AnEventThatIsTooOldIsADeadLetter) {
  Feed feed(kPlain);
  feed.view("a", kYear + 100 * kDay);
  feed.view("a", kYear + 70 * kDay - 5 * kMinute);
  feed.view("a", kYear + 70 * kDay - 5 * kMinute - 1);
  EXPECT_EQ(feed.kinds(), "*E E D");
  EXPECT_EQ(feed.batch().inputs[2].reject, static_cast<std::uint8_t>(Reject::kTooOld));
  EXPECT_NE(feed.batch().view(feed.batch().inputs[2]).find("page_view"), std::string_view::npos)
      << "its payload is kept";
}

TEST(RouterTime, ALeapAheadWaitsForAnotherCustomersWord) {
  Feed feed(kPlain);
  feed.view("a", kYear);
  feed.view("b", kYear + 10 * kDay);  // not beyond the gap
  feed.view("b", kYear + 21 * kDay);
  EXPECT_EQ(feed.kinds(), "*E *E P");
  EXPECT_EQ(feed.router().confirmed(), kYear + 10 * kDay) << "a parked event moves no time";
  feed.view("b", kYear + 22 * kDay);  // the same customer's word does not count
  EXPECT_EQ(feed.router().parked_count(), 2U);
  feed.view("c", kYear + 23 * kDay);
  EXPECT_EQ(feed.kinds(), "*E *E P P *R *R *E");
  EXPECT_EQ(feed.router().parked_count(), 0U);
  EXPECT_EQ(feed.batch().inputs[4].parked_at, 3U);
  EXPECT_EQ(feed.batch().inputs[5].parked_at, 4U);
  EXPECT_EQ(feed.customer(4), "b");
  EXPECT_EQ(feed.customer(6), "c");
  EXPECT_EQ(feed.router().confirmed(), kYear + 23 * kDay);
}

TEST(RouterTime, AWitnessMustBeAboutAsFar) {
  Feed feed(kPlain);
  feed.view("a", kYear);
  feed.view("b", kYear + 50 * kDay);
  feed.view("c", kYear + 61 * kDay);  // more than the gap from b's
  EXPECT_EQ(feed.kinds(), "*E P P");
  feed.view("d", kYear + 51 * kDay);  // near both: b's is released; c's lies within the gap too
  EXPECT_EQ(feed.kinds(), "*E P P *R *R E");
}

TEST(RouterTime, WhatIsFartherAheadStaysParked) {
  Feed feed(kPlain);
  feed.view("a", kYear);
  feed.view("b", kYear + 50 * kDay);
  feed.view("c", kYear + 500 * kDay);
  feed.view("d", kYear + 51 * kDay);
  EXPECT_EQ(feed.kinds(), "*E P P *R *E");
  EXPECT_EQ(feed.router().parked_count(), 1U);
}

TEST(RouterTime, AParkedEventMayGrowTooOld) {
  Feed feed(kPlain);
  feed.view("a", kYear);
  feed.view("b", kYear + 11 * kDay);
  for (int day = 9; day <= 99; day += 9) feed.view("a", kYear + day * kDay);
  EXPECT_EQ(feed.router().parked_count(), 1U) << "time came without the leap";
  feed.view("c", kYear + 110 * kDay);
  feed.view("d", kYear + 110 * kDay);  // c's word: b's is older than anything that is accepted
  const std::string kinds = feed.kinds();
  EXPECT_EQ(kinds.substr(kinds.size() - 8), "P D *R E") << kinds;
  const Input& expired = feed.batch().inputs[feed.batch().inputs.size() - 3];
  EXPECT_EQ(expired.reject, static_cast<std::uint8_t>(Reject::kTooOld));
  EXPECT_EQ(expired.parked_at, 2U);
}

TEST(RouterTime, TheParkingPlaceIsLimited) {
  Feed feed(kPlain);
  feed.view("a", kYear);
  for (std::size_t i = 0; i <= Router::kParkedMax; ++i) feed.view("b", kYear + 100 * kDay);
  EXPECT_EQ(feed.router().parked_count(), Router::kParkedMax);
  const Input& expired = feed.batch().inputs[feed.batch().inputs.size() - 2];
  EXPECT_EQ(expired.kind, InputKind::kDeadLetter);
  EXPECT_EQ(expired.reject, static_cast<std::uint8_t>(Reject::kInFuture));
  EXPECT_EQ(expired.parked_at, 2U) << "the oldest goes";
  EXPECT_NE(feed.batch().view(expired).find(R"("customer_id":"b")"), std::string_view::npos);
}

TEST(RouterUntil, EndsTheStreamForTheRouter) {
  Feed feed(kPlain);
  feed.view("a", kYear);
  EXPECT_FALSE(feed.line(line_of("page_view", "a", kYear + kDay), kYear + kDay));
  EXPECT_TRUE(feed.line(line_of("page_view", "a", kYear + kDay - 1), kYear + kDay));
  EXPECT_TRUE(feed.line("{", kYear + kDay)) << "what is no event has no time";
  feed.view("b", kYear + 50 * kDay);
  feed.router().finish_until(kYear + kDay, feed.batch());
  EXPECT_EQ(feed.kinds(), "*E *E D P D *M");
  EXPECT_EQ(feed.batch().inputs[4].reject, static_cast<std::uint8_t>(Reject::kInFuture));
  EXPECT_TRUE(feed.batch().marks.back().drain);
  EXPECT_EQ(feed.batch().marks.back().watermark, kYear + kDay);
  EXPECT_EQ(feed.router().watermark(), kYear + kDay);
  EXPECT_EQ(feed.router().confirmed(), kYear + kDay);
}

TEST(RouterMoney, ACurrencyWithoutARateCostsTheMoneyNotTheEvent) {
  Feed feed(kPlain);
  EXPECT_TRUE(feed.line(
      R"({"type":"purchase","customer_id":"a","timestamp":"2025-01-01","properties":{"amount":5,"currency":"USD"}})"));
  ASSERT_EQ(feed.kinds(), "*E");
  EXPECT_EQ(feed.batch().inputs[0].reject, static_cast<std::uint8_t>(Reject::kUnknownCurrency));
  Event event;
  ASSERT_TRUE(decode_event(feed.batch().view(feed.batch().inputs[0]), event));
  EXPECT_FALSE(event.has_amount);
}

TEST(RouterShards, EveryInputOfACustomerGoesToItsOwner) {
  constexpr unsigned kShards = 5;
  Feed feed(kPlain, kShards);
  for (int i = 0; i < 500; ++i) {
    if (i % 7 == 0) feed.bad();
    feed.view("c" + std::to_string(i), kYear + i);
  }
  std::size_t dealt = 0;
  for (unsigned shard = 0; shard < kShards; ++shard) {
    std::uint32_t last = 0;
    for (const std::uint32_t index : feed.batch().of_shard[shard]) {
      const Input& input = feed.batch().inputs[index];
      EXPECT_EQ(input.kind, InputKind::kEvent);
      EXPECT_EQ(input.customer_hash, customer_hash(feed.customer(index)));
      EXPECT_EQ(shard_of(key_group_of(input.customer_hash), kShards), shard);
      EXPECT_TRUE(dealt == 0 || index > last || index == feed.batch().of_shard[shard].front()) << "ascending";
      last = index;
      ++dealt;
    }
    EXPECT_GT(feed.batch().of_shard[shard].size(), 50U);
  }
  EXPECT_EQ(dealt, 500U);
}

TEST(RouterNames, WhatTheDictionaryLearnsIsInTheBatchOnce) {
  Feed feed(kPlain);
  EXPECT_TRUE(feed.line(line_of("waved", "a", kYear)));
  EXPECT_TRUE(feed.line(line_of("waved", "b", kYear)));
  feed.router().seal(feed.batch());
  EXPECT_EQ(feed.batch().first_new_key, 0U);
  EXPECT_EQ(std::count(feed.batch().new_keys.begin(), feed.batch().new_keys.end(), "waved"), 1);
  Batch next;
  feed.router().begin(next, false);
  feed.router().seal(next);
  EXPECT_TRUE(next.new_keys.empty());
  EXPECT_EQ(next.first_new_key, feed.batch().new_keys.size());
}

}  // namespace
}  // namespace tidemark::engine::testing
