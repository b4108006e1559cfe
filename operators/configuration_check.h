#pragma once

#include <memory>
#include <vector>

#include "config/config.h"
#include "engine/base/status.h"
#include "operators/level_machine.h"

namespace tidemark::operators {

/// Whether operators can be made of a configuration and every computation has a meaning. The loader checks
/// what people write, with places and remedies; this guards against values that came another way. Errors:
/// kInvalidArgument, naming the setting.
Status check_configuration(const config::Config& config);

/// Sections of ladders are numbered by the hash of the name: two of a configuration may not collide, nor may
/// two values of a level that is stored by name. Errors: kInvalidArgument, naming both.
Status check_section_keys(const std::vector<MachineLevel>& levels);

}  // namespace tidemark::operators
