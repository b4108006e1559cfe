#pragma once

#include "config/config.h"

namespace tidemark::config {

/// The built-in default without its content: config/tidemark.yaml as values (a test holds the two equal).
Config built_in_values();

}  // namespace tidemark::config
