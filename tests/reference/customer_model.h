#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/reference/assessment.h"
#include "tests/reference/history.h"

namespace tidemark::reference {

/// One customer by the rules of operators/README.md.
class CustomerModel {
 public:
  /// `config` must outlive the model and its copies.
  CustomerModel(const config::Config& config, std::shared_ptr<const Zone> zone);

  /// One accepted event; W is the watermark of the last mark before it. Returns what was announced.
  std::vector<PlainTransition> apply(const PlainEvent& event, Millis W);
  /// Everything due ≤ W, as of its due instants.
  std::vector<PlainTransition> wake(Millis W);
  /// The next instant at which anything changes if nothing happens; kNever when nothing will.
  Millis due() const { return due_; }
  /// Whether the last applied event was older than the customer's clock.
  bool late() const { return late_; }

  const History& history() const { return history_; }
  const std::vector<LevelRule>& rules() const { return rules_; }
  std::string value(std::size_t level) const { return value_name(level, levels_[level].now.value); }
  Millis since(std::size_t level) const { return levels_[level].now.since; }
  std::optional<Millis> pending(std::size_t level) const { return levels_[level].now.pending; }

 private:
  /// The last announced transition of a level.
  struct Announced {
    int from = 0;
    Millis instant = 0;
    PlainCause cause = PlainCause::kTime;
    std::uint32_t ordinal = 0;
    Millis since_before = 0;
    bool up = false;
    bool correction = false;
  };
  struct Level {
    InForce now;
    int rfm_sum = 0;  ///< r + f + m when the level last changed
    std::optional<Announced> last;
  };
  /// Why an assessment happens.
  struct Occasion {
    Millis at = 0;
    const PlainEvent* event = nullptr;  ///< null: time alone
    bool late = false;
  };

  void begin(const PlainEvent& first);
  void fire_until(Millis limit, std::vector<PlainTransition>& out);
  void assess_all(const Occasion& occasion, std::vector<PlainTransition>& out);
  void change(std::size_t index, int to, const Occasion& occasion, std::vector<PlainTransition>& out);
  bool undoes(const Level& level, int to, const Occasion& occasion) const;
  int rank(std::size_t index, int value, Millis at) const;
  std::string value_name(std::size_t level, int value) const;
  void find_due();

  const config::Config* config_;
  std::vector<LevelRule> rules_;
  History history_;
  std::vector<Level> levels_;
  Millis latest_ = kNoTime;    ///< time of the latest applied event
  Millis assessed_ = kNoTime;  ///< instant of the last assessment
  Millis due_ = kNever;
  std::uint32_t ordinal_ = 0;
  bool late_ = false;
};

}  // namespace tidemark::reference
