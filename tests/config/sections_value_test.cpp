// value: what customers will be worth, and by which cuts.
#include "config/content.h"
#include "tests/config/check.h"

namespace tidemark::config {
namespace {

TEST(ValueSection, EverySettingArrivesAndIsWrittenBack) {
  const Config whole = config_of(R"(
value:
  horizon: 365d
  discount: 0.15
  gamma_gamma: {p: 6.25, q: 3.74, v: 15.44}
  potential: net_365d * 2
  value_cuts: [50, 500]
  potential_cuts: [10, 20.5]
  key_account: value.clv > 5000 or value.at_risk >= 100
)");
  const Result<Config> again = from_content(whole.content);
  ASSERT_TRUE(again.ok()) << again.status().message();
  for (const Config& config : {whole, *again}) {
    const Value& value = config.value;
    EXPECT_EQ(value.horizon, 365 * kDay);
    EXPECT_EQ(value.discount, 0.15);
    ASSERT_TRUE(value.spend);
    EXPECT_EQ(value.spend->p, 6.25);
    EXPECT_EQ(value.spend->q, 3.74);
    EXPECT_EQ(value.spend->v, 15.44);
    EXPECT_EQ(value.potential, "net_365d * 2");
    EXPECT_EQ(value.value_cuts, (std::array<double, 2>{50, 500}));
    EXPECT_EQ(value.potential_cuts, (std::array<double, 2>{10, 20.5}));
    EXPECT_EQ(value.key_account, "value.clv > 5000 or value.at_risk >= 100");
  }
  EXPECT_EQ(again->content, whole.content);
}

TEST(ValueSection, TheDefaultHasNoParametersAndLooksAsFarAsChurn) {
  const Value value = config_of("").value;
  EXPECT_EQ(value.horizon, 0);
  EXPECT_EQ(value.discount, 0.1);
  EXPECT_FALSE(value.spend);
  EXPECT_EQ(value.potential + value.key_account, "");
}

TEST(ValueSection, ParametersAreAllOrNoneAndInTheirRange) {
  EXPECT_EQ(mistakes_of("value:\n  gamma_gamma: {p: 0, q: 1}\n"),
            "f:2:3: value.gamma_gamma: lacks v; give all three of p, q and v, or none\n"
            "f:2:20: value.gamma_gamma.p: is out of range: '0'; write a number above 0 and at most 1e+12\n"
            "f:2:26: value.gamma_gamma.q: is out of range: '1'; write a number above 1 and at most 1e+12\n");
}

TEST(ValueSection, Ranges) {
  EXPECT_NE(mistakes_of("value: {horizon: 5h}").find("write at least 1d"), std::string::npos);
  EXPECT_EQ(mistakes_of("value: {horizon: 3661d}"),
            "f:1:18: value.horizon: looks too far ahead: '3661d'; write at most 3660d\n");
  EXPECT_NE(mistakes_of("value: {discount: -0.1}").find("value.discount: is out of range"),
            std::string::npos);
  EXPECT_EQ(config_of("value: {discount: 0}").value.discount, 0);
  EXPECT_NE(mistakes_of("value: {value_cuts: [5, 5]}").find("value_cuts[1]: is not more than the value"),
            std::string::npos);
  EXPECT_NE(mistakes_of("value: {potential_cuts: [5]}").find("write"), std::string::npos);
}

TEST(ValueSection, ExpressionsAreChecked) {
  EXPECT_NE(mistakes_of("value: {potential: net_365}").find("net_365"), std::string::npos);
  EXPECT_NE(mistakes_of("value: {key_account: value.cvl > 1}").find("did you mean 'value.clv'"),
            std::string::npos);
  EXPECT_NE(mistakes_of("value: {key_account: net_365d}"), "") << "a number is no condition";
  EXPECT_NE(mistakes_of("value: {horizont: 1d}").find("did you mean 'horizon'"), std::string::npos);
}

}  // namespace
}  // namespace tidemark::config
