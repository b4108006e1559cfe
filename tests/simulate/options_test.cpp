// Concern: what the options promise: exact counts, limits of time, the same bytes for the same seed, errors.
#include <gtest/gtest.h>

#include "tests/simulate/run.h"

namespace tidemark::simulate {
namespace {

SimulateOptions small() {
  SimulateOptions options;
  options.customers = 50;
  options.days = 60;
  return options;
}

TEST(SimulateOptions, SameSeedSameBytesOtherSeedOtherBytes) {
  SimulateOptions options = small();
  const std::string first = run(options);
  EXPECT_GT(first.size(), 100'000U);
  EXPECT_EQ(first, run(options));
  options.seed = 2;
  EXPECT_NE(first, run(options));
}

TEST(SimulateOptions, EventsAreExact) {
  SimulateOptions options = small();
  options.days = 0;
  for (const std::uint64_t events : {1U, 999U, 30'000U}) {
    options.events = events;
    EXPECT_EQ(lines_of(run(options)).size(), events);
  }
}

TEST(SimulateOptions, FewerEventsAreAPrefixWhenDaysAreGiven) {
  SimulateOptions options = small();
  const std::string all = run(options);
  options.events = 500;
  const std::string some = run(options);
  EXPECT_EQ(lines_of(some).size(), 500U);
  EXPECT_EQ(all.compare(0, some.size(), some), 0);
}

TEST(SimulateOptions, DaysAndStartBoundTheTimes) {
  SimulateOptions options = small();
  options.start = Millis{20'000} * kDay;
  options.days = 3;
  Millis last = 0;
  for (const Line& line : parse_all(run(options))) {
    EXPECT_GE(line.time, options.start);
    EXPECT_LT(line.time, options.start + 3 * kDay);
    last = std::max(last, line.time);
  }
  EXPECT_GT(last, options.start + 2 * kDay);
}

TEST(SimulateOptions, OneCustomerCanBeAskedForMoreThanAPersonWouldDo) {
  SimulateOptions options;
  options.customers = 1;
  options.days = 0;
  options.events = 20'000;
  const std::vector<Line> lines = parse_all(run(options));
  ASSERT_EQ(lines.size(), 20'000U);
  for (const Line& line : lines) EXPECT_EQ(line.customer_id, "c1");
  EXPECT_LT(lines.back().time, options.start + 40 * 365 * kDay);
}

TEST(SimulateOptions, ErrorsNameWhatIsWrong) {
  const auto message = [](auto change) {
    SimulateOptions options = small();
    change(options);
    return simulate(options, [](std::string_view) { return Status(); }).message();
  };
  EXPECT_NE(message([](auto& o) { o.customers = 0; }).find("customers"), std::string::npos);
  EXPECT_NE(message([](auto& o) { o.days = 0; }).find("days"), std::string::npos);
  EXPECT_NE(message([](auto& o) { o.start = 5; }).find("start"), std::string::npos);
  EXPECT_NE(message([](auto& o) { o.late_share = 0.9; }).find("shares"), std::string::npos);
}

TEST(SimulateOptions, AnErrorOfTheSinkEndsTheRun) {
  SimulateOptions options;
  options.customers = 1000;
  int calls = 0;
  const Status status = simulate(options, [&](std::string_view) {
    ++calls;
    return Status::io("pipe closed");
  });
  EXPECT_EQ(status.message(), "pipe closed");
  EXPECT_EQ(calls, 1);
}

}  // namespace
}  // namespace tidemark::simulate
