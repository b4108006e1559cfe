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
      p_alive(kUnknown) {
  const Facts facts = composition.features.facts(state);
  btyd = composition.parts->churn->statistics(facts, as_of);
  if (composition.parts->rfm != nullptr) rfm = composition.parts->rfm->scores(facts, as_of);
  if (rfm) rfm_segment = composition.parts->rfm->segment(*rfm);
  churn_risk = composition.parts->churn->risk(state, composition.moment(as_of));
  const Btyd* model = composition.parts->churn->model();
  if (model != nullptr && btyd) p_alive = model->p_alive(*btyd);
}

}  // namespace tidemark::operators
