#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "config/feature_name.h"
#include "engine/base/zone.h"
#include "operators/activity.h"
#include "operators/features/feature_pool.h"
#include "operators/purchases.h"
#include "operators/signal.h"

namespace tidemark::operators {

/// What every customer has: the catalogue reads it and asks purchases to look back.
struct BaseFeatures {
  const ActivityFeature& activity;
  PurchasesFeature& purchases;
};

/// A signal under the name by which the configuration speaks of it.
struct ListedSignal {
  std::string_view name;
  const Signal* signal;
  bool pii;  ///< never in alerts: a personal attribute, or what stands on one
};

/// Turns names into signals, and makes the features they stand on: only what somebody asks for, and once.
///
/// Life    Signals live as long as the catalogue, and stand on features: those of `base` and those taken.
///         `config` and `fields` are looked at until take_features() only.
/// Thread  one while names are asked for; afterwards immutable.
class FeatureCatalogue {
 public:
  /// Finds levels and scores (sources from kLadder on), which are not this catalogue's.
  using LevelResolver = std::function<Result<const Signal*>(const config::FeatureName&)>;

  /// `fields` collects the properties that features look at.
  FeatureCatalogue(const config::Config& config, std::shared_ptr<const Zone> zone, BaseFeatures base,
                   FieldNames& fields, LevelResolver levels);

  /// Errors: kInvalidArgument for an unknown name (with the nearest ones), custom features that stand on
  /// each other in a circle, too many properties, and what `levels` says.
  Result<const Signal*> find(std::string_view name);
  Result<const Signal*> find(const config::FeatureName& feature);
  /// Days since the latest event of these kinds (none: of any), under a name that nobody can write.
  Result<const Signal*> find_contact(const std::vector<std::string>& kinds);
  /// The days with events of these kinds. Errors: as find().
  Result<const ActiveDaysFeature*> find_days(const std::vector<std::string>& kinds);
  /// All attributes and custom features, which reads show whether or not something stands on them.
  Status find_configured();

  /// The features that were made, to be laid out behind the base ones. No new name can be found afterwards.
  std::vector<std::unique_ptr<Feature>> take_features() { return pool_.take(); }
  /// Every signal found, without levels, by name bytewise.
  std::vector<ListedSignal> listed() const;

 private:
  struct Entry {
    std::unique_ptr<Signal> signal;
    bool pii = false;
  };
  using Made = Result<std::unique_ptr<Signal>>;

  Made make(const config::FeatureName& feature);
  Made make_orders(const config::FeatureName& feature);
  Made make_events(const config::FeatureName& feature);
  Made make_preference(const config::FeatureName& feature);
  Made make_satisfaction(const config::FeatureName& feature);
  Made make_subscribed(const config::FeatureName& feature);
  Made make_attribute(const config::FeatureName& feature);
  Made make_custom(const config::FeatureName& feature);
  Made make_expression(const config::CustomFeature& custom);
  Made make_last(const config::CustomFeature& custom, EventFilter filter);
  Made make_count(const std::string& name, EventFilter filter, const config::Window& window);
  Made make_sum(const config::CustomFeature& custom, EventFilter filter);
  Made make_days(const config::CustomFeature& custom, EventFilter filter);
  Made make_decayed(const config::CustomFeature& custom, EventFilter filter);
  bool is_personal(const config::FeatureName& feature) const;
  std::string name_of(Kind kind) const;
  EventFilter filter_of(Kind kind) const;

  const config::Config& config_;
  BaseFeatures base_;
  FieldNames& fields_;
  LevelResolver levels_;
  FeaturePool pool_;
  std::map<std::string, Entry, std::less<>> signals_;
  std::vector<std::unique_ptr<Signal>> contacts_;  ///< not listed
  std::vector<std::string> making_;  ///< expressions that are being made, each for the one before it
};

}  // namespace tidemark::operators
