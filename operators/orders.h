#pragma once

#include <cstdint>

#include "engine/base/money.h"
#include "engine/base/time.h"

namespace tidemark::operators {

/// Lifetime totals of a customer's orders. An order that was refunded in full or cancelled is none of them,
/// but its money is in gross and in refunds.
struct Orders {
  std::int64_t orders = 0;
  Micro gross = 0;
  Micro refunds = 0;
  Millis first = kNoTime;  ///< earliest event time of an order
  Millis last = kNoTime;   ///< latest

  Micro net() const;
  bool any() const { return orders > 0; }
};

}  // namespace tidemark::operators
