#include "operators/ladder_rules.h"

#include <algorithm>

namespace tidemark::operators {
namespace {

/// Decisions looked at before a wake-up looks further. A ladder whose loss never falls on one has some each
/// time; the others find theirs within two.
constexpr int kDecisionsMax = 24;
/// Changes of standing looked at for a downgrade to come: a basis that crosses a threshold every day for
/// months and never long enough.
constexpr int kStepsMax = 256;

}  // namespace

LadderRules::LadderRules(const config::Ladder& ladder, std::shared_ptr<const Zone> zone,
                         const LadderLevels& levels, const LadderBasis& basis, const LadderTerms& terms)
    : ladder_(ladder), zone_(std::move(zone)), levels_(levels), basis_(basis), terms_(terms) {}

Millis LadderRules::cooldown_end(const Standing& standing) const {
  return standing.fell ? standing.since + ladder_.cooldown : kNoTime;
}

/// Never at the instant at which it began to wait, if it waits at all: so assessing twice is assessing once,
/// and of several steps down each has its own instant.
Millis LadderRules::downgrade_at(const Standing& standing) const {
  return std::max(
      {standing.pending + ladder_.grace, standing.since + ladder_.minimum_stay, standing.pending + 1});
}

std::int64_t LadderRules::floor(const LadderView& view, Millis decided) const {
  if (!terms_.decides() || decided == kNoTime) return kNoFloor;
  return basis_.closed_period(view, zone_->local_day(decided)).value_or(kNoFloor);
}

Standing LadderRules::step(const Facts& facts, const Standing& standing, Moment now, bool free) const {
  const LadderView view{facts, standing.since};
  const std::uint8_t target = levels_.target(view, now, standing.value);
  if (target < standing.value) return below(view, standing, now);
  if (target > standing.value && (free || now.t >= cooldown_end(standing))) return {target, now.t};
  Standing same = standing;
  same.pending = kNoTime;
  return same;
}

/// The basis does not hold the level.
Standing LadderRules::below(const LadderView& view, const Standing& standing, Moment now) const {
  Standing next = standing;
  const bool waits = standing.pending != kNoTime;
  if (!waits && terms_.decides() && !terms_.is_decision(view, now.t)) return next;
  next.pending = waits ? standing.pending : now.t;
  const std::uint8_t target = levels_.target(view, now, standing.value, floor(view, next.pending));
  if (target >= standing.value) {
    next.pending = kNoTime;
    return next;
  }
  const Millis at =
      waits ? downgrade_at(next) : std::max(now.t + ladder_.grace, standing.since + ladder_.minimum_stay);
  return now.t < at ? next : down(standing, target, now);
}

Standing LadderRules::down(const Standing& standing, std::uint8_t target, Moment now) const {
  Standing next{.value = target, .since = now.t, .fell = true};
  if (!ladder_.downgrade_by_step) return next;
  next.value = static_cast<std::uint8_t>(standing.value - 1);
  // A decision is about one step; the level below has its own term, and its own decision.
  if (target < next.value && !terms_.decides()) next.pending = now.t;
  return next;
}

Millis LadderRules::next(const Facts& facts, const Standing& standing, Millis now) const {
  const LadderView view{facts, standing.since};
  if (standing.pending != kNoTime) {
    const Millis downgrade = std::max(downgrade_at(standing), now + 1);
    const Millis recovery =
        levels_.first(view, now, downgrade, standing.value, Aim::kHeld, floor(view, standing.pending));
    return std::min(downgrade, recovery);
  }
  if (!terms_.decides() && cooldown_end(standing) <= now + 1) {
    return levels_.first(view, now, kNever, standing.value, Aim::kElsewhere);
  }
  const Millis upgrade = next_upgrade(view, standing, now);
  return std::min(upgrade, next_loss(view, standing, now, upgrade));
}

Millis LadderRules::next_upgrade(const LadderView& view, const Standing& standing, Millis now) const {
  const Millis after = std::max(now, cooldown_end(standing) - 1);
  return levels_.first(view, after, kNever, standing.value, Aim::kAbove);
}

/// When a downgrade begins to wait.
Millis LadderRules::next_loss(const LadderView& view, const Standing& standing, Millis now,
                              Millis until) const {
  if (standing.value == 0) return kNever;
  const Millis loss = levels_.first(view, now, until, standing.value, Aim::kBelow);
  if (loss == kNever || !terms_.decides()) return loss;
  Millis decision = loss - 1;
  for (int i = 0; i < kDecisionsMax; ++i) {
    decision = terms_.next_decision(view, decision);
    if (decision >= until) return kNever;
    const std::uint8_t target = levels_.target(view, moment(decision), standing.value, floor(view, decision));
    if (target < standing.value) return decision;
  }
  return decision;
}

Downgrade LadderRules::downgrade(const Facts& facts, const Standing& standing, Millis now,
                                 Millis until) const {
  Standing at = standing;
  for (int i = 0; i < kStepsMax; ++i) {
    const Millis t = next(facts, at, now);
    if (t > until || t == kNever) return {};
    const Standing then = step(facts, at, moment(t));
    if (then.value != at.value) return then.value < at.value ? Downgrade{t, then.value} : Downgrade{};
    at = then;
    now = t;
  }
  return {.at = now, .to = 0, .certain = false};
}

}  // namespace tidemark::operators
