#include "engine/route/router.h"

#include <algorithm>

#include "engine/base/assert.h"
#include "engine/base/bytes.h"
#include "engine/source/chunk.h"

namespace tidemark::engine {
namespace {

Millis second_of(Millis instant) {
  return instant >= 0 ? instant / kSecond : -((-instant + kSecond - 1) / kSecond);
}

constexpr std::string_view kUnconfirmed = "no other customer's event confirmed a time so far ahead";

}  // namespace

Router::Router(std::shared_ptr<const operators::Scoring> scoring, unsigned shards, Position grid)
    : shards_(shards), grid_(grid), scoring_(std::move(scoring)) {}

Result<std::unique_ptr<Router>> Router::make(std::shared_ptr<const operators::Scoring> scoring,
                                             unsigned shards, Position grid) {
  std::unique_ptr<Router> router(new Router(scoring, shards, grid));
  TM_RETURN_IF_ERROR(router->configure(std::move(scoring)));
  return router;
}

Status Router::configure(std::shared_ptr<const operators::Scoring> scoring) {
  Result<KindTable> kinds = KindTable::make(scoring->config().events);
  if (!kinds.ok()) return kinds.status();
  Result<CurrencyTable> currency = CurrencyTable::make(scoring->config().events);
  if (!currency.ok()) return currency.status();
  if (currency_) {  // the currency a store has adopted outlives its configurations
    std::string adopted;
    ByteWriter writer(adopted);
    currency_->encode(writer);
    ByteReader reader(adopted);
    TM_ASSERT(currency->decode(reader));
  }
  if (scoring->population_key() != scoring_->population_key()) {
    boundaries_ = {};
    measured_since_ = next_position_;
  }
  scoring_ = std::move(scoring);
  kinds_ = std::make_unique<KindTable>(kinds.take());
  currency_ = std::make_unique<CurrencyTable>(currency.take());
  decoder_ = std::make_unique<Decoder>(scoring_->config().events, *kinds_, keys_);
  return {};
}

void Router::begin(Batch& batch, bool flip) {
  batch.first_position = next_position_;
  batch.watermark_before = watermark_;
  batch.of_shard.resize(shards_);
  batch.outputs.resize(shards_);
  batch.flip = flip;
  if (flip) encode(batch.router_state);
}

void Router::seal(Batch& batch) {
  batch.watermark = watermark_;
  batch.confirmed = confirmed_;
  if (currency_adopted_) {
    std::string payload;
    ByteWriter writer(payload);
    currency_->encode(writer);
    control(Control::Type::kCurrency, std::move(payload), batch);
    currency_adopted_ = false;
  }
  batch.first_new_key = keys_sealed_;
  for (; keys_sealed_ < keys_.size(); ++keys_sealed_) batch.new_keys.emplace_back(keys_.name(keys_sealed_));
}

Input& Router::add(InputKind kind, Batch& batch) {
  ++next_position_;
  Input& input = batch.inputs.emplace_back();
  input.kind = kind;
  input.offset = static_cast<std::uint32_t>(batch.arena.size());
  return input;
}

/// Lists the batch's newest input with the shard that owns its customer.
void Router::deal(const Input& input, Batch& batch) {
  const auto index = static_cast<std::uint32_t>(batch.inputs.size() - 1);
  batch.of_shard[shard_of(key_group_of(input.customer_hash), shards_)].push_back(index);
}

void Router::deal_to_all(std::uint32_t index, Batch& batch) const {
  for (auto& list : batch.of_shard) list.push_back(index);
}

void Router::place_mark(Input& input, Batch& batch) {
  input.mark_before = true;
  push_mark(static_cast<std::uint32_t>(batch.inputs.size() - 1), input.drain, batch);
}

/// After a change of configuration every mark takes some key groups along, so that customers who wait in the
/// store take it over too: a million of them in a quarter of an hour, without holding up anybody.
void Router::push_mark(std::uint32_t index, bool drain, Batch& batch) {
  constexpr KeyGroup kGroupsAMark = 2;
  Mark& mark = batch.marks.emplace_back(Mark{index, watermark_, drain});
  mark.sweep_first = sweep_next_;
  sweep_next_ = static_cast<KeyGroup>(std::min<unsigned>(sweep_next_ + kGroupsAMark, kKeyGroupCount));
  mark.sweep_end = sweep_next_;
}

/// The newest input's mark, when there is one before it. `event_time`: kNoTime for what is no event.
void Router::mark_if_due(Millis event_time, Input& input, Batch& batch) {
  const Position position = next_position_ - 1;
  const Millis believed = std::max(confirmed_, event_time);
  const bool event_clock = clock_ == config::ClockMode::kEvent;
  const bool due = position % grid_ == 0 || (event_clock && second_of(believed) > second_of(confirmed_));
  confirmed_ = believed;
  if (!due || confirmed_ == kNoTime) return;
  if (event_clock) watermark_ = std::max(watermark_, confirmed_ - settings().time.silence_delay);
  if (watermark_ != kNoTime) place_mark(input, batch);
}

bool Router::too_old(Millis event_time) const {
  return watermark_ != kNoTime && event_time < watermark_ - settings().time.accept_late;
}

bool Router::leaps_ahead(Millis event_time) const {
  return clock_ == config::ClockMode::kEvent && confirmed_ != kNoTime &&
         event_time > confirmed_ + settings().time.jump_gap;
}

bool Router::line(std::string_view line, Millis until, Batch& batch) {
  if (is_blank_line(line)) return true;
  const Outcome outcome = decoder_->decode(line, decoded_);
  if (!outcome.ok()) {
    dead_letter(outcome.reject, outcome.detail, line, batch);
    return true;
  }
  Event& event = decoded_.event;
  if (event.time >= until) return false;
  if (too_old(event.time)) {
    dead_letter(Reject::kTooOld, "the event is older than time.accept_late allows", line, batch);
    return true;
  }
  if (clock_ == config::ClockMode::kWall && event.time > future_limit_) {
    dead_letter(Reject::kInFuture, "the event is later than time.accept_future allows", line, batch);
    return true;
  }
  const CurrencyTable::Settled settled = currency_->settle(decoded_);
  currency_adopted_ |= settled == CurrencyTable::Settled::kAdopted;
  if (settled == CurrencyTable::Settled::kBadAmount) {
    dead_letter(Reject::kBadAmount, "the amount is too large in the base currency", line, batch);
    return true;
  }
  if (leaps_ahead(event.time)) {
    confirm_jump(event, decoded_.customer_hash, batch);
    if (leaps_ahead(event.time)) {
      park(decoded_, batch);
      return true;
    }
  }
  accept(InputKind::kEvent, event, decoded_.customer_hash, static_cast<std::uint8_t>(decoded_.money_reject),
         batch);
  return true;
}

void Router::truncated_line(std::string_view beginning, Batch& batch) {
  dead_letter(Reject::kTooLarge, "the line is too long to be kept whole", beginning, batch);
}

void Router::dead_letter(Reject reject, std::string_view detail, std::string_view payload, Batch& batch) {
  Input& input = add(InputKind::kDeadLetter, batch);
  input.reject = static_cast<std::uint8_t>(reject);
  ByteWriter(batch.arena).text(detail);
  batch.arena.append(payload);
  input.bytes = static_cast<std::uint32_t>(batch.arena.size() - input.offset);
  mark_if_due(kNoTime, input, batch);
}

void Router::accept(InputKind kind, const Event& event, std::uint64_t hash, std::uint8_t money_reject,
                    Batch& batch) {
  Input& input = add(kind, batch);
  encode_event(event, batch.arena);
  input.bytes = static_cast<std::uint32_t>(batch.arena.size() - input.offset);
  input.event_kind = event.kind;
  input.customer_hash = hash;
  input.time = event.time;
  input.reject = money_reject;
  if (!event.event_id.empty()) input.event_id = hash128(event.event_id, hash);
  mark_if_due(event.time, input, batch);
  deal(input, batch);
}

void Router::park(const Decoded& decoded, Batch& batch) {
  if (parked_.size() == kParkedMax) {
    expire(parked_.front(), Reject::kInFuture, kUnconfirmed, batch);
    parked_.pop_front();
  }
  Input& input = add(InputKind::kParked, batch);
  encode_event(decoded.event, batch.arena);
  input.bytes = static_cast<std::uint32_t>(batch.arena.size() - input.offset);
  input.reject = static_cast<std::uint8_t>(decoded.money_reject);
  input.customer_hash = decoded.customer_hash;
  input.time = decoded.event.time;
  mark_if_due(kNoTime, input, batch);
  parked_.push_back(
      {next_position_ - 1, input.time, input.customer_hash, std::string(batch.view(input)), input.reject});
}

/// An event far ahead of time: when a parked one of another customer is about as far, time is confirmed, and
/// what waited for it is applied before it.
void Router::confirm_jump(const Event& event, std::uint64_t hash, Batch& batch) {
  const Millis gap = settings().time.jump_gap;
  const bool confirmed = std::any_of(parked_.begin(), parked_.end(), [&](const Parked& parked) {
    return parked.customer_hash != hash && std::abs(event.time - parked.time) <= gap;
  });
  if (!confirmed) return;
  std::deque<Parked> still_parked;
  for (Parked& parked : parked_) {
    if (parked.time > event.time + gap) {
      still_parked.push_back(std::move(parked));
      continue;
    }
    if (too_old(parked.time)) {
      expire(parked, Reject::kTooOld, "nobody confirmed the event's time before it was too old", batch);
      continue;
    }
    Event released;
    TM_ASSERT(decode_event(parked.bytes, released));
    released.kind = kinds_->kind_of(released, keys_);
    accept(InputKind::kRelease, released, parked.customer_hash, parked.money_reject, batch);
    batch.inputs.back().parked_at = parked.position;
  }
  parked_ = std::move(still_parked);
}

/// A parked event that will not be applied.
void Router::expire(const Parked& parked, Reject reject, std::string_view detail, Batch& batch) {
  Event event;
  TM_ASSERT(decode_event(parked.bytes, event));
  std::string payload;
  append_event_json(payload, event, keys_);
  dead_letter(reject, detail, payload, batch);
  batch.inputs.back().parked_at = parked.position;
}

void Router::expire_parked(Batch& batch) {
  for (const Parked& parked : parked_) expire(parked, Reject::kInFuture, kUnconfirmed, batch);
  parked_.clear();
}

void Router::set_clock(config::ClockMode clock, Batch& batch) {
  if (clock == clock_) return;
  TM_ASSERT(batch.inputs.empty());
  clock_ = clock;
  control(Control::Type::kClock, std::string(1, static_cast<char>(clock)), batch);
  if (clock == config::ClockMode::kWall) expire_parked(batch);
}

void Router::tick(Millis watermark, Batch& batch) {
  TM_ASSERT(clock_ == config::ClockMode::kWall);
  Input& input = add(InputKind::kMark, batch);
  input.time = watermark_ = std::max(watermark_, watermark);
  confirmed_ = std::max(confirmed_, watermark_);
  place_mark(input, batch);
}

void Router::finish_until(Millis until, Batch& batch) {
  expire_parked(batch);
  Input& input = add(InputKind::kMark, batch);
  input.drain = true;
  input.time = until;
  watermark_ = std::max(watermark_, until);
  confirmed_ = std::max(confirmed_, until);
  place_mark(input, batch);
}

void Router::message(const SentMessage& message, Batch& batch) {
  Input& input = add(InputKind::kMessage, batch);
  input.parked_at = message.from;
  letter(input, message.to_customer, message.payload, batch);
}

void Router::instruction(std::string_view customer_id, std::string_view payload, Batch& batch) {
  letter(add(InputKind::kInstruction, batch), customer_id, payload, batch);
}

void Router::letter(Input& input, std::string_view customer_id, std::string_view payload, Batch& batch) {
  ByteWriter writer(batch.arena);
  writer.text(customer_id);
  writer.text(payload);
  input.bytes = static_cast<std::uint32_t>(batch.arena.size() - input.offset);
  input.customer_hash = customer_hash(customer_id);
  mark_if_due(kNoTime, input, batch);
  deal(input, batch);
}

void Router::boundaries(const operators::Boundaries& boundaries, Batch& batch) {
  boundaries_ = boundaries;
  Input& input = add(InputKind::kBoundaries, batch);
  batch.arena += boundaries.encode();
  input.bytes = static_cast<std::uint32_t>(batch.arena.size() - input.offset);
  mark_if_due(kNoTime, input, batch);
  deal_to_all(static_cast<std::uint32_t>(batch.inputs.size() - 1), batch);
}

void Router::activate(std::shared_ptr<const operators::Scoring> scoring, std::string payload, Batch& batch) {
  TM_ASSERT(batch.inputs.empty());
  TM_ASSERT(configure(scoring).ok());  // Scoring::make and the loader have checked it
  if (next_position_ > 1) sweep_next_ = 0;
  batch.activate = std::move(scoring);
  control(Control::Type::kActivate, std::move(payload), batch);
}

void Router::control(Control::Type type, std::string payload, Batch& batch) {
  batch.controls.push_back({type, std::move(payload)});
}

}  // namespace tidemark::engine
