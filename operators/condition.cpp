#include "operators/condition.h"

#include <fmt/format.h>

#include "operators/expression/deciding.h"
#include "operators/expression/next_change.h"

namespace tidemark::operators {
namespace {

std::string sentence(const DecidingComparison& turned) {
  const std::string_view now = turned.holds ? "now holds" : "no longer holds";
  if (turned.value_text.data() != nullptr) {
    return fmt::format("{} {}: {} is {}.", turned.text, now, turned.feature, turned.value_text);
  }
  if (is_null(turned.value)) return fmt::format("{} {}: {} is not known.", turned.text, now, turned.feature);
  return fmt::format("{} {}: {} is {}.", turned.text, now, turned.feature, plain_number(turned.value));
}

}  // namespace

Millis Condition::next_change(const std::byte* state, Moment now) const {
  return operators::next_change(*expression_, state, now, *zone_);
}

Explanation Condition::explain(const Occasion& occasion) const {
  const std::vector<DecidingComparison> turned =
      deciding_comparisons(*expression_, {occasion.facts_before.state, occasion.moment_before},
                           {occasion.facts.state, occasion.now});
  Explanation explanation{turned.empty() ? kNull : turned.front().value, {}};
  for (const DecidingComparison& comparison : turned) {
    const bool first = explanation.reasons.empty();
    const double distance = comparison.value - comparison.limit;
    explanation.reasons.push_back({comparison.feature, comparison.value, comparison.before, comparison.limit,
                                   first ? distance : 0, sentence(comparison)});
  }
  return explanation;
}

}  // namespace tidemark::operators
