#include "operators/churn/btyd_models.h"

#include <algorithm>
#include <cmath>

#include "config/churn_names.h"

namespace tidemark::operators {
namespace {

using Model = config::Churn::Model;

Model choose_behind(const config::Churn& settings) {
  if (config::is_btyd(settings.model)) return settings.model;
  if (settings.model != Model::kMixture) return settings.base_model;
  const auto& shares = settings.mixture;
  const bool has_logistic = std::any_of(shares.begin(), shares.end(),
                                        [](const auto& share) { return share.model == Model::kLogistic; });
  const auto first = std::find_if(shares.begin(), shares.end(),
                                  [](const auto& share) { return config::is_btyd(share.model); });
  return has_logistic || first == shares.end() ? settings.base_model : first->model;
}

/// What silence moves one way only.
class BtydSignal : public Signal {
 public:
  BtydSignal(std::string name, const BtydModels& models, const Btyd* model)
      : Signal(std::move(name), SignalType::kNumber), models_(models), model_(model) {}
  bool moved_by(Kind kind) const override { return models_.silence().moved_by(kind); }
  double number(const std::byte* state, Moment now) const override {
    return model_ == nullptr ? kNull : value(*model_, state, now.t);
  }
  // Between the ends rounding in logarithms may lead astray by the last digits.
  Range range(const std::byte* state, Moment from, Moment to) const override {
    const double first = number(state, from);
    if (is_null(first) || from.t == to.t) return Range::point(first);
    const Range range = Range::between(first, number(state, to));
    const auto slack = [](double v) { return kRounding * (1 + std::abs(v)); };
    return {range.low - slack(range.low), range.high + slack(range.high), false};
  }

 protected:
  virtual double value(const Btyd& model, const std::byte* state, Millis t) const = 0;
  const BtydModels& models_;

 private:
  static constexpr double kRounding = 4e-15;
  const Btyd* model_;
};

class P0LogitSignal final : public BtydSignal {
 public:
  using BtydSignal::BtydSignal;

 private:
  double value(const Btyd& model, const std::byte* state, Millis t) const override {
    return models_.log_odds(model, state, t);
  }
};

class PAliveSignal final : public BtydSignal {
 public:
  using BtydSignal::BtydSignal;

 private:
  double value(const Btyd& model, const std::byte* state, Millis t) const override {
    const std::optional<BtydStatistics> s = models_.silence().statistics(state, t);
    return s ? model.p_alive(*s) : kNull;
  }
};

}  // namespace

BtydModels::BtydModels(const config::Churn& settings, Silence silence)
    : silence_(std::move(silence)),
      horizon_weeks_(static_cast<double>(settings.horizon) / static_cast<double>(kWeek)),
      behind_(choose_behind(settings)) {
  for (const Model model : {Model::kMbgNbd, Model::kBgNbd, Model::kNbd}) {
    const std::optional<config::BtydParameters>& parameters = settings.parameters_of(model);
    if (parameters) models_[static_cast<std::size_t>(model)].emplace(model, *parameters);
  }
}

const Btyd* BtydModels::of(Model model) const {
  if (!config::is_btyd(model)) return nullptr;
  const std::optional<Btyd>& found = models_[static_cast<std::size_t>(model)];
  return found ? &*found : nullptr;
}

double BtydModels::log_odds(const Btyd& model, const std::byte* state, Millis t) const {
  const std::optional<BtydStatistics> s = silence_.statistics(state, t);
  return s ? model.silence_log_odds(*s, horizon_weeks_) : kNull;
}

double BtydModels::fresh_log_odds(const Btyd& model, const std::byte* state) const {
  const std::optional<BtydStatistics> s = silence_.statistics(state, silence_.first(state));
  return s ? model.silence_log_odds({s->x, s->t_x, s->t_x}, horizon_weeks_) : kNull;
}

std::unique_ptr<Signal> p0_logit_signal(std::string name, const BtydModels& models, Model model) {
  return std::make_unique<P0LogitSignal>(std::move(name), models, models.of(model));
}

std::unique_ptr<Signal> p_alive_signal(std::string name, const BtydModels& models) {
  return std::make_unique<PAliveSignal>(std::move(name), models, models.behind());
}

}  // namespace tidemark::operators
