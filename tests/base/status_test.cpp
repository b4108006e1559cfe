// Concern: errors travel with their code and message, values without being copied, and assertions stay on.

#include "engine/base/status.h"

#include <gtest/gtest.h>

#include <memory>

namespace tidemark {
namespace {

TEST(Status, DefaultIsOk) {
  const Status status;
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(status.code(), Code::kOk);
  EXPECT_EQ(status.message(), "");
}

TEST(Status, EachMakerHasItsCode) {
  EXPECT_EQ(Status::invalid("m").code(), Code::kInvalidArgument);
  EXPECT_EQ(Status::not_found("m").code(), Code::kNotFound);
  EXPECT_EQ(Status::io("m").code(), Code::kIo);
  EXPECT_EQ(Status::corruption("m").code(), Code::kCorruption);
  EXPECT_EQ(Status::in_use("m").code(), Code::kInUse);
  EXPECT_EQ(Status::unsupported("m").code(), Code::kUnsupported);
  EXPECT_EQ(Status::foreign("m").code(), Code::kForeign);
  EXPECT_FALSE(Status::io("disk on fire").ok());
  EXPECT_EQ(Status::io("disk on fire").message(), "disk on fire");
}

TEST(Status, ReturnIfErrorHandsUpTheFirstFailure) {
  int calls = 0;
  const auto run = [&](const Status& first) -> Status {
    TM_RETURN_IF_ERROR(first);
    ++calls;
    TM_RETURN_IF_ERROR(Status::corruption("second"));
    ++calls;
    return {};
  };
  EXPECT_EQ(run(Status::io("first")).message(), "first");
  EXPECT_EQ(calls, 0);
  EXPECT_EQ(run({}).message(), "second");
  EXPECT_EQ(calls, 1);
}

TEST(Result, HoldsAValueThatOnlyMoves) {
  Result<std::unique_ptr<int>> result(std::make_unique<int>(7));
  ASSERT_TRUE(result.ok());
  EXPECT_TRUE(result.status().ok());
  EXPECT_EQ(**result, 7);
  EXPECT_EQ(*result.take(), 7);
}

TEST(Result, HoldsAStatus) {
  const Result<int> result(Status::not_found("nobody"));
  EXPECT_FALSE(result.ok());
  EXPECT_EQ(result.status().code(), Code::kNotFound);
}

TEST(ResultDeathTest, AnOkStatusIsNoValue) {
  EXPECT_DEATH((void)Result<int>(Status()), "assertion failed");
}

TEST(AssertDeathTest, NamesTheCondition) {
  const int answer = 41;
  TM_ASSERT(answer == 41);
  EXPECT_DEATH(TM_ASSERT(answer == 42), "answer == 42");
}

}  // namespace
}  // namespace tidemark
