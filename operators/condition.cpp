#include "operators/condition.h"

#include <fmt/format.h>

#include "operators/expression/deciding.h"
#include "operators/expression/next_change.h"

namespace tidemark::operators {
namespace {

std::string_view verb(const DecidingComparison& comparison) {
  if (comparison.turned) return comparison.holds ? "now holds" : "no longer holds";
  return comparison.holds ? "holds" : "does not hold";
}

std::string sentence(const DecidingComparison& comparison) {
  const std::string said = fmt::format("{} {}", comparison.text, verb(comparison));
  if (comparison.value_text.data() != nullptr) {
    return fmt::format("{}: {} is {}.", said, comparison.feature, comparison.value_text);
  }
  if (is_null(comparison.value)) return fmt::format("{}: {} is not known.", said, comparison.feature);
  if (comparison.text == comparison.feature) return said + ".";  // a truth: "segment.vip now holds."
  return fmt::format("{}: {} is {}.", said, comparison.feature,
                     number_beside(comparison.value, comparison.limit));
}

Explanation explanation_of(const std::vector<DecidingComparison>& comparisons) {
  Explanation explanation{comparisons.empty() ? kNull : comparisons.front().value, {}};
  for (const DecidingComparison& comparison : comparisons) {
    const bool first = explanation.reasons.empty();
    const double distance = comparison.value - comparison.limit;
    explanation.reasons.push_back({comparison.feature, comparison.value, comparison.before, comparison.limit,
                                   first ? distance : 0, sentence(comparison)});
  }
  return explanation;
}

}  // namespace

Millis Condition::next_change(const std::byte* state, Moment now) const {
  return operators::next_change(*expression_, state, now, *zone_);
}

Explanation Condition::explain_turned(const Occasion& occasion) const {
  return explanation_of(deciding_comparisons(*expression_,
                                             {occasion.facts_before.state, occasion.moment_before},
                                             {occasion.facts.state, occasion.now}));
}

Explanation Condition::explain(const Occasion& occasion) const {
  Explanation turned = explain_turned(occasion);
  if (!turned.reasons.empty()) return turned;
  return explanation_of(supporting_comparisons(*expression_,
                                               {occasion.facts_before.state, occasion.moment_before},
                                               {occasion.facts.state, occasion.now}));
}

}  // namespace tidemark::operators
