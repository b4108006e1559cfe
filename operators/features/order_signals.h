#pragma once

#include <memory>
#include <string>

#include "config/config.h"
#include "config/feature_name.h"
#include "operators/activity.h"
#include "operators/purchases.h"
#include "operators/signal.h"

namespace tidemark::operators {

/// Orders and money over a window or the whole life: `measure` is one of FeatureName::Source::kOrders but
/// the margin. The purchases have to look back as far as the window reaches.
std::unique_ptr<Signal> orders_signal(std::string name, const PurchasesFeature& purchases,
                                      config::FeatureName::Measure measure, const config::Window& window);

/// What follows from the instants of purchases: `measure` is one of FeatureName::Source::kPurchases but the
/// tenure.
std::unique_ptr<Signal> purchases_signal(std::string name, const PurchasesFeature& purchases,
                                         const config::FeatureSettings& settings,
                                         config::FeatureName::Measure measure);

/// Days since the first event of any kind; since the latest; number of events.
std::unique_ptr<Signal> tenure_signal(std::string name, const ActivityFeature& activity);
std::unique_ptr<Signal> idle_signal(std::string name, const ActivityFeature& activity);
std::unique_ptr<Signal> events_signal(std::string name, const ActivityFeature& activity);

}  // namespace tidemark::operators
