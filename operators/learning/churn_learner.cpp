#include "operators/learning/churn_learner.h"

#include <algorithm>
#include <limits>

#include "config/churn_names.h"
#include "operators/learning/churn_model.h"
#include "operators/learning/probability.h"

namespace tidemark::operators {
namespace {

constexpr std::uint64_t kFolds = 5;

BtydFits fits_of(const Observations& all) {
  std::vector<BtydRow> rows;
  rows.reserve(all.size());
  for (const BtydStatistics& s : all.statistics) rows.push_back({s, 1});
  return fit_all_btyd(std::move(rows));
}

class Learner {
 public:
  /// `now`: the fits that the model will have in the end. Others are not tried.
  Learner(const config::Churn& settings, const ChurnExperience& experience, const BtydFits& now)
      : settings_(settings), terms_(experience.terms), experience_(experience) {
    for (const Observations& split : experience.splits) {
      BtydFits& fits = split_fits_.emplace_back(fits_of(split));
      std::erase_if(fits.fits, [&now](const BtydFit& fit) {
        return std::none_of(now.fits.begin(), now.fits.end(),
                            [&fit](const BtydFit& other) { return other.model == fit.model; });
      });
    }
  }

  std::vector<ChurnTrial> try_all() const {
    std::vector<ChurnTrial> trials;
    for (const ChurnRecipe& recipe : churn_recipes(split_fits_.front(), terms_)) {
      ChurnTrial trial{recipe, {}, {}, {}};
      trial.customers = over_customers(recipe, trial.note);
      if (trial.customers && experience_.splits.size() > 1) trial.forward = forward(recipe);
      trials.push_back(std::move(trial));
    }
    return trials;
  }

  /// Learned from everybody at the latest split.
  Result<config::Churn> learn(const ChurnRecipe& recipe) const {
    return make_churn(recipe, settings_, split_fits_.front(), terms_, experience_.splits.front(),
                      [](std::size_t) { return true; });
  }

 private:
  /// Each customer judged by a model that has not seen it.
  std::optional<Measures> over_customers(const ChurnRecipe& recipe, std::string& note) const {
    const Observations& all = experience_.splits.front();
    std::vector<double> risks(all.size());
    const std::uint64_t turn = experience_.seed * 0x9E3779B97F4A7C15ULL;
    const auto fold_of = [&](std::size_t i) { return ((all.hashes[i] ^ turn) >> 8) % kFolds; };
    for (std::uint64_t fold = 0; fold < kFolds; ++fold) {
      const Result<config::Churn> churn = make_churn(recipe, settings_, split_fits_.front(), terms_, all,
                                                     [&](std::size_t i) { return fold_of(i) != fold; });
      if (!churn.ok()) {
        note = churn.status().message();
        return std::nullopt;
      }
      const ChurnModel model(*churn, terms_);
      for (std::size_t i = 0; i < all.size(); ++i) {
        if (fold_of(i) == fold) risks[i] = probability_of(model.logit(all, i));
      }
    }
    return measure(risks, all.labels);
  }

  /// As it will be used: learned a horizon before, the BTYD parameters fitted anew.
  std::optional<Measures> forward(const ChurnRecipe& recipe) const {
    const Observations& later = experience_.splits[0];
    Result<config::Churn> churn = make_churn(recipe, settings_, split_fits_[1], terms_, experience_.splits[1],
                                             [](std::size_t) { return true; });
    if (!churn.ok()) return std::nullopt;
    put_parameters(split_fits_[0], *churn);
    return measure(ChurnModel(*churn, terms_).risks(later), later.labels);
  }

  const config::Churn& settings_;
  const std::vector<LearningTerm>& terms_;
  const ChurnExperience& experience_;
  std::vector<BtydFits> split_fits_;  ///< a split each
};

std::string decimals(double value) {
  std::string text = std::to_string(value);
  constexpr std::size_t kDigits = 4;
  return text.substr(0, text.find('.') + 1 + kDigits);
}

/// Contributions of reasons add up from here: for a logistic model the risk of a customer whose every term is
/// at its reference, else the mean risk of all.
double base_rate_of(const LearnedChurn& learned) {
  const config::Churn& churn = learned.churn;
  double rate = 0;
  if (churn.model == config::Churn::Model::kLogistic) {
    rate = probability_of(churn.calibration.slope * churn.intercept + churn.calibration.intercept);
  } else {
    for (const double risk : learned.risks) rate += risk / static_cast<double>(learned.risks.size());
  }
  constexpr double kEdge = 1e-6;
  return std::clamp(rate, kEdge, 1 - kEdge);
}

/// The simplest that is as good as the best, or nearly: so small a gain is chance, and each term costs time
/// with every event. Null where none could be tried.
const ChurnTrial* best_of(const std::vector<ChurnTrial>& trials) {
  constexpr double kNearly = 1.002;
  double least = std::numeric_limits<double>::infinity();
  const auto may_be_chosen = [](const ChurnTrial& trial) {
    return !trial.recipe.for_comparison && trial.customers;
  };
  for (const ChurnTrial& trial : trials) {
    if (may_be_chosen(trial)) least = std::min(least, trial.score());
  }
  const auto found = std::find_if(trials.begin(), trials.end(), [&](const ChurnTrial& trial) {
    return may_be_chosen(trial) && trial.score() <= kNearly * least;
  });
  return found == trials.end() ? nullptr : &*found;
}

Status choose_without_trial(LearnedChurn& learned, const config::Churn& settings, std::string why) {
  if (learned.fits.fits.empty()) {
    return Status::invalid("no model can be fitted: " +
                           (learned.fits.notes.empty() ? "no customers" : learned.fits.notes.front()));
  }
  const BtydFit& fit = learned.fits.fits.front();
  learned.churn = config::Churn();
  learned.churn.horizon = settings.horizon;
  learned.churn.activity = settings.activity;
  learned.churn.model = learned.churn.base_model = fit.model;
  learned.chosen = config::churn_model_name(fit.model);
  learned.why = std::move(why) + "; it is the likeliest of the fitted models, as it is";
  return {};
}

Status choose(LearnedChurn& learned, const config::Churn& settings, const ChurnExperience& experience) {
  if (experience.splits.empty()) {
    return choose_without_trial(learned, settings,
                                "no history a horizon and more ago can be held against what followed");
  }
  const Learner learner(settings, experience, learned.fits);
  learned.trials = learner.try_all();
  const ChurnTrial* const best = best_of(learned.trials);
  if (best == nullptr) return choose_without_trial(learned, settings, "no model could be tried");
  Result<config::Churn> churn = learner.learn(best->recipe);
  if (!churn.ok()) return churn.status();
  learned.churn = churn.take();
  learned.chosen = best->recipe.name;
  learned.why = "the simplest of those with the least log loss (within 0.2 %) on customers held back: " +
                decimals(best->score());
  if (best->forward) learned.why += ", the mean over other customers and over the horizon that followed";
  return {};
}

}  // namespace

double ChurnTrial::score() const {
  if (!customers) return std::numeric_limits<double>::infinity();
  return forward ? (customers->log_loss + forward->log_loss) / 2 : customers->log_loss;
}

Result<LearnedChurn> learn_churn(const config::Churn& settings, const ChurnExperience& experience) {
  LearnedChurn learned;
  learned.fits = fits_of(experience.now);
  TM_RETURN_IF_ERROR(choose(learned, settings, experience));
  put_parameters(learned.fits, learned.churn);
  learned.risks = ChurnModel(learned.churn, experience.terms).risks(experience.now);
  learned.churn.base_rate = base_rate_of(learned);
  return learned;
}

}  // namespace tidemark::operators
