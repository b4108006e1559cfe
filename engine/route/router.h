#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/status.h"
#include "engine/decode/currency_table.h"
#include "engine/decode/decoder.h"
#include "engine/decode/kind_table.h"
#include "engine/decode/reject.h"
#include "engine/route/batch.h"
#include "operators/scoring.h"

namespace tidemark::engine {

/// Numbers the inputs, decides what needs only the stream and its time (refused, too old, far ahead), places
/// the marks, and deals the inputs to shards. Everything it decides is in the batch and so in the log.
///
/// Under the event clock `confirmed` is the highest event time that is believed, and W trails it by
/// silence_delay; it moves only at marks: before an input that takes `confirmed` into a new second, and
/// before every input whose position divides by kMarkEvery. Under the wall clock W moves by tick() alone.
///
/// Thread: one.
class Router {
 public:
  static constexpr Position kMarkEvery = 4096;
  static constexpr std::size_t kParkedMax = 256;

  /// Errors: kInvalidArgument from the configuration's kinds, currency or rates.
  static Result<std::unique_ptr<Router>> make(std::shared_ptr<const operators::Scoring> scoring,
                                              unsigned shards, Position grid = kMarkEvery);

  /// Begins a batch with the next position. `flip`: a checkpoint epoch begins here.
  void begin(Batch& batch, bool flip);
  /// One line of a source: becomes one input (or more: parked events it releases). A blank line is none.
  /// `line` needs kLinePadding readable bytes behind it. False when its time is at or beyond `until`: then it
  /// is no input.
  bool line(std::string_view line, Millis until, Batch& batch);
  /// The source cut the line: only its beginning is kept, in a dead letter.
  void truncated_line(std::string_view beginning, Batch& batch);
  /// Which clock moves W; a store keeps it. Under the wall clock nothing waits parked: what does is refused.
  void set_clock(config::ClockMode clock, Batch& batch);
  config::ClockMode clock() const { return clock_; }
  /// Wall clock: events later than this are refused as in_future. The caller has read the clock.
  void set_future_limit(Millis limit) { future_limit_ = limit; }
  /// Wall clock: W is at least this from here on. A mark of its own, which the log keeps.
  void tick(Millis watermark, Batch& batch);
  /// The end of `--until`: parked events end as in_future, W = until, everything due fires.
  void finish_until(Millis until, Batch& batch);
  /// A message delivered here. The caller delivers at grid marks only.
  void message(const SentMessage& message, Batch& batch);
  /// An instruction about a customer, from outside.
  void instruction(std::string_view customer_id, std::string_view payload, Batch& batch);
  /// The population's boundaries from here on.
  void boundaries(const operators::Boundaries& boundaries, Batch& batch);
  /// Those in force.
  const operators::Boundaries& boundaries() const { return boundaries_; }
  /// Since when the population is measured as now: what was drawn before is void.
  Position measured_since() const { return measured_since_; }
  /// Whether the next input stands at a grid mark: its position divides by grid().
  bool at_grid() const { return next_position_ % grid_ == 0; }
  Position grid() const { return grid_; }

  /// Ends the batch: what the router knows after it.
  void seal(Batch& batch);

  /// A control in force from this batch's beginning (before its first input).
  void activate(std::shared_ptr<const operators::Scoring> scoring, std::string payload, Batch& batch);
  void control(Control::Type type, std::string payload, Batch& batch);

  /// Takes over what a batch from the log decided, and completes it for the shards: kinds, hashes, marks and
  /// shard lists follow from what is in it. `batch.activate` is set when it activates a configuration.
  /// Errors: kCorruption.
  Status replay(Batch& batch);

  /// State as of now, for a checkpoint; decode() reads it into a fresh router.
  void encode(std::string& out) const;
  Status decode(std::string_view bytes);

  Position next_position() const { return next_position_; }
  Millis confirmed() const { return confirmed_; }
  Millis watermark() const { return watermark_; }
  std::size_t parked_count() const { return parked_.size(); }
  std::string_view base_currency() const { return currency_->base(); }
  KeyDictionary& keys() { return keys_; }
  std::vector<SourceState>& sources() { return sources_; }

 private:
  struct Parked {
    Position position;
    Millis time;
    std::uint64_t customer_hash;
    std::string bytes;  ///< the encoded event
    std::uint8_t money_reject;
  };

  Router(std::shared_ptr<const operators::Scoring> scoring, unsigned shards, Position grid);
  Status configure(std::shared_ptr<const operators::Scoring> scoring);
  Input& add(InputKind kind, Batch& batch);
  void letter(Input& input, std::string_view customer_id, std::string_view payload, Batch& batch);
  void deal(const Input& input, Batch& batch);
  void deal_to_all(std::uint32_t index, Batch& batch) const;
  void dead_letter(Reject reject, std::string_view detail, std::string_view payload, Batch& batch);
  void accept(InputKind kind, const Event& event, std::uint64_t hash, std::uint8_t money_reject,
              Batch& batch);
  void park(const Decoded& decoded, Batch& batch);
  void confirm_jump(const Event& event, std::uint64_t hash, Batch& batch);
  void expire(const Parked& parked, Reject reject, std::string_view detail, Batch& batch);
  void expire_parked(Batch& batch);
  bool too_old(Millis event_time) const;
  bool leaps_ahead(Millis event_time) const;
  void forget_parked(Position position);
  Status replay_control(const Control& control);
  Status replay_input(Batch& batch, std::uint32_t index);
  void mark_if_due(Millis event_time, Input& input, Batch& batch);
  void place_mark(Input& input, Batch& batch);
  void push_mark(std::uint32_t index, bool drain, Batch& batch);

  const config::Config& settings() const { return scoring_->config(); }

  const unsigned shards_;
  const Position grid_;
  std::shared_ptr<const operators::Scoring> scoring_;
  KeyDictionary keys_;
  std::unique_ptr<KindTable> kinds_;
  std::unique_ptr<CurrencyTable> currency_;
  std::unique_ptr<Decoder> decoder_;

  std::uint32_t keys_sealed_ = 0;  ///< dictionary entries that earlier batches carry
  bool currency_adopted_ = false;  ///< by an event of the batch in hand
  Position next_position_ = 1;
  config::ClockMode clock_ = config::ClockMode::kEvent;
  Millis future_limit_ = kNever;
  Millis confirmed_ = kNoTime;
  Millis watermark_ = kNoTime;
  std::deque<Parked> parked_;             ///< in order of position
  KeyGroup sweep_next_ = kKeyGroupCount;  ///< groups before it have taken over the configuration in force
  operators::Boundaries boundaries_;      ///< in force
  Position measured_since_ = 0;
  std::vector<SourceState> sources_;
  Decoded decoded_;
};

}  // namespace tidemark::engine
