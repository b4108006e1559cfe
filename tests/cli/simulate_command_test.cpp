// Concern: `simulate` as a program in a pipe: its options reach the simulation, output errors are told, and a
// reader that goes away ends it quietly.

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/cli/run_binary.h"

namespace tidemark {
namespace {

TEST(CliSimulate, EventsAndSeed) {
  const Workplace place;
  const RunResult first = place.run({"simulate", "--events", "200", "--seed", "7"});
  EXPECT_EQ(first.code, 0) << first.err;
  EXPECT_EQ(lines_of(first.out).size(), 200U);
  EXPECT_EQ(place.run({"simulate", "--events", "200", "--seed", "7"}).out, first.out);
  EXPECT_NE(place.run({"simulate", "--events", "200", "--seed", "8"}).out, first.out);
  EXPECT_NE(place.run({"simulate", "--events", "200", "--seed", "7", "--customers", "10"}).out, first.out);
}

TEST(CliSimulate, DaysFromStart) {
  const Workplace place;
  const RunResult result =
      place.run({"simulate", "--days", "2", "--customers", "50", "--start", "2024-02-28"});
  EXPECT_EQ(result.code, 0) << result.err;
  const std::vector<std::string> lines = lines_of(result.out);
  ASSERT_FALSE(lines.empty());
  for (const std::string& line : lines) {
    EXPECT_TRUE(line.find("\"timestamp\":\"2024-02-28T") != std::string::npos ||
                line.find("\"timestamp\":\"2024-02-29T") != std::string::npos)
        << line;
  }
}

TEST(CliSimulate, AFullDiskIsAFailure) {
  const Workplace place;
  const RunResult result = place.shell("\"$TIDEMARK\" simulate --events 10000 >/dev/full");
  EXPECT_EQ(result.code, 1);
  EXPECT_EQ(result.err, "tidemark simulate: cannot write the output: No space left on device\n");
}

TEST(CliSimulate, AReaderThatLeavesEndsItQuietly) {
  const Workplace place;
  const RunResult result =
      place.shell("\"$TIDEMARK\" simulate --events 1000000000 --customers 1000 | head -n 3");
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.err, "");
  EXPECT_EQ(lines_of(result.out).size(), 3U);
}

}  // namespace
}  // namespace tidemark
