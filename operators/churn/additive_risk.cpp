#include "operators/churn/additive_risk.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "operators/expression/first_change.h"
#include "operators/expression/next_change.h"
#include "operators/first_instant.h"

namespace tidemark::operators {
namespace {

/// Beyond this a ratio of odds could not be told from any other.
constexpr double kLogOddsMax = 300;

struct Point {
  Millis t;
  double gap;
};

/// Where a nearly straight curve, which has gaps of different signs at two points, has none: regula falsi
/// (Illinois), until a step is shorter than a few milliseconds or the curve turns out not to be straight.
template <typename Curve>
Millis straight_crossing(Point a, Point b, const Curve& gap_at) {
  constexpr int kStepsMax = 8;
  constexpr double kNear = 4;
  auto guess = static_cast<double>(b.t);
  double weight = 1;  // of the gap at a, which stays while b moves
  for (int step = 0; step < kStepsMax; ++step) {
    const auto at_a = static_cast<double>(a.t);
    const auto at_b = static_cast<double>(b.t);
    const double next = at_b - b.gap * (at_b - at_a) / (b.gap - weight * a.gap);
    if (!std::isfinite(next) || std::abs(next - guess) < kNear) break;
    guess = next;
    const Millis t = std::llround(next);
    const double gap = gap_at(t);
    const bool crossed = (gap > 0) != (b.gap > 0);
    if (crossed) a = b;
    weight = crossed ? 1 : weight / 2;
    b = {t, gap};
  }
  return std::llround(guess);
}

}  // namespace

AdditiveRisk::AdditiveRisk(const config::Churn& settings, const BtydModels& models, Parts parts)
    : models_(models),
      parts_(std::move(parts)),
      calibrated_(settings.calibration),
      base_log_odds_(settings.base_rate ? log_odds_of(*settings.base_rate)
                                        : calibrated_.log_odds(parts_.start)) {}

bool AdditiveRisk::moved_by(Kind kind) const {
  return std::any_of(parts_.terms.begin(), parts_.terms.end(),
                     [kind](const RiskTerm& term) { return term.signal->moved_by(kind); });
}

double AdditiveRisk::odds_of(double sum) const {
  return std::exp(std::clamp(calibrated_.log_odds(sum), -kLogOddsMax, kLogOddsMax));
}

double AdditiveRisk::odds(const std::byte* state, Moment now) const {
  if (models_.silence().days(state).count == 0) return kNull;
  double sum = parts_.start;
  for (const RiskTerm& term : parts_.terms) sum += term.contribution(term.signal->number(state, now));
  return odds_of(sum);
}

// Added up in the order of odds(): rounding never turns the order of two sums around.
Range AdditiveRisk::odds_range(const std::byte* state, Moment from, Moment to) const {
  if (models_.silence().days(state).count == 0) return Range::null();
  double low = parts_.start;
  double high = parts_.start;
  for (const RiskTerm& term : parts_.terms) {
    const Range range = term.contributions(term.signal->range(state, from, to));
    low += range.low;
    high += range.high;
  }
  return {odds_of(low), odds_of(high), false};
}

double AdditiveRisk::fresh_odds(const std::byte* state) const {
  double sum = parts_.start;
  for (const RiskTerm& term : parts_.terms) {
    if (term.form == RiskTerm::Form::kBtyd)
      sum += term.contribution(models_.fresh_log_odds(*term.btyd, state));
  }
  return odds_of(sum);
}

// The days ahead double until the band is left; from there on the curve is all but straight, so a few secants
// (regula falsi, Illinois) come near the millisecond.
Millis AdditiveRisk::likely_outside(const std::byte* state, Moment now, const BandScale& scale,
                                    const KeptBand& band) const {
  const Zone& zone = models_.silence().zone();
  const auto odds_at = [&](Millis t) { return odds(state, {t, zone.local_day(t)}); };
  const auto outside = [&](double odds) { return !band.has(scale.of(odds)); };
  double odds_low = odds_at(now.t);
  double odds_high = odds_low;
  Millis low = now.t;
  Millis high = now.t;
  for (Millis ahead = kDay; ahead < kForesight && !outside(odds_high); ahead *= 2) {
    low = high;
    odds_low = odds_high;
    high = now.t + ahead;
    odds_high = odds_at(high);
  }
  if (!outside(odds_high) || high == now.t) return kNever;

  const double cut = scale.log_odds_at(scale.of(odds_high) >= band.enter ? band.enter : band.leave);
  const Millis guess = straight_crossing({low, std::log(odds_low) - cut}, {high, std::log(odds_high) - cut},
                                         [&](Millis t) { return std::log(odds_at(t)) - cut; });
  return first_instant(low, guess, high, [&](Millis t) { return outside(odds_at(t)); });
}

Millis AdditiveRisk::first_outside(const std::byte* state, Moment now, const BandScale& scale,
                                   const KeptBand& band) const {
  const Zone& zone = models_.silence().zone();
  const auto decide = [&](Millis from, Millis to) {
    const Range odds = odds_range(state, {from, zone.local_day(from)}, {to, zone.local_day(to)});
    const double low = scale.of(odds.low);
    const double high = scale.of(odds.high);
    if (band.has(low) && band.has(high)) return Outlook::kSame;
    return high < band.leave || low >= band.enter ? Outlook::kDiffers : Outlook::kUndecided;
  };
  const AtMidnights midnights(zone);
  std::optional<Millis> likely;  // looked for once the bounds do not decide at once
  const auto split = [&](Millis from, Millis to) {
    if (!likely) likely = likely_outside(state, now, scale, band);
    if (*likely < from || *likely > to) return midnights(from, to);
    return *likely == from ? from : *likely - 1;
  };
  return first_change(now.t, now.t + kForesight, decide, split);
}

Reason AdditiveRisk::reason(const RiskTerm& term, const Occasion& occasion) const {
  const double value = term.signal->number(occasion.facts.state, occasion.now);
  const double before = term.signal->number(occasion.facts_before.state, occasion.moment_before);
  const double contribution = calibrated_.slope() * term.contribution(value);
  const bool as_risk = term.form == RiskTerm::Form::kBtyd;
  const auto shown = [&](double v) { return as_risk ? probability_of_log_odds(v) : v; };
  return {term.name,     shown(value),
          shown(before), shown(term.plain(term.reference)),
          contribution,  term.sentence(value, std::exp(contribution))};
}

std::vector<Reason> AdditiveRisk::reasons(const Occasion& occasion) const {
  std::vector<Reason> reasons;
  const double start = calibrated_.log_odds(parts_.start);
  if (start != base_log_odds_) {
    const double risk = probability_of_log_odds(start);
    const double base = probability_of_log_odds(base_log_odds_);
    reasons.push_back({"base", risk, risk, base, start - base_log_odds_,
                       fmt::format("Before any reason the risk is {} %, against a base rate of {} %.",
                                   plain_number(100 * risk), plain_number(100 * base))});
  }
  for (const RiskTerm& term : parts_.terms) reasons.push_back(reason(term, occasion));
  return reasons;
}

}  // namespace tidemark::operators
