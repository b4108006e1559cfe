#include "tools/simulate/calendar.h"

#include <algorithm>
#include <functional>

#include "engine/base/assert.h"

namespace tidemark::simulate {

void Calendar::add(const Appointment& appointment) {
  const auto day = static_cast<std::size_t>(appointment.at / kDay - first_day_);
  TM_ASSERT(appointment.at / kDay >= first_day_ && day >= day_);
  if (day > day_ || minute_ == static_cast<std::size_t>(-1)) {
    if (days_.size() <= day) days_.resize(day + 1);
    days_[day].push_back(appointment);
    return;
  }
  const auto minute = static_cast<std::size_t>(appointment.at % kDay / kMinute);
  if (minute > minute_) {
    minutes_[minute].push_back(appointment);
    return;
  }
  heap_.push_back(appointment);
  std::push_heap(heap_.begin(), heap_.end(), std::greater<>());
}

Appointment Calendar::next() {
  while (heap_.empty()) open_next_minute();
  std::pop_heap(heap_.begin(), heap_.end(), std::greater<>());
  const Appointment appointment = heap_.back();
  heap_.pop_back();
  return appointment;
}

void Calendar::open_next_minute() {
  const bool first = minute_ == static_cast<std::size_t>(-1);
  if (first || minute_ + 1 == kMinutes) {
    day_ += first ? 0 : 1;
    TM_ASSERT(day_ < days_.size());
    for (const Appointment& appointment : days_[day_])
      minutes_[static_cast<std::size_t>(appointment.at % kDay / kMinute)].push_back(appointment);
    std::vector<Appointment>().swap(days_[day_]);
    minute_ = 0;
  } else {
    ++minute_;
  }
  heap_.swap(minutes_[minute_]);
  minutes_[minute_].clear();
  std::make_heap(heap_.begin(), heap_.end(), std::greater<>());
}

}  // namespace tidemark::simulate
