#include "operators/churn/btyd_risk.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "operators/first_instant.h"

namespace tidemark::operators {
namespace {

constexpr double kWeekMs = static_cast<double>(kWeek);
/// A crossing farther than fifty years of silence after the last activity is never.
constexpr double kFarthestWeeks = 18'300.0 / 7;

}  // namespace

BtydRisk::BtydRisk(const config::Churn& settings, const BtydModels& models, const Btyd& model)
    : models_(models), model_(model), calibrated_(settings.calibration) {
  base_log_odds_ = settings.base_rate ? log_odds_of(*settings.base_rate) : log_odds_of_statistics({});
}

// Without calibration the odds are the model's own to the last digit.
double BtydRisk::odds_of(const BtydStatistics& s) const {
  if (calibrated_.changes_nothing()) return model_.silence_odds(s, models_.horizon_weeks());
  return std::exp(log_odds_of_statistics(s));
}

double BtydRisk::log_odds_of_statistics(const BtydStatistics& s) const {
  return calibrated_.log_odds(model_.silence_log_odds(s, models_.horizon_weeks()));
}

double BtydRisk::odds(const std::byte* state, Moment now) const {
  const std::optional<BtydStatistics> s = models_.silence().statistics(state, now.t);
  return s ? odds_of(*s) : kNull;
}

Range BtydRisk::odds_range(const std::byte* state, Moment from, Moment to) const {
  Range range = Range::point(odds(state, from));
  range.include(Range::point(odds(state, to)));
  return range;
}

double BtydRisk::fresh_odds(const std::byte* state) const {
  const std::optional<BtydStatistics> s = models_.silence().statistics(state, models_.silence().first(state));
  return odds_of({s->x, s->t_x, s->t_x});
}

// The solver's answer is within a millisecond or so; the very computation that assess() makes decides which
// one it is.
Millis BtydRisk::first_outside(const std::byte* state, Moment now, const BandScale& scale,
                               const KeptBand& band) const {
  if (!std::isfinite(band.enter)) return kNever;
  BtydStatistics s = *models_.silence().statistics(state, now.t);
  const double silence = calibrated_.raw(scale.log_odds_at(band.enter));
  const double crossing = model_.purchase_probability_crossing(
      s.x, s.t_x, models_.horizon_weeks(), probability_of_log_odds(-silence), s.t_x + kFarthestWeeks);
  if (!std::isfinite(crossing)) return kNever;
  const Millis start = models_.silence().start(state);
  const auto reached = [&](Millis t) {
    s.T = std::max(s.t_x, static_cast<double>(t - start) / kWeekMs);
    return band.enter <= scale.of(odds_of(s));
  };
  const Millis guess = start + static_cast<Millis>(std::ceil(crossing * kWeekMs));
  const Millis until = start + static_cast<Millis>((s.t_x + kFarthestWeeks + 1) * kWeekMs);
  return first_instant(now.t, guess, std::max(until, now.t + 1), reached);
}

double BtydRisk::fresh_risk(const BtydStatistics& s) const {
  return 1 / (1 + 1 / odds_of({s.x, s.t_x, s.t_x}));
}

std::vector<Reason> BtydRisk::reasons(const Occasion& occasion) const {
  const Silence& silence = models_.silence();
  const BtydStatistics now = *silence.statistics(occasion.facts.state, occasion.now.t);
  const std::optional<BtydStatistics> before =
      silence.statistics(occasion.facts_before.state, occasion.moment_before.t);
  const double log_odds = log_odds_of_statistics(now);
  const double log_odds_fresh = log_odds_of_statistics({now.x, now.t_x, now.t_x});
  const double base = probability_of_log_odds(base_log_odds_);
  const double silent = silence.silent_days(occasion.facts.state, occasion.now.t);
  const bool bought = silence.of_purchases();

  std::vector<Reason> reasons;
  reasons.push_back(
      {bought ? "purchase_history" : "activity_history", fresh_risk(now),
       before ? fresh_risk(*before) : kNull, base, log_odds_fresh - base_log_odds_,
       fmt::format("{}: right after the last of them the risk was {} %, against a base rate of {} %.",
                   bought ? counted(now.x + 1, "purchase day", "purchase days")
                          : counted(now.x + 1, "active day", "active days"),
                   plain_number(100 * fresh_risk(now)), plain_number(100 * base))});
  const std::string_view what = bought ? "purchase" : "activity";
  reasons.push_back({bought ? "recency_days" : "silent_days", silent,
                     silence.silent_days(occasion.facts_before.state, occasion.moment_before.t), 0,
                     log_odds - log_odds_fresh,
                     fmt::format("Silent for {} since the last {}: the risk of no {} within {} is now {} %.",
                                 counted(silent, "day", "days"), what, what,
                                 counted(models_.horizon_weeks() * 7, "day", "days"),
                                 plain_number(100 / (1 + 1 / odds_of(now))))});
  return reasons;
}

}  // namespace tidemark::operators
