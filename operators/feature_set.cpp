#include "operators/feature_set.h"

#include "engine/base/assert.h"

namespace tidemark::operators {

FeatureSet::FeatureSet(const config::Config& config, const std::shared_ptr<const Zone>& zone) {
  auto activity = std::make_unique<ActivityFeature>();
  activity_ = activity.get();
  add(std::move(activity));
  auto purchases = std::make_unique<PurchasesFeature>(zone, config, *fields_.number_of("order_id"));
  purchases_ = purchases.get();
  add(std::move(purchases));
}

void FeatureSet::add(std::unique_ptr<Feature> feature) {
  TM_ASSERT(end_ == 0);
  features_.push_back(std::move(feature));
}

void FeatureSet::lay_out(std::size_t offset) {
  end_ = offset;
  for (const auto& feature : features_) {
    feature->set_offset(end_);
    end_ += feature->slot_bytes();
    for (std::size_t kind = 0; kind < plans_.size(); ++kind) {
      if (!feature->consumes(static_cast<Kind>(kind))) continue;
      plans_[kind].features.push_back(feature.get());
      if (feature->wants_fields(static_cast<Kind>(kind))) plans_[kind].wants_fields = true;
    }
  }
}

void FeatureSet::apply(std::byte* state, const Event& event) const {
  const Plan& plan = of(event.kind);
  if (plan.wants_fields) return apply_with_fields(plan, state, event);
  for (const Feature* feature : plan.features) feature->apply_slot(state, event, {});
}

void FeatureSet::apply_with_fields(const Plan& plan, std::byte* state, const Event& event) const {
  std::array<FieldValue, FieldMap::kFieldsMax> values;
  const std::span<FieldValue> wanted(values.data(), fields_.all().size());
  if (event.field_map != nullptr) TM_ASSERT(event.field_map->extract(event.properties, wanted));
  for (const Feature* feature : plan.features) feature->apply_slot(state, event, wanted);
}

}  // namespace tidemark::operators
