// Concern: the credit that covers what front ends have handed over: bounded, and no front end takes the
// other's share of it.
#include "engine/live/intake.h"

#include <gtest/gtest.h>

namespace tidemark::engine {
namespace {

constexpr std::size_t kCredit = 1 << 20;
constexpr std::size_t kShare = kCredit / Intake::kShareParts;
constexpr std::size_t kPiece = 16 << 10;
constexpr Channel kFrontEnds[] = {Channel::kHttp, Channel::kZmqPull};

class IntakeTest : public ::testing::Test {
 protected:
  /// The bytes of the credit it took, 0 when it was refused.
  std::size_t offer(Channel channel, std::size_t text_bytes = kPiece) {
    Submission submission;
    submission.channel = channel;
    submission.text.assign(text_bytes, 'x');
    const std::size_t bytes = submission.bytes();
    return intake_.offer(submission) ? bytes : 0;
  }
  /// Until it is refused; gives the bytes.
  std::size_t fill(Channel channel) {
    std::size_t sum = 0;
    while (const std::size_t bytes = offer(channel)) sum += bytes;
    return sum;
  }

  Intake intake_{kCredit};
};

TEST_F(IntakeTest, WhoComesFirstLeavesTheOtherItsShare) {
  for (const bool http_first : {true, false}) {
    const Channel first = kFrontEnds[http_first ? 0 : 1];
    const Channel second = kFrontEnds[http_first ? 1 : 0];
    const std::size_t firsts = fill(first);
    EXPECT_GT(firsts, kCredit - kShare - 2 * kPiece);
    EXPECT_LE(firsts, kCredit - kShare);
    EXPECT_TRUE(intake_.has_room(second));
    const std::size_t seconds = fill(second);
    EXPECT_GT(seconds, kShare - 2 * kPiece);
    EXPECT_LE(intake_.bytes(), kCredit);
    EXPECT_EQ(offer(first), 0U);
    intake_.done(first, firsts);
    intake_.done(second, seconds);
    EXPECT_EQ(intake_.bytes(), 0U);
  }
}

/// Also when the other one takes whatever becomes free.
TEST_F(IntakeTest, AShareIsThereAgainAsSoonAsItIsAnswered) {
  (void)fill(Channel::kZmqRouter);
  const std::size_t https = fill(Channel::kHttp);
  for (int i = 0; i < 100; ++i) {
    intake_.done(Channel::kHttp, https);
    (void)fill(Channel::kZmqRouter);
    ASSERT_EQ(fill(Channel::kHttp), https);
  }
}

TEST_F(IntakeTest, BothZmqSocketsAreOneFrontEnd) {
  (void)fill(Channel::kZmqRouter);
  EXPECT_EQ(offer(Channel::kZmqPull), 0U);
  EXPECT_GT(offer(Channel::kHttp), 0U);
}

TEST_F(IntakeTest, TheOnlyOneOfItsFrontEndPassesWhateverItsSize) {
  (void)fill(Channel::kZmqRouter);
  const std::size_t large = offer(Channel::kHttp, 2 * kCredit);
  EXPECT_GT(large, 2 * kCredit);
  EXPECT_EQ(offer(Channel::kHttp, 1), 0U);
  EXPECT_FALSE(intake_.has_room(Channel::kHttp));
  EXPECT_EQ(offer(Channel::kZmqRouter, 1), 0U);
  intake_.done(Channel::kHttp, large);
  EXPECT_GT(offer(Channel::kHttp, 1), 0U);
}

TEST_F(IntakeTest, WhoWasRefusedIsToldWhenThereIsRoom) {
  int told = 0;
  intake_.on_room(Channel::kZmqRouter, [&] { ++told; });
  const std::size_t one = offer(Channel::kZmqRouter);
  std::size_t left = one + fill(Channel::kZmqRouter);
  while (told == 0 && left > 0) {
    intake_.done(Channel::kZmqRouter, one);
    left -= one;
  }
  EXPECT_EQ(told, 1);
  EXPECT_GT(left, kCredit / 4) << "with half of it free, not with all";
  intake_.done(Channel::kZmqRouter, left);
  EXPECT_EQ(told, 1) << "nobody was refused since";
}

}  // namespace
}  // namespace tidemark::engine
