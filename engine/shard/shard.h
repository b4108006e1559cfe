#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/base/event_fields.h"
#include "engine/base/status.h"
#include "engine/route/batch.h"
#include "engine/shard/customer_table.h"
#include "engine/shard/level_counts.h"
#include "engine/shard/population_index.h"
#include "engine/shard/seen_ids.h"
#include "engine/shard/wheel.h"
#include "operators/scoring.h"
#include "state/store.h"

namespace tidemark::engine {

struct ShardOptions {
  unsigned index = 0;
  unsigned count = 1;
  std::size_t hot_bytes_max =
      512ULL << 20;                     ///< states and what leads to them; beyond it clean ones are evicted
  bool store_has_customers = false;     ///< a customer not in memory may be in the store
  std::uint64_t checkpoint_spread = 1;  ///< a checkpoint's puts are spread over so many inputs
};

/// The day bucket an instant's wake-up waits in.
Day utc_day(Millis instant);

/// One range of key groups: its customers, their timers, the event ids they have shown. A deterministic
/// function of the batches given to it.
///
/// Thread: one, or the caller's in a simulation; written_through() may be called from any.
class Shard {
 public:
  Shard(const ShardOptions& options, std::shared_ptr<const operators::Scoring> scoring, state::Store& store);
  ~Shard();

  /// Takes this shard's inputs of the batch: verdicts and outputs are written into it. A replayed batch
  /// only changes state. Errors: kIo, kCorruption from reading cold customers; final.
  Status apply(Batch& batch);

  /// Event ids of a key group from the checkpoint, chunks in ascending order, each with the number of the
  /// oldest id that was remembered when it was saved. False on malformed bytes.
  bool load_seen_ids(KeyGroup group, std::uint64_t first, std::uint64_t remembered_first,
                     std::string_view ids);
  /// The names that batches before the first one to come have taught.
  void load_keys(const KeyDictionary& keys);
  void set_watermark(Millis watermark) { watermark_ = watermark; }
  /// The population's boundaries before the first batch to come.
  void set_boundaries(const operators::Boundaries& boundaries) { boundaries_ = boundaries; }
  /// Inputs that are replayed. A record that holds some of them was written by a checkpoint that never
  /// completed: the key of its wake-up may be lost, whatever the record says.
  void set_replayed(Position first, Position last) {
    replayed_first_ = first;
    replayed_last_ = last;
  }

  /// The checkpointer has written the puts of all batches up to this record.
  void written_through(std::uint64_t record) { written_record_.store(record, std::memory_order_release); }
  /// Memory is full of states that only a checkpoint can free.
  bool wants_checkpoint() const { return wants_checkpoint_.load(std::memory_order_relaxed); }
  bool checkpoint_running() const { return pending_group_ < end_group_; }

  // Reading, between batches only.
  KeyGroup first_group() const { return first_group_; }
  KeyGroup end_group() const { return end_group_; }
  const operators::Scoring& scoring() const { return *scoring_; }
  /// The state of a customer, from the store when cold; null when there is none. Valid until the next call.
  Result<const std::byte*> read(std::uint64_t hash, std::string_view id);
  /// Every customer of a key group, in no order. `visit` must not touch the shard.
  Status visit_group(KeyGroup group,
                     const std::function<void(std::string_view id, const std::byte* state)>& visit);
  /// Counts the levels of the next key group's customers, cold ones too; nothing when all are counted. From
  /// then on the shard keeps its counts. What is not counted yet costs an event nothing. After an error
  /// counting begins anew. Cost: as long as reading the group takes.
  Status count_next_group();
  const LevelCounts& level_counts() const { return level_counts_; }
  /// Number of the batch applied last.
  std::uint64_t record() const { return record_; }
  /// Ids of the customers whose newest state is in memory.
  void resident_ids(std::vector<std::string>& out) const;
  std::size_t memory_bytes() const;
  std::size_t timers() const { return wheel_.size(); }
  /// The same as of the last batch, for any thread.
  std::size_t wakes_pending() const { return wakes_pending_.load(std::memory_order_relaxed); }

 private:
  static constexpr std::uint32_t kNone = CustomerTable::kNone;
  struct Overdue {
    Millis due;
    std::uint32_t slot;
    std::uint32_t generation;
  };
  struct Group {
    SeenIds seen;
    std::uint64_t seen_saved = 0;           ///< ids below this number are in the store
    std::uint64_t seen_flip = 0;            ///< ids below this number are the epoch's that is being written
    std::uint64_t seen_first = 0;           ///< oldest remembered id when they were saved last
    std::deque<std::uint64_t> seen_chunks;  ///< first numbers of the chunks in the store
    std::vector<std::uint32_t> dirty;       ///< slots touched in the current epoch
    std::vector<std::uint32_t> pending;     ///< … in the epoch being written
  };
  struct StoredTimer {
    std::uint64_t hash;
    std::string customer_id;
  };
  struct RecentTimer {
    std::uint64_t record;  ///< whose puts carry it
    Day day;
    StoredTimer timer;
  };

  Group& group(KeyGroup g) { return groups_[static_cast<std::size_t>(g - first_group_)]; }

  // shard.cpp
  void activate(std::shared_ptr<const operators::Scoring> scoring);
  void learn(const std::vector<std::string>& names);
  Status find_slots(const Batch& batch);
  std::uint32_t slot_for(std::uint64_t hash, std::string_view id);
  void apply_input(Batch& batch, std::uint32_t input_index, std::uint32_t slot, ShardOutput& out);
  bool is_duplicate(const Batch& batch, Input& input);
  void touched(std::uint32_t slot);
  void take_effects(Position position, std::uint8_t kind, std::string_view customer_id, ShardOutput& out);

  // population_moves.cpp
  void measure_before(const std::byte* state) {
    if (measures_) point_before_ = scoring_->population_point(state);
  }
  void measure_after(std::uint32_t input_index, const Slot& slot, const std::byte* state, ShardOutput& out);
  bool measures(Kind kind) const { return measures_ && (time_measures_ || scoring_->moves_population(kind)); }
  void set_measures();
  Status index_group(KeyGroup group);
  Status take_census(ShardOutput& out);
  Status move_boundaries(const Batch& batch, std::uint32_t input_index, ShardOutput& out);
  Status reassess(std::span<const std::string> ids, const Batch& batch, std::uint32_t input_index,
                  ShardOutput& out);
  std::size_t index_bytes() const;
  Status replay_boundaries(const Batch& batch, std::uint32_t input_index);
  Status find_moved(const operators::Boundaries& to, std::vector<std::string>& ids);

  // shard_wakes.cpp
  Status advance(const Batch& batch, const Mark& mark, ShardOutput& out);
  Status replay_wakes(const Batch& batch, std::uint32_t input_index);
  Status collect_due(ShardOutput& out);
  void fire_overdue(const Batch& batch, const Mark& mark, ShardOutput& out);
  void arm(std::uint32_t slot);
  Status sweep(const Batch& batch, const Mark& mark, ShardOutput& out);
  Status list_group(KeyGroup group, std::vector<std::uint32_t>& slots);
  Status load_far_timers();
  void pass_far_timers();

  // shard_checkpoint.cpp
  void flip(Position position);
  void save_seen_ids(KeyGroup group, ShardOutput& out);
  void write_pending(const Batch& batch, ShardOutput& out);
  void write_customer(std::uint32_t slot, ShardOutput& out, Position applied);
  void remove_passed_timers(ShardOutput& out);
  std::uint64_t customers_max() const;
  void evict();
  void sample_heap();

  // shard_reads.cpp
  void drop_read_block();
  Result<const std::byte*> read_record(std::string_view bytes);

  // shard_load.cpp
  Status load_stubs();
  Status load_slot(std::uint32_t slot, const std::optional<std::string>& record);
  void leave_ahead(std::uint32_t slot, Millis armed_due);
  bool evict_slot(std::uint32_t slot);

  const ShardOptions options_;
  const KeyGroup first_group_;
  const KeyGroup end_group_;
  std::shared_ptr<const operators::Scoring> scoring_;
  state::Store& store_;
  KeyDictionary keys_;  ///< the router's, as of the batch in hand
  FieldMap field_map_;

  std::unique_ptr<CustomerTable> table_;
  std::vector<Group> groups_;
  LevelCounts level_counts_;
  operators::Boundaries boundaries_;  ///< in force; states point to it
  bool measures_ = false;             ///< something stands on the population
  bool time_measures_ = false;        ///< time alone moves measures, too
  operators::PopulationPoint point_before_;
  std::vector<PopulationIndex> index_;  ///< by key group
  KeyGroup indexed_;                    ///< groups before it are in the index
  Wheel wheel_;
  Millis watermark_ = kNoTime;
  Position batch_first_ = 0;
  Position batch_last_ = 0;   ///< last position of the batch in hand
  std::uint64_t record_ = 0;  ///< record number of the batch in hand
  bool replaying_ = false;
  Position replayed_first_ = 0;
  Position replayed_last_ = 0;
  bool cold_exist_;
  std::uint64_t customers_new_ = 0;

  std::map<KeyGroup, std::vector<Overdue>> overdue_;  ///< heaps of (due, customer id), smallest first

  // Timers in the store: buckets up to far_loaded_ have been turned into stubs.
  Day far_loaded_;
  std::map<Day, std::vector<StoredTimer>> far_keys_;        ///< keys in the store of loaded days not over yet
  std::deque<RecentTimer> far_recent_;                      ///< keys of later days on their way to the store
  std::vector<std::pair<Day, StoredTimer>> far_over_;       ///< … of days over since the last flip
  std::vector<std::pair<Day, StoredTimer>> far_removable_;  ///< … before it: gone at the next flip

  std::uint32_t epoch_ = 1;
  std::uint32_t pending_epoch_ = 0;
  std::size_t pending_total_ = 0;  ///< what the epoch has to write, in customers and their like
  KeyGroup pending_group_;         ///< groups before this one are written; end_group_ between checkpoints
  Position pending_position_ = 0;  ///< the epoch ended before it
  std::atomic<std::uint64_t> written_record_{0};
  std::atomic<bool> wants_checkpoint_{false};
  std::atomic<std::size_t> wakes_pending_{0};
  std::uint32_t evict_hand_ = 0;
  std::uint32_t sample_hand_ = 0;
  double heap_bytes_mean_ = 64;
  std::uint64_t loaded_count_ = 0;

  std::vector<std::uint64_t> read_block_;  ///< a cold state that read() handed out
  bool read_block_live_ = false;

  // Scratch, kept for its capacity.
  std::vector<std::uint32_t> slots_;
  std::vector<std::uint32_t> stubs_;
  std::vector<Wheel::Timer> timers_;
  operators::Effects effects_;
  std::string key_;
  std::string value_;
  std::string sections_;
};

}  // namespace tidemark::engine
