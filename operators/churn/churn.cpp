#include "operators/churn/churn.h"

#include <algorithm>
#include <limits>

#include "config/churn_names.h"

namespace tidemark::operators {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

class ChurnRiskSignal final : public Signal {
 public:
  ChurnRiskSignal(std::string name, const Churn& churn)
      : Signal(std::move(name), SignalType::kNumber), churn_(churn) {}
  bool moved_by(Kind kind) const override { return churn_.stands_on(kind); }
  double number(const std::byte* state, Moment now) const override { return churn_.risk(state, now); }
  Range range(const std::byte* state, Moment from, Moment to) const override {
    return churn_.risk_range(state, from, to);
  }

 private:
  const Churn& churn_;
};

double probability_of_odds(double odds) {
  return 1 / (1 + 1 / odds);  // odds may be infinite
}

}  // namespace

Churn::Churn(const config::Churn& settings, const BtydModels& models, std::unique_ptr<const ChurnRisk> risk)
    : Level("churn", {"unknown", "low", "medium", "high", "critical"}),
      settings_(settings),
      models_(models),
      risk_(std::move(risk)) {}

std::string_view Churn::model_name() const {
  return risk_ ? config::churn_model_name(settings_.model) : std::string_view();
}

double Churn::risk(const std::byte* state, Moment now) const {
  const double odds = risk_ ? risk_->odds(state, now) : kNull;
  return is_null(odds) ? kNull : probability_of_odds(odds);
}

Range Churn::risk_range(const std::byte* state, Moment from, Moment to) const {
  const Range odds = risk_ ? risk_->odds_range(state, from, to) : Range::null();
  if (!odds.has_values()) return Range::null();
  return {probability_of_odds(odds.low), probability_of_odds(odds.high), odds.may_be_null};
}

bool Churn::known(const std::byte* state, Millis t) const {
  if (!risk_) return false;
  const std::uint32_t days = models_.silence().days(state).count;
  return days > 1 || (days == 1 && t >= models_.silence().first(state) + settings_.unknown_for);
}

BandScale Churn::scale(const std::byte* state) const {
  if (settings_.bands_on == config::Churn::BandsOn::kRisk) return {};
  return {true, risk_->fresh_odds(state)};
}

Verdict Churn::assess(const Facts& facts, const LevelState& level, Moment now, const Stimulus&) const {
  if (!known(facts.state, now.t)) return {kUnknown};
  const double s = scale(facts.state).of(risk_->odds(facts.state, now));
  int up = 0;
  int stay = 0;
  for (std::size_t i = 0; i < settings_.enter.size(); ++i) {
    if (settings_.enter[i] <= s) ++up;
    if (settings_.leave[i] <= s) ++stay;
  }
  const int current = level.value == kUnknown ? 0 : level.value - kLow;
  return {static_cast<std::uint8_t>(kLow + std::max(up, std::min(stay, current)))};
}

// While a band is in force it is kept between the cut at which it is left and the one at which the next is
// entered.
Millis Churn::due(const Facts& facts, const LevelState& level, Moment now) const {
  const Silence& silence = models_.silence();
  if (!risk_ || silence.days(facts.state).count == 0) return kNever;
  if (level.value == kUnknown) return std::max(silence.first(facts.state) + settings_.unknown_for, now.t + 1);
  const auto band = static_cast<std::size_t>(level.value - kLow);
  const KeptBand kept{band == 0 ? -kInfinity : settings_.leave[band - 1],
                      band == settings_.enter.size() ? kInfinity : settings_.enter[band]};
  return risk_->first_outside(facts.state, now, scale(facts.state), kept);
}

Sentiment Churn::sentiment(const Transition& transition) const {
  if (transition.from == kUnknown || transition.to == kUnknown) return Sentiment::kNeutral;
  return transition.direction == Direction::kUp ? Sentiment::kWorse : Sentiment::kBetter;
}

Explanation Churn::explain(const Occasion& occasion) const {
  const double now = risk(occasion.facts.state, occasion.now);
  if (is_null(now)) return {kNull, {}};
  return {now, risk_->reasons(occasion)};
}

std::unique_ptr<Signal> churn_risk_signal(std::string name, const Churn& churn) {
  return std::make_unique<ChurnRiskSignal>(std::move(name), churn);
}

}  // namespace tidemark::operators
