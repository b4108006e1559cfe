// Concern: RFM and ABC of real customers are those that were computed independently: every one of them with
// --exact, all but one in a hundred by the live boundaries.

#include <fstream>
#include <map>

#include "tests/golden/real_data.h"
#include "tests/golden/stream.h"
#include "tests/golden/workshop.h"

namespace tidemark::golden {
namespace {

class RealPopulation : public Workshop, public testing::WithParamInterface<const char*> {
 protected:
  void SetUp() override {
    if (shared_data().empty())
      GTEST_SKIP() << "there is no folder of real data; name it in TIDEMARK_SHARED_DATA";
  }
  std::filesystem::path set() const { return shared_data() / GetParam(); }

  /// Customer → "r f m class".
  using Standings = std::map<std::string, std::string>;
  Standings expected() const {
    std::ifstream file(set() / "expected/rfm_abc.csv");
    std::string line;
    std::getline(file, line);
    const std::vector<std::string> names = cells_of(line);
    const auto place = [&](std::string_view name) {
      return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
    };
    Standings all;
    while (std::getline(file, line)) {
      const std::vector<std::string> cells = cells_of(line);
      all[cells.at(place("customer_id"))] = cells.at(place("r_score")) + " " + cells.at(place("f_score")) +
                                            " " + cells.at(place("m_score")) + " " + cells.at(place("abc"));
    }
    return all;
  }
  Standings found(const std::vector<std::string>& more) const {
    std::vector<std::string> arguments = {"score",       (set() / "events.ndjson.gz").string(),
                                          "--customers", "customers.ndjson",
                                          "--config",    "population.yaml"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Ended ended = run(arguments);
    EXPECT_EQ(ended.code, 0) << ended.err;
    Standings all;
    const std::string customers = read("customers.ndjson");
    for (const std::string_view line : lines_of(customers)) {
      const tools::JsonValue customer = json_of(line);
      if (customer.text_of("orders") == "0") continue;
      all[std::string(customer.text_of("customer_id"))] =
          std::string(customer.text_of("rfm.r")) + " " + std::string(customer.text_of("rfm.f")) + " " +
          std::string(customer.text_of("rfm.m")) + " " + std::string(customer.text_of("abc"));
    }
    return all;
  }

 private:
  static std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells(1);
    for (const char c : line) {
      if (c == ',') {
        cells.emplace_back();
      } else if (c != '\r' && c != '"') {
        cells.back() += c;
      }
    }
    return cells;
  }
};

TEST_P(RealPopulation, StandsWhereItWasComputedIndependently) {
  write("population.yaml", "rfm: {cuts: quintiles, measure: gross}\nabc: {measure: gross}\n");
  const Standings wanted = expected();
  ASSERT_GT(wanted.size(), 2000U);
  EXPECT_EQ(found({"--exact"}), wanted);
  const Standings live = found({});
  ASSERT_EQ(live.size(), wanted.size());
  std::size_t different = 0;
  for (const auto& [id, standing] : wanted) different += live.at(id) != standing ? 1 : 0;
  EXPECT_LE(different, wanted.size() / 100);
}
INSTANTIATE_TEST_SUITE_P(Sets, RealPopulation, testing::Values("cdnow_sample", "complete_journey"));

}  // namespace
}  // namespace tidemark::golden
