#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/ids.h"
#include "engine/base/status.h"
#include "engine/route/batch.h"
#include "engine/route/message_exchange.h"
#include "operators/churn/churn_record.h"
#include "operators/population/census.h"
#include "operators/scoring.h"

namespace tidemark::engine {

/// What readers see of the population, as of the last commit.
struct PopulationReport {
  operators::Boundaries
      boundaries;  ///< drawn when the last epoch closed; in force from the next grid mark but one
  operators::Concentration concentration;
  std::vector<double> lorenz;       ///< share of value of the poorest 0, 5, 10 … 100 %
  std::uint32_t model_version = 0;  ///< whose risks `churn` is about; 0: no trained model is in force
  operators::ChurnFigures churn;
};

/// The population as a fold of the log: shards tell how customers' measures moved, the committer counts them
/// in the order of the log, and at grid marks an epoch closes and boundaries are drawn. The result knows
/// neither threads nor shards nor where batches were cut.
///
/// An epoch closes at the first grid mark with at least population.epoch_inputs inputs since the last one,
/// and with a sixteenth of the eligible customers if that is more: drawing and moving boundaries then costs a
/// customer's share of it a fixed number of inputs. Thread: the committer's; report() any.
class PopulationFold {
 public:
  explicit PopulationFold(Position grid) : grid_(grid) {}

  /// Takes a batch's part: its configuration, its deltas, a census that replaces the old one. What was drawn
  /// goes behind drawn().
  void take(const Batch& batch, const PopulationPart& part);
  /// What the batch taken last has to tell: concentration moved by abc.notice at a grid mark, each with its
  /// position.
  struct Notice {
    Position position;
    operators::ConcentrationMove move;
  };
  const std::vector<Notice>& notices() const { return notices_; }
  /// The boundaries drawn last, in order: all that may still be under way to the router.
  const std::deque<DrawnBoundaries>& drawn() const { return drawn_; }
  /// What would be drawn now: how reads see customers, perhaps ahead of the boundaries in force. Any thread;
  /// costs the committer 0.1 ms where something has moved since the last call.
  std::shared_ptr<const operators::Boundaries> now() const;
  const operators::Census& census() const { return census_; }
  PopulationReport report() const;

  void encode(std::string& out) const;
  /// Errors: kCorruption.
  Status decode(std::string_view bytes, const operators::Scoring& scoring);

 private:
  void configure(const operators::Scoring& scoring);
  operators::Boundaries draw() const;
  void close(Position at, Millis watermark);
  bool epoch_is_over(Position at) const;

  const Position grid_;
  std::string key_;  ///< the measures that are counted; empty: nothing is
  config::Population settings_;
  std::array<double, 2> abc_cuts_{};
  double notice_ = 0;
  operators::Census census_;
  std::uint32_t model_version_ = 0;
  operators::ChurnRecord churn_;  ///< of that model
  Position closed_at_ = 0;
  std::deque<DrawnBoundaries> drawn_;
  double told_share_ = -1;  ///< of the best 20 %, told last; negative: not yet known
  std::uint32_t told_ = 0;  ///< notices so far
  std::vector<Notice> notices_;

  mutable std::mutex mutex_;                                  ///< between the committer and readers
  mutable std::shared_ptr<const operators::Boundaries> now_;  ///< null: to be drawn
};

}  // namespace tidemark::engine
