#include "operators/ladder_terms.h"

#include <algorithm>
#include <cmath>

#include "engine/base/assert.h"
#include "operators/calendar.h"
#include "operators/section_codec.h"

namespace tidemark::operators {
namespace {

using DowngradeOn = config::Ladder::DowngradeOn;
using From = config::Validity::From;

CalendarUnit unit_of(DowngradeOn on) {
  return on == DowngradeOn::kMonth     ? CalendarUnit::kMonth
         : on == DowngradeOn::kQuarter ? CalendarUnit::kQuarter
                                       : CalendarUnit::kYear;
}

/// Calendars end somewhere; what lies beyond is no date.
bool has_date(Millis t) {
  return t <= kInstantMax && t >= -kInstantMax;
}

}  // namespace

LadderTerms::LadderTerms(const config::Ladder& ladder, std::shared_ptr<const Zone> zone,
                         const Signal* attribute, const ActivityFeature* activity)
    : validity_(ladder.validity),
      on_(ladder.downgrade_on),
      decides_(on_ != DowngradeOn::kLoss ||
               ladder.qualification.period == config::Qualification::Period::kTierChange),
      zone_(std::move(zone)),
      attribute_(attribute),
      activity_(activity) {
  const bool by_span = validity_.span.count > 0;
  TM_ASSERT(!by_span || validity_.from != From::kAttribute || attribute_ != nullptr);
  TM_ASSERT(!by_span || validity_.from != From::kJoining || activity_ != nullptr);
}

bool LadderTerms::moved_by(Kind kind) const {
  if (validity_.span.count == 0 || validity_.from == From::kTierStart) return false;
  // A late event of any kind may be the first one.
  return validity_.from == From::kJoining || attribute_->moved_by(kind);
}

Millis LadderTerms::anchor(const LadderView& view, Millis t) const {
  switch (validity_.from) {
    case From::kTierStart:
      return view.since;
    case From::kJoining:
      return activity_->in(view.facts.state).first;
    case From::kAttribute:
      break;
  }
  const double date = attribute_->number(view.facts.state, {t, zone_->local_day(t)});
  if (!(std::abs(date) <= static_cast<double>(kInstantMax))) return kNoTime;  // not known, or no date
  return zone_->day_start(static_cast<Day>(std::floor(date / static_cast<double>(kDay))));
}

Millis LadderTerms::next_end(const LadderView& view, Millis after) const {
  if (!validity_.any() || !has_date(after)) return kNever;
  after = std::max(after, view.since);
  if (validity_.span.count == 0) return next_cycle_end(*zone_, validity_.cycle, after);
  const Millis from = anchor(view, after);
  return has_date(from) ? next_span_end(*zone_, from, validity_.span, after) : kNever;
}

Millis LadderTerms::next_decision(const LadderView& view, Millis after) const {
  if (on_ == DowngradeOn::kLoss || !has_date(after)) return kNever;
  if (on_ == DowngradeOn::kExpiry) return next_end(view, after);
  const Day day = zone_->local_day(std::max(after, view.since));
  return zone_->day_start(next_unit_start(unit_of(on_), day));
}

}  // namespace tidemark::operators
