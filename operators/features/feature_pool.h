#pragma once

#include <memory>
#include <vector>

#include "config/config.h"
#include "engine/base/zone.h"
#include "operators/features/active_days.h"
#include "operators/features/counts.h"
#include "operators/features/decayed.h"
#include "operators/features/latest.h"
#include "operators/features/margin.h"
#include "operators/features/preferences.h"
#include "operators/features/satisfaction.h"
#include "operators/features/sessions.h"
#include "operators/features/streams.h"
#include "operators/features/totals.h"

namespace tidemark::operators {

/// The features of one configuration while they are asked for: each is made at first asking, the same again
/// is the same feature.
///
/// Errors   kInvalidArgument for too many properties, or two features that would be stored under one number.
/// Life     config and fields are used until take(); features stay where they are when they are taken.
class FeaturePool {
 public:
  FeaturePool(const config::Config& config, std::shared_ptr<const Zone> zone, FieldNames& fields)
      : config_(config), zone_(std::move(zone)), fields_(fields) {}

  Result<CountsFeature*> counts(EventFilter filter);
  Result<ActiveDaysFeature*> active_days(EventFilter filter);
  Result<CountStream*> count_stream(EventFilter filter, StreamUnit unit);
  Result<SumStream*> sum_stream(EventFilter filter, EventNumber number, StreamUnit unit);
  Result<TotalsFeature*> totals(EventFilter filter, EventNumber number);
  Result<DecayedFeature*> decayed(EventFilter filter, const DecayedFeature::Weights& weights,
                                  Millis half_life);
  LatestFeature& latest();
  SessionsFeature& sessions();
  PreferencesFeature& preferences();
  Result<SatisfactionFeature*> satisfaction();
  Result<MarginFeature*> margin();

  /// Nothing can be asked for afterwards.
  std::vector<std::unique_ptr<Feature>> take();

 private:
  template <typename T>
  Result<T*> keep(std::unique_ptr<T> made);
  template <typename T>
  T& adopt(std::unique_ptr<T> made);

  const config::Config& config_;
  std::shared_ptr<const Zone> zone_;
  FieldNames& fields_;
  std::vector<std::unique_ptr<Feature>> features_;
  bool taken_ = false;
  LatestFeature* latest_ = nullptr;
  SessionsFeature* sessions_ = nullptr;
  PreferencesFeature* preferences_ = nullptr;
  SatisfactionFeature* satisfaction_ = nullptr;
  MarginFeature* margin_ = nullptr;
};

}  // namespace tidemark::operators
