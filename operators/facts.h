#pragma once

#include "operators/orders.h"
#include "operators/purchase_days.h"

namespace tidemark::operators {

/// What levels stand on: a customer's features as they are, or as they were before the event at hand.
/// Cheap to make; holds pointers into the state.
struct Facts {
  const Orders* orders = nullptr;
  const PurchaseDays* days = nullptr;
  DaySummary summary;    ///< of purchase days
  DayChange taken_back;  ///< subtracted from windows: the event that has not happened yet in this view

  WindowSum window(Day from, Day to) const { return days->window(from, to, taken_back); }
};

/// An instant with its local day.
struct Moment {
  Millis t = 0;
  Day today = 0;
};

}  // namespace tidemark::operators
