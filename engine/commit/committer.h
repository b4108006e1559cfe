#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/event.h"
#include "engine/base/status.h"
#include "engine/commit/record_codec.h"
#include "engine/population/population_fold.h"
#include "engine/route/batch.h"
#include "state/log.h"
#include "state/store.h"

namespace tidemark::engine {

/// What a store is and how far its outbox is: the committer's part of a checkpoint.
struct CommitState {
  Activation activation;    ///< in force
  std::uint32_t epoch = 1;  ///< of the outbox
  Sequence last_sequence = 0;
  std::map<std::string, Sequence> level_sequences;  ///< last one of each level
  std::map<std::string, Sequence>
      alert_files;  ///< paths of `--alerts`, each with the sequence it begins behind
  std::deque<SentMessage> undelivered;

  std::string encode() const;
  static Result<CommitState> decode(std::string_view bytes);
};

/// A batch after the committer: what readers and the checkpoint take from it.
struct Committed {
  std::unique_ptr<Batch> batch;
  std::vector<CommittedAlert> alerts;
  std::uint64_t outbox_bytes = 0;  ///< of the alerts' blocks
  Sequence last_sequence = 0;      ///< the youngest alert of all so far
  state::WriteList copies;         ///< outbox and dead letter rows
  std::string commit_state;        ///< with batch->flip: as of the batch's beginning
  std::string population_state;    ///< likewise
};

/// Orders what the shards made of a batch, numbers the alerts and appends one record to the log.
///
/// Thread: one. The order of alerts is (input position, kind, instant, customer, ordinal): the same on any
/// number of shards.
class Committer {
 public:
  /// `log` may be null: a store that nobody will recover.
  Committer(state::LogWriter* log, CommitState state, bool mute, Position grid);

  /// The dictionary of names as of the state given.
  KeyDictionary& keys() { return keys_; }
  /// Whether batches carry rows of outbox and dead letters for the store (default), which a store that nobody
  /// will read again does not need.
  void set_copies_wanted(bool wanted) { copies_wanted_ = wanted; }
  void set_log(state::LogWriter* log) { log_ = log; }
  void set_scoring(std::shared_ptr<const operators::Scoring> scoring) { scoring_ = std::move(scoring); }

  /// Takes a batch all shards are done with. Not durable until sync(). Errors: kIo, final.
  Result<Committed> append(std::unique_ptr<Batch> batch);
  Status sync() { return log_ == nullptr ? Status() : log_->sync(); }

  /// A record read back: state moves on, copies are made again, nothing is appended.
  Result<Committed> replay(std::unique_ptr<Batch> batch, RecordParts parts);

  PopulationFold& population() { return population_; }
  const CommitState& state() const { return state_; }
  /// Messages of the batch appended last, in their order.
  const std::vector<SentMessage>& messages() const { return parts_.messages; }

 private:
  void take_controls(const Batch& batch);
  void gather_population(Batch& batch);
  void gather_alerts(Batch& batch);
  void number_alert(OrderedAlert& alert);
  void gather_messages(Batch& batch);
  void copy_rows(const Batch& batch, state::WriteList& copies);
  Committed finish(std::unique_ptr<Batch> batch, std::string commit_state);

  state::LogWriter* log_;
  CommitState state_;
  const bool mute_;
  bool copies_wanted_ = true;
  KeyDictionary keys_;
  std::shared_ptr<const operators::Scoring> scoring_;
  PopulationFold population_;
  RecordParts parts_;
  std::string body_;
  std::string key_;
};

/// Appends the row of an input that is, or has money in, the dead letters; nothing for any other.
void append_dead_letter(const Batch& batch, std::size_t index, const KeyDictionary& keys,
                        state::WriteList& rows);

/// A dead letter's row in the store: u8 reason, text detail, the payload.
struct DeadLetterRow {
  std::uint8_t reason = 0;
  std::string_view detail;
  std::string_view payload;
};
bool decode_dead_letter_row(std::string_view value, DeadLetterRow& row);
}  // namespace tidemark::engine
