#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

#include "config/config.h"
#include "engine/base/zone.h"
#include "operators/activity.h"
#include "operators/before.h"
#include "operators/facts.h"

namespace tidemark::operators {

/// The features of one configuration, each with its place in the state block, and who takes which kind.
class FeatureSet {
 public:
  /// Slots are laid out from `offset` on.
  FeatureSet(const config::Config& config, const std::shared_ptr<const Zone>& zone, std::size_t offset);

  std::size_t end() const { return end_; }  ///< offset behind the last slot
  const std::vector<std::unique_ptr<Feature>>& all() const { return features_; }

  /// Hands the event to every feature that takes its kind.
  void apply(std::byte* state, const Event& event, Before& before) const {
    for (const Feature* feature : plans_[static_cast<std::uint8_t>(event.kind)].features) {
      if (feature == nullptr) break;
      feature->apply_slot(state, event, before);
    }
  }
  /// Whether levels have to be assessed after an event of the kind.
  bool moves_levels(Kind kind) const { return plans_[static_cast<std::uint8_t>(kind)].moves_levels; }

  const Activity& activity(const std::byte* state) const { return activity_->in(state); }
  Facts facts(const std::byte* state) const;
  /// The facts as they were before the event that filled `before`.
  Facts facts_before(const std::byte* state, const Before& before) const;

 private:
  static constexpr std::size_t kFeaturesMax = 8;
  struct Plan {
    std::array<const Feature*, kFeaturesMax> features{};  ///< up to the first null
    bool moves_levels = false;
  };
  template <typename T>
  const T* add(std::unique_ptr<T> feature);
  void make_plans();

  std::vector<std::unique_ptr<Feature>> features_;
  const ActivityFeature* activity_;
  const OrdersFeature* orders_;
  const PurchaseDaysFeature* days_;
  std::size_t end_;
  std::array<Plan, 256> plans_;
};

}  // namespace tidemark::operators
