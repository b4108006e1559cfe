#include "engine/commit/committer.h"

#include <algorithm>
#include <tuple>

#include "engine/base/assert.h"
#include "engine/base/bytes.h"
#include "engine/commit/alert_envelope.h"
#include "state/keys.h"

namespace tidemark::engine {
namespace {

/// Customers that the shards list at inputs. Within an input their order changes nothing: sorted, so that the
/// log does not know shards.
std::vector<const WakeFired*> in_order(const Batch& batch, std::vector<WakeFired> ShardOutput::*list) {
  std::vector<const WakeFired*> customers;
  for (const ShardOutput& output : batch.outputs) {
    for (const WakeFired& customer : output.*list) customers.push_back(&customer);
  }
  std::sort(customers.begin(), customers.end(), [](const WakeFired* a, const WakeFired* b) {
    return std::tie(a->input_index, a->customer_id) < std::tie(b->input_index, b->customer_id);
  });
  return customers;
}

}  // namespace

Committer::Committer(state::LogWriter* log, CommitState state, bool mute, Position grid)
    : log_(log), state_(std::move(state)), mute_(mute), population_(grid) {}

Result<Committed> Committer::append(std::unique_ptr<Batch> batch) {
  std::string commit_state = batch->flip ? state_.encode() : std::string();
  std::string population_state;
  if (batch->flip) population_.encode(population_state);
  take_controls(*batch);
  gather_population(*batch);
  parts_.alerts.clear();
  parts_.alert_blocks.clear();
  parts_.messages.clear();
  gather_alerts(*batch);
  gather_messages(*batch);
  if (log_ != nullptr || copies_wanted_) pack_alerts(parts_.alerts, parts_.alert_blocks);
  if (log_ != nullptr) {
    const std::vector<const WakeFired*> wakes = in_order(*batch, &ShardOutput::wakes);
    const std::vector<const WakeFired*> moved = in_order(*batch, &ShardOutput::moved);
    if (batch->flip) TM_RETURN_IF_ERROR(log_->roll());
    body_.clear();
    encode_record(*batch, wakes, moved, parts_, body_);
    state::RecordHeader header;
    header.first_position = batch->first_position;
    header.last_position = batch->last_position();
    header.format = kRecordFormat;
    Result<state::RecordNumber> number = log_->append(header, body_);
    if (!number.ok()) return number.status();
    TM_ASSERT(*number == batch->number);
  }
  Committed committed = finish(std::move(batch), std::move(commit_state));
  committed.population_state = std::move(population_state);
  return committed;
}

Result<Committed> Committer::replay(std::unique_ptr<Batch> batch, RecordParts parts) {
  take_controls(*batch);
  parts_ = std::move(parts);
  population_.take(*batch, parts_.population);
  for (const CommittedAlert& alert : parts_.alerts) {
    if (alert.sequence != state_.last_sequence + 1) return Status::corruption("the log's alerts have a gap");
    state_.last_sequence = alert.sequence;
    state_.level_sequences[alert.level] = alert.sequence;
  }
  return finish(std::move(batch), {});
}

void Committer::take_controls(const Batch& batch) {
  if (batch.activate) scoring_ = batch.activate;
  for (const std::string& name : batch.new_keys) keys_.intern(name);
  for (const Control& control : batch.controls) {
    ByteReader reader(control.payload);
    switch (control.type) {
      case Control::Type::kActivate: {
        Result<Activation> activation = decode_activation(control.payload);
        TM_ASSERT(activation.ok());
        state_.activation = activation.take();
        break;
      }
      case Control::Type::kEpoch:
        state_.epoch = static_cast<std::uint32_t>(reader.varint());
        break;
      case Control::Type::kAlertsFile: {
        const Sequence begin = reader.varint();
        state_.alert_files[std::string(reader.rest())] = begin;
        break;
      }
      case Control::Type::kCurrency:
      case Control::Type::kClock:
        break;  // the router's
    }
  }
}

void Committer::gather_population(Batch& batch) {
  PopulationPart& part = parts_.population = {};
  for (ShardOutput& output : batch.outputs) {
    part.deltas.insert(part.deltas.end(), output.population.begin(), output.population.end());
    part.outcomes.insert(part.outcomes.end(), output.outcomes.begin(), output.outcomes.end());
    if (!output.census.empty()) part.census.push_back(std::move(output.census));
  }
  // Those of one event come from one shard, in their order; marks' from all: of deltas the sum is what
  // counts.
  std::stable_sort(
      part.deltas.begin(), part.deltas.end(),
      [](const PopulationDelta& a, const PopulationDelta& b) { return a.input_index < b.input_index; });
  std::sort(part.outcomes.begin(), part.outcomes.end(), [](const OutcomeSeen& a, const OutcomeSeen& b) {
    return std::tie(a.input_index, a.outcome.risk_ppm, a.outcome.band, a.outcome.silent) <
           std::tie(b.input_index, b.outcome.risk_ppm, b.outcome.band, b.outcome.silent);
  });
  population_.take(batch, part);
}

void Committer::gather_alerts(Batch& batch) {
  if (mute_) return;
  std::vector<OrderedAlert*> alerts;
  for (ShardOutput& output : batch.outputs) {
    for (OrderedAlert& alert : output.alerts) alerts.push_back(&alert);
  }
  std::vector<OrderedAlert> notices;
  for (const PopulationFold::Notice& notice : population_.notices()) {
    notices.push_back({notice.position, 0, std::string(operators::kPopulationChain),
                       scoring_->population_moved(notice.move)});
  }
  for (OrderedAlert& notice : notices) alerts.push_back(&notice);
  std::sort(alerts.begin(), alerts.end(), [](const OrderedAlert* a, const OrderedAlert* b) {
    return std::tie(a->position, a->kind, a->draft.instant, a->customer_id, a->draft.ordinal) <
           std::tie(b->position, b->kind, b->draft.instant, b->customer_id, b->draft.ordinal);
  });
  for (OrderedAlert* alert : alerts) number_alert(*alert);
}

void Committer::number_alert(OrderedAlert& alert) {
  const std::string& level = scoring_->chains()[alert.draft.chain];
  Sequence& previous = state_.level_sequences[level];
  const Sequence sequence = ++state_.last_sequence;
  CommittedAlert& committed = parts_.alerts.emplace_back();
  committed.sequence = sequence;
  committed.level = level;
  committed.value = std::string(alert.draft.to);
  append_alert_envelope(committed.json, alert.draft, alert.customer_id, scoring_->config().alerts.source,
                        sequence, state_.epoch, previous);
  previous = sequence;
}

void Committer::gather_messages(Batch& batch) {
  for (ShardOutput& output : batch.outputs) {
    std::move(output.messages.begin(), output.messages.end(), std::back_inserter(parts_.messages));
  }
  // A customer's messages at one input come from one shard, in their order: a wake-up's before the event's.
  std::stable_sort(parts_.messages.begin(), parts_.messages.end(),
                   [](const SentMessage& a, const SentMessage& b) {
                     return std::tie(a.from, a.from_customer) < std::tie(b.from, b.from_customer);
                   });
}

/// What follows from a batch whether it was just made or read back.
Committed Committer::finish(std::unique_ptr<Batch> batch, std::string commit_state) {
  for (const Input& input : batch->inputs) {
    if (input.kind == InputKind::kMessage && !state_.undelivered.empty()) state_.undelivered.pop_front();
  }
  state_.undelivered.insert(state_.undelivered.end(), parts_.messages.begin(), parts_.messages.end());

  Committed committed;
  committed.commit_state = std::move(commit_state);
  if (copies_wanted_) copy_rows(*batch, committed.copies);
  for (const AlertBlock& block : parts_.alert_blocks) committed.outbox_bytes += block.bytes.size();
  committed.last_sequence = state_.last_sequence;
  committed.alerts = std::move(parts_.alerts);
  parts_.alerts.clear();
  committed.batch = std::move(batch);
  return committed;
}

/// Rows of outbox and dead letters, so that readers need not go through the log.
void Committer::copy_rows(const Batch& batch, state::WriteList& copies) {
  for (std::size_t i = 0; i < batch.inputs.size(); ++i) append_dead_letter(batch, i, keys_, copies);
  for (const AlertBlock& block : parts_.alert_blocks) {
    key_.clear();
    state::outbox_key(key_, state_.epoch, block.last);
    copies.put(state::Table::kOutbox, key_, block.bytes);
  }
}

void append_dead_letter(const Batch& batch, std::size_t index, const KeyDictionary& keys,
                        state::WriteList& rows) {
  const Input& input = batch.inputs[index];
  if (input.reject == 0 || input.kind == InputKind::kParked || input.verdict == Verdict::kDuplicate) return;
  const bool money = input.kind != InputKind::kDeadLetter;
  std::string key;
  std::string value;
  state::dead_letter_key(key, batch.first_position + index, money ? 1 : 0);
  ByteWriter writer(value);
  writer.u8(input.reject);
  if (money) {
    Event event;
    TM_ASSERT(decode_event(batch.view(input), event));
    writer.text("the event counts, its money is in a currency without a rate on that day");
    append_event_json(value, event, keys);
  } else {
    value.append(batch.view(input));  // text detail, payload
  }
  rows.put(state::Table::kDeadLetters, key, value);
}

bool decode_dead_letter_row(std::string_view value, DeadLetterRow& row) {
  ByteReader reader(value);
  row.reason = reader.u8();
  row.detail = reader.text();
  row.payload = reader.rest();
  return reader.ok();
}

}  // namespace tidemark::engine
