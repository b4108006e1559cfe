#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/event.h"
#include "engine/base/hash.h"
#include "engine/base/ids.h"
#include "engine/base/time.h"
#include "operators/scoring.h"
#include "state/store.h"

namespace tidemark::engine {

enum class InputKind : std::uint8_t {
  kEvent,        ///< accepted by the router; the shard's verdict says the rest
  kDeadLetter,   ///< refused, kept with reason and payload
  kParked,       ///< an event far ahead of time, waiting for another customer's word
  kRelease,      ///< a parked event whose time was confirmed: applied here
  kMark,         ///< an explicit mark: the end of `--until`
  kMessage,      ///< from one customer to another, delivered at a mark
  kInstruction,  ///< somebody's order about one customer, such as a pinned tier
  kBoundaries    ///< of the population, in force from here on; for every shard
};
/// Text customer id, text payload for one of the customer's operators.
inline bool is_letter(InputKind kind) {
  return kind == InputKind::kMessage || kind == InputKind::kInstruction;
}

/// What a shard found of an event.
enum class Verdict : std::uint8_t { kAccepted, kLate, kDuplicate };

/// One numbered input. Its bytes (encoded event, refused line, message) lie in the batch's arena.
struct Input {
  InputKind kind = InputKind::kEvent;
  Verdict verdict = Verdict::kAccepted;  ///< written by the shard that owns the customer
  Kind event_kind = Kind::kOther;
  bool mark_before = false;  ///< W moves right before this input
  bool drain = false;        ///< kMark: every due wake-up fires, without budget
  std::uint8_t reject = 0;   ///< kDeadLetter: reason; kEvent, kRelease: why its money was refused, or 0
  std::uint32_t offset = 0;
  std::uint32_t bytes = 0;
  std::uint64_t customer_hash = 0;
  Hash128 event_id;        ///< of (customer, event id); {0, 0} when the event has none
  Millis time = 0;         ///< kMark: W
  Position parked_at = 0;  ///< kRelease, and a kDeadLetter that was parked: where it was parked
};

/// W from right before inputs[index] on.
struct Mark {
  std::uint32_t index;
  Millis watermark;
  bool drain;
  /// Key groups whose customers take over a new configuration here: [sweep_first, sweep_end).
  KeyGroup sweep_first = 0;
  KeyGroup sweep_end = 0;
};

/// How far one source has been read when the batch's inputs have been taken.
struct SourceState {
  std::uint64_t offset = 0;  ///< decompressed bytes, where a chunk ends
  Hash128 digest;            ///< of the content up to there
  std::uint64_t lines = 0;   ///< taken beyond it
};

/// Things that are in force from the batch's beginning and are no inputs of a source.
struct Control {
  enum class Type : std::uint8_t {
    kActivate = 1,    ///< payload: see ControlActivate in record_codec.h
    kEpoch = 2,       ///< payload: the outbox's new epoch
    kAlertsFile = 3,  ///< payload: varint sequence it begins behind, path
    kCurrency = 4,    ///< payload: text base currency, adopted from one of the batch's events
    kClock = 5        ///< payload: u8 config::ClockMode, which moves time from here on
  };
  Type type;
  std::string payload;
};

struct WakeFired {
  std::uint32_t input_index;  ///< the mark right before it
  std::string customer_id;
};

/// A customer's measures moved, by an input or at the mark right before it.
struct PopulationDelta {
  std::uint32_t input_index;
  operators::PopulationPoint before;
  operators::PopulationPoint after;
};

/// What became of a churn risk, by an input or at the mark right before it.
struct OutcomeSeen {
  std::uint32_t input_index;
  operators::ChurnOutcome outcome;
};

/// What a batch says of everybody.
struct PopulationPart {
  std::vector<PopulationDelta> deltas;  ///< in the order of inputs
  std::vector<std::string> census;      ///< of shards whose customers are measured anew
  std::vector<OutcomeSeen> outcomes;    ///< in the order of inputs
};

struct SentMessage {
  Position from = 0;  ///< position of the input that made it
  std::string from_customer;
  std::uint32_t ordinal = 0;
  std::string to_customer;
  std::string payload;
};

/// An alert with the keys that order it among its batch's.
struct OrderedAlert {
  Position position = 0;
  std::uint8_t kind = 0;  ///< 0 wake-up at the mark before the input, 1 the input itself
  std::string customer_id;
  operators::AlertDraft draft;
};

/// What one shard made of a batch.
struct ShardOutput {
  std::vector<OrderedAlert> alerts;
  std::vector<WakeFired> wakes;
  std::vector<SentMessage> messages;
  std::vector<PopulationDelta> population;
  std::vector<OutcomeSeen> outcomes;
  std::string census;  ///< of all its customers, where a new configuration measures them anew
  std::vector<WakeFired>
      moved;              ///< customers across whom boundaries moved, at the input that put them in force
  state::WriteList puts;  ///< checkpoint rows, true as of the batch's last position
  bool checkpoint_complete = false;  ///< with these puts the epoch's last dirty customer is written
  std::uint64_t wakes_stale = 0;
  std::uint64_t customers_new = 0;

  std::size_t bytes() const;  ///< about what it holds in memory
  void clear() {
    alerts.clear();
    wakes.clear();
    messages.clear();
    population.clear();
    outcomes.clear();
    census.clear();
    moved.clear();
    puts.clear();
    checkpoint_complete = false;
    wakes_stale = customers_new = 0;
  }
};

/// What travels from the router to the committer: one log record. Built by the router; each shard works on
/// its own inputs and writes only their verdicts and its own output; then the committer owns it.
struct Batch {
  std::uint64_t number = 0;  ///< of the log record it becomes
  Position first_position = 1;
  std::vector<Input> inputs;
  std::vector<Mark> marks;  ///< ascending index
  std::string arena;
  std::vector<std::vector<std::uint32_t>> of_shard;  ///< indexes of each shard's inputs, ascending
  std::vector<ShardOutput> outputs;                  ///< one a shard
  std::vector<Control> controls;
  std::vector<std::string> new_keys;  ///< names the dictionary learned, in order
  std::uint32_t first_new_key = 0;
  std::vector<std::pair<std::uint32_t, SourceState>> sources;
  Millis watermark_before = kNoTime;  ///< W at the batch's beginning
  Millis watermark = kNoTime;         ///< W at its end
  Millis confirmed = kNoTime;         ///< highest confirmed event time at its end
  bool flip = false;                  ///< a new checkpoint epoch begins with this batch
  bool drain_checkpoint = false;      ///< shards write all that is left of their checkpoint with this batch
  std::string router_state;           ///< with flip: the router as of the batch's beginning
  std::shared_ptr<const operators::Scoring> activate;  ///< in force from the batch's beginning, or null
  std::uint64_t source_bytes = 0;                      ///< input bytes read for it, for progress
  std::atomic<unsigned> shards_left{0};

  /// Only when replayed from the log: verdicts are given, these wake-ups fire, nothing is emitted.
  bool replayed = false;
  std::vector<WakeFired> logged_wakes;
  std::vector<WakeFired> logged_moved;

  std::string_view view(const Input& input) const {
    return std::string_view(arena).substr(input.offset, input.bytes);
  }
  Position last_position() const { return first_position + inputs.size() - 1; }
  /// What the router made of it; with output_bytes() about all it holds in memory.
  std::size_t bytes() const { return arena.size() + inputs.size() * sizeof(Input); }
  std::size_t output_bytes() const;
  void clear();
};

}  // namespace tidemark::engine
