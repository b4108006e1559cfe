#include "operators/abc_level.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "operators/expression/next_change.h"
#include "operators/state_header.h"
#include "operators/sums.h"

namespace tidemark::operators {

AbcLevel::AbcLevel(const config::Abc& settings, const Signal& value, std::shared_ptr<const Zone> zone)
    : Level("abc", {"C", "B", "A"}), settings_(settings), value_(value), zone_(std::move(zone)) {}

Micro AbcLevel::value_of(const std::byte* state, Moment now) const {
  const double units = value_.number(state, now);
  return is_null(units) ? 0 : std::llround(units * static_cast<double>(kMicro));
}

Verdict AbcLevel::assess(const Facts& facts, const LevelState&, Moment now, const Stimulus&) const {
  const Boundaries* population = population_of(facts.state);
  if (population == nullptr || !facts.orders->any()) return {};
  const Micro value = value_of(facts.state, now);
  if (value <= 0) return {kC};
  return {static_cast<std::uint8_t>(value >= population->abc[0]   ? kA
                                    : value >= population->abc[1] ? kB
                                                                  : kC)};
}

Millis AbcLevel::due(const Facts& facts, const LevelState&, Moment now) const {
  if (settings_.days == 0 || !facts.orders->any()) return kNever;
  const double value = value_.number(facts.state, now);
  if (is_null(value)) return kNever;
  const double above = std::nextafter(value, std::numeric_limits<double>::infinity());
  return next_change(value_, facts.state, now, *zone_, value, above);
}

Sentiment AbcLevel::sentiment(const Transition& transition) const {
  if (transition.direction == Direction::kNone) return Sentiment::kNeutral;
  return transition.direction == Direction::kUp ? Sentiment::kBetter : Sentiment::kWorse;
}

Explanation AbcLevel::explain(const Occasion& occasion) const {
  const Boundaries* population = population_of(occasion.facts.state);
  const double value = units_of(value_of(occasion.facts.state, occasion.now));
  const double before = units_of(value_of(occasion.facts_before.state, occasion.moment_before));
  // The boundary between the two classes, seen from below.
  const std::uint8_t upper = std::max(occasion.transition.from, occasion.transition.to);
  const bool known = population != nullptr && occasion.transition.from != kNullValue;
  const std::int64_t cut = known ? population->abc[upper == kA ? 0 : 1] : 0;
  const double reference = cut == Boundaries::kNobody ? 0 : units_of(cut);
  return {value,
          {{value_.name(), value, before, reference, value - reference,
            fmt::format("{} is {}; class {} begins at {}.", value_.name(), plain_number(value),
                        value_name(upper == kNullValue ? occasion.transition.to : upper),
                        plain_number(reference))}}};
}

std::string abc_feature(const config::Abc& settings) {
  using Measure = config::Abc::Measure;
  std::string name = settings.measure == Measure::kGross ? "gross"
                     : settings.measure == Measure::kNet ? "net"
                                                         : "margin";
  if (settings.days > 0) name += fmt::format("_{}d", settings.days);
  return name;
}

}  // namespace tidemark::operators
