// A real shop's history through Scoring: x, t_x, T, P(alive) and P0 against independently computed results.

#include <gtest/gtest.h>
#include <zlib.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "operators/models/gamma_gamma.h"
#include "tests/operators/pareto_nbd.h"
#include "tests/operators/story.h"

namespace tidemark::operators::story {
namespace {

constexpr double kRelative = 1e-6;

std::filesystem::path data_directory() {
  const char* given = std::getenv("TIDEMARK_SHARED_DATA");
  return std::filesystem::path(given != nullptr ? given : TIDEMARK_SHARED_DATA_NEAR_SOURCE) / "cdnow_sample";
}

struct Purchase {
  Millis time;
  double amount;
};

/// Every customer's purchases, in order of time.
std::map<std::string, std::vector<Purchase>> read_purchases(const std::filesystem::path& path) {
  std::map<std::string, std::vector<Purchase>> all;
  gzFile file = gzopen(path.c_str(), "rb");
  char line[4096];
  while (file != nullptr && gzgets(file, line, sizeof line) != nullptr) {
    const Json event(line);
    all[event.text("/customer_id")].push_back(
        {*parse_timestamp(event.text("/timestamp")), event.number("/properties/amount")});
  }
  if (file != nullptr) gzclose(file);
  return all;
}

/// Rows of a CSV without quotes, each by column name.
std::vector<std::map<std::string, std::string>> read_csv(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::vector<std::string> names;
  std::vector<std::map<std::string, std::string>> rows;
  for (std::string line; std::getline(file, line);) {
    std::istringstream cells(line);
    std::vector<std::string> values;
    for (std::string cell; std::getline(cells, cell, ',');) values.push_back(cell);
    if (names.empty()) {
      names = values;
      continue;
    }
    std::map<std::string, std::string> row;
    for (std::size_t i = 0; i < names.size(); ++i) row[names[i]] = values.at(i);
    rows.push_back(row);
  }
  return rows;
}

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

config::Config shop(config::Churn::Model model, const config::BtydParameters& parameters) {
  config::Config config = everything();
  config.churn.model = model;
  config.churn.horizon = 39 * kWeek;
  config.churn.parameters() = parameters;
  return config;
}

Customer as_of(const std::shared_ptr<const Scoring>& scoring, const std::vector<Purchase>& purchases,
               Millis until) {
  Customer customer(scoring);
  for (const Purchase& p : purchases) {
    if (p.time <= until) customer.apply(purchase(p.time, p.amount), p.time);
  }
  customer.wake(until);
  return customer;
}

void expect_column(const Customer& customer, std::string_view column, Millis t, const std::string& expected) {
  const double wanted = std::stod(expected);
  EXPECT_NEAR(customer.number(column, t), wanted, kRelative * std::max(1e-2, std::abs(wanted)))
      << column << " as of " << format_timestamp(t);
}

class Cdnow : public testing::Test {
 protected:
  void SetUp() override {
    directory_ = data_directory();
    if (!std::filesystem::exists(directory_ / "events.ndjson.gz")) {
      GTEST_SKIP() << "no shared data at " << directory_ << "; set TIDEMARK_SHARED_DATA to its directory";
    }
    purchases_ = read_purchases(directory_ / "events.ndjson.gz");
    ASSERT_EQ(purchases_.size(), 2357u);
  }
  std::filesystem::path directory_;
  std::map<std::string, std::vector<Purchase>> purchases_;
};

TEST_F(Cdnow, TracksOfPAliveWithPublishedParameters) {
  const auto mbg = scoring_of(shop(config::Churn::Model::kMbgNbd, published_mbgnbd()));
  const auto bg = scoring_of(shop(config::Churn::Model::kBgNbd, published_bgnbd()));
  const auto rows = read_csv(directory_ / "expected" / "p_alive_tracks.csv");
  ASSERT_GT(rows.size(), 800u);
  for (const auto& row : rows) {
    SCOPED_TRACE(row.at("customer_id") + " " + row.at("as_of"));
    const Millis t = *parse_timestamp(row.at("as_of")) + 1;
    const auto& purchases = purchases_.at(row.at("customer_id"));
    const Customer modified = as_of(mbg, purchases, t);
    const Customer plain = as_of(bg, purchases, t);
    expect_column(modified, "btyd.x", t, row.at("x"));
    expect_column(modified, "btyd.t_x", t, row.at("t_x"));
    expect_column(modified, "btyd.T", t, row.at("T"));
    expect_column(modified, "churn.p_alive", t, row.at("p_alive_mbgnbd"));
    expect_column(modified, "churn.risk", t, row.at("p_zero_39w_mbgnbd"));
    expect_column(plain, "churn.p_alive", t, row.at("p_alive_bgnbd"));
    expect_column(plain, "churn.risk", t, row.at("p_zero_39w_bgnbd"));
    expect_column(plain, "value.expected_purchases", t, row.at("expected_39w_bgnbd"));
  }
}

TEST_F(Cdnow, EveryCustomerWithFittedParameters) {
  const Json summary(text_of(directory_ / "expected" / "bgnbd_summary.json"));
  const auto fitted = [&](const std::string& model) {
    const std::string at = "/" + model + "/";
    return config::BtydParameters{.r = summary.number(at + "r"),
                                  .alpha = summary.number(at + "alpha"),
                                  .a = summary.number(at + "a"),
                                  .b = summary.number(at + "b")};
  };
  const auto mbg = scoring_of(shop(config::Churn::Model::kMbgNbd, fitted("mbgnbd")));
  const auto bg = scoring_of(shop(config::Churn::Model::kBgNbd, fitted("bgnbd")));
  const Millis end = *parse_timestamp("1997-09-30");
  const auto rows = read_csv(directory_ / "expected" / "bgnbd_per_customer.csv");
  ASSERT_EQ(rows.size(), 2357u);
  for (const auto& row : rows) {
    SCOPED_TRACE(row.at("customer_id"));
    const auto& purchases = purchases_.at(row.at("customer_id"));
    const Customer modified = as_of(mbg, purchases, end);
    const Customer plain = as_of(bg, purchases, end);
    expect_column(modified, "btyd.x", end, row.at("x"));
    expect_column(modified, "btyd.t_x", end, row.at("tx"));
    expect_column(modified, "btyd.T", end, row.at("T"));
    expect_column(modified, "churn.p_alive", end, row.at("p_alive_mbg"));
    expect_column(modified, "churn.risk", end, row.at("p_zero_39w_mbg"));
    expect_column(plain, "churn.p_alive", end, row.at("p_alive"));
    expect_column(plain, "churn.risk", end, row.at("p_zero_39w"));
    expect_column(plain, "value.expected_purchases", end, row.at("exp_39w"));
  }
}

// The mean over the 946 customers who came back, of what their repeat purchases were worth, was published,
// too.
TEST_F(Cdnow, WhatAPurchaseIsWorth) {
  config::Config config = shop(config::Churn::Model::kMbgNbd, published_mbgnbd());
  config.value.spend = config::Value::GammaGamma{.p = 1e9, .q = 2, .v = 1e-9};  // nothing but the own mean
  const auto own = scoring_of(config);
  const Json summary(text_of(directory_ / "expected" / "bgnbd_summary.json"));
  config.value.spend = config::Value::GammaGamma{.p = summary.number("/gammagamma/p"),
                                                 .q = summary.number("/gammagamma/q"),
                                                 .v = summary.number("/gammagamma/v")};
  const auto fitted = scoring_of(config);
  const Millis end = *parse_timestamp("1997-09-30");
  double likelihood = 0;
  double sum = 0;
  int returned = 0;
  for (const auto& row : read_csv(directory_ / "expected" / "bgnbd_per_customer.csv")) {
    SCOPED_TRACE(row.at("customer_id"));
    const Customer customer = as_of(fitted, purchases_.at(row.at("customer_id")), end);
    expect_column(customer, "value.expected_spend", end, row.at("gg_expected_spend"));
    const double x = customer.number("btyd.x", end);
    if (x == 0) continue;
    const Customer alone = customer.reloaded(own);
    expect_column(alone, "value.expected_spend", end, row.at("zbar"));
    ++returned;
    const double mean = alone.number("value.expected_spend", end);
    sum += mean;
    likelihood += GammaGamma(*config.value.spend).log_likelihood(x, mean);
  }
  EXPECT_EQ(returned, 946);
  EXPECT_NEAR(sum / returned, 35.078, 0.001);
  EXPECT_NEAR(likelihood, summary.number("/gammagamma/LL"), 1e-3);
}

// Three models of the same shop expect the same of it over the next 39 weeks. 1882 purchase days came: they
// miss more than a tenth of it, all alike.
TEST_F(Cdnow, ModelsAgreeOnHowManyPurchasesCome) {
  const auto mbg = scoring_of(shop(config::Churn::Model::kMbgNbd, published_mbgnbd()));
  const auto bg = scoring_of(shop(config::Churn::Model::kBgNbd, published_bgnbd()));
  const ParetoNbd pareto;
  const Millis end = *parse_timestamp("1997-09-30");
  double sums[3] = {0, 0, 0};
  double came = 0;
  for (const auto& [id, purchases] : purchases_) {
    const Customer customer = as_of(mbg, purchases, end);
    sums[0] += customer.number("value.expected_purchases", end);
    sums[1] += as_of(bg, purchases, end).number("value.expected_purchases", end);
    sums[2] += pareto.expected_purchases(
        {customer.number("btyd.x", end), customer.number("btyd.t_x", end), customer.number("btyd.T", end)},
        39);
    const Millis later = end + 39 * kWeek;
    came += as_of(mbg, purchases, later).number("btyd.x", later) - customer.number("btyd.x", end);
  }
  for (const double sum : sums) {
    EXPECT_NEAR(sum / sums[2], 1, 0.08);
    EXPECT_NEAR(sum / came, 0.87, 0.05);
  }
  EXPECT_EQ(came, 1882);
}

TEST_F(Cdnow, TotalsAtTheEnd) {
  const auto scoring = scoring_of(everything());
  const Millis end = *parse_timestamp("1998-06-30");
  for (const auto& row : read_csv(directory_ / "expected" / "rfm_abc.csv")) {
    SCOPED_TRACE(row.at("customer_id"));
    const Customer customer = as_of(scoring, purchases_.at(row.at("customer_id")), end);
    expect_column(customer, "orders", end, row.at("frequency"));
    expect_column(customer, "gross", end, row.at("monetary"));
    expect_column(customer, "net", end, row.at("monetary_net"));
    expect_column(customer, "recency_days", end, row.at("recency_days"));
    expect_column(customer, "btyd.x", end, std::to_string(std::stoi(row.at("active_days")) - 1));
  }
}

}  // namespace
}  // namespace tidemark::operators::story
