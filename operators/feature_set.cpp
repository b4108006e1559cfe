#include "operators/feature_set.h"

#include "engine/base/assert.h"

namespace tidemark::operators {

FeatureSet::FeatureSet(const config::Config& config, const std::shared_ptr<const Zone>& zone,
                       std::size_t offset)
    : end_(offset) {
  activity_ = add(std::make_unique<ActivityFeature>());
  orders_ = add(std::make_unique<OrdersFeature>());
  days_ = add(std::make_unique<PurchaseDaysFeature>(zone, config));
  make_plans();
}

template <typename T>
const T* FeatureSet::add(std::unique_ptr<T> feature) {
  feature->set_offset(end_);
  end_ += feature->slot_bytes();
  const T* added = feature.get();
  features_.push_back(std::move(feature));
  TM_ASSERT(features_.size() <= kFeaturesMax);
  return added;
}

void FeatureSet::make_plans() {
  for (std::size_t kind = 0; kind < plans_.size(); ++kind) {
    std::size_t count = 0;
    for (const auto& feature : features_) {
      if (!feature->consumes(static_cast<Kind>(kind))) continue;
      plans_[kind].features[count++] = feature.get();
      if (feature->moves_levels(static_cast<Kind>(kind))) plans_[kind].moves_levels = true;
    }
  }
}

Facts FeatureSet::facts(const std::byte* state) const {
  const PurchaseDays& days = days_->in(state);
  return {&orders_->in(state), &days, days.summary(), {}};
}

Facts FeatureSet::facts_before(const std::byte* state, const Before& before) const {
  return {&before.orders, &days_->in(state), before.summary, before.change};
}

}  // namespace tidemark::operators
