// features: what is remembered, attributes, and features of one's own in all their forms.
#include "tests/config/check.h"

namespace tidemark::config {
namespace {

using Form = CustomFeature::Form;
using Names = std::vector<std::string>;

/// The mistakes of one custom feature; its value begins in column 12 of line 4.
std::string custom_mistakes(const std::string& feature) {
  return mistakes_of("events: {kinds: [visit]}\nfeatures:\n  custom:\n    thing: " + feature + "\n");
}

TEST(Features, EverySettingArrives) {
  const FeatureSettings f = config_of(R"(
features:
  order_book: {keep: 100d, orders: 10}
  margin: 30%
  sessions: {gap: 20m, reorder: 2h, dwell_max: 10m}
  preferences: {half_life: 60d, count: 4}
  gaps: {prior: 20d, weight: 0.5}
  complaints: {open_for: 21d}
  attributes: {birthday: date, plan: text, "first name": {type: text, pii: true}, age: number, vip: {type: truth}}
)")
                                .features;
  EXPECT_EQ(f.order_keep, 100 * kDay);
  EXPECT_EQ(f.order_count, 10U);
  EXPECT_EQ(f.margin, 0.3);
  EXPECT_EQ(f.session_gap, 20 * kMinute);
  EXPECT_EQ(f.session_reorder, 2 * kHour);
  EXPECT_EQ(f.dwell_max, 10 * kMinute);
  EXPECT_EQ(f.preference_half_life, 60 * kDay);
  EXPECT_EQ(f.preference_count, 4U);
  EXPECT_EQ(f.gap_prior, 20 * kDay);
  EXPECT_EQ(f.gap_weight, 0.5);
  EXPECT_EQ(f.complaint_open, 21 * kDay);
  ASSERT_EQ(f.attributes.size(), 5U);
  EXPECT_EQ(f.attributes[0].name, "birthday");
  EXPECT_EQ(f.attributes[0].type, Attribute::Type::kDate);
  EXPECT_FALSE(f.attributes[0].pii);
  EXPECT_EQ(f.attributes[1].type, Attribute::Type::kText);
  EXPECT_EQ(f.attributes[2].name, "first name");
  EXPECT_TRUE(f.attributes[2].pii);
  EXPECT_EQ(f.attributes[3].type, Attribute::Type::kNumber);
  EXPECT_EQ(f.attributes[4].type, Attribute::Type::kTruth);
}

TEST(Features, NothingIsSwitchedOnByDefault) {
  const FeatureSettings& f = default_config().features;
  EXPECT_FALSE(f.margin);
  EXPECT_TRUE(f.attributes.empty());
  EXPECT_TRUE(f.custom.empty());
  EXPECT_EQ(f.order_keep, 400 * kDay);
  EXPECT_EQ(f.order_count, 256U);
}

TEST(Features, RangesAreKept) {
  EXPECT_EQ(
      mistakes_of("features:\n"
                  "  order_book: {keep: 1h, orders: 0}\n"
                  "  margin: 30\n"
                  "  sessions: {gap: 0s, reorder: 1, dwell: 3m}\n"
                  "  preferences: {half_life: 1s, count: 65}\n"
                  "  gaps: {prior: 0s, weight: -1}\n"
                  "  complaints: {open_for: 0s}\n"),
      "f:2:22: features.order_book.keep: is too short: '1h'; write at least 1d\n"
      "f:2:34: features.order_book.orders: is out of range: '0'; write a whole number from 1 to 4096\n"
      "f:3:11: features.margin: is more than all: '30'; write a fraction from 0 to 1, or with a percent "
      "sign: 30%\n"
      "f:4:19: features.sessions.gap: is too short: '0s'; write more than 0s\n"
      "f:4:32: features.sessions.reorder: has no unit: '1'; write 1d for days, 1h for hours\n"
      "f:4:35: features.sessions.dwell: there is no setting 'features.sessions.dwell'; did you mean "
      "'dwell_max'? known here: gap, reorder, dwell_max\n"
      "f:5:28: features.preferences.half_life: is too short: '1s'; write at least 1m\n"
      "f:5:39: features.preferences.count: is out of range: '65'; write a whole number from 1 to 64\n"
      "f:6:17: features.gaps.prior: is too short: '0s'; write more than 0s\n"
      "f:6:29: features.gaps.weight: is out of range: '-1'; write a number at least 0 and at most 1000\n"
      "f:7:26: features.complaints.open_for: is too short: '0s'; write more than 0s\n");
}

TEST(Features, AttributesHaveTypes) {
  EXPECT_EQ(
      mistakes_of("features:\n  attributes:\n    birthday: day\n    plan:\n    vip: {pii: yes}\n    x: [a]\n"
                  "    y: {type: texts, p: 1}\n    \"a\\nb\": text\n"),
      "f:3:15: features.attributes.birthday: is none of the choices: 'day'; write text, number, truth or "
      "date\n"
      "f:4:5: features.attributes.plan: has no value; write one behind the ':', or remove the line for "
      "the default\n"
      "f:5:5: features.attributes.vip: has no type; add 'type', such as type: text, or number, truth, "
      "date\n"
      "f:5:16: features.attributes.vip.pii: is neither true nor false: 'yes'; write true or false\n"
      "f:6:8: features.attributes.x: is a list, not a single value; write one value behind the ':'\n"
      "f:7:15: features.attributes.y.type: is none of the choices: 'texts'; write text, number, truth or "
      "date\n"
      "f:7:22: features.attributes.y.p: there is no setting 'features.attributes.y.p'; did you mean "
      "'pii'? known here: type, pii\n"
      "f:8:5: features.attributes.a?b: is no line of text: 'a?b'; write one line, at most 256 bytes\n");
  std::string many;
  for (int i = 0; i < 33; ++i) many += "a" + std::to_string(i) + ": text,";
  EXPECT_EQ(mistakes_of("features: {attributes: {" + many + "}}"),
            "f:1:24: features.attributes: has 33 attributes; keep at most 32\n");
}

TEST(Features, EveryFormArrives) {
  const std::vector<CustomFeature> c = config_of(R"(
events: {kinds: [visit]}
features:
  custom:
    visits: {count: [visit, page_view], where: {shop: [b, a], app: true}, window: 90d}
    visits_before: {count: visit, window: month, prior: true}
    all: {count: []}
    bags: {sum: quantity, of: purchase, window: 48h}
    rating: {mean: stars, of: [review], window: quarter}
    worst: {min: stars}
    best: {max: stars}
    plan: {last: plan, of: [subscription_started, subscription_renewed]}
    days: {days: [page_view], window: year}
    since: {days_since: [visit]}
    warm: {decayed: {purchase: 5, page_view: 0.5}, half_life: 2w}
    ratio: {expression: visits/(visits_before+1)}
)")
                                           .features.custom;
  ASSERT_EQ(c.size(), 12U);
  EXPECT_EQ(c[0].name, "visits");
  EXPECT_EQ(c[0].form, Form::kCount);
  EXPECT_EQ(c[0].kinds, (Names{"page_view", "visit"})) << "their order means nothing";
  ASSERT_EQ(c[0].where.size(), 2U);
  EXPECT_EQ(c[0].where[0].property, "app");
  EXPECT_EQ(c[0].where[0].values, Names{"true"});
  EXPECT_EQ(c[0].where[1].values, (Names{"a", "b"}));
  EXPECT_EQ(c[0].window, (Window{Window::Unit::kDays, 90, false}));
  EXPECT_EQ(c[1].kinds, Names{"visit"}) << "one may stand without brackets";
  EXPECT_EQ(c[1].window, (Window{Window::Unit::kMonth, 1, true}));
  EXPECT_EQ(c[2].form, Form::kCount);
  EXPECT_TRUE(c[2].kinds.empty());
  EXPECT_EQ(c[2].window, Window());
  EXPECT_EQ(c[3].form, Form::kSum);
  EXPECT_EQ(c[3].property, "quantity");
  EXPECT_EQ(c[3].kinds, Names{"purchase"});
  EXPECT_EQ(c[3].window, (Window{Window::Unit::kHours, 48, false}));
  EXPECT_EQ(c[4].form, Form::kMean);
  EXPECT_EQ(c[4].window, (Window{Window::Unit::kQuarter, 1, false}));
  EXPECT_EQ(c[5].form, Form::kMin);
  EXPECT_TRUE(c[5].kinds.empty());
  EXPECT_EQ(c[6].form, Form::kMax);
  EXPECT_EQ(c[7].form, Form::kLast);
  EXPECT_EQ(c[7].kinds, (Names{"subscription_renewed", "subscription_started"}));
  EXPECT_EQ(c[8].form, Form::kDays);
  EXPECT_EQ(c[8].window, (Window{Window::Unit::kYear, 1, false}));
  EXPECT_EQ(c[9].form, Form::kDaysSince);
  EXPECT_EQ(c[9].kinds, Names{"visit"});
  EXPECT_EQ(c[10].form, Form::kDecayed);
  EXPECT_EQ(c[10].kinds, (Names{"page_view", "purchase"}));
  EXPECT_EQ(c[10].weights, (std::vector<double>{0.5, 5}));
  EXPECT_EQ(c[10].half_life, 14 * kDay);
  EXPECT_EQ(c[11].form, Form::kExpression);
  EXPECT_EQ(c[11].expression, "visits / (visits_before + 1)");
}

TEST(Features, ACustomFeatureHasOneForm) {
  constexpr const char* kForms =
      "does not say what it is; add count, sum, mean, min, max, last, days, days_since, decayed or "
      "expression, such as count: [page_view]\n";
  EXPECT_EQ(custom_mistakes("{window: 30d}"), std::string("f:4:5: features.custom.thing: ") + kForms);
  EXPECT_EQ(custom_mistakes(""), std::string("f:4:5: features.custom.thing: ") + kForms);
  EXPECT_EQ(
      custom_mistakes("{count: [visit], sum: x, last: x}"),
      "f:4:29: features.custom.thing.sum: is beside 'count', and a feature is one of them; remove one of "
      "the two\n"
      "f:4:37: features.custom.thing.last: is beside 'count', and a feature is one of them; remove one of "
      "the two\n");
  EXPECT_EQ(custom_mistakes("orders"),
            "f:4:12: features.custom.thing: is a single value, not a group of settings; write its settings "
            "below it, indented, each as 'key: value'\n");
  EXPECT_NE(custom_mistakes("{cuont: [visit]}").find("did you mean 'count'?"), std::string::npos);
}

TEST(Features, WhatAFormHasNoUseForIsRefused) {
  struct Case {
    const char* feature;
    const char* mistake;
  };
  const Case cases[] = {
      {"{last: x, window: 30d}",
       "f:4:22: features.custom.thing.window: does not go with 'last'; remove it; count, sum, mean and days "
       "can have a window\n"},
      {"{min: x, prior: true}", "f:4:21: features.custom.thing.prior: does not go with 'min'; remove it\n"},
      {"{count: [visit], of: [visit]}",
       "f:4:29: features.custom.thing.of: does not go with 'count'; write the kinds behind the form's own "
       "name\n"},
      {"{sum: x, half_life: 3d}",
       "f:4:21: features.custom.thing.half_life: does not go with 'sum'; remove it; only 'decayed' fades\n"},
      {"{decayed: {visit: 1}, window: 3d}",
       "f:4:34: features.custom.thing.window: does not go with 'decayed'; remove it; count, sum, mean and "
       "days "
       "can have a window\n"},
      {"{days_since: [visit], window: 3d}",
       "f:4:34: features.custom.thing.window: does not go with 'days_since'; remove it; count, sum, mean and "
       "days can have a window\n"},
      {"{expression: orders, where: {a: b}}",
       "f:4:33: features.custom.thing.where: does not go with 'expression'; remove it\n"},
      {"{count: [visit], prior: true}",
       "f:4:29: features.custom.thing.prior: there is no window it could be before; add 'window', such as "
       "window: 90d\n"}};
  for (const Case& c : cases) EXPECT_EQ(custom_mistakes(c.feature), c.mistake) << c.feature;
}

TEST(Features, PartsOfAFormAreChecked) {
  struct Case {
    const char* feature;
    const char* mistake;
  };
  const Case cases[] = {
      {"{count: [vist]}",
       "f:4:21: features.custom.thing.count[0]: there is no kind 'vist'; did you mean 'visit'?"},
      {"{count: }",
       "f:4:13: features.custom.thing.count: has no value; write one behind the ':', or remove the line for "
       "the "
       "default"},
      {"{decayed: }", "f:4:13: features.custom.thing.decayed: has no value"},
      {"{days: visit2}",
       "f:4:19: features.custom.thing.days: there is no kind 'visit2'; did you mean 'visit'?"},
      {"{count: [visit, visit]}",
       "f:4:28: features.custom.thing.count[1]: 'visit' is there twice; remove one of the two"},
      {"{sum: x, of: {visit: 1}}", "f:4:25: features.custom.thing.of: is a group, not a list"},
      {"{sum: [x]}", "f:4:18: features.custom.thing.sum: is a list, not a single value"},
      {"{count: [visit], window: 30}",
       "f:4:37: features.custom.thing.window: is no window: '30'; write days or hours up to 3660 such as 90d "
       "or "
       "48h, or month, quarter or year"},
      {"{decayed: {}}",
       "f:4:13: features.custom.thing.decayed: has no kinds; write kinds with weights, such as {purchase: 5, "
       "page_view: 1}"},
      {"{decayed: {vist: 1}}", "f:4:23: features.custom.thing.decayed.vist: there is no kind 'vist'"},
      {"{decayed: {visit: a lot}}", "f:4:30: features.custom.thing.decayed.visit: is not a number: 'a lot'"},
      {"{decayed: {visit: 1}, half_life: 5}", "f:4:45: features.custom.thing.half_life: has no unit: '5'"},
      {"{count: [visit], where: {shop: []}}",
       "f:4:37: features.custom.thing.where.shop: has 0 values; write 1 to 64, such as category: [shoes, "
       "boots]"},
      {"{count: [visit], where: [shop]}", "f:4:36: features.custom.thing.where: is a list, not a group"},
      {"{expression: 'orders +'}",
       "f:4:34: features.custom.thing.expression: here a value is expected, not the end"},
      {"{expression: orders > 1}",
       "f:4:25: features.custom.thing.expression: 'orders > 1' is true or false, and a number is needed"}};
  for (const Case& c : cases) {
    const std::string told = custom_mistakes(c.feature);
    EXPECT_TRUE(told.starts_with(c.mistake)) << c.feature << ": " << told;
    EXPECT_EQ(std::count(told.begin(), told.end(), '\n'), 1) << told;
  }
}

TEST(Features, CustomNamesAreTheirOwn) {
  EXPECT_EQ(
      mistakes_of("events: {kinds: [visit]}\nfeatures:\n  custom:\n    orders_30d: {count: []}\n"
                  "    visit_count: {count: []}\n    churn: {count: []}\n    Thing: {count: []}\n"
                  "    days_since_visit: {count: []}\n"),
      "f:4:5: features.custom.orders_30d: a feature cannot be named 'orders_30d', that name has another "
      "meaning; choose another, such as my_orders_30d\n"
      "f:5:5: features.custom.visit_count: a feature cannot be named 'visit_count', that name has another "
      "meaning; choose another, such as my_visit_count\n"
      "f:6:5: features.custom.churn: a feature cannot be named 'churn', that name has another meaning; "
      "choose another, such as my_churn\n"
      "f:7:5: features.custom.Thing: is no name: 'Thing'; begin with a small letter a-z, go on with "
      "small letters, digits, '_' or '-', at most 64 in all\n"
      "f:8:5: features.custom.days_since_visit: a feature cannot be named 'days_since_visit', that name "
      "has another meaning; choose another, such as my_days_since_visit\n");
  EXPECT_EQ(
      mistakes_of("features: {custom: {club: {count: []}}}\ntiers: {club: {levels: {a: 0, b: 1}}}"),
      "f:2:9: tiers.club: 'club' is a feature of your own already; choose another, such as club_tier\n");
  std::string many;
  for (int i = 0; i < 65; ++i) many += "c" + std::to_string(i) + ": {count: []},";
  EXPECT_EQ(mistakes_of("features: {custom: {" + many + "}}"),
            "f:1:20: features.custom: has 65 features; keep at most 64\n");
}

}  // namespace
}  // namespace tidemark::config
