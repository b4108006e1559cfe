// How an engine begins: a new store, or what the log and the checkpoint hold.

#include <algorithm>
#include <limits>

#include "config/load.h"
#include "engine/base/assert.h"
#include "engine/base/bytes.h"
#include "engine/core.h"
#include "state/keys.h"

namespace tidemark::engine {
namespace {

using state::Table;

/// A ladder's customers stand on its levels by name: a name that is gone cannot be carried over.
Status check_migration(const config::Config& from, const config::Config& to) {
  for (const config::Ladder& old_ladder : from.ladders) {
    const auto ladder = std::find_if(to.ladders.begin(), to.ladders.end(),
                                     [&](const config::Ladder& l) { return l.name == old_ladder.name; });
    if (ladder == to.ladders.end()) continue;  // a ladder that ends takes its levels along
    for (const config::TierLevel& level : old_ladder.levels) {
      const bool kept = std::any_of(ladder->levels.begin(), ladder->levels.end(),
                                    [&](const config::TierLevel& l) { return l.name == level.name; });
      if (!kept) {
        return Status::unsupported("tiers." + ladder->name +
                                   ": customers of this store may stand on level '" + level.name +
                                   "', which the configuration no longer has; keep the level, "
                                   "rename the ladder, or begin a new store");
      }
    }
  }
  return {};
}

/// So much of the log waits in memory under durability none.
constexpr std::size_t kUnwrittenBytes = 4 << 20;

/// Says of a process at work which alerts its readers may have: of which epoch, and whether power can take
/// them back.
std::string open_mark(config::Durability durability, std::uint32_t epoch) {
  return (durability == config::Durability::kFsync ? "fsync " : "os ") + std::to_string(epoch);
}

}  // namespace

struct Core::Found {
  bool has_root = false;
  CheckpointRoot root;
  CommitState commit;  ///< from the root, or from the log's first record
  state::RecordNumber log_first = 0;
};

Result<std::unique_ptr<Core>> Core::open(const CoreOptions& options, state::Store& store) {
  std::unique_ptr<Core> core(new Core(options, store));
  TM_RETURN_IF_ERROR(core->open_store());
  return core;
}

Status Core::open_store() {
  Result<Found> found = find_root();
  if (!found.ok()) return found.status();
  existed_ = found->has_root || found->log_first != 0;
  if (existed_) {
    TM_RETURN_IF_ERROR(recover(*found));
  } else {
    TM_RETURN_IF_ERROR(begin_new());
  }
  if (options_.files != nullptr) {
    TM_RETURN_IF_ERROR(refuse_store_ahead(found->has_root ? found->root.floor : 0));
  }
  if (options_.read_only && !existed_) return Status::not_found("there is no store");
  if (options_.read_only) return {};
  activation_ = existed_ ? committer_->state().activation : activation_;
  if (existed_) TM_RETURN_IF_ERROR(change_configuration(options_.config).status());
  TM_RETURN_IF_ERROR(open_log());
  return renew_epoch();
}

/// The checkpoint's root; or, when the store never saw a checkpoint, the log's first record, which says what
/// the store is.
Result<Core::Found> Core::find_root() {
  Found found;
  Result<std::optional<std::string>> open = store_.get(Table::kMeta, kOpenKey);
  if (!open.ok()) return open.status();
  open_mark_ = open->value_or("");
  if (options_.files != nullptr) {
    Result<state::RecordNumber> first = state::first_record(*options_.files, options_.log_directory);
    if (!first.ok()) return first.status();
    found.log_first = *first;
  }
  Result<std::optional<std::string>> bytes = store_.get(Table::kMeta, kRootKey);
  if (!bytes.ok()) return bytes.status();
  if (bytes->has_value()) {
    Result<CheckpointRoot> root = CheckpointRoot::decode(**bytes);
    if (!root.ok()) return root.status();
    found.root = root.take();
    found.has_root = true;
    Result<CommitState> commit = CommitState::decode(found.root.commit_state);
    if (!commit.ok()) return commit.status();
    found.commit = commit.take();
  } else if (found.log_first != 0) {
    bool seen = false;
    Result<state::RecordNumber> read = state::read_log(
        *options_.files, options_.log_directory, 1, [&](const state::LogRecord& record) -> Status {
          if (seen) return {};
          seen = true;
          Batch batch;
          RecordParts parts;
          TM_RETURN_IF_ERROR(decode_record(record.body, batch, parts));
          if (batch.controls.empty() || batch.controls.front().type != Control::Type::kActivate) {
            return Status::corruption("the log's first record does not say what the store is");
          }
          Result<Activation> activation = decode_activation(batch.controls.front().payload);
          if (!activation.ok()) return activation.status();
          found.commit.activation = activation.take();
          return {};
        });
    if (!read.ok()) return read.status();
    if (!seen) found.log_first = 0;  // a segment was opened, nothing was ever synced
  }
  return found;
}

Status Core::make_stages(const Activation& activation, const CommitState& state) {
  Result<config::Config> config = config::from_content(activation.content);
  if (!config.ok()) return config.status();
  Result<std::shared_ptr<const operators::Scoring>> scoring =
      options_.make_scoring(*config, activation.lineage, activation.version);
  if (!scoring.ok()) return scoring.status();
  scoring_ = scoring.take();
  Result<std::unique_ptr<Router>> router = Router::make(scoring_, options_.shards, options_.grid);
  if (!router.ok()) return router.status();
  router_ = router.take();
  for (unsigned i = 0; i < options_.shards; ++i) {
    ShardOptions shard;
    shard.index = i;
    shard.count = options_.shards;
    shard.hot_bytes_max = memory_.states_bytes / options_.shards;
    shard.store_has_customers = existed_;
    shard.checkpoint_spread = std::max<std::uint64_t>(1, options_.config.log.checkpoint_inputs / 2);
    shards_.push_back(std::make_unique<Shard>(shard, scoring_, store_));
  }
  committer_ = std::make_unique<Committer>(nullptr, state, options_.mute, options_.grid);
  committer_->set_scoring(scoring_);
  committer_->set_copies_wanted(options_.files != nullptr);
  checkpointer_ = std::make_unique<Checkpointer>(store_, options_.shards);
  return {};
}

Status Core::begin_new() {
  Activation activation;
  activation.version = 1;
  activation.lineage = hash64(options_.config.alerts.source, 2);
  activation.scoring_revision = kScoringRevision;
  activation.content = options_.config.content;
  Result<std::shared_ptr<const Zone>> zone = Zone::load(options_.config.time.zone);
  if (!zone.ok()) return zone.status();
  activation.zone_rules = (*zone)->rules_hash();
  TM_RETURN_IF_ERROR(make_stages(activation, {}));
  activation_waiting_ = scoring_;
  activation_payload_ = encode_activation(activation);
  activation_ = std::move(activation);
  return {};
}

Status Core::recover(const Found& found) {
  TM_RETURN_IF_ERROR(make_stages(found.commit.activation, found.commit));
  next_number_ = 1;
  if (found.has_root) {
    next_number_ = found.root.floor;
    TM_RETURN_IF_ERROR(router_->decode(found.root.router_state));
    checkpointer_->set_floor(found.root.floor);
    for (std::uint32_t i = 0; i < router_->keys().size(); ++i)
      committer_->keys().intern(router_->keys().name(i));
    for (const SentMessage& message : found.commit.undelivered) exchange_.post(0, {message});
    TM_RETURN_IF_ERROR(committer_->population().decode(found.root.population_state, *scoring_));
  }
  const Position floor_position = router_->next_position();
  for (auto& shard : shards_) {
    shard->load_keys(router_->keys());
    shard->set_watermark(router_->watermark());
    shard->set_boundaries(router_->boundaries());
    shard->set_replayed(floor_position, std::numeric_limits<Position>::max());
  }
  exchange_.post(router_->next_position() - 1, {}, committer_->population().drawn());
  TM_RETURN_IF_ERROR(load_seen_ids(floor_position));
  if (options_.files == nullptr) return {};

  const bool foreign = found.commit.activation.scoring_revision != kScoringRevision;
  Result<state::RecordNumber> next = state::read_log(
      *options_.files, options_.log_directory, next_number_, [&](const state::LogRecord& record) -> Status {
        if (foreign && record.header.last_position >= record.header.first_position) {
          return Status::unsupported(
              "the log ends with records of another version of this program; close the "
              "store cleanly with that version first");
        }
        return replay_record(record);
      });
  if (!next.ok()) return next.status();
  for (auto& shard : shards_) shard->set_replayed(floor_position, router_->next_position() - 1);
  if (found.log_first == 0 && *next > 1 && !found.has_root)
    return Status::corruption("the log has lost its beginning");
  return {};
}

/// The store never holds what the log has not synced. If it does, files of the log are gone: going on would
/// give positions away a second time, and customers would hold events that nobody can tell any more.
Status Core::refuse_store_ahead(state::RecordNumber floor) const {
  const auto refuse = [&](const std::string& what) {
    return Status::corruption(
        options_.log_directory + ": the log ends with record " + std::to_string(next_number_ - 1) +
        ", position " + std::to_string(router_->next_position() - 1) + ", but the store " + what +
        ": the log's last files are missing or cut; put them back, or begin a new store");
  };
  if (floor >= next_number_) return refuse("holds a checkpoint made at record " + std::to_string(floor));

  Result<std::optional<std::string>> reach = store_.get(Table::kCustomers, state::kCustomersReachKey);
  if (!reach.ok()) return reach.status();
  if (reach->has_value()) {
    ByteReader reader(**reach);
    const Position position = reader.varint();
    if (!reader.ok()) return Status::corruption("the reach of the store's customers is malformed");
    if (position >= router_->next_position()) {
      return refuse("has customers as of position " + std::to_string(position));
    }
  }
  const CommitState& state = committer_->state();
  std::string from;
  state::outbox_key(from, state.epoch, state.last_sequence + 1);
  const std::unique_ptr<state::Cursor> alerts = store_.scan(Table::kOutbox, from, {});
  if (alerts->valid()) {
    return refuse("has alert " + std::to_string(state::sequence_of_outbox_key(alerts->key())));
  }
  TM_RETURN_IF_ERROR(alerts->status());
  from.clear();
  state::dead_letter_key(from, router_->next_position(), 0);
  const std::unique_ptr<state::Cursor> letters = store_.scan(Table::kDeadLetters, from, {});
  if (letters->valid()) {
    return refuse("has the dead letter of position " +
                  std::to_string(state::position_of_dead_letter(letters->key())));
  }
  return letters->status();
}

/// Ids that were seen before the floor. A chunk of a checkpoint that never completed lies at or beyond it.
Status Core::load_seen_ids(Position floor_position) {
  std::unique_ptr<state::Cursor> cursor = store_.scan(Table::kEventIds, {}, {});
  for (; cursor->valid(); cursor->next()) {
    state::EventIdsKey key;
    ByteReader reader(cursor->value());
    const Position position = reader.varint();
    const std::uint64_t remembered_first = reader.varint();
    if (!state::parse_event_ids_key(cursor->key(), key) || !reader.ok() || key.group >= kKeyGroupCount) {
      return Status::corruption("a chunk of event ids in the store is malformed");
    }
    if (position > floor_position) continue;
    Shard& shard = *shards_[shard_of(key.group, shard_count())];
    if (!shard.load_seen_ids(key.group, key.first, remembered_first, reader.rest())) {
      return Status::corruption("the chunks of event ids in the store do not follow each other");
    }
  }
  return cursor->status();
}

Status Core::replay_record(const state::LogRecord& record) {
  auto batch = std::make_unique<Batch>();
  batch->number = record.header.number;
  batch->first_position = record.header.first_position;
  batch->replayed = true;
  RecordParts parts;
  TM_RETURN_IF_ERROR(decode_record(record.body, *batch, parts));
  for (const Control& control : batch->controls) {
    if (control.type != Control::Type::kActivate) continue;
    Result<Activation> activation = decode_activation(control.payload);
    if (!activation.ok()) return activation.status();
    Result<config::Config> config = config::from_content(activation->content);
    if (!config.ok()) return config.status();
    Result<std::shared_ptr<const operators::Scoring>> scoring =
        options_.make_scoring(*config, activation->lineage, activation->version);
    if (!scoring.ok()) return scoring.status();
    scoring_ = batch->activate = scoring.take();
  }
  TM_RETURN_IF_ERROR(router_->replay(*batch));
  for (auto& shard : shards_) TM_RETURN_IF_ERROR(shard->apply(*batch));
  for (const Input& input : batch->inputs) {
    if (input.kind == InputKind::kMessage) exchange_.delivered();
  }
  const Position last = batch->last_position();
  inputs_since_flip_ += batch->inputs.size();
  Result<Committed> committed = committer_->replay(std::move(batch), std::move(parts));
  if (!committed.ok()) return committed.status();
  exchange_.post(last, committer_->messages(), committer_->population().drawn());
  if (!options_.read_only) replayed_copies_.append(committed->copies);
  next_number_ = record.header.number + 1;
  ++records_replayed_;
  return {};
}

/// A start with unchanged content activates nothing.
Result<bool> Core::change_configuration(const config::Config& config) {
  Result<std::shared_ptr<const Zone>> zone = Zone::load(config.time.zone);
  if (!zone.ok()) return zone.status();
  if (activation_.content == config.content && activation_.zone_rules == (*zone)->rules_hash() &&
      activation_.scoring_revision == kScoringRevision) {
    return false;
  }
  TM_RETURN_IF_ERROR(check_migration(scoring_->config(), config));
  Activation next = activation_;
  ++next.version;
  next.content = config.content;
  next.zone_rules = (*zone)->rules_hash();
  next.scoring_revision = kScoringRevision;
  Result<std::shared_ptr<const operators::Scoring>> scoring =
      options_.make_scoring(config, next.lineage, next.version);
  if (!scoring.ok()) return scoring.status();
  activation_waiting_ = scoring.take();
  activation_payload_ = encode_activation(next);
  activation_ = std::move(next);
  return true;
}

Status Core::open_log() {
  if (options_.files == nullptr) return {};
  state::LogOptions log;
  log.segment_bytes = options_.config.log.segment_bytes;
  log.keep_bytes = options_.config.log.keep_bytes;
  if (options_.config.durability == config::Durability::kNone) log.unwritten_bytes = kUnwrittenBytes;
  Result<std::unique_ptr<state::LogWriter>> writer =
      state::LogWriter::open(*options_.files, options_.log_directory, log, next_number_);
  if (!writer.ok()) return writer.status();
  log_ = writer.take();
  committer_->set_log(log_.get());
  // Opening has synced what the last process left to the operating system: now the store may have it.
  TM_RETURN_IF_ERROR(store_.write(replayed_copies_));
  replayed_copies_ = {};
  return {};
}

/// Cursors of readers must not outlive alerts that were published and lost: below fsync an unclean end begins
/// a new epoch of the outbox; and so does the next start while no record has begun it.
Status Core::renew_epoch() {
  std::uint32_t epoch = committer_->state().epoch;
  if (!open_mark_.empty() && open_mark_ != open_mark(config::Durability::kFsync, epoch)) {
    std::string payload;
    ByteWriter(payload).varint(++epoch);
    controls_waiting_.push_back({Control::Type::kEpoch, std::move(payload)});
  }
  if (options_.files == nullptr) return {};
  state::WriteList mark;
  mark.put(Table::kMeta, kOpenKey, open_mark(options_.config.durability, epoch));
  TM_RETURN_IF_ERROR(store_.write(mark));
  return store_.flush({Table::kMeta});
}

}  // namespace tidemark::engine
