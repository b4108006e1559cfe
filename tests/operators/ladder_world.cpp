#include "tests/operators/ladder_world.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "operators/level_codec.h"
#include "operators/section_codec.h"

namespace tidemark::operators::story {

Millis at(std::string_view text) {
  const Result<Millis> instant = parse_timestamp(text);
  if (!instant.ok()) throw std::invalid_argument(instant.status().message());
  return *instant;
}

config::Ladder three_tiers(std::int32_t days) {
  config::Ladder ladder;
  ladder.name = "tier";
  ladder.basis = {config::Basis::Measure::kSpend, days, days == 0 ? "spend" : fmt::format("spend_{}d", days)};
  ladder.levels = {{"bronze", 0}, {"silver", 500 * kMicro}, {"gold", 2000 * kMicro}};
  return ladder;
}

LadderWorld::LadderWorld(const config::Ladder& ladder, std::string_view zone, LadderSignals signals)
    : zone_(Zone::load(zone).take()),
      activity_(std::make_unique<ActivityFeature>()),
      purchases_(std::make_unique<PurchasesFeature>(zone_, config::Config(), 0)),
      pins_(std::make_unique<PinsFeature>()),
      features_{activity_.get(), purchases_.get(), pins_.get()} {
  std::size_t offset = 0;
  for (Feature* feature : {static_cast<Feature*>(activity_.get()), static_cast<Feature*>(purchases_.get()),
                           static_cast<Feature*>(pins_.get())}) {
    feature->set_offset(offset);
    offset += feature->slot_bytes();
  }
  block_.resize(offset / sizeof(std::uint64_t));
  for (const Feature* feature : features_) feature->construct(block());

  LadderInputs inputs{signals.basis, signals.conditions, signals.valid_from, activity_.get(), pins_.get()};
  auto level = std::make_unique<Ladder>(ladder, zone_, std::move(inputs));
  purchases_->look_back(level->look_back_days());
  std::vector<MachineLevel> levels;
  levels.push_back({.level = std::move(level)});
  machine_ = std::make_unique<LevelMachine>(std::move(levels));
  machine_->construct({{&state_, 1}, {}});
}

LadderWorld::~LadderWorld() {
  destroy(block_);
}

void LadderWorld::destroy(std::vector<std::uint64_t>& block) const {
  for (const Feature* feature : features_) feature->destroy(reinterpret_cast<std::byte*>(block.data()));
}

std::vector<std::uint64_t> LadderWorld::copy_of_block() const {
  std::vector<std::uint64_t> copy(block_.size());
  for (const Feature* feature : features_) {
    feature->copy(reinterpret_cast<std::byte*>(copy.data()), block());
  }
  return copy;
}

Facts LadderWorld::facts_of(const std::byte* block) const {
  const Purchases& purchases = purchases_->in(block);
  return {block, &purchases.totals, &purchases.days};
}

Facts LadderWorld::facts() const {
  return facts_of(block());
}

Millis LadderWorld::midnight(std::string_view date) const {
  return zone_->day_start(static_cast<Day>(at(date) / kDay));
}

void LadderWorld::apply(const Event& event) {
  const Activity& activity = activity_->in(block());
  const Millis clock = clock_;
  const Millis until = std::max(clock, event.time);
  wake(until);
  const bool newcomer = activity.events == 0;
  if (newcomer) machine_->begin({{&state_, 1}, {}}, event.time);
  std::vector<std::uint64_t> before = copy_of_block();
  const FieldValue no_order_id;
  for (const Feature* feature : features_) {
    if (feature->consumes(event.kind)) feature->apply_slot(block(), event, {&no_order_id, 1});
  }
  if (machine_->stands_on(event.kind) || (newcomer && ladder().assesses_newcomers())) {
    Stimulus stimulus{.cause = is_refund_kind(event.kind) ? Cause::kRefund : Cause::kEvent,
                      .late = event.time < clock,
                      .kind = event.kind,
                      .event_time = event.time};
    const Moment now = moment(until);
    step(now, reinterpret_cast<const std::byte*>(before.data()), now, stimulus);
  }
  destroy(before);
}

void LadderWorld::buy(Millis time, double amount) {
  Event event;
  event.kind = Kind::kPurchase;
  event.time = time;
  event.has_amount = true;
  event.amount = static_cast<Micro>(amount * static_cast<double>(kMicro) + 0.5);
  apply(event);
}

void LadderWorld::refund(Millis time, double amount) {
  Event event;
  event.kind = Kind::kRefund;
  event.time = time;
  event.has_amount = true;
  event.amount = static_cast<Micro>(amount * static_cast<double>(kMicro) + 0.5);
  apply(event);
}

void LadderWorld::touch(Millis time) {
  Event event;
  event.kind = Kind::kIdentify;
  event.time = time;
  apply(event);
}

void LadderWorld::message(Millis t, const std::string& payload) {
  ByteReader in(payload);
  if (in.text() != pins_->name()) throw std::invalid_argument("not for pins");
  wake(t);
  std::vector<std::uint64_t> before = copy_of_block();
  pins_->receive_slot(block(), in.rest(), t);
  const Moment now = moment(t);
  step(now, reinterpret_cast<const std::byte*>(before.data()), now, Stimulus{.cause = Cause::kOverride});
  destroy(before);
}

void LadderWorld::pin(Millis t, std::string_view level, Millis until, std::string_view actor,
                      std::string_view reason) {
  message(t, encode_pin(ladder().name(), level, until, actor, reason).take());
}

void LadderWorld::unpin(Millis t) {
  message(t, encode_unpin(ladder().name()).take());
}

void LadderWorld::wake(Millis until) {
  clock_ = std::max(clock_, until);
  while (header_.due <= until) {
    const Moment now = moment(header_.due);
    step(now, block(), moment(now.t - 1), Stimulus());
  }
}

void LadderWorld::reload() {
  InstantTable instants;
  std::string bytes;
  SectionWriter out(bytes, instants);
  encode_level(ladder(), state_, out);
  machine_->construct({{&state_, 1}, {}});
  SectionReader in(bytes, instants);
  if (!decode_level(ladder(), state_, kLevelForm, in).ok()) throw std::logic_error("not read back");
  if (header_.assessed == kNoTime) return;
  machine_->take_over(header_, {{&state_, 1}, {}}, facts(), moment(header_.assessed), true);
}

std::string LadderWorld::encoded() const {
  InstantTable instants;
  std::string bytes;
  SectionWriter out(bytes, instants);
  encode_level(ladder(), state_, out);
  ByteWriter tail(bytes);
  instants.encode(tail);
  return bytes;
}

void LadderWorld::step(Moment now, const std::byte* before, Moment moment_before, const Stimulus& stimulus) {
  TransitionList transitions;
  const Facts after = facts();
  machine_->assess(header_, {{&state_, 1}, {}}, after, now, stimulus, transitions);
  for (const Transition& transition : transitions.all()) {
    tell(transition, {after, now, facts_of(before), moment_before, transition, stimulus});
  }
}

void LadderWorld::tell(const Transition& change, const Occasion& occasion) {
  const std::string_view what = change.notice == Notice::kDowngradePending     ? "pending "
                                : change.notice == Notice::kDowngradeCancelled ? "cancelled "
                                : change.correction                            ? "corrected "
                                                                               : "";
  told_ +=
      fmt::format("{}{}>{} {} {}", what, ladder().value_name(change.from), ladder().value_name(change.to),
                  cause_name(change.cause), format_timestamp(occasion.now.t));
  if (change.notice == Notice::kDowngradePending) {
    told_ += " until " + format_timestamp(valid_until(occasion.now.t));
  }
  told_ += '\n';
  explanation_ = ladder().explain(occasion);
  sentence_ = explanation_.reasons.front().text;
}

std::string LadderWorld::told() {
  return std::exchange(told_, {});
}

}  // namespace tidemark::operators::story
