#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/config.h"
#include "tests/reference/history.h"

namespace tidemark::reference {

enum class LevelSort : std::uint8_t { kLadder, kLifecycle, kRfm, kChurn };

/// Which level, and the names of its values in order.
struct LevelRule {
  LevelSort sort = LevelSort::kLadder;
  std::size_t ladder = 0;  ///< index into the configuration's ladders
  std::string name;
  std::vector<std::string> values;
};
/// All levels of a configuration in the order of assessment.
std::vector<LevelRule> level_rules(const config::Config& config);

inline constexpr int kNull = -1;  ///< a level without value (RFM before the first purchase)

/// What of a level is in force, as far as later assessments depend on it.
struct InForce {
  int value = 0;
  Millis since = 0;
  std::optional<Millis> pending;  ///< ladders: since when a downgrade is deserved
  std::optional<Millis> spell;    ///< lifecycle: when the customer was won back
};

/// What an assessment makes of it.
struct Assessed {
  int value = 0;
  std::optional<Millis> pending;
  std::optional<Millis> spell;
};

/// Scores of recency, frequency and money, 1 to 5; needs a purchase.
struct PlainRfm {
  int r = 0;
  int f = 0;
  int m = 0;
};
PlainRfm rfm_scores(const config::Rfm& rules, const History& history, Millis at);

/// P0(H) at an instant; none without parameters or without purchase.
std::optional<double> churn_risk(const config::Churn& rules, const History& history, Millis at);

/// The assessment of one level at an instant: a pure function. `event`: the one just applied, or null.
Assessed assess(const config::Config& config, const LevelRule& rule, const History& history,
                const InForce& now, Millis at, const PlainEvent* event);

}  // namespace tidemark::reference
