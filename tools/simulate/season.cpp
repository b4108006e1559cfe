#include "tools/simulate/season.h"

#include <algorithm>
#include <cmath>

namespace tidemark::simulate {
namespace {

constexpr std::array<double, 24> kHours = {0.30, 0.16, 0.09, 0.06, 0.07, 0.15, 0.40, 0.75,
                                           0.95, 1.10, 1.20, 1.25, 1.40, 1.30, 1.15, 1.10,
                                           1.20, 1.35, 1.60, 1.95, 2.25, 2.10, 1.40, 0.76};
constexpr std::array<double, 7> kWeekdays = {1.02, 0.92, 0.90, 0.94, 0.98, 1.06, 1.18};  // Sunday first
constexpr std::array<double, 12> kMonths = {0.90, 0.84, 0.92, 0.94, 0.96, 0.92,
                                            0.86, 0.88, 0.96, 1.02, 1.25, 1.30};

double normalized_total(const double* values, std::size_t count) {
  double total = 0;
  for (std::size_t i = 0; i < count; ++i) total += values[i];
  return total;
}

}  // namespace

Season::Season(Millis start) : start_(start), days_{0.0} {
  const double total = normalized_total(kHours.data(), kHours.size());
  for (std::size_t hour = 0; hour < kHours.size(); ++hour)
    hours_[hour + 1] = hours_[hour] + kHours[hour] / total;
  hours_[24] = 1;  // what rounding left
  extend_to(400);
}

double Season::day_weight(std::size_t day) const {
  const auto date = static_cast<Day>(start_ / kDay + static_cast<Millis>(day));
  const CivilDay civil = civil_from_day(date);
  const auto weekday = static_cast<std::size_t>((date + 4) % 7);  // 1970-01-01 was a Thursday
  double weight = kMonths[civil.month - 1] * kWeekdays[weekday];
  // Gifts are bought until about the 14th, and hardly any more once they would not arrive in time.
  if (civil.month == 12)
    weight *= civil.day <= 20 ? 1.0 + 0.35 * std::exp(-std::pow((civil.day - 13.0) / 5, 2)) : 0.75;
  const bool sale = civil.month == 11 && civil.day >= 23 && weekday == 5;
  return sale ? weight * 1.9 : weight;
}

void Season::extend_to(std::size_t day) {
  while (days_.size() <= day + 1) days_.push_back(days_.back() + day_weight(days_.size() - 1));
}

double Season::busy_days(Millis instant) {
  const Millis since = instant - start_;
  const auto day = static_cast<std::size_t>(since / kDay);
  extend_to(day);
  const Millis in_day = since % kDay;
  const auto hour = static_cast<std::size_t>(in_day / kHour);
  const double in_hour = static_cast<double>(in_day % kHour) / static_cast<double>(kHour);
  const double share = hours_[hour] + (hours_[hour + 1] - hours_[hour]) * in_hour;
  return days_[day] + (days_[day + 1] - days_[day]) * share;
}

Millis Season::instant(double busy_days) {
  while (days_.back() <= busy_days) extend_to(days_.size() + 364);
  const auto next_day = std::upper_bound(days_.begin(), days_.end(), busy_days);
  const auto day = next_day - days_.begin() - 1;
  const double share = (busy_days - *(next_day - 1)) / (*next_day - *(next_day - 1));
  const auto next_hour = std::upper_bound(hours_.begin() + 1, hours_.end() - 1, share);
  const auto hour = next_hour - hours_.begin() - 1;
  const double in_hour = (share - *(next_hour - 1)) / (*next_hour - *(next_hour - 1));
  return start_ + day * kDay + hour * kHour + static_cast<Millis>(in_hour * static_cast<double>(kHour));
}

}  // namespace tidemark::simulate
