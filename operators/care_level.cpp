#include "operators/care_level.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tidemark::operators {
namespace {

constexpr double kDayMs = static_cast<double>(kDay);

/// The date's day in a year; February 29th is the 28th where there is none.
Day anniversary(const CivilDay& date, int year) {
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  const bool moved = date.month == 2 && date.day == 29 && !leap;
  return day_from_civil(year, date.month, moved ? 28 : date.day);
}

}  // namespace

CareLevel::CareLevel(const config::Care& care, const Signal& signal, std::shared_ptr<const Zone> zone)
    : Level("care." + care.name, {}), care_(care), signal_(signal), zone_(std::move(zone)) {}

SectionKey CareLevel::section() const {
  return section_in(SectionKey::kCares, care_.name);
}

Millis CareLevel::next_yearly(double date, Moment t) const {
  const auto instant = static_cast<Millis>(date);
  // A date that was given has no zone; the day somebody joined is a day of the programme's.
  const Day origin =
      care_.attribute.empty() ? zone_->local_day(instant) : static_cast<Day>(std::floor(date / kDayMs));
  const CivilDay day = civil_from_day(origin);
  const Day ahead = static_cast<Day>(care_.ahead / kDay);
  // Somebody joins once, and has the first anniversary a year later; a date may lie ahead.
  const int first = care_.attribute.empty() ? day.year + 1 : day.year;
  const int begin = std::max(civil_from_day(t.today).year, first);
  for (int then = begin; then <= begin + 2; ++then) {
    const Millis notice = zone_->day_start(anniversary(day, then) - ahead);
    if (notice > t.t) return notice;
  }
  return kNever;
}

/// The signal is (t − last contact) in days, so the limit is reached at last contact + silence.
Millis CareLevel::next_silence(double silent_days, Moment t) const {
  const Millis last = t.t - std::llround(silent_days * kDayMs);
  const Millis notice = last + care_.silence;
  return notice > t.t ? notice : kNever;
}

Millis CareLevel::next(const std::byte* state, Moment t) const {
  const double value = signal_.number(state, t);
  if (is_null(value)) return kNever;
  return care_.form == config::Care::Form::kYearly ? next_yearly(value, t) : next_silence(value, t);
}

Verdict CareLevel::assess(const Facts& facts, const LevelState&, Moment now, const Stimulus& stimulus) const {
  if (stimulus.cause != Cause::kTime) return {};
  const Moment just_before{now.t - 1, zone_->local_day(now.t - 1)};
  if (next(facts.state, just_before) != now.t) return {};
  return {kNullValue, {}, Notice::kCare, kNullValue};
}

Millis CareLevel::due(const Facts& facts, const LevelState&, Moment now) const {
  return next(facts.state, now);
}

Explanation CareLevel::explain(const Occasion& occasion) const {
  const double value = signal_.number(occasion.facts.state, occasion.now);
  if (care_.form == config::Care::Form::kSilence) {
    const double limit = static_cast<double>(care_.silence) / kDayMs;
    return {value,
            {{signal_.name(), value, value, limit, value - limit,
              fmt::format("No contact for {}.", counted(value, "day", "days"))}}};
  }
  const std::string what = care_.attribute.empty() ? "the day of joining" : care_.attribute;
  const double ahead = static_cast<double>(care_.ahead / kDay);
  return {
      ahead,
      {{"days_ahead", ahead, kNull, 0, ahead,
        ahead == 0 ? fmt::format("Today is the yearly day of {}.", what)
                   : fmt::format("The yearly day of {} is in {}.", what, counted(ahead, "day", "days"))}}};
}

}  // namespace tidemark::operators
