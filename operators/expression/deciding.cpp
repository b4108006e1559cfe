#include "operators/expression/deciding.h"

namespace tidemark::operators {
namespace {

double number_of(const Program& program, const Snapshot& snapshot) {
  return program.instructions().empty() ? kNull : program.number(snapshot.state, snapshot.now);
}

}  // namespace

std::vector<DecidingComparison> deciding_comparisons(const CompiledExpression& condition,
                                                     const Snapshot& before, const Snapshot& after) {
  std::vector<DecidingComparison> deciding;
  for (const CompiledExpression::Leaf& leaf : condition.leaves()) {
    const bool held = number_of(leaf.truth, before) == 1;
    const bool holds = number_of(leaf.truth, after) == 1;
    if (held == holds) continue;
    DecidingComparison found{.text = leaf.text, .feature = leaf.feature, .holds = holds};
    found.before = number_of(leaf.value, before);
    found.value = number_of(leaf.value, after);
    found.limit = number_of(leaf.limit, after);
    if (leaf.text_signal != nullptr) {
      found.before_text = leaf.text_signal->text(before.state);
      found.value_text = leaf.text_signal->text(after.state);
    }
    deciding.push_back(found);
  }
  return deciding;
}

}  // namespace tidemark::operators
