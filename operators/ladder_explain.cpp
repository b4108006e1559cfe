// What a ladder says about its transitions: the basis against a threshold, and in front of it what happened.
#include <fmt/format.h>

#include <cmath>

#include "operators/ladder.h"

namespace tidemark::operators {
namespace {

using DowngradeOn = config::Ladder::DowngradeOn;
using Measure = config::Basis::Measure;
using Period = config::Qualification::Period;

bool is_up(const Transition& change) {
  return change.to > change.from;
}

std::string_view review(DowngradeOn on) {
  return on == DowngradeOn::kMonth ? "month" : on == DowngradeOn::kQuarter ? "quarter" : "year";
}

}  // namespace

/// The sum of a period that closed counts where a loss was decided by it.
std::int64_t Ladder::counted_period(const Occasion& occasion, const LadderView& view) const {
  const Transition& change = occasion.transition;
  if (is_up(change) || change.notice != Notice::kNone) return kNoFloor;
  const bool waited = change.memory_before.a != kNoTime;
  if (!waited && !terms_.is_decision(view, occasion.now.t)) return kNoFloor;
  return rules_.floor(view, waited ? change.memory_before.a : occasion.now.t);
}

std::string Ladder::span(bool closed) const {
  switch (ladder_.qualification.period) {
    case Period::kMonth:
      return closed ? "last month" : "this month";
    case Period::kQuarter:
      return closed ? "last quarter" : "this quarter";
    case Period::kYear:
      return closed ? "last year" : "this year";
    case Period::kJoining:
      return closed ? "in the past year since joining" : "in the running year since joining";
    case Period::kTierChange:
      return "since the last change of tier";
    case Period::kBasis:
      break;
  }
  const std::int32_t days = ladder_.basis.days;
  return days == 0 ? "in all" : days == 1 ? "today" : fmt::format("in the last {} days", days);
}

std::string Ladder::did(double value, double reference, bool closed) const {
  switch (ladder_.basis.measure) {
    case Measure::kSpend:
      return fmt::format("Spent {} {}", number_beside(value, reference), span(closed));
    case Measure::kOrders:
      return fmt::format("Made {} {}", counted(value, "order", "orders"), span(closed));
    case Measure::kPurchaseDays:
      return fmt::format("Bought on {} {}", counted(value, "day", "days"), span(closed));
    case Measure::kFeature:
      break;
  }
  return is_null(value) ? fmt::format("{} is not known", ladder_.basis.name)
                        : fmt::format("{} is {}", ladder_.basis.name, number_beside(value, reference));
}

/// "gold starts at 1000", "gold needs at least 950", and what it asks for besides.
std::string Ladder::limit(const Occasion& occasion, bool up, double reference) const {
  const Transition& change = occasion.transition;
  const std::uint8_t level = up ? change.to : change.from;
  std::string text = fmt::format("{} {} {}", value_name(level), up ? "starts at" : "needs at least",
                                 plain_number(reference));
  const std::string& when = ladder_.levels[level].when;
  if (when.empty()) return text;
  const bool holds = levels_.allows(level, {occasion.facts, change.since}, occasion.now);
  return text + fmt::format(" and asks for {}, which {}", when, holds ? "holds" : "does not hold");
}

std::string Ladder::about_notice(const Occasion& occasion) const {
  const Transition& change = occasion.transition;
  if (change.notice == Notice::kDowngradeCancelled) {
    return "The downgrade that was announced does not come. ";
  }
  const Standing waiting = standing(change.from, change.since, change.memory_after);
  const Downgrade downgrade = coming(occasion.facts, waiting, true, occasion.now);
  return fmt::format("If nothing more comes, {} ends at {}. ", value_name(change.from),
                     format_timestamp(downgrade.at));
}

/// "" unless a pin was set, ended or was taken away.
std::string Ladder::about_pin(const Occasion& occasion) const {
  std::uint8_t pinned = 0;
  if (pins_ == nullptr) return "";
  const Pin* pin = pin_at(occasion.facts, occasion.now.t, pinned);
  const bool set = pin != nullptr;
  if (!set && (occasion.transition.memory_before.b & kPinned) == 0) return "";
  if (!set) pin = pins_->in(occasion.facts.state).find(name_hash_);
  if (!set && pin == nullptr) pin = pins_->in(occasion.facts_before.state).find(name_hash_);
  const std::string actor = pin == nullptr || pin->actor.empty() ? "by hand" : "by " + pin->actor;
  if (!set) return fmt::format("The tier set {} has ended. ", actor);
  const std::string until = pin->until == kNever ? std::string() : " until " + format_timestamp(pin->until);
  const std::string reason = pin->reason.empty() ? std::string() : ": " + pin->reason;
  return fmt::format("Set to {} {}{}{}. ", value_name(pinned), actor, until, reason);
}

/// Why a tier that is not deserved was lost now.
std::string Ladder::about_loss(const Occasion& occasion) const {
  const Transition& change = occasion.transition;
  const Millis decided = change.memory_before.a != kNoTime ? change.memory_before.a : occasion.now.t;
  if (ladder_.downgrade_on == DowngradeOn::kExpiry) {
    return fmt::format("{} was valid until {}. ", value_name(change.from), format_timestamp(decided));
  }
  if (terms_.decides())
    return fmt::format("Tiers are reviewed when a {} begins. ", review(ladder_.downgrade_on));
  return occasion.stimulus.cause == Cause::kRefund ? "A refund was taken off. " : "";
}

std::string Ladder::what_happened(const Occasion& occasion) const {
  const Transition& change = occasion.transition;
  if (change.notice != Notice::kNone) return about_notice(occasion);
  std::string pin = about_pin(occasion);
  if (!pin.empty()) return pin;
  if (!is_up(change)) return about_loss(occasion);
  const bool waited = (change.memory_before.b & kFell) != 0 && occasion.stimulus.cause == Cause::kTime &&
                      occasion.now.t == change.since + ladder_.cooldown;
  return waited ? fmt::format("The cooldown of {} is over. ", format_duration(ladder_.cooldown)) : "";
}

Explanation Ladder::explain(const Occasion& occasion) const {
  const Transition& change = occasion.transition;
  const LadderView view{occasion.facts, change.since};
  const bool up = is_up(change);
  const std::int64_t closed = counted_period(occasion, view);
  const bool by_closed = closed != kNoFloor && closed > basis_.sum(view, occasion.now.today);
  const double value = by_closed ? basis_.units_of_sum(closed) : basis_.units(view, occasion.now);
  const double before = basis_.units({occasion.facts_before, change.since}, occasion.moment_before);
  const double reference = basis_.units_of_sum(up ? levels_.at(change.to) : levels_.hold(change.from));
  return {value,
          {{ladder_.basis.name, value, before, reference, value - reference,
            fmt::format("{}{}; {}.", what_happened(occasion), did(value, reference, by_closed),
                        limit(occasion, up, reference))}}};
}

}  // namespace tidemark::operators
