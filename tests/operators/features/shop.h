#pragma once

// A programme that asks for every feature there is, and customers who give all of them something to count.

#include <string>
#include <vector>

#include "tests/operators/features/workbench.h"

namespace tidemark::operators::workbench {

inline constexpr Kind kLogin = static_cast<Kind>(kFirstCustomKind);
inline constexpr Kind kGroup = static_cast<Kind>(kFirstCustomKind + 1);
inline constexpr Kind kComplaintResolved = static_cast<Kind>(kFirstCustomKind + 2);

/// Kinds login, group and complaint_resolved, four attributes, custom features of every form; zone Berlin.
config::Config shop_config();
/// Every name the catalogue itself knows in it, those with windows in several.
std::vector<std::string> shop_names(const config::Config& config);

config::CustomFeature custom(std::string name, config::CustomFeature::Form form,
                             std::vector<std::string> kinds = {}, std::string property = {},
                             config::Window window = {});

/// Events of all kinds, about in order of time: some come late.
std::vector<PlainEvent> shop_history(Random& random, int events, Millis start, Millis span);

}  // namespace tidemark::operators::workbench
