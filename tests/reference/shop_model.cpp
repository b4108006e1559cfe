#include "tests/reference/shop_model.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <tuple>

namespace tidemark::reference {
namespace {

KeyGroup group_of(const std::string& customer) {
  return key_group_of(customer_hash(customer));
}

/// Seconds are counted from the epoch and rounded down, also before it.
Millis second_of(Millis instant) {
  return instant >= 0 ? instant / kSecond : -((-instant + kSecond - 1) / kSecond);
}

auto order_of(const PlainAlert& alert) {
  return std::tie(alert.position, alert.kind, alert.transition.instant, alert.customer,
                  alert.transition.ordinal);
}

}  // namespace

ShopModel::ShopModel(const config::Config& config, std::shared_ptr<const Zone> zone)
    : config_(&config), zone_(std::move(zone)) {}

void ShopModel::event(const PlainEvent& event) {
  if (clock_ == config::ClockMode::kWall && event.time > future_limit_)
    return dead_letter(too_old(event) ? PlainFate::kTooOld : PlainFate::kInFuture, 0);
  if (ahead(event)) {
    if (!confirms_parked(event)) return park(event);
    release_for(event);
  }
  ordinary(event, 0);
}

void ShopModel::unreadable() {
  dead_letter(PlainFate::kUnreadable, 0);
}

void ShopModel::set_clock(config::ClockMode clock) {
  if (clock == clock_) return;
  clock_ = clock;
  if (clock == config::ClockMode::kWall) give_up_all();
}

void ShopModel::tick(Millis W) {
  mark(next_position(), W, config_->log.wake_budget);
  confirmed_ = std::max(confirmed_, watermark_);
  inputs_.push_back({next_position(), PlainFate::kAccepted, 0});
}

void ShopModel::finish_until(Millis T) {
  give_up_all();
  mark(next_position(), std::max(watermark_, T), std::numeric_limits<std::uint64_t>::max());
  inputs_.push_back({next_position(), PlainFate::kAccepted, 0});
}

bool ShopModel::ahead(const PlainEvent& event) const {
  return clock_ == config::ClockMode::kEvent && confirmed_ != kNoTime &&
         event.time > confirmed_ + config_->time.jump_gap;
}

bool ShopModel::too_old(const PlainEvent& event) const {
  return watermark_ != kNoTime && event.time < watermark_ - config_->time.accept_late;
}

bool ShopModel::confirms_parked(const PlainEvent& event) const {
  return std::any_of(parked_.begin(), parked_.end(), [&](const Parked& parked) {
    return parked.event.customer != event.customer &&
           std::abs(event.time - parked.event.time) <= config_->time.jump_gap;
  });
}

void ShopModel::park(const PlainEvent& event) {
  if (parked_.size() == kParkedMax) {
    const Parked oldest = parked_.front();
    parked_.pop_front();
    give_up(oldest);
  }
  const Position position = next_position();
  mark_if_on_grid(position);
  inputs_.push_back({position, PlainFate::kParked, 0});
  parked_.push_back({position, event});
}

void ShopModel::give_up(const Parked& parked) {
  dead_letter(PlainFate::kInFuture, parked.position);
}

void ShopModel::give_up_all() {
  for (const Parked& parked : parked_) give_up(parked);
  parked_.clear();
}

void ShopModel::release_for(const PlainEvent& event) {
  std::deque<Parked> waiting;
  std::deque<Parked> released;
  for (const Parked& parked : parked_)
    (parked.event.time <= event.time + config_->time.jump_gap ? released : waiting).push_back(parked);
  parked_ = waiting;
  for (const Parked& parked : released) ordinary(parked.event, parked.position);
}

void ShopModel::ordinary(const PlainEvent& event, Position parked_at) {
  if (too_old(event)) return dead_letter(PlainFate::kTooOld, parked_at);

  const Position position = next_position();
  const bool new_second = clock_ == config::ClockMode::kEvent &&
                          (confirmed_ == kNoTime || second_of(event.time) > second_of(confirmed_));
  confirmed_ = std::max(confirmed_, event.time);
  if (new_second)
    mark(position, confirmed_ - config_->time.silence_delay, config_->log.wake_budget);
  else
    mark_if_on_grid(position);

  if (seen_before(event)) {
    inputs_.push_back({position, PlainFate::kDuplicate, parked_at});
    return;
  }
  const auto entry = customers_.try_emplace(event.customer, *config_, zone_).first;
  CustomerModel& customer = entry->second;
  const Millis due_before = customer.due();
  announce(position, 1, event.customer, customer.apply(event, watermark_));
  note_due(event.customer, due_before, customer.due());
  inputs_.push_back({position, customer.late() ? PlainFate::kLate : PlainFate::kAccepted, parked_at});
}

void ShopModel::dead_letter(PlainFate fate, Position parked_at) {
  mark_if_on_grid(next_position());
  inputs_.push_back({next_position(), fate, parked_at});
}

bool ShopModel::seen_before(const PlainEvent& event) {
  if (event.event_id.empty()) return false;
  SeenIds& ids = seen_[group_of(event.customer)];
  const auto id = std::make_pair(event.customer, event.event_id);
  if (std::any_of(ids.begin(), ids.end(), [&](const auto& seen) { return seen.first == id; })) return true;
  const Millis horizon = watermark_ - config_->events.dedupe_horizon;
  while (!ids.empty() && (ids.front().second < horizon || ids.size() >= config_->events.dedupe_ids))
    ids.pop_front();
  ids.emplace_back(id, event.time);
  return false;
}

void ShopModel::mark_if_on_grid(Position position) {
  if (position % kMarkEvery != 0 || confirmed_ == kNoTime) return;
  const bool event_clock = clock_ == config::ClockMode::kEvent;
  mark(position, event_clock ? confirmed_ - config_->time.silence_delay : watermark_,
       config_->log.wake_budget);
}

void ShopModel::mark(Position position, Millis W, std::uint64_t budget) {
  watermark_ = std::max(watermark_, W);
  std::map<KeyGroup, std::uint64_t> fired;
  std::vector<std::string> chosen;
  for (const auto& [due, customer] : due_) {
    if (due > watermark_) break;
    if (fired[group_of(customer)]++ < budget) chosen.push_back(customer);
  }
  for (const std::string& name : chosen) {
    CustomerModel& customer = customers_.at(name);
    const Millis due_before = customer.due();
    announce(position, 0, name, customer.wake(watermark_));
    note_due(name, due_before, customer.due());
    ++wakes_fired_;
  }
}

/// Alerts of earlier positions are all there already, so sorting the end of the list is enough.
void ShopModel::announce(Position position, int kind, const std::string& customer,
                         std::vector<PlainTransition> transitions) {
  for (PlainTransition& transition : transitions)
    alerts_.push_back({position, kind, customer, std::move(transition)});
  const auto begin = std::find_if(alerts_.rbegin(), alerts_.rend(), [&](const PlainAlert& alert) {
                       return alert.position != position;
                     }).base();
  std::sort(begin, alerts_.end(),
            [](const PlainAlert& x, const PlainAlert& y) { return order_of(x) < order_of(y); });
}

void ShopModel::note_due(const std::string& customer, Millis due_before, Millis due_after) {
  due_.erase({due_before, customer});
  if (due_after != kNever) due_.insert({due_after, customer});
}

}  // namespace tidemark::reference
