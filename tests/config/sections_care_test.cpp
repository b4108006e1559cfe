// care: notices on days of every year and after silence.
#include "tests/config/check.h"

namespace tidemark::config {
namespace {

TEST(CareSection, EverySettingArrives) {
  const std::vector<Care> care = config_of(R"(
features: {attributes: {birthday: date}}
care:
  birthday: {on: attribute.birthday, ahead: 7d}
  anniversary: {on: joining}
  quiet: {silence: 60d, of: [email_opened, purchase]}
  silent: {silence: 1h}
)")
                                     .care;
  ASSERT_EQ(care.size(), 4U);
  EXPECT_EQ(care[0].name, "birthday");
  EXPECT_EQ(care[0].form, Care::Form::kYearly);
  EXPECT_EQ(care[0].attribute, "birthday");
  EXPECT_EQ(care[0].ahead, 7 * kDay);
  EXPECT_EQ(care[1].form, Care::Form::kYearly);
  EXPECT_EQ(care[1].attribute, "") << "the day of joining";
  EXPECT_EQ(care[1].ahead, 0);
  EXPECT_EQ(care[2].form, Care::Form::kSilence);
  EXPECT_EQ(care[2].silence, 60 * kDay);
  EXPECT_EQ(care[2].kinds, (std::vector<std::string>{"email_opened", "purchase"}));
  EXPECT_TRUE(care[3].kinds.empty()) << "any event is contact";
}

TEST(CareSection, ANoticeIsYearlyOrAfterSilence) {
  EXPECT_EQ(
      mistakes_of("care:\n  a: {ahead: 3d}\n  b:\n  c: {on: joining, silence: 3d}\n"
                  "  d: {on: joining, of: [purchase]}\n  e: {silence: 30d, ahead: 3d}\n  f: joining\n"
                  "  g: {on: joining, at: 3d}\n"),
      "f:2:3: care.a: does not say when; add 'on', such as on: joining, or 'silence', such as silence: "
      "60d\n"
      "f:3:3: care.b: does not say when; add 'on', such as on: joining, or 'silence', such as silence: "
      "60d\n"
      "f:4:20: care.c.silence: is beside 'on', and a notice is for one of them; remove one of the two\n"
      "f:5:20: care.d.of: does not go with 'on'; remove it\n"
      "f:6:21: care.e.ahead: does not go with 'silence'; remove it\n"
      "f:7:6: care.f: is a single value, not a group of settings; write its settings below it, indented, "
      "each as 'key: value'\n"
      "f:8:20: care.g.at: there is no setting 'care.g.at'; did you mean 'on'? known here: on, silence, "
      "ahead, of\n");
}

TEST(CareSection, DatesAreThoseOfTheCustomer) {
  EXPECT_EQ(
      mistakes_of("features: {attributes: {birthday: date, plan: text}}\ncare:\n  a: {on: "
                  "attribute.brthday}\n  b: {on: attribute.plan}\n  c: {on: monday}\n"),
      "f:3:11: care.a.on: there is no date 'attribute.brthday'; did you mean 'attribute.birthday'? known "
      "here: joining, attribute.birthday\n"
      "f:4:11: care.b.on: there is no date 'attribute.plan'; did you mean 'attribute.birthday'? known "
      "here: joining, attribute.birthday\n"
      "f:5:11: care.c.on: there is no date 'monday'; the nearest is 'joining'; known here: joining, "
      "attribute.birthday\n");
  EXPECT_EQ(
      mistakes_of("care: {a: {on: attribute.birthday}}"),
      "f:1:16: care.a.on: there is no date 'attribute.birthday'; make it a date in features.attributes, "
      "such as birthday: date\n");
}

TEST(CareSection, RangesAndNames) {
  EXPECT_EQ(
      mistakes_of("care:\n  a: {on: joining, ahead: 12h}\n  b: {on: joining, ahead: 366d}\n"
                  "  c: {silence: 5m, of: [purchse]}\n  segment: {on: joining}\n"),
      "f:2:27: care.a.ahead: is no number of whole days up to 365: '12h'; write days, such as 7d\n"
      "f:3:27: care.b.ahead: is no number of whole days up to 365: '366d'; write days, such as 7d\n"
      "f:4:16: care.c.silence: is too short: '5m'; write at least 1h\n"
      "f:4:25: care.c.of[0]: there is no kind 'purchse'; did you mean 'purchase'? known here: purchase, "
      "refund, cancel, page_view, product_view, search, add_to_cart, wishlist_add, checkout_started, "
      "session_started, email_opened, email_clicked, coupon_redeemed, campaign_received, social_like, "
      "social_comment, social_share, review, ticket_opened, ticket_resolved, complaint, survey, "
      "subscription_started, subscription_renewed, subscription_cancelled, payment_failed, "
      "points_redeemed, referral, message, identify, alias\n"
      "f:5:3: care.segment: a notice cannot be named 'segment', that name has another meaning; choose "
      "another, such as my_segment\n");
  std::string many;
  for (int i = 0; i < 17; ++i) many += "n" + std::to_string(i) + ": {on: joining},";
  EXPECT_EQ(mistakes_of("care: {" + many + "}"), "f:1:7: care: has 17 notices; keep at most 16\n");
}

}  // namespace
}  // namespace tidemark::config
