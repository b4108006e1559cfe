#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "config/config.h"
#include "engine/base/zone.h"
#include "operators/activity.h"
#include "operators/facts.h"
#include "operators/purchases.h"

namespace tidemark::operators {

/// The features of one configuration, each with its place in the state block, and who takes which kind.
///
/// Every customer has activity and purchases; what else there is, levels and reads have asked for.
class FeatureSet {
 public:
  FeatureSet(const config::Config& config, const std::shared_ptr<const Zone>& zone);
  const ActivityFeature& activity() const { return *activity_; }
  const PurchasesFeature& purchases() const { return *purchases_; }
  PurchasesFeature& purchases() { return *purchases_; }
  FieldNames& fields() { return fields_; }
  const FieldNames& fields() const { return fields_; }
  void add(std::unique_ptr<Feature> feature);
  /// Gives each its place, from `offset` on. Nothing can be added afterwards.
  void lay_out(std::size_t offset);

  std::size_t end() const { return end_; }  ///< offset behind the last slot
  const std::vector<std::unique_ptr<Feature>>& all() const { return features_; }
  /// Those that take events of the kind.
  const std::vector<const Feature*>& consumers(Kind kind) const { return of(kind).features; }

  /// Hands the event to every feature that takes its kind.
  void apply(std::byte* state, const Event& event) const;

  const Activity& activity(const std::byte* state) const { return activity_->in(state); }
  Facts facts(const std::byte* state) const {
    const Purchases& purchases = purchases_->in(state);
    return {state, &purchases.totals, &purchases.days};
  }

 private:
  struct Plan {
    std::vector<const Feature*> features;
    bool wants_fields = false;
  };
  void apply_with_fields(const Plan& plan, std::byte* state, const Event& event) const;
  const Plan& of(Kind kind) const { return plans_[static_cast<std::uint8_t>(kind)]; }

  std::vector<std::unique_ptr<Feature>> features_;
  FieldNames fields_;
  ActivityFeature* activity_;
  PurchasesFeature* purchases_;
  std::size_t end_ = 0;
  std::array<Plan, 256> plans_;
};

}  // namespace tidemark::operators
