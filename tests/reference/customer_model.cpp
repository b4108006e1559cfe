#include "tests/reference/customer_model.h"

#include <algorithm>

#include "tests/reference/due_search.h"

namespace tidemark::reference {
namespace {

PlainCause cause_of(const PlainEvent* event) {
  if (event == nullptr) return PlainCause::kTime;
  return is_money_back(event->kind) ? PlainCause::kRefund : PlainCause::kEvent;
}

/// Levels stand on purchases and money back; everything else is activity only.
bool moves_levels(Kind kind) {
  return kind == Kind::kPurchase || is_money_back(kind);
}

}  // namespace

CustomerModel::CustomerModel(const config::Config& config, std::shared_ptr<const Zone> zone)
    : config_(&config),
      rules_(level_rules(config)),
      history_(std::move(zone), config.features),
      levels_(rules_.size()) {}

std::vector<PlainTransition> CustomerModel::apply(const PlainEvent& event, Millis W) {
  std::vector<PlainTransition> out;
  const Millis clock = std::max(W, latest_);
  late_ = event.time < clock;
  fire_until(late_ ? clock : event.time, out);
  if (history_.events().empty()) begin(event);
  history_.add(event);
  latest_ = std::max(latest_, event.time);
  if (moves_levels(event.kind)) {
    assess_all({std::max(clock, event.time), &event, late_}, out);
    find_due();
  }
  return out;
}

std::vector<PlainTransition> CustomerModel::wake(Millis W) {
  std::vector<PlainTransition> out;
  fire_until(W, out);
  return out;
}

void CustomerModel::begin(const PlainEvent& first) {
  for (std::size_t i = 0; i < levels_.size(); ++i) {
    levels_[i].now.value = rules_[i].sort == LevelSort::kRfm ? kNull : 0;
    levels_[i].now.since = first.time;
  }
}

void CustomerModel::fire_until(Millis limit, std::vector<PlainTransition>& out) {
  while (due_ <= limit) {
    assess_all({due_, nullptr, false}, out);
    find_due();
  }
}

void CustomerModel::assess_all(const Occasion& occasion, std::vector<PlainTransition>& out) {
  for (std::size_t i = 0; i < levels_.size(); ++i) {
    InForce& now = levels_[i].now;
    const Assessed then = assess(*config_, rules_[i], history_, now, occasion.at, occasion.event);
    if (then.value != now.value) change(i, then.value, occasion, out);
    now.pending = then.pending;
    now.spell = then.spell;
  }
  assessed_ = occasion.at;
}

void CustomerModel::change(std::size_t index, int to, const Occasion& occasion,
                           std::vector<PlainTransition>& out) {
  Level& level = levels_[index];
  const int from = level.now.value;
  const int rank_after = rank(index, to, occasion.at);
  const int rank_before = rules_[index].sort == LevelSort::kRfm ? level.rfm_sum : from;
  const Millis since_before = level.now.since;
  const bool correction = undoes(level, to, occasion);

  level.now.value = to;
  level.now.since = correction ? level.last->since_before : occasion.at;
  level.rfm_sum = rank_after;
  if (from == kNull || to == kNull) {  // silent, and nothing is left to undo
    level.last.reset();
    return;
  }

  PlainTransition transition;
  transition.level = rules_[index].name;
  transition.from = value_name(index, from);
  transition.to = value_name(index, to);
  transition.instant = occasion.at;
  transition.cause = cause_of(occasion.event);
  transition.event_id = occasion.event == nullptr ? "" : occasion.event->event_id;
  transition.corrected = correction;
  transition.ordinal = ++ordinal_;
  transition.supersedes_ordinal = correction ? level.last->ordinal : 0;
  level.last = {
      from,      occasion.at, transition.cause, transition.ordinal, since_before, rank_after > rank_before,
      correction};
  out.push_back(transition);
}

bool CustomerModel::undoes(const Level& level, int to, const Occasion& occasion) const {
  if (occasion.event == nullptr || !level.last || level.last->correction || level.last->from != to)
    return false;
  if (occasion.late) return occasion.event->time <= level.last->instant;
  return is_money_back(occasion.event->kind) && level.last->cause == PlainCause::kEvent && level.last->up;
}

/// What "up" and "down" go by: the place in the list of values, for RFM the sum of the scores.
int CustomerModel::rank(std::size_t index, int value, Millis at) const {
  if (rules_[index].sort != LevelSort::kRfm || value == kNull) return value;
  const PlainRfm scores = rfm_scores(config_->rfm, history_, at);
  return scores.r + scores.f + scores.m;
}

std::string CustomerModel::value_name(std::size_t level, int value) const {
  return value == kNull ? "" : rules_[level].values[static_cast<std::size_t>(value)];
}

void CustomerModel::find_due() {
  due_ = kNever;
  for (std::size_t i = 0; i < levels_.size(); ++i)
    due_ = std::min(due_, first_difference(*config_, rules_[i], history_, levels_[i].now, assessed_ + 1));
}

}  // namespace tidemark::reference
