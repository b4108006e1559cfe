#include "engine/learn/train.h"

#include <algorithm>
#include <cmath>

#include "engine/base/zone.h"
#include "engine/learn/learning_plan.h"
#include "operators/learning/bands.h"
#include "operators/learning/churn_model.h"
#include "operators/learning/probability.h"

namespace tidemark::engine {
namespace {

using operators::Observations;

constexpr std::array<double, 3> kDefaultShares = {0.4, 0.2, 0.05};
constexpr int kSplitsMax = 2;
/// Fewer of either outcome are no ground to choose a model on.
constexpr std::ptrdiff_t kOutcomesMin = 20;
constexpr Millis kAhead = 7 * kDay;  ///< over which crossings are counted for a capacity

class Training {
 public:
  explicit Training(const TrainOptions& options) : options_(options) {}

  Result<Trained> run() {
    Result<std::shared_ptr<const Zone>> zone = Zone::load(options_.config.time.zone);
    if (!zone.ok()) return zone.status();
    zone_ = zone.take();
    TM_RETURN_IF_ERROR(read_history());
    TM_RETURN_IF_ERROR(observe());
    tell("fitting and comparing models");
    Result<operators::LearnedChurn> learned = operators::learn_churn(options_.config.churn, experience_);
    if (!learned.ok()) return learned.status();
    trained_.churn = learned.take();
    fit_spending();
    make_model();
    return std::move(trained_);
  }

 private:
  void tell(const std::string& phase) const {
    if (options_.on_phase) options_.on_phase(phase);
  }

  /// Who was active when, and how long there is a history at all.
  Status read_history() {
    tell("reading what happened");
    history_.emplace(options_.config, zone_);
    ReplayOptions all{options_.inputs, options_.config, options_.until};
    all.config.churn = config::Churn();
    all.config.churn.activity = options_.config.churn.activity;
    all.on_batch = [this](const Batch& batch) { history_->take(batch); };
    const Result<std::unique_ptr<Replay>> replay = Replay::run(all);
    if (!replay.ok()) return replay.status();
    trained_.until = (*replay)->as_of();
    trained_.events = (*replay)->accepted();
    trained_.refused = (*replay)->refused();
    trained_.digest = (*replay)->digest();
    if (history_->activities() == 0) {
      return Status::invalid("there is no " +
                             (options_.config.churn.activity.empty()
                                  ? std::string("purchase")
                                  : "activity of the kinds in churn.activity") +
                             " among the events" + (options_.until ? " before --until" : ""));
    }
    plan_.emplace(options_.config, *history_);
    return {};
  }

  Result<Observations> observe_at(Millis split, bool labelled, Observations* later) {
    const Result<std::unique_ptr<Replay>> replay =
        Replay::run({.inputs = options_.inputs, .config = plan_->config(), .until = split});
    if (!replay.ok()) return replay.status();
    if (later != nullptr) {
      Result<Observations> then = plan_->observe(**replay, *history_, false, kAhead);
      if (!then.ok()) return then.status();
      *later = then.take();
    }
    return plan_->observe(**replay, *history_, labelled);
  }

  Status observe() {
    tell("looking at customers as of " + format_timestamp(trained_.until));
    experience_.terms = plan_->terms();
    experience_.seed = options_.seed;
    const bool by_capacity = options_.config.churn.capacity_per_day > 0;
    Result<Observations> now = observe_at(trained_.until, false, by_capacity ? &later_ : nullptr);
    if (!now.ok()) return now.status();
    experience_.now = now.take();
    trained_.customers = experience_.now.size();
    const Millis horizon = options_.config.churn.horizon;
    for (int k = 1; k <= kSplitsMax; ++k) {
      const Millis split = trained_.until - k * horizon;
      // A history half a horizon long shows too little of anybody to learn from.
      if (split < history_->first_activity() + horizon / 2) break;
      tell("looking at customers as of " + format_timestamp(split) + ", and what became of them");
      Result<Observations> then = observe_at(split, true, nullptr);
      if (!then.ok()) return then.status();
      const auto silent = std::count(then->labels.begin(), then->labels.end(), 1);
      if (std::min(silent, static_cast<std::ptrdiff_t>(then->size()) - silent) < kOutcomesMin) {
        note("as of " + format_timestamp(split) +
             " too few customers stayed, or too few left, to learn from");
        break;
      }
      trained_.splits.push_back(split);
      experience_.splits.push_back(then.take());
    }
    return {};
  }

  void note(std::string text) { trained_.notes.push_back(std::move(text)); }

  void fit_spending() {
    if (!history_->has_money()) return note("no purchase has an amount: expected spend is not learned");
    tell("fitting spending");
    Result<operators::GammaGammaFit> fit = operators::fit_gamma_gamma(history_->all_spend());
    if (!fit.ok()) return note("expected spend is not learned: " + fit.status().message());
    if (fit->correlation > operators::GammaGammaFit::kCorrelationMax) {
      note("who buys more often also spends more each time (correlation " +
           std::to_string(fit->correlation).substr(0, 4) + "), which Gamma-Gamma supposes not to be so");
    }
    trained_.spend = fit.take();
  }

  void make_model() {
    config::TrainedModel& model = trained_.model;
    for (const std::string& text : trained_.churn.fits.notes) note(text);
    config::Churn& churn = trained_.churn.churn;
    churn.version = version_of(trained_.until);
    make_bands(churn);
    model.churn = churn;
    model.has_cuts = options_.config.churn.bands_on == config::Churn::BandsOn::kRisk;
    model.features = plan_->features_of(churn.terms);
    if (trained_.spend) model.gamma_gamma = trained_.spend->parameters;
  }

  /// The day as a number: later models have greater ones, and people can read it.
  std::uint32_t version_of(Millis until) const {
    const std::string day = format_timestamp(until);
    return static_cast<std::uint32_t>(std::stoul(day.substr(0, 4) + day.substr(5, 2) + day.substr(8, 2)));
  }

  void make_bands(config::Churn& churn) {
    const config::Churn& wanted = options_.config.churn;
    if (wanted.bands_on == config::Churn::BandsOn::kOddsRatio) return;
    const operators::ChurnModel model(churn, experience_.terms);
    std::vector<double> now;
    std::vector<double> later;
    for (std::size_t i = 0; i < experience_.now.size(); ++i) {
      const operators::BtydStatistics& s = experience_.now.statistics[i];
      if (s.x == 0 && s.T < operators::weeks_of(wanted.unknown_for)) continue;  // stands in no band yet
      now.push_back(trained_.churn.risks[i]);
      if (later_.size() > 0) later.push_back(operators::probability_of(model.logit(later_, i)));
    }
    if (now.empty()) now = trained_.churn.risks;
    churn.enter = operators::cuts_by_share(now, wanted.band_shares.value_or(kDefaultShares));
    if (!later.empty() && later.size() == now.size()) {
      constexpr double kDays = static_cast<double>(kAhead) / static_cast<double>(kDay);
      churn.enter[2] = operators::cut_by_capacity(
          now, later, kDays, wanted.capacity_per_day * experience_.now.share, churn.enter[1]);
    }
    churn.leave = churn.enter;
    constexpr double kNearlyCertain = 0.99;
    if (churn.enter.front() < kNearlyCertain) return;
    note(
        "most customers are long gone, so bands by share tell them from each other; to warn of those who are "
        "leaving set churn.bands.capacity_per_day, or bands.on: odds_ratio with cuts of your own");
  }

  const TrainOptions& options_;
  std::shared_ptr<const Zone> zone_;
  std::optional<ActivityHistory> history_;
  std::optional<LearningPlan> plan_;
  operators::ChurnExperience experience_;
  Observations later_;  ///< as of a week after `until`, if nobody does anything
  Trained trained_;
};

}  // namespace

Result<Trained> train(const TrainOptions& options) {
  return Training(options).run();
}

}  // namespace tidemark::engine
