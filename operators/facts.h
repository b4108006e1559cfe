#pragma once

#include <cstddef>

#include "operators/moment.h"
#include "operators/orders.h"
#include "operators/purchase_days.h"

namespace tidemark::operators {

/// What levels stand on: a customer's state, and its purchases at hand. Cheap to make; points into the state.
struct Facts {
  const std::byte* state = nullptr;
  const Orders* orders = nullptr;
  const PurchaseDays* days = nullptr;

  const DaySummary& summary() const { return days->summary(); }
  WindowSum window(Day from, Day to) const { return days->window(from, to); }
};

}  // namespace tidemark::operators
