#pragma once

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/reference/customer_model.h"

namespace tidemark::reference {

/// An alert with the keys that order it among all.
struct PlainAlert {
  Position position = 0;  ///< of the input at which it arose
  int kind = 0;           ///< 0: a wake-up at the mark before the input, 1: the input itself
  std::string customer;
  PlainTransition transition;
};

enum class PlainFate : std::uint8_t {
  kAccepted,
  kLate,
  kDuplicate,
  kParked,
  kTooOld,
  kInFuture,
  kUnreadable
};

/// What became of one numbered input.
struct PlainInput {
  Position position = 0;
  PlainFate fate = PlainFate::kAccepted;
  Position parked_at = 0;  ///< of an event that was parked before: where
};

/// The whole pipeline as a fold over its inputs in order, under the event clock until set_clock() says
/// otherwise. Positions count inputs from 1; a parked event takes a second one when it is released or given
/// up, and a tick and the final mark take one each.
class ShopModel {
 public:
  static constexpr Position kMarkEvery = 4096;
  static constexpr std::size_t kParkedMax = 256;

  /// `config` must outlive the model.
  ShopModel(const config::Config& config, std::shared_ptr<const Zone> zone);

  void event(const PlainEvent& event);
  /// An input that could not be read as an event.
  void unreadable();
  /// What moves W from here on. Under the wall clock nothing is parked: what was ends as in_future.
  void set_clock(config::ClockMode clock);
  /// Wall clock: from here on events later than this end as in_future.
  void set_future_limit(Millis limit) { future_limit_ = limit; }
  /// Wall clock: W is at least this from here on.
  void tick(Millis W);
  /// The end of `--until T` (the caller has left out events with time ≥ T): parked events end as in_future,
  /// W = T, everything due fires.
  void finish_until(Millis T);

  /// In the order in which they are numbered.
  const std::vector<PlainAlert>& alerts() const { return alerts_; }
  const std::vector<PlainInput>& inputs() const { return inputs_; }
  const std::map<std::string, CustomerModel>& customers() const { return customers_; }
  Millis confirmed() const { return confirmed_; }
  Millis watermark() const { return watermark_; }
  std::size_t parked_count() const { return parked_.size(); }
  std::uint64_t wakes_fired() const { return wakes_fired_; }

 private:
  struct Parked {
    Position position;
    PlainEvent event;
  };
  /// What one key group remembers of event ids, oldest first.
  using SeenIds = std::deque<std::pair<std::pair<std::string, std::string>, Millis>>;

  bool ahead(const PlainEvent& event) const;
  bool too_old(const PlainEvent& event) const;
  bool confirms_parked(const PlainEvent& event) const;
  void park(const PlainEvent& event);
  void give_up(const Parked& parked);
  void give_up_all();
  void release_for(const PlainEvent& event);
  void ordinary(const PlainEvent& event, Position parked_at);
  void dead_letter(PlainFate fate, Position parked_at);
  bool seen_before(const PlainEvent& event);
  void mark(Position position, Millis W, std::uint64_t budget);
  void mark_if_on_grid(Position position);
  void announce(Position position, int kind, const std::string& customer,
                std::vector<PlainTransition> transitions);
  void note_due(const std::string& customer, Millis due_before, Millis due_after);
  Position next_position() const { return inputs_.size() + 1; }

  const config::Config* config_;
  std::shared_ptr<const Zone> zone_;
  std::vector<PlainInput> inputs_;
  config::ClockMode clock_ = config::ClockMode::kEvent;
  Millis future_limit_ = kNever;
  Millis confirmed_ = kNoTime;
  Millis watermark_ = kNoTime;
  std::deque<Parked> parked_;
  std::map<KeyGroup, SeenIds> seen_;
  std::map<std::string, CustomerModel> customers_;
  std::set<std::pair<Millis, std::string>> due_;  ///< of customers who have something due
  std::vector<PlainAlert> alerts_;
  std::uint64_t wakes_fired_ = 0;
};

}  // namespace tidemark::reference
