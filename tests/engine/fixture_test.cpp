// Concern: a store written by the first layout opens, shows what it showed then, and can be scored further.
// When this fails and nobody meant to change a layout, stores of users are at stake; see fixtures/make.sh
// otherwise.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>

#include "config/load.h"
#include "engine/score.h"
#include "engine/store_view.h"
#include "tests/engine/life.h"

namespace tidemark::engine::testing {
namespace {

namespace fs = std::filesystem;

std::string read_text(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in) << path;
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

class StoreOfLayout1 : public ::testing::Test {
 protected:
  void SetUp() override {
    directory_ = ::testing::TempDir() + "tidemark_fixture_XXXXXX";
    ASSERT_NE(::mkdtemp(directory_.data()), nullptr);
    fs::copy(kFixture, path("store"), fs::copy_options::recursive);
    config::Loaded loaded = config::load(read_text(kFixture + "/tidemark.yaml"));
    ASSERT_TRUE(loaded.mistakes.empty());
    config_ = loaded.config;
  }
  void TearDown() override { fs::remove_all(directory_); }
  std::string path(const std::string& name) const { return directory_ + "/" + name; }

  ScoreSummary score_into(const std::string& store, const std::vector<std::string>& inputs) {
    ScoreOptions options;
    options.inputs = inputs;
    options.config = config_;
    options.data = path(store);
    options.customers_out = path(store + ".customers.ndjson");
    Result<ScoreSummary> summary = score(options);
    EXPECT_TRUE(summary.ok()) << summary.status().message();
    return summary.ok() ? summary.take() : ScoreSummary();
  }
  std::vector<std::string> customers(const std::string& store) {
    return lines_of(read_text(path(store + ".customers.ndjson")));
  }

  const std::string kFixture = TIDEMARK_ENGINE_FIXTURES "/store_v1";
  std::string directory_;
  config::Config config_;
};

TEST_F(StoreOfLayout1, ShowsItsCustomers) {
  Result<std::unique_ptr<StoreView>> view = StoreView::open(path("store"));
  ASSERT_TRUE(view.ok()) << view.status().message();
  std::vector<std::string> customers;
  ListQuery everybody;
  everybody.limit = std::numeric_limits<std::size_t>::max();
  ASSERT_TRUE((*view)->list(everybody, [&](std::string_view json) { customers.emplace_back(json); }).ok());
  EXPECT_EQ(difference(customers, lines_of(read_text(kFixture + "/customers.ndjson"))), "");
  EXPECT_GT(customers.size(), 5U);
}

TEST_F(StoreOfLayout1, ShowsItsDeadLettersAndItsLog) {
  Result<std::unique_ptr<StoreView>> view = StoreView::open(path("store"));
  ASSERT_TRUE(view.ok()) << view.status().message();
  std::vector<std::string> reasons;
  ASSERT_TRUE(
      (*view)->dead_letters([&](const DeadLetter& letter) { reasons.emplace_back(letter.reason); }).ok());
  EXPECT_EQ(reasons, (std::vector<std::string>{"bad_json", "missing_field"}))
      << "from the table and from the tail";
  std::size_t lines = 0;
  ASSERT_TRUE((*view)->log([&](std::string_view) { ++lines; }).ok());
  EXPECT_GE(lines, 22U) << "the tail at least";
}

/// The inputs of its first life are known by their content, wherever they lie now.
TEST_F(StoreOfLayout1, KnowsTheInputItHasSeen) {
  const ScoreSummary summary = score_into("store", {kFixture + "/events.ndjson"});
  EXPECT_TRUE(summary.resumed);
  EXPECT_EQ(summary.inputs, 22U) << "40 of its 62 lines were a file, the rest came through a pipe";
  EXPECT_GT(summary.duplicates, 0U) << "their ids are remembered, from the tail";
}

TEST_F(StoreOfLayout1, IsScoredFurtherAsIfItHadNeverStopped) {
  std::string more;
  Millis time = parse_timestamp("2025-03-20T00:00:00Z").take();
  for (int i = 0; i < 40; ++i) {
    time += 31 * kHour;
    more +=
        line_of("purchase", "c" + std::to_string(i % 20 + 1), time, "more-" + std::to_string(i), "35.50") +
        "\n";
  }
  std::ofstream(path("more.ndjson"), std::ios::binary) << more;
  EXPECT_TRUE(score_into("store", {path("more.ndjson")}).resumed);
  EXPECT_FALSE(score_into("straight", {kFixture + "/events.ndjson", path("more.ndjson")}).resumed);
  EXPECT_EQ(difference(customers("store"), customers("straight")), "");
}

}  // namespace
}  // namespace tidemark::engine::testing
