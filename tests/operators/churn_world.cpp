#include "tests/operators/churn_world.h"

#include <fmt/format.h>

#include <algorithm>

namespace tidemark::operators::story {
namespace {

constexpr std::string_view kFeatures[] = {"churn.p0_logit",
                                          "recency_days",
                                          "orders_90d",
                                          "net_365d",
                                          "page_view_count_30d",
                                          "page_view_count_48h",
                                          "open_complaint_days",
                                          "open_complaints",
                                          "grief",
                                          "days_since_page_view",
                                          "overdue_ratio",
                                          "recency_days > 45.5",
                                          "if(recency_days < 20, orders, 0 - orders)",
                                          "orders_30d - orders_30d_prior",
                                          "login_count_month",
                                          "churn.p_alive"};
constexpr std::string_view kConditions[] = {"recency_days > 40", "payment_failed_count_60d >= 1",
                                            "open_complaints > 0", "page_view_count_14d == 0",
                                            "churn.p_alive < 0.5"};

std::string random_terms(Random& random) {
  std::string terms;
  for (const std::string_view feature : kFeatures) {
    if (!random.chance(0.35)) continue;
    const bool is_log = random.chance(0.4) && feature.find('>') == std::string_view::npos;
    const bool is_money = feature == "net_365d";
    terms += fmt::format(
        "      t{}: {{value: \"{}\", transform: {}, weight: {:.4f}, reference: {:.3f}, missing: {:.3f}}}\n",
        terms.size(), feature, is_log ? "log" : "none",
        (random.uniform() - 0.4) * (is_money && !is_log ? 0.002 : 1), random.uniform(),
        random.uniform() - 0.5);
  }
  return terms.empty() ? random_terms(random) : terms;
}

std::string random_rules(Random& random) {
  std::string rules = "    fading: {value: grief, points: 15}\n";
  for (const std::string_view condition : kConditions) {
    if (random.chance(0.6)) {
      rules += fmt::format("    r{}: {{when: \"{}\", points: {}}}\n", rules.size(), condition,
                           random.between(-30, 40));
    }
  }
  return rules;
}

}  // namespace

std::vector<Event> busy_history(Random& random, int events, Millis start, Millis span) {
  static constexpr std::array<Kind, 10> kKinds = {Kind::kPurchase,      Kind::kPurchase,
                                                  Kind::kPurchase,      Kind::kPageView,
                                                  Kind::kPageView,      Kind::kComplaint,
                                                  Kind::kPaymentFailed, Kind::kRefund,
                                                  Kind::kCancel,        static_cast<Kind>(kFirstCustomKind)};
  std::vector<Event> history;
  Millis t = start;
  for (int i = 0; i < events; ++i) {
    t += static_cast<Millis>(random.exponential(static_cast<double>(span) / events));
    Millis when = t;
    if (random.chance(0.1)) when -= random.between(0, 60 * kDay);
    if (random.chance(0.1)) when -= when % kDay;
    Event next = event(kKinds[random.below(kKinds.size())], when);
    next.has_amount = is_order_kind(next.kind);
    next.amount = next.has_amount ? random.between(0, 20'000) * 10'000 : 0;
    history.push_back(next);
  }
  return history;
}

config::Config random_churn(Random& random) {
  static constexpr std::array<std::string_view, 3> kModels = {"logistic", "rules", "mixture"};
  std::string yaml = fmt::format(
      "time: {{zone: {}}}\n"
      "events: {{kinds: [login]}}\n"
      "features: {{custom: {{grief: {{decayed: {{complaint: 1, payment_failed: 0.5}}, half_life: 12d}}}}}}\n"
      "churn:\n"
      "  model: {}\n"
      "  horizon: {}d\n"
      "  mbgnbd: {}\n"
      "  nbd: {{r: 0.6, alpha: 7}}\n"
      "  base_rate: {:.3f}\n"
      "  calibration: {{slope: {:.3f}, intercept: {:.3f}}}\n"
      "  mixture: {{mbgnbd: 0.25, nbd: 0.25, logistic: 0.25, rules: 0.25}}\n",
      random.chance(0.5) ? "Europe/Berlin" : "America/Santiago", kModels[random.below(kModels.size())],
      random.between(7, 120), kMbgNbd, 0.3 + 0.4 * random.uniform(), 0.5 + random.uniform(),
      random.uniform() - 0.5);
  yaml += "  rules:\n" + random_rules(random);
  yaml += fmt::format("  logistic:\n    intercept: {:.3f}\n    base: mbgnbd\n    terms:\n", random.uniform());
  yaml += "      base: {value: churn.p0_logit, weight: 0.8, reference: 0.9}\n" + random_terms(random);
  config::Config config = programme(yaml);
  if (random.chance(0.5)) config.churn.leave = {0.4, 0.6, 0.85};
  if (random.chance(0.3)) config.churn.unknown_for = random.between(0, 20 * kDay);
  if (random.chance(0.3) && config.churn.model != config::Churn::Model::kRules) {
    config.churn.bands_on = config::Churn::BandsOn::kOddsRatio;
    config.churn.enter = {1.5, 3, 6};
    config.churn.leave = {1.2, 2, 5};
  }
  return config;
}

std::uint8_t band_at(const Composition& composition, const std::byte* state, Millis t) {
  const std::size_t churn = composition.find_level("churn");
  const Facts facts = composition.features.facts(state);
  return composition.machine[churn]
      .assess(facts, composition.levels(state)[churn], composition.moment(t), {})
      .value;
}

}  // namespace tidemark::operators::story
