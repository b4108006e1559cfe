#pragma once

#include "engine/base/time.h"

namespace tidemark::operators {

/// An instant with its local day.
struct Moment {
  Millis t = 0;
  Day today = 0;
};

}  // namespace tidemark::operators
