#include "operators/features/feature_pool.h"

#include <fmt/format.h>

#include "engine/base/assert.h"

namespace tidemark::operators {

template <typename T>
T& FeaturePool::adopt(std::unique_ptr<T> made) {
  TM_ASSERT(!taken_);
  T& adopted = *made;
  features_.push_back(std::move(made));
  return adopted;
}

/// Names tell all features apart, of whatever class.
template <typename T>
Result<T*> FeaturePool::keep(std::unique_ptr<T> made) {
  for (const std::unique_ptr<Feature>& feature : features_) {
    if (feature->section() != made->section()) continue;
    if (feature->name() == made->name()) return static_cast<T*>(feature.get());
    return Status::invalid(
        fmt::format("features: '{}' and '{}' would be stored under one number; change one of them a little",
                    feature->name(), made->name()));
  }
  return &adopt(std::move(made));
}

Result<CountsFeature*> FeaturePool::counts(EventFilter filter) {
  return keep(std::make_unique<CountsFeature>(std::move(filter)));
}

Result<ActiveDaysFeature*> FeaturePool::active_days(EventFilter filter) {
  return keep(std::make_unique<ActiveDaysFeature>(std::move(filter), zone_));
}

Result<CountStream*> FeaturePool::count_stream(EventFilter filter, StreamUnit unit) {
  return keep(std::make_unique<CountStream>(std::move(filter), std::nullopt, unit, zone_, config_.time));
}

Result<SumStream*> FeaturePool::sum_stream(EventFilter filter, EventNumber number, StreamUnit unit) {
  return keep(std::make_unique<SumStream>(std::move(filter), std::move(number), unit, zone_, config_.time));
}

Result<TotalsFeature*> FeaturePool::totals(EventFilter filter, EventNumber number) {
  return keep(std::make_unique<TotalsFeature>(std::move(filter), std::move(number)));
}

Result<DecayedFeature*> FeaturePool::decayed(EventFilter filter, const DecayedFeature::Weights& weights,
                                             Millis half_life) {
  return keep(std::make_unique<DecayedFeature>(std::move(filter), weights, half_life));
}

LatestFeature& FeaturePool::latest() {
  if (latest_ == nullptr) latest_ = &adopt(std::make_unique<LatestFeature>());
  return *latest_;
}

SessionsFeature& FeaturePool::sessions() {
  if (sessions_ == nullptr) sessions_ = &adopt(std::make_unique<SessionsFeature>(config_.features));
  return *sessions_;
}

PreferencesFeature& FeaturePool::preferences() {
  if (preferences_ == nullptr) {
    preferences_ = &adopt(std::make_unique<PreferencesFeature>(config_.features));
  }
  return *preferences_;
}

Result<SatisfactionFeature*> FeaturePool::satisfaction() {
  if (satisfaction_ != nullptr) return satisfaction_;
  Result<std::unique_ptr<SatisfactionFeature>> made = SatisfactionFeature::make(config_, fields_);
  if (!made.ok()) return made.status();
  satisfaction_ = &adopt(made.take());
  return satisfaction_;
}

Result<MarginFeature*> FeaturePool::margin() {
  if (margin_ != nullptr) return margin_;
  Result<std::unique_ptr<MarginFeature>> made = MarginFeature::make(config_, zone_, fields_);
  if (!made.ok()) return made.status();
  margin_ = &adopt(made.take());
  return margin_;
}

std::vector<std::unique_ptr<Feature>> FeaturePool::take() {
  TM_ASSERT(!taken_);
  taken_ = true;
  return std::move(features_);
}

}  // namespace tidemark::operators
