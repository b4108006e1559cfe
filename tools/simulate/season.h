#pragma once

#include <array>
#include <vector>

#include "engine/base/time.h"

namespace tidemark::simulate {

/// The shop's own time, which runs fast when people shop much: by the hour of the day, the day of the week
/// and the season (a peak before Christmas). A shopper's rhythm is regular in this time, so that all
/// patterns appear in the calendar without any event being thrown away.
///
/// Unit: busy days; about 365 of them make a year. Thread: one (the table grows on demand).
class Season {
 public:
  /// `start` is a UTC midnight and busy day 0.
  explicit Season(Millis start);
  double busy_days(Millis instant);  ///< instant ≥ start
  Millis instant(double busy_days);  ///< the inverse, to the millisecond

 private:
  double day_weight(std::size_t day) const;
  void extend_to(std::size_t day);

  Millis start_;
  std::array<double, 25> hours_{};  ///< share of a day that is over at the beginning of each hour
  std::vector<double> days_;        ///< busy days at the beginning of each day
};

}  // namespace tidemark::simulate
