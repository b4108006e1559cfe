#include "operators/expression/deciding.h"

namespace tidemark::operators {
namespace {

using Leaf = CompiledExpression::Leaf;

double number_of(const Program& program, const Snapshot& snapshot) {
  return program.instructions().empty() ? kNull : program.number(snapshot.state, snapshot.now);
}

DecidingComparison found(const Leaf& leaf, const Snapshot& before, const Snapshot& after) {
  DecidingComparison found{.text = leaf.text, .feature = leaf.feature};
  found.holds = number_of(leaf.truth, after) == 1;
  found.turned = found.holds != (number_of(leaf.truth, before) == 1);
  found.before = number_of(leaf.value, before);
  found.value = number_of(leaf.value, after);
  found.limit = number_of(leaf.limit, after);
  if (leaf.text_signal != nullptr) {
    found.before_text = leaf.text_signal->text(before.state);
    found.value_text = leaf.text_signal->text(after.state);
  }
  return found;
}

/// Where null counts: below a not it speaks for what does not hold, as everywhere.
bool supports(const Leaf& leaf, bool condition_holds, const Snapshot& after) {
  const bool speaks_for = number_of(leaf.truth, after) == (leaf.negated ? 0 : 1);
  return speaks_for == condition_holds;
}

}  // namespace

std::vector<DecidingComparison> deciding_comparisons(const CompiledExpression& condition,
                                                     const Snapshot& before, const Snapshot& after) {
  std::vector<DecidingComparison> deciding;
  for (const Leaf& leaf : condition.leaves()) {
    const DecidingComparison comparison = found(leaf, before, after);
    if (comparison.turned) deciding.push_back(comparison);
  }
  return deciding;
}

std::vector<DecidingComparison> supporting_comparisons(const CompiledExpression& condition,
                                                       const Snapshot& before, const Snapshot& after) {
  const bool holds = condition.holds(after.state, after.now);
  std::vector<DecidingComparison> supporting;
  for (const Leaf& leaf : condition.leaves()) {
    if (supports(leaf, holds, after)) supporting.push_back(found(leaf, before, after));
  }
  return supporting;
}

}  // namespace tidemark::operators
