#include "operators/score_level.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "operators/next_difference.h"

namespace tidemark::operators {
namespace {

std::vector<std::string> names_of(const config::Score& score) {
  std::vector<std::string> names;
  for (const config::Score::Cut& cut : score.levels) names.push_back(cut.name);
  return names;
}

/// A billionth of a point is no difference: a mean of decimals that should lie on a cut does.
double settled(double score) {
  constexpr double kSteps = 1e9;
  return std::round(score * kSteps) / kSteps;
}

}  // namespace

ScoreSignal::ScoreSignal(const config::Score& score, std::vector<const Signal*> parts)
    : Signal("score." + score.name, SignalType::kNumber), score_(score), parts_(std::move(parts)) {}

bool ScoreSignal::moved_by(Kind kind) const {
  return std::any_of(parts_.begin(), parts_.end(), [&](const Signal* part) { return part->moved_by(kind); });
}

double ScoreSignal::scaled(std::size_t part, double value) const {
  const config::Score::Part& scale = score_.parts[part];
  return 100 * std::clamp((value - scale.from) / (scale.to - scale.from), 0.0, 1.0);
}

double ScoreSignal::number(const std::byte* state, Moment now) const {
  double sum = 0;
  double weights = 0;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const double value = parts_[i]->number(state, now);
    if (is_null(value)) continue;
    sum += score_.parts[i].weight * scaled(i, value);
    weights += score_.parts[i].weight;
  }
  return weights > 0 ? settled(sum / weights) : kNull;
}

/// Parts that are known throughout bound the mean term by term; one that may come to be known or forgotten
/// only leaves the bounds of all parts.
Range ScoreSignal::range(const std::byte* state, Moment from, Moment to) const {
  Range mean{0, 0, false};
  Range any;
  double weights = 0;
  bool steady = true;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const Range part = parts_[i]->range(state, from, to);
    if (!part.has_values()) continue;
    const Range scale = Range::between(scaled(i, part.low), scaled(i, part.high));
    any.include(scale);
    steady = steady && !part.may_be_null;
    mean.low += score_.parts[i].weight * scale.low;
    mean.high += score_.parts[i].weight * scale.high;
    weights += score_.parts[i].weight;
  }
  if (weights == 0) return Range::null();
  if (steady) return {settled(mean.low / weights), settled(mean.high / weights), false};
  any.may_be_null = true;
  return any;
}

ScoreLevel::ScoreLevel(const config::Score& score, const ScoreSignal& signal,
                       std::shared_ptr<const Zone> zone)
    : Level(score.name, names_of(score)), score_(score), signal_(signal), zone_(std::move(zone)) {}

SectionKey ScoreLevel::section() const {
  return section_in(SectionKey::kScores, score_.name);
}

std::uint8_t ScoreLevel::value_of(double score, std::uint8_t current) const {
  if (is_null(score)) return kNullValue;
  std::size_t level = score_.levels.size() - 1;
  const std::size_t held = current == kNullValue ? 0 : current;
  while (level > 0) {
    const double cut = score_.levels[level].at;
    if (score >= (level <= held ? cut - score_.hysteresis : cut)) break;
    --level;
  }
  return static_cast<std::uint8_t>(level);
}

Verdict ScoreLevel::assess(const Facts& facts, const LevelState& level, Moment now, const Stimulus&) const {
  return {value_of(signal_.number(facts.state, now), level.value)};
}

Millis ScoreLevel::due(const Facts& facts, const LevelState& level, Moment now) const {
  return next_difference(*zone_, now, [&](Moment from, Moment to) {
    const Range range = signal_.range(facts.state, from, to);
    if (!range.has_values()) return level.value == kNullValue ? Outlook::kSame : Outlook::kDiffers;
    const std::uint8_t low = value_of(range.low, level.value);
    const std::uint8_t high = value_of(range.high, level.value);
    if (!range.may_be_null && low == level.value && high == level.value) return Outlook::kSame;
    const bool reaches =
        level.value == kNullValue ? range.may_be_null : low <= level.value && level.value <= high;
    return reaches ? Outlook::kUndecided : Outlook::kDiffers;
  });
}

Sentiment ScoreLevel::sentiment(const Transition& transition) const {
  if (transition.direction == Direction::kNone) return Sentiment::kNeutral;
  return transition.direction == Direction::kUp ? Sentiment::kBetter : Sentiment::kWorse;
}

/// Which cut the score went across: the one of the level reached, going down that of the level left.
std::string ScoreLevel::crossed(const Transition& change, double score) const {
  const bool up = change.direction != Direction::kDown;
  const std::uint8_t level = up ? change.to : change.from;
  const double at = score_.levels[level].at;
  const double cut = up ? at : at - score_.hysteresis;
  return fmt::format("The score is {}; {} {} {}. ", number_beside(score, cut), value_name(level),
                     up ? "starts at" : "needs at least", plain_number(cut));
}

/// Each part's share of the score; together they are the score, against a reference of 0. The first one's
/// sentence begins with the cut.
Explanation ScoreLevel::explain(const Occasion& occasion) const {
  double weights = 0;
  std::vector<double> values;
  for (std::size_t i = 0; i < signal_.size(); ++i) {
    values.push_back(signal_.part(i).number(occasion.facts.state, occasion.now));
    if (!is_null(values.back())) weights += signal_.settings(i).weight;
  }
  Explanation explanation{signal_.number(occasion.facts.state, occasion.now), {}};
  for (std::size_t i = 0; i < signal_.size(); ++i) {
    if (is_null(values[i])) continue;
    const double share = signal_.settings(i).weight * signal_.scaled(i, values[i]) / weights;
    const double before = signal_.part(i).number(occasion.facts_before.state, occasion.moment_before);
    const bool first = explanation.reasons.empty();
    explanation.reasons.push_back(
        {signal_.settings(i).name, values[i], before, 0, share,
         fmt::format("{}{} is {}, which is worth {} of the {} points.",
                     first ? crossed(occasion.transition, explanation.score) : "", signal_.settings(i).name,
                     plain_number(values[i]), plain_number(share), plain_number(explanation.score))});
  }
  if (explanation.reasons.empty()) {
    explanation.reasons.push_back({signal_.name(), kNull,
                                   signal_.number(occasion.facts_before.state, occasion.moment_before), 0, 0,
                                   "Nothing that the score is made of is known any more."});
  }
  return explanation;
}

}  // namespace tidemark::operators
