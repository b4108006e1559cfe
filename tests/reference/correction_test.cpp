// Concern: what a late event or a refund undoes in the plain model, and what it must not.
#include <gtest/gtest.h>

#include "tests/reference/story.h"

namespace tidemark::reference {
namespace {

TEST(PlainCorrection, RefundUndoesTheRiseItPaidFor) {
  Story story(tier_config());
  story.apply(purchase(on(0), 100));
  story.apply(purchase(on(5), 400));
  EXPECT_EQ(told(story.apply(refund(on(6), 1)), "tier"),
            Told{"silver>bronze@2025-01-07T00:00:00Z refund 2!1"});
  EXPECT_EQ(story.since("tier"), on(0));  // as if it had never left
}

TEST(PlainCorrection, RefundOfARiseLongBeforeIsStillItsCorrection) {
  // The transition's cause was an event and moved the level up; nothing announced since.
  Story story(tier_config());
  story.apply(purchase(on(0), 600));
  story.wait_until(on(100));
  const Told heard = told(story.apply(refund(on(100), 600)), "tier");
  ASSERT_EQ(heard.size(), 1U);
  EXPECT_EQ(heard[0].substr(heard[0].find('!')), "!1");
}

TEST(PlainCorrection, ACorrectionIsNotUndoneByAnother) {
  Story story(tier_config());
  story.apply(purchase(on(1), 600));
  story.apply(refund(on(2), 200));
  EXPECT_EQ(story.value("tier"), "bronze");
  // Late, before the correction's instant, and it brings silver back: a plain rise.
  const Told heard = told(story.apply(purchase(on(1, 12), 200, "late")), "tier");
  EXPECT_EQ(heard, Told{"bronze>silver@2025-01-03T00:00:00Z event 3"});
  EXPECT_EQ(story.since("tier"), on(2));
}

TEST(PlainCorrection, LatePurchaseUndoesWhatSilenceDid) {
  Story story(lifecycle_config());
  for (int day = 0; day < 4; ++day) story.apply(purchase(on(day), 10));
  const Millis loyal_since = story.since("lifecycle");
  const Told silent = told(story.wait_until(on(93)), "lifecycle");
  ASSERT_EQ(silent.size(), 1U);
  EXPECT_EQ(silent[0].substr(0, 13), "loyal>at_risk");
  const Told heard = told(story.apply(purchase(on(92), 10, "late")), "lifecycle");
  ASSERT_EQ(heard.size(), 1U);
  EXPECT_EQ(heard[0], "at_risk>loyal@2025-04-04T00:00:00Z event 5!4");
  EXPECT_EQ(story.since("lifecycle"), loyal_since);
}

TEST(PlainCorrection, AnEventAfterTheTransitionIsNoCorrection) {
  Story story(lifecycle_config());
  for (int day = 0; day < 4; ++day) story.apply(purchase(on(day), 10));
  story.wait_until(on(100));
  // Late against W, but later than the fall to at_risk on day 93.
  const Told heard = told(story.apply(purchase(on(95), 10, "late")), "lifecycle");
  ASSERT_EQ(heard.size(), 1U);
  EXPECT_EQ(heard[0].find('!'), std::string::npos);
  EXPECT_EQ(story.since("lifecycle"), on(100));
}

TEST(PlainCorrection, OnlyTheLastTransitionCanBeUndone) {
  Story story(lifecycle_config());
  for (int day = 0; day < 4; ++day) story.apply(purchase(on(day), 10));
  story.wait_until(on(190));
  EXPECT_EQ(story.value("lifecycle"), "churned");
  // Back to loyal is not back to at_risk, where the last transition came from.
  const Told heard = told(story.apply(purchase(on(150), 10, "late")), "lifecycle");
  ASSERT_EQ(heard.size(), 1U);
  EXPECT_EQ(heard[0].substr(0, 13), "churned>loyal");
  EXPECT_EQ(heard[0].find('!'), std::string::npos);
}

TEST(PlainCorrection, GraceTurnsARefundIntoADowngradeInTime) {
  config::Config config = tier_config();
  config.ladders[0].grace = 10 * kDay;
  Story story(config);
  story.apply(purchase(on(0), 600));
  EXPECT_EQ(told(story.apply(refund(on(1), 600)), "tier"), Told{});
  EXPECT_EQ(told(story.wait_until(on(11)), "tier"), Told{"silver>bronze@2025-01-12T00:00:00Z time 2"});
}

TEST(PlainCorrection, ALateFirstEventIsAssessedAtTheClock) {
  Story story(story_config());
  story.wait_until(on(50));
  const Told heard = told(story.apply(purchase(on(0), 600)), "tier");
  EXPECT_EQ(heard, Told{"bronze>silver@2025-02-20T00:00:00Z event 1"});
  EXPECT_EQ(story.value("lifecycle"), "active");  // new only until day 30
}

}  // namespace
}  // namespace tidemark::reference
