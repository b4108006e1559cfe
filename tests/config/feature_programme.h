#pragma once

#include <string>
#include <utility>
#include <vector>

#include "config/config.h"

namespace tidemark::config {

inline CustomFeature custom_feature(std::string name, CustomFeature::Form form) {
  CustomFeature feature;
  feature.name = std::move(name);
  feature.form = form;
  return feature;
}

/// A configuration with something of everything that names can mean.
inline Config feature_programme() {
  Config config;
  config.events.kinds = {"login", "gift-card", "purchase_count"};
  config.features.attributes = {{"city", Attribute::Type::kText, false},
                                {"age", Attribute::Type::kNumber, false},
                                {"vip", Attribute::Type::kTruth, false},
                                {"joined", Attribute::Type::kDate, false},
                                {"first name", Attribute::Type::kText, true}};
  config.features.custom = {custom_feature("big_orders", CustomFeature::Form::kCount),
                            custom_feature("since_login", CustomFeature::Form::kDaysSince),
                            custom_feature("last_plan", CustomFeature::Form::kLast),
                            custom_feature("churn.risk", CustomFeature::Form::kCount)};
  config.ladders.resize(2);
  config.ladders[0].name = "tier";
  config.ladders[0].levels = {{"bronze", 0, ""}, {"silver", 500, ""}, {"gold", 1000, ""}};
  config.ladders[1].name = "club";
  config.rfm.segments = {"champions", "lost"};
  config.scores.resize(1);
  config.scores[0].name = "health";
  config.scores[0].levels = {{"poor", 0}, {"good", 60}};
  config.segments.resize(2);
  config.segments[0].name = "dormant";
  config.segments[1].name = "vip";
  return config;
}

}  // namespace tidemark::config
