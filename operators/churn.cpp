#include "operators/churn.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "operators/first_instant.h"

namespace tidemark::operators {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kWeekMs = static_cast<double>(kWeek);
/// A crossing farther than fifty years of silence after the last purchase is never.
constexpr double kFarthestWeeks = 18'300.0 / 7;

double logit(double probability) {
  return std::log(probability) - std::log1p(-probability);
}

}  // namespace

Churn::Churn(const config::Churn& settings, std::shared_ptr<const Zone> zone)
    : Level("churn", {"unknown", "low", "medium", "high", "critical"}),
      settings_(settings),
      zone_(std::move(zone)),
      horizon_weeks_(static_cast<double>(settings.horizon) / kWeekMs) {
  if (!settings.parameters) return;
  model_.emplace(settings.model, *settings.parameters);
  base_logit_ =
      settings.base_rate ? logit(*settings.base_rate) : std::log(model_->silence_odds({}, horizon_weeks_));
}

std::string_view Churn::model_name() const {
  return settings_.model == config::Churn::Model::kMbgNbd ? "mbgnbd" : "bgnbd";
}

std::optional<BtydStatistics> Churn::statistics(const Facts& facts, Millis t) const {
  if (facts.summary().count == 0) return std::nullopt;
  BtydStatistics s;
  s.x = static_cast<double>(facts.summary().count - 1);
  s.t_x = static_cast<double>(facts.summary().last - facts.summary().first) / 7;
  s.T = std::max(s.t_x, static_cast<double>(t - zone_->day_start(facts.summary().first)) / kWeekMs);
  return s;
}

bool Churn::known(const Facts& facts, Millis t) const {
  if (!model_ || facts.summary().count == 0) return false;
  return facts.summary().count > 1 || t >= facts.orders->first + settings_.unknown_for;
}

double Churn::fresh_odds(const BtydStatistics& s) const {
  return model_->silence_odds({s.x, s.t_x, s.t_x}, horizon_weeks_);
}

double Churn::scale(const BtydStatistics& s, double fresh) const {
  if (settings_.bands_on == config::Churn::BandsOn::kRisk)
    return model_->silence_probability(s, horizon_weeks_);
  return model_->silence_odds(s, horizon_weeks_) / fresh;
}

Verdict Churn::assess(const Facts& facts, const LevelState& level, Moment now, const Stimulus&) const {
  if (!known(facts, now.t)) return {kUnknown};
  const BtydStatistics statistics_now = *statistics(facts, now.t);
  const bool on_risk = settings_.bands_on == config::Churn::BandsOn::kRisk;
  const double s = scale(statistics_now, on_risk ? 0 : fresh_odds(statistics_now));
  int up = 0;
  int stay = 0;
  for (std::size_t i = 0; i < settings_.enter.size(); ++i) {
    if (settings_.enter[i] <= s) ++up;
    if (settings_.leave[i] <= s) ++stay;
  }
  const int current = level.value == kUnknown ? 0 : level.value - kLow;
  return {static_cast<std::uint8_t>(kLow + std::max(up, std::min(stay, current)))};
}

// While a customer is silent the risk only rises, so a band is left upwards, at the cut where the next one is
// entered.
Millis Churn::due(const Facts& facts, const LevelState& level, Moment now) const {
  if (!model_ || facts.summary().count == 0) return kNever;
  if (level.value == kUnknown) return std::max(facts.orders->first + settings_.unknown_for, now.t + 1);
  if (level.value == kCritical) return kNever;
  return first_reaching(facts, settings_.enter[static_cast<std::size_t>(level.value - kLow)], now.t);
}

double Churn::probability_at(const BtydStatistics& s, double cut) const {
  if (settings_.bands_on == config::Churn::BandsOn::kRisk) return 1 - cut;
  return 1 / (1 + cut * fresh_odds(s));
}

// The solver's answer is within a millisecond or so; the predicate that assess() uses decides which one it
// is.
Millis Churn::first_reaching(const Facts& facts, double cut, Millis after) const {
  BtydStatistics s = *statistics(facts, after);
  const double crossing = model_->purchase_probability_crossing(
      s.x, s.t_x, horizon_weeks_, probability_at(s, cut), s.t_x + kFarthestWeeks);
  if (!std::isfinite(crossing)) return kNever;
  const Millis start = zone_->day_start(facts.summary().first);
  const double fresh = settings_.bands_on == config::Churn::BandsOn::kRisk ? 0 : fresh_odds(s);
  const auto reached = [&](Millis t) {
    s.T = std::max(s.t_x, static_cast<double>(t - start) / kWeekMs);
    return cut <= scale(s, fresh);
  };
  const Millis guess = start + static_cast<Millis>(std::ceil(crossing * kWeekMs));
  const Millis until = start + static_cast<Millis>((s.t_x + kFarthestWeeks + 1) * kWeekMs);
  return first_instant(after, guess, std::max(until, after + 1), reached);
}

Sentiment Churn::sentiment(const Transition& transition) const {
  if (transition.from == kUnknown || transition.to == kUnknown) return Sentiment::kNeutral;
  return transition.direction == Direction::kUp ? Sentiment::kWorse : Sentiment::kBetter;
}

Explanation Churn::explain(const Occasion& occasion) const {
  const std::optional<BtydStatistics> now = statistics(occasion.facts, occasion.now.t);
  if (!model_ || !now) return {kNone, {}};
  const auto fresh_risk = [&](const BtydStatistics& s) {
    return model_->silence_probability({s.x, s.t_x, s.t_x}, horizon_weeks_);
  };
  const auto silent_days = [](const Facts& facts, Millis t) {
    return facts.orders->any() ? static_cast<double>(t - facts.orders->last) / static_cast<double>(kDay)
                               : kNone;
  };
  const std::optional<BtydStatistics> before = statistics(occasion.facts_before, occasion.moment_before.t);
  const double risk = model_->silence_probability(*now, horizon_weeks_);
  const double log_odds = std::log(model_->silence_odds(*now, horizon_weeks_));
  const double log_odds_fresh = std::log(fresh_odds(*now));
  const double base = 1 / (1 + std::exp(-base_logit_));
  const double silence = silent_days(occasion.facts, occasion.now.t);

  Explanation explanation{risk, {}};
  explanation.reasons.push_back(
      {"purchase_history", fresh_risk(*now), before ? fresh_risk(*before) : kNone, base,
       log_odds_fresh - base_logit_,
       fmt::format("{}: right after the last of them the risk was {} %, against a base rate of {} %.",
                   counted(now->x + 1, "purchase day", "purchase days"), plain_number(100 * fresh_risk(*now)),
                   plain_number(100 * base))});
  explanation.reasons.push_back(
      {"recency_days", silence, silent_days(occasion.facts_before, occasion.moment_before.t), 0,
       log_odds - log_odds_fresh,
       fmt::format("Silent for {} since the last purchase: the risk of no purchase within {} is now {} %.",
                   counted(silence, "day", "days"), counted(horizon_weeks_ * 7, "day", "days"),
                   plain_number(100 * risk))});
  return explanation;
}

}  // namespace tidemark::operators
