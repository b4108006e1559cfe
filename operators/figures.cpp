#include "operators/figures.h"

#include <limits>

namespace tidemark::operators {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

}  // namespace

Figures::Figures(const Composition& composition, const std::byte* state, Millis as_of)
    : activity(composition.features.activity(state)),
      orders(*composition.features.facts(state).orders),
      recency_days(orders.any() ? static_cast<double>(as_of - orders.last) / static_cast<double>(kDay)
                                : kUnknown),
      churn_risk(kUnknown),
      p_alive(kUnknown),
      composition_(composition) {
  const Facts facts = composition.features.facts(state);
  btyd = composition.churn->statistics(facts, as_of);
  if (composition.rfm != nullptr) rfm = composition.rfm->scores(facts, as_of);
  if (rfm) rfm_segment = composition.rfm->segment(*rfm);
  const Btyd* model = composition.churn->model();
  if (model == nullptr || !btyd) return;
  churn_risk = model->silence_probability(*btyd, composition.churn->horizon_weeks());
  p_alive = model->p_alive(*btyd);
}

double Figures::expected_purchases() const {
  const Btyd* model = composition_.churn->model();
  if (model == nullptr || !btyd) return kUnknown;
  return model->expected_purchases(*btyd, composition_.churn->horizon_weeks());
}

}  // namespace tidemark::operators
