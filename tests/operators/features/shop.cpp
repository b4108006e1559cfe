#include "tests/operators/features/shop.h"

#include <algorithm>
#include <array>

namespace tidemark::operators::workbench {
namespace {

using Form = config::CustomFeature::Form;
using Unit = config::Window::Unit;

std::string one_of(Random& random, const std::vector<std::string>& texts) {
  return texts[random.below(texts.size())];
}

std::string cents(Random& random, std::int64_t most) {
  return std::to_string(random.between(0, most)) + "." + std::to_string(random.between(10, 99));
}

PlainEvent random_order(Random& random, Millis t) {
  static constexpr std::array<Kind, 6> kKinds = {Kind::kPurchase, Kind::kPurchase, Kind::kPurchase,
                                                 Kind::kPurchase, Kind::kRefund,   Kind::kCancel};
  PlainEvent order = event(kKinds[random.below(kKinds.size())], t);
  if (random.chance(0.9)) order.amount = random.between(0, 200) * kMicro;
  if (random.chance(0.8)) {
    order.properties.push_back(text("order_id", "o-" + std::to_string(random.below(30))));
  }
  if (random.chance(0.4)) order.properties.push_back(number("cost", cents(random, 50)));
  if (random.chance(0.5)) order.properties.push_back(text("channel", one_of(random, {"web", "app", "shop"})));
  if (random.chance(0.5)) order.properties.push_back(number("product", std::to_string(random.below(5))));
  return order;
}

PlainEvent random_voice(Random& random, Millis t) {
  switch (random.below(6)) {
    case 0:
      return event(Kind::kSurvey, t, {number("nps", std::to_string(random.below(13)))});
    case 1:
      return event(Kind::kSurvey, t, {number("csat", std::to_string(random.below(7)))});
    case 2:
      return event(Kind::kTicketOpened, t, {text("ticket_id", "t-" + std::to_string(random.below(8)))});
    case 3:
      return event(Kind::kTicketResolved, t,
                   random.chance(0.2)
                       ? std::vector<Property>()
                       : std::vector<Property>{text("ticket_id", "t-" + std::to_string(random.below(8)))});
    case 4:
      return event(Kind::kComplaint, t, {number("complaint_id", std::to_string(random.below(6)))});
    default:
      return event(kComplaintResolved, t, {number("complaint_id", std::to_string(random.below(6)))});
  }
}

PlainEvent random_traits(Random& random, Millis t) {
  PlainEvent traits = event(random.chance(0.8) ? Kind::kIdentify : kGroup, t);
  if (random.chance(0.5)) traits.properties.push_back(text("plan", one_of(random, {"free", "pro", ""})));
  if (random.chance(0.3)) traits.properties.push_back(null("plan"));
  if (random.chance(0.5)) traits.properties.push_back(number("age", std::to_string(random.between(18, 99))));
  if (random.chance(0.5)) traits.properties.push_back(truth("vip", random.chance(0.5)));
  if (random.chance(0.5))
    traits.properties.push_back(text("birthday", "1990-05-0" + std::to_string(random.between(1, 9))));
  return traits;
}

PlainEvent random_browsing(Random& random, Millis t) {
  static constexpr std::array<Kind, 12> kKinds = {Kind::kPageView,
                                                  Kind::kPageView,
                                                  Kind::kProductView,
                                                  Kind::kSearch,
                                                  Kind::kAddToCart,
                                                  Kind::kWishlistAdd,
                                                  Kind::kCheckoutStarted,
                                                  Kind::kSessionStarted,
                                                  Kind::kEmailOpened,
                                                  Kind::kSubscriptionStarted,
                                                  Kind::kSubscriptionCancelled,
                                                  kLogin};
  PlainEvent browsing = event(kKinds[random.below(kKinds.size())], t);
  if (random.chance(0.4))
    browsing.properties.push_back(text("channel", one_of(random, {"web", "app", "mail"})));
  if (random.chance(0.4)) browsing.properties.push_back(text("category", one_of(random, {"shoes", "hats"})));
  if (random.chance(0.4)) {
    browsing.properties.push_back(text("product_id", "p" + std::to_string(random.below(6))));
  }
  if (random.chance(0.5)) browsing.properties.push_back(number("price", cents(random, 90)));
  if (random.chance(0.1)) browsing.properties.push_back(number("service_cost", cents(random, 5)));
  return browsing;
}

}  // namespace

config::CustomFeature custom(std::string name, Form form, std::vector<std::string> kinds,
                             std::string property, config::Window window) {
  config::CustomFeature feature;
  feature.name = std::move(name);
  feature.form = form;
  feature.kinds = std::move(kinds);
  feature.property = std::move(property);
  feature.window = window;
  return feature;
}

config::Config shop_config() {
  config::Config config;
  config.time.zone = "Europe/Berlin";
  config.events.kinds = {"login", "group", "complaint_resolved"};
  config.features.margin = 0.3;
  using Type = config::Attribute::Type;
  config.features.attributes = {{"plan", Type::kText, false},
                                {"age", Type::kNumber, false},
                                {"vip", Type::kTruth, true},
                                {"birthday", Type::kDate, false}};
  std::vector<config::CustomFeature>& features = config.features.custom;
  features = {custom("views_48h", Form::kCount, {"page_view", "product_view"}, "", {Unit::kHours, 48}),
              custom("web_logins", Form::kCount, {"login"}),
              custom("price_sum", Form::kSum, {}, "price"),
              custom("price_sum_30d", Form::kSum, {}, "price", {Unit::kDays, 30}),
              custom("price_sum_month", Form::kSum, {}, "price", {Unit::kMonth, 1}),
              custom("price_mean", Form::kMean, {"product_view"}, "price"),
              custom("price_mean_12h", Form::kMean, {}, "price", {Unit::kHours, 12, true}),
              custom("price_min", Form::kMin, {}, "price"),
              custom("price_max", Form::kMax, {}, "price"),
              custom("last_price", Form::kLast, {}, "price"),
              custom("last_product", Form::kLast, {"add_to_cart"}, "product_id"),
              custom("active_days", Form::kDays, {"page_view", "login"}),
              custom("active_days_90d", Form::kDays, {"page_view", "login"}, "", {Unit::kDays, 90, true}),
              custom("login_pause", Form::kDaysSince, {"login"}),
              custom("heat", Form::kDecayed, {"page_view", "purchase", "complaint"}),
              custom("cooling", Form::kExpression)};
  features[1].where = {{"channel", {"web", "app"}}};
  features[14].weights = {1, 5, -2};
  features[14].half_life = 14 * kDay;
  features[15].expression = "heat / (1 + recency_days) - open_complaint_days";
  return config;
}

std::vector<std::string> shop_names(const config::Config& config) {
  std::vector<std::string> names;
  for (const std::string& name : config::known_features(config)) {
    if (config::find_feature(name, config)->source < config::FeatureName::Source::kLadder)
      names.push_back(name);
  }
  for (const char* name : {"orders_30d", "gross_90d", "refunds_quarter", "net_month_prior", "spend_365d",
                           "purchase_days_60d_prior", "margin_90d", "margin_year", "events_7d", "events_36h",
                           "events_36h_prior", "page_view_count_30d", "page_view_count_quarter",
                           "page_view_count_month_prior", "login_count_5h", "search_count_year"}) {
    names.emplace_back(name);
  }
  return names;
}

std::vector<PlainEvent> shop_history(Random& random, int events, Millis start, Millis span) {
  std::vector<PlainEvent> history;
  for (int i = 0; i < events; ++i) {
    Millis t = start + span * i / events + random.between(0, span / events);
    if (random.chance(0.1)) t = start + random.between(0, t - start);  // late
    if (random.chance(0.05)) t = start + (t - start) / kHour * kHour;  // at the same time as others
    const std::uint64_t kind = random.below(10);
    history.push_back(kind < 2   ? random_order(random, t)
                      : kind < 4 ? random_voice(random, t)
                      : kind < 5 ? random_traits(random, t)
                                 : random_browsing(random, t));
  }
  return history;
}

}  // namespace tidemark::operators::workbench
