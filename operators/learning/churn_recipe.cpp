#include "operators/learning/churn_recipe.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "config/churn_names.h"
#include "operators/learning/churn_model.h"
#include "operators/learning/logistic_fit.h"
#include "operators/learning/platt.h"
#include "operators/learning/probability.h"

namespace tidemark::operators {
namespace {

using Form = ChurnRecipe::Form;
using Reach = LearningTerm::Reach;

/// More customers than this teach a handful of weights nothing more.
constexpr std::size_t kRowsMax = 200'000;

/// A term as the regression sees it: one column of values, and one that tells where there is none.
struct Column {
  LearningTerm term;
  std::size_t source = 0;  ///< of the observations; kP0 for the BTYD odds
  double mean = 0;         ///< of the known values, transformed
  double deviation = 0;
  bool has_gaps = false;
};
constexpr std::size_t kP0 = ~std::size_t{0};

class Regression {
 public:
  Regression(const config::Churn& churn, const std::vector<LearningTerm>& terms, Reach reach,
             const Observations& all, std::vector<std::size_t> rows)
      : churn_(churn), all_(all), rows_(std::move(rows)), horizon_weeks_(weeks_of(churn.horizon)) {
    if (churn.parameters_of(churn.base_model)) {
      btyd_.emplace(churn.base_model, *churn.parameters_of(churn.base_model));
    }
    std::size_t source = 0;
    for (const LearningTerm& term : terms) {
      const bool is_p0 = term.value == config::kP0LogitName;
      if (term.reach <= reach && (!is_p0 || btyd_)) consider(term, is_p0 ? kP0 : source);
      if (!is_p0) ++source;
    }
  }

  /// Without the terms that hardly move anybody: they cost time with every event and blur the reasons.
  Result<config::Churn> fit() {
    if (columns_.empty()) return Status::invalid("no term tells customers from each other");
    Result<LogisticFit> fit = fit_columns();
    while (fit.ok() && (drop_turned(*fit) || drop_weak(*fit))) fit = fit_columns();
    if (!fit.ok()) return fit.status();
    return model_of(*fit);
  }

 private:
  Result<LogisticFit> fit_columns() const {
    std::size_t width = columns_.size();
    for (const Column& column : columns_) width += column.has_gaps ? 1 : 0;
    Design design(width);
    std::vector<double> row;
    for (const std::size_t i : rows_) {
      row.clear();
      for (const Column& column : columns_) append(column, i, row);
      design.add(row, all_.labels[i] != 0);
    }
    return fit_logistic(design);
  }

  /// The one silence that most lowers the risk; the others may be right without it. False when none does.
  bool drop_turned(const LogisticFit& fit) {
    std::size_t j = 0;
    double least = 0;
    auto worst = columns_.end();
    for (auto column = columns_.begin(); column != columns_.end(); ++column) {
      const double effect = fit.weights[j] * column->deviation;
      j += column->has_gaps ? 2 : 1;
      if (!column->term.only_rises || effect >= least) continue;
      least = effect;
      worst = column;
    }
    if (worst == columns_.end() || columns_.size() == 1) return false;
    columns_.erase(worst);
    return true;
  }

  /// False when all of them matter.
  bool drop_weak(const LogisticFit& fit) {
    constexpr double kWeak = 0.1;  // log-odds a standard deviation
    std::vector<Column> strong;
    std::size_t j = 0;
    for (const Column& column : columns_) {
      const double gap_weight = column.has_gaps ? std::abs(fit.weights[j + 1]) : 0;
      if (std::max(std::abs(fit.weights[j]) * column.deviation, gap_weight) >= kWeak)
        strong.push_back(column);
      j += column.has_gaps ? 2 : 1;
    }
    if (strong.empty() || strong.size() == columns_.size()) return false;
    columns_ = std::move(strong);
    return true;
  }

  double value_of(std::size_t source, const LearningTerm& term, std::size_t i) const {
    if (source == kP0) return p0_logit(*btyd_, all_.statistics[i], horizon_weeks_);
    return transformed(all_.row(i)[source], term.transform);
  }

  /// A term that hardly anybody has, or that is the same for everybody, is left out.
  void consider(const LearningTerm& term, std::size_t source) {
    constexpr double kKnownMin = 20;
    constexpr double kGapsMin = 5;
    double known = 0;
    double sum = 0;
    double squares = 0;
    for (const std::size_t i : rows_) {
      const double value = value_of(source, term, i);
      if (!std::isfinite(value)) continue;
      ++known;
      sum += value;
      squares += value * value;
    }
    const double mean = known > 0 ? sum / known : 0;
    const double variance = known > 0 ? squares / known - mean * mean : 0;
    if (known < kKnownMin || !(variance > 1e-9 * (1 + mean * mean))) return;
    columns_.push_back(
        {term, source, mean, std::sqrt(variance), static_cast<double>(rows_.size()) - known >= kGapsMin});
  }

  void append(const Column& column, std::size_t i, std::vector<double>& row) const {
    const double value = value_of(column.source, column.term, i);
    const bool known = std::isfinite(value);
    row.push_back(known ? value : column.mean);
    if (column.has_gaps) row.push_back(known ? 0 : 1);
  }

  /// A gap stands at the mean of what is known, so it adds nothing but its own weight.
  config::Churn model_of(const LogisticFit& fit) const {
    config::Churn churn = churn_;
    churn.model = config::Churn::Model::kLogistic;
    churn.intercept = fit.intercept;
    churn.terms.clear();
    std::size_t j = 0;
    for (const Column& column : columns_) {
      config::ChurnTerm term;
      term.name = column.term.name;
      term.value = column.term.value;
      term.transform = column.term.transform;
      term.weight = fit.weights[j];
      term.reference = fit.means[j];
      ++j;
      if (column.has_gaps) {
        term.missing = fit.weights[j];
        churn.intercept -= fit.weights[j] * fit.means[j];
        ++j;
      }
      churn.terms.push_back(std::move(term));
    }
    return churn;
  }

  const config::Churn& churn_;
  const Observations& all_;
  const std::vector<std::size_t> rows_;
  const double horizon_weeks_;
  std::optional<Btyd> btyd_;
  std::vector<Column> columns_;
};

std::vector<std::size_t> rows_of(const Observations& all, const Chosen& chosen) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (chosen(i)) rows.push_back(i);
  }
  if (rows.size() <= kRowsMax) return rows;
  const auto by_hash = [&](std::size_t a, std::size_t b) { return all.hashes[a] < all.hashes[b]; };
  std::nth_element(rows.begin(), rows.begin() + kRowsMax, rows.end(), by_hash);
  rows.resize(kRowsMax);
  std::sort(rows.begin(), rows.end());
  return rows;
}

/// No terms and no spread: the intercept is the log-odds of the rate, pulled to a half where there are few.
config::Churn base_rate_of(config::Churn churn, const Observations& all,
                           const std::vector<std::size_t>& rows) {
  double happened = 0;
  for (const std::size_t i : rows) happened += all.labels[i];
  churn.model = config::Churn::Model::kLogistic;
  churn.intercept = logit_of((happened + 0.5) / (static_cast<double>(rows.size()) + 1));
  return churn;
}

Result<config::Churn> calibrated(config::Churn churn, const std::vector<LearningTerm>& terms,
                                 const Observations& all, const std::vector<std::size_t>& rows) {
  const ChurnModel raw(churn, terms);
  std::vector<double> logits;
  std::vector<std::uint8_t> labels;
  for (const std::size_t i : rows) {
    logits.push_back(raw.logit(all, i));
    labels.push_back(all.labels[i]);
  }
  const Result<config::Calibration> calibration = fit_platt(logits, labels);
  if (!calibration.ok()) return calibration.status();
  churn.calibration = *calibration;
  return churn;
}

}  // namespace

void put_parameters(const BtydFits& fits, config::Churn& churn) {
  for (const BtydFit& fit : fits.fits) churn.parameters_of(fit.model) = fit.parameters;
}

std::vector<ChurnRecipe> churn_recipes(const BtydFits& fits, const std::vector<LearningTerm>& terms) {
  std::vector<ChurnRecipe> recipes = {{.name = "base rate", .form = Form::kBaseRate, .for_comparison = true}};
  for (const BtydFit& fit : fits.fits) {
    const std::string name(config::churn_model_name(fit.model));
    // Where customers do drop out NBD is wrong, however well it may be bent to one split.
    const bool stands_in = fit.model == config::Churn::Model::kNbd && fits.fits.size() > 1;
    ChurnRecipe recipe{.name = name, .form = Form::kRaw, .model = fit.model, .for_comparison = stands_in};
    recipes.push_back(recipe);
    recipe.name += ", calibrated";
    recipe.form = Form::kCalibrated;
    recipes.push_back(recipe);
  }
  constexpr std::pair<Reach, std::string_view> kReaches[] = {
      {Reach::kSilence, "logistic: silence alone"},
      {Reach::kClassic, "logistic: recency, frequency, money, tenure"},
      {Reach::kHistory, "logistic: the same, purchase history"},
      {Reach::kBehaviour, "logistic: the same, other behaviour"}};
  for (const auto& [reach, name] : kReaches) {
    const auto adds = [reach = reach](const LearningTerm& term) { return term.reach == reach; };
    if (std::none_of(terms.begin(), terms.end(), adds)) continue;
    recipes.push_back({.name = std::string(name), .form = Form::kLogistic, .reach = reach});
  }
  return recipes;
}

Result<config::Churn> make_churn(const ChurnRecipe& recipe, const config::Churn& settings,
                                 const BtydFits& fits, const std::vector<LearningTerm>& terms,
                                 const Observations& all, const Chosen& chosen) {
  config::Churn churn;
  churn.horizon = settings.horizon;
  churn.activity = settings.activity;
  put_parameters(fits, churn);
  if (!fits.fits.empty()) churn.base_model = fits.fits.front().model;
  churn.model = recipe.model;
  if (recipe.form == Form::kRaw) return churn;
  const std::vector<std::size_t> rows = rows_of(all, chosen);
  if (recipe.form == Form::kBaseRate) return base_rate_of(churn, all, rows);
  if (recipe.form == Form::kCalibrated) return calibrated(churn, terms, all, rows);
  return Regression(churn, terms, recipe.reach, all, rows).fit();
}

}  // namespace tidemark::operators
