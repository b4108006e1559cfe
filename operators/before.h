#pragma once

#include "operators/orders.h"
#include "operators/purchase_days.h"

namespace tidemark::operators {

/// What an event changed, kept for the length of one step so that reasons can tell the values just before it
/// without a copy of the state. Filled by the features that consume the event.
struct Before {
  Orders orders;       ///< as they were
  DaySummary summary;  ///< as it was
  DayChange change;    ///< what the event added to its day
};

}  // namespace tidemark::operators
