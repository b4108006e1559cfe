// rfm: cuts ascending, segments complete and disjoint.
#include "config/sections.h"
#include "tests/config/check.h"

namespace tidemark::config {
namespace {

TEST(RfmSection, EverySettingArrives) {
  const Rfm r = config_of(
                    "rfm: {enabled: false, recency_days: [0.5, 1, 2, 3], frequency: [1, 2, 3, 4], monetary: "
                    "[0, 1, 2.5, 3], measure: net}")
                    .rfm;
  EXPECT_FALSE(r.enabled);
  EXPECT_EQ(r.recency_days, (std::array<double, 4>{0.5, 1, 2, 3}));
  EXPECT_EQ(r.frequency, (std::array<std::int64_t, 4>{1, 2, 3, 4}));
  EXPECT_EQ(r.monetary, (std::array<Micro, 4>{0, kMicro, 2'500'000, 3 * kMicro}));
  EXPECT_EQ(r.measure, Rfm::Measure::kNet);
}

TEST(RfmSection, CutsAreFourAndAscend) {
  EXPECT_EQ(
      mistakes_of(
          "rfm:\n  recency_days: [30, 60, 60, 90]\n  frequency: [2, 3, 5]\n  monetary: [50, 20, x, 1]\n"),
      "f:2:26: rfm.recency_days[2]: is not more than the value before it; write the values from small to "
      "large\n"
      "f:3:14: rfm.frequency: has 3 values where 4 are needed; write four, such as [2, 3, 5, 9]\n"
      "f:4:22: rfm.monetary[2]: is not an amount: 'x'; write a number such as 500 or 99.90, without a "
      "currency sign\n");
  EXPECT_NE(mistakes_of("rfm: {recency_days: [0, 1, 2, 3]}"), "");
  EXPECT_NE(mistakes_of("rfm: {frequency: [1.5, 2, 3, 4]}"), "");
  EXPECT_NE(mistakes_of("rfm: {monetary: [-1, 2, 3, 4]}"), "");
}

TEST(RfmSection, StandardSegmentsHaveTheirPublishedSizes) {
  const Rfm& rfm = default_config().rfm;
  const std::pair<const char*, int> expected[] = {
      {"champions", 7},      {"loyal", 8},      {"potential_loyalist", 24},
      {"new_customers", 7},  {"promising", 16}, {"need_attention", 8},
      {"about_to_sleep", 8}, {"at_risk", 22},   {"cannot_lose_them", 8},
      {"hibernating", 11},   {"lost", 6}};
  ASSERT_EQ(rfm.segments.size(), std::size(expected));
  for (std::size_t s = 0; s < rfm.segments.size(); ++s) {
    EXPECT_EQ(rfm.segments[s], expected[s].first);
    EXPECT_EQ(std::count(rfm.cell.begin(), rfm.cell.end(), s), expected[s].second) << rfm.segments[s];
  }
  EXPECT_EQ(rfm.segments[rfm.cell[124]], "champions") << "555";
  EXPECT_EQ(rfm.segments[rfm.cell[0]], "lost") << "111";
  EXPECT_EQ(rfm.segments[rfm.cell[4 * 25]], "new_customers") << "511";
  EXPECT_EQ(rfm.segments[rfm.cell[4]], "cannot_lose_them") << "115";
}

TEST(RfmSection, CellsAreNumberedRFirst) {
  EXPECT_EQ(cell_index("111"), 0U);
  EXPECT_EQ(cell_index("112"), 1U);
  EXPECT_EQ(cell_index("121"), 5U);
  EXPECT_EQ(cell_index("211"), 25U);
  EXPECT_EQ(cell_index("555"), 124U);
  for (std::size_t i = 0; i < kCells; ++i) EXPECT_EQ(cell_index(cell_name(i)), i);
  for (const char* text : {"", "11", "1111", "116", "011", "a11"}) EXPECT_FALSE(cell_index(text)) << text;
}

/// Two segments: `first` as given, `rest` with every other cell.
std::string two_segments(const std::string& first, const std::string& left_out) {
  std::string rest;
  for (std::size_t i = 0; i < kCells; ++i) {
    const std::string name = cell_name(i);
    if (first.find(name) == std::string::npos && left_out.find(name) == std::string::npos) rest += name + ",";
  }
  return "rfm:\n  segments:\n    good: [" + first + "]\n    rest: [" + rest + "]\n";
}

TEST(RfmSection, OwnSegmentsReplaceTheStandardOnes) {
  const Rfm rfm = config_of(two_segments("555, 554", "")).rfm;
  EXPECT_EQ(rfm.segments, (std::vector<std::string>{"good", "rest"}));
  EXPECT_EQ(rfm.cell[124], 0);
  EXPECT_EQ(rfm.cell[123], 0);
  EXPECT_EQ(std::count(rfm.cell.begin(), rfm.cell.end(), 1), 123);
}

TEST(RfmSection, SegmentsAreCompleteAndDisjoint) {
  EXPECT_EQ(mistakes_of(two_segments("555", "111 112")),
            "f:2:3: rfm.segments: cells 111 and 112 belong to no segment; give every cell from 111 "
            "to 555 to one segment\n");
  EXPECT_EQ(mistakes_of(two_segments("555", "111")),
            "f:2:3: rfm.segments: cell 111 belongs to no segment; give every cell from 111 "
            "to 555 to one segment\n");
  EXPECT_EQ(mistakes_of(two_segments("555, 554, 555", "")),
            "f:3:22: rfm.segments.good[2]: cell 555 is in 'good' already; remove it from one of the two\n");
  EXPECT_EQ(mistakes_of("rfm: {segments: {a: [556]}}"),
            "f:1:22: rfm.segments.a[0]: is no cell: '556'; write three digits 1 to 5 for R, F and M, such as "
            "543\n");
  EXPECT_EQ(mistakes_of("rfm: {segments: {}}"),
            "f:1:7: rfm.segments: cells 111, 112, 113, 114, 115, 121, 122, 123, 124, 125 and 115 more belong "
            "to no segment; give every cell "
            "from 111 to 555 to one segment\n");
}

}  // namespace
}  // namespace tidemark::config
