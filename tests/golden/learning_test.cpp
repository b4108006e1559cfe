// Concern: train and backtest as a user runs them - the bars on shared data, a model that scoring uses
// exactly as it was trained, the same bytes again, stores, and what is refused.

#include <algorithm>
#include <stdexcept>

#include "tests/golden/real_data.h"
#include "tests/golden/stream.h"
#include "tests/golden/workshop.h"

namespace tidemark::golden {
namespace {

double number_at(const tools::JsonValue& value, std::string_view path) {
  return std::strtod(std::string(value.text_of(path)).c_str(), nullptr);
}

/// An element of a list; throws where it is not there.
const tools::JsonValue& element(const tools::JsonValue& value, std::string_view list, std::size_t index) {
  const tools::JsonValue* found = value.find(list);
  if (found == nullptr) throw std::runtime_error("there is no " + std::string(list));
  return found->items.at(index);
}

class Learning : public Workshop {
 protected:
  std::string said(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--log-level", "warning"});
    const Ended ended = run(arguments);
    EXPECT_EQ(ended.code, 0) << ended.err;
    return ended.out;
  }
  /// stderr of what must fail with this code.
  std::string refused(const std::vector<std::string>& arguments, int code) const {
    const Ended ended = run(arguments);
    EXPECT_EQ(ended.code, code) << ended.out << ended.err;
    return ended.err;
  }
  /// The measures of a model trained before an instant on what followed it.
  struct Judged {
    double auc, brier, log_loss;
    std::string model;
  };
  Judged judged(const std::string& events, const std::string& at, const std::string& horizon) const {
    (void)said({"train", events, "--until", at, "--horizon", horizon, "--out", "model.yaml"});
    const tools::JsonValue report =
        json_of(said({"backtest", events, "--at", at, "--model", "model.yaml", "--json"}));
    const tools::JsonValue& of = element(report, "configurations", 0);
    return {number_at(of, "auc"), number_at(of, "brier"), number_at(of, "log_loss"),
            std::string(of.text_of("model"))};
  }
  static std::filesystem::path real(const std::string& set) {
    return shared_data().empty() ? std::filesystem::path() : shared_data() / set / "events.ndjson.gz";
  }
};

TEST_F(Learning, BarOnCdnowWhoseHistoryIsOneHorizonLong) {
  if (real("cdnow_sample").empty()) GTEST_SKIP() << "no shared data; set TIDEMARK_SHARED_DATA";
  const Judged found = judged(real("cdnow_sample"), "1997-10-01", "273d");
  EXPECT_EQ(found.model, "mbgnbd");
  EXPECT_GT(found.auc, 0.7601 - 0.01);
  EXPECT_LT(found.brier, 0.1614 + 0.005);
}

TEST_F(Learning, BarOnCompleteJourney) {
  if (real("complete_journey").empty()) GTEST_SKIP() << "no shared data; set TIDEMARK_SHARED_DATA";
  const Judged found = judged(real("complete_journey"), "2017-11-01", "61d");
  EXPECT_GT(found.auc, 0.8173 - 0.01);
  EXPECT_LT(found.brier, 0.1317 + 0.005);
  // Where nobody drops out MBG/NBD gives way to NBD, and the file says so.
  const std::string model = read("model.yaml");
  EXPECT_EQ(model.find("  mbgnbd:"), std::string::npos) << model;
  EXPECT_NE(model.find("  nbd:"), std::string::npos) << model;
  EXPECT_NE(model.find("no sign that customers drop out"), std::string::npos) << model;
}

TEST_F(Learning, PublishedFitOnCdnow) {
  if (real("cdnow_sample").empty()) GTEST_SKIP() << "no shared data; set TIDEMARK_SHARED_DATA";
  const tools::JsonValue report =
      json_of(said({"train", real("cdnow_sample"), "--until", "1997-09-30T00:00:00.001Z", "--horizon", "273d",
                    "--out", "model.yaml", "--json"}));
  EXPECT_NEAR(number_at(report, "fits.bgnbd.log_likelihood"), -9582.43, 0.01);
  EXPECT_NEAR(number_at(report, "fits.mbgnbd.log_likelihood"), -9582.136, 0.01);
  EXPECT_NEAR(number_at(report, "fits.mbgnbd.r"), 0.525, 0.001);
  EXPECT_NEAR(number_at(report, "fits.mbgnbd.alpha"), 6.183, 0.01);
  const tools::JsonValue model = json_of(said({"check", "--model", "model.yaml", "--json"}));
  EXPECT_EQ(model.text_of("valid"), "true");
  EXPECT_NE(read("model.yaml").find("gamma_gamma"), std::string::npos);
}

/// A year of a small shop, and the model it teaches after eight months.
class LearningShop : public Learning {
 protected:
  void SetUp() override {
    const Ended made = run({"simulate", "--customers", "400", "--days", "365", "--seed", "3"});
    ASSERT_EQ(made.code, 0) << made.err;
    write("shop.ndjson", made.out);
  }
  std::string train(const std::string& out, std::vector<std::string> more = {}) const {
    std::vector<std::string> all = {"train", "shop.ndjson", "--until", at_, "--horizon", "61d", "--out", out};
    all.insert(all.end(), more.begin(), more.end());
    return said(all);
  }
  const std::string at_ = "2025-09-01";  // the stream begins with 2025
};

TEST_F(LearningShop, TheSameBytesAgainAndAReportForPeople) {
  const std::string report = train("a.yaml");
  for (const char* part : {"held back", "base rate", "Chosen:", "Bands: medium", "log-likelihood"}) {
    EXPECT_NE(report.find(part), std::string::npos) << part << "\n" << report;
  }
  (void)train("b.yaml");
  EXPECT_TRUE(same_bytes(read("a.yaml"), read("b.yaml")));
}

TEST_F(LearningShop, NothingFromUntilOnIsLookedAt) {
  (void)train("whole.yaml");
  std::string before;
  const std::string all = read("shop.ndjson");
  for (const std::string_view line : lines_of(all)) {
    const std::size_t time = line.find("\"timestamp\":\"");
    if (time == std::string_view::npos || line.substr(time + 13, 10) < at_) before.append(line).append("\n");
  }
  write("shop.ndjson", before);
  (void)train("before.yaml");
  const auto without_digest = [this](const std::string& name) {
    std::string text = read(name);
    return text.erase(text.find("  data:"), text.find('\n', text.find("  data:")) - text.find("  data:"));
  };
  EXPECT_TRUE(same_bytes(without_digest("whole.yaml"), without_digest("before.yaml")));
}

TEST_F(LearningShop, ScoreUsesItAndAlertsTellItsVersion) {
  (void)train("model.yaml");
  (void)said({"score", "shop.ndjson", "--model", "model.yaml", "--until", at_, "--customers",
              "customers.ndjson", "--alerts", "alerts.ndjson"});
  std::size_t known = 0;
  for (const tools::JsonValue& customer : json_lines(read("customers.ndjson"))) {
    known += customer.text_of("churn.risk").empty() ? 0 : 1;
    EXPECT_EQ(customer.text_of("churn.horizon_days"), "61");
  }
  EXPECT_GT(known, 50U);
  std::size_t told = 0;
  for (const tools::JsonValue& alert : json_lines(read("alerts.ndjson"))) {
    if (alert.text_of("data.level") != "churn") continue;
    EXPECT_EQ(alert.text_of("data.model_version"), "20250901");
    ++told;
  }
  EXPECT_GT(told, 20U);
}

TEST_F(LearningShop, AStoreScoredWithItNeedsTheFileNoMore) {
  (void)train("model.yaml");
  (void)said({"score", "shop.ndjson", "--model", "model.yaml", "--data", "store", "--customers", "a.ndjson"});
  remove("model.yaml");
  const std::string listed = said({"list", "--data", "store", "--json", "--limit", "0"});
  EXPECT_TRUE(same_bytes(read("a.ndjson"), listed));
}

TEST_F(LearningShop, TheLogOfAStoreTeachesTheSame) {
  (void)said({"score", "shop.ndjson", "--data", "store"});
  (void)train("files.yaml");
  (void)said({"train", "--data", "store", "--until", at_, "--horizon", "61d", "--out", "log.yaml"});
  const auto model = [this](const std::string& name) {
    const std::string text = read(name);
    return text.substr(text.find("\nchurn:"));
  };
  EXPECT_TRUE(same_bytes(model("files.yaml"), model("log.yaml")));
}

TEST_F(LearningShop, BacktestTellsOfBandsAndWhoMoves) {
  (void)train("model.yaml");
  write("one.yaml", "lifecycle: {at_risk_after: 60d, churned_after: 120d}\n");
  write("two.yaml", "lifecycle: {at_risk_after: 30d, churned_after: 60d}\n");
  const std::vector<std::string> call = {"backtest",   "shop.ndjson", "--at",     at_,        "--model",
                                         "model.yaml", "--config",    "one.yaml", "--config", "two.yaml"};
  const std::string people = said(call);
  for (const char* part :
       {"AUC", "Bands", "by rising risk", "Alerts a day", "lifecycle", "one.yaml → two.yaml"}) {
    EXPECT_NE(people.find(part), std::string::npos) << part << "\n" << people;
  }
  std::vector<std::string> with_json = call;
  with_json.insert(with_json.end(), {"--json", "--examples", "2"});
  const tools::JsonValue report = json_of(said(with_json));
  std::uint64_t customers = 0;
  const tools::JsonValue& first = element(report, "configurations", 0);
  for (const tools::JsonValue& band : first.find("bands")->items) customers += count_of(band, "customers");
  EXPECT_EQ(customers, count_of(first, "customers"));
  const tools::JsonValue& move = element(report, "moves", 0);
  EXPECT_EQ(move.text_of("level"), "lifecycle");
  EXPECT_EQ(move.find("examples")->items.size(), std::min<std::uint64_t>(2, count_of(move, "customers")));
  EXPECT_GT(number_at(first, "auc"), 0.55);
}

TEST_F(LearningShop, WhatIsWrongIsTold) {
  EXPECT_NE(refused({"train", "shop.ndjson", "--until", "1990-01-01", "--out", "m.yaml"}, 1)
                .find("no purchase among the events before --until"),
            std::string::npos);
  EXPECT_NE(refused({"train", "shop.ndjson", "--horizon", "61", "--out", "m.yaml"}, 2).find("has no unit"),
            std::string::npos);
  EXPECT_NE(refused({"train", "--out", "m.yaml"}, 2).find("--data"), std::string::npos);
  EXPECT_NE(refused({"train", "absent.ndjson", "--out", "m.yaml"}, 1).find("absent.ndjson"),
            std::string::npos);
  EXPECT_NE(refused({"train", "shop.ndjson", "--out", "absent/m.yaml"}, 1).find("cannot write"),
            std::string::npos);
  EXPECT_NE(refused({"backtest", "shop.ndjson"}, 2).find("--at"), std::string::npos);
  EXPECT_NE(refused({"backtest", "shop.ndjson", "--at", "2099-01-01"}, 1).find("nobody knows"),
            std::string::npos);
  EXPECT_NE(refused({"score", "shop.ndjson", "--model", "absent.yaml"}, 1).find("absent.yaml"),
            std::string::npos);
  write("wrong.yaml", "churn: {model: mbgnbdd}\n");
  EXPECT_NE(refused({"check", "--model", "wrong.yaml"}, 1).find("wrong.yaml:1:16"), std::string::npos);
}

}  // namespace
}  // namespace tidemark::golden
