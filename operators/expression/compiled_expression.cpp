#include "operators/expression/compiled_expression.h"

#include <algorithm>

#include "operators/expression/compiler.h"

namespace tidemark::operators {
namespace {

using config::ValueType;
using Op = config::Expression::Op;

SignalType signal_type(ValueType type) {
  switch (type) {
    case ValueType::kTruth:
      return SignalType::kTruth;
    case ValueType::kInstant:
      return SignalType::kInstant;
    case ValueType::kText:
      return SignalType::kText;
    default:
      return SignalType::kNumber;
  }
}

/// Takes the leaves of a condition apart.
class LeafMaker {
 public:
  LeafMaker(const config::Expression& expression, Compiler& compiler,
            std::vector<CompiledExpression::Leaf>& out)
      : expression_(expression), compiler_(compiler), out_(out) {}

  void add(std::uint32_t root, bool negated = false) {
    const Op op = expression_.nodes[root].op;
    const std::vector<std::uint32_t> operands = operands_of(expression_, root);
    if (op == Op::kAnd || op == Op::kOr || op == Op::kNot) {
      for (const std::uint32_t operand : operands) add(operand, negated != (op == Op::kNot));
      return;
    }
    CompiledExpression::Leaf leaf;
    leaf.negated = negated;
    leaf.text = to_text(expression_, root);
    leaf.truth = compiler_.compile(root);
    if (is_comparison(op)) {
      const bool turned = is_literal(operands[0]) && !is_literal(operands[1]);
      set_feature(operands[turned ? 1 : 0], leaf);
      if (!is_text(operands[0])) leaf.limit = compiler_.compile(operands[turned ? 0 : 1]);
    } else {
      const bool about_one = op == Op::kIn || op == Op::kNotIn || op == Op::kKnown;
      set_feature(about_one ? operands[0] : root, leaf);
    }
    out_.push_back(std::move(leaf));
  }

 private:
  bool is_literal(std::uint32_t root) const {
    const config::Expression::Node& node = expression_.nodes[root];
    return node.operands == 0 && node.op != Op::kName;
  }
  bool is_text(std::uint32_t root) const { return expression_.nodes[root].type == ValueType::kText; }

  void set_feature(std::uint32_t root, CompiledExpression::Leaf& leaf) {
    leaf.feature = to_text(expression_, root);
    if (!is_text(root)) {
      leaf.value = compiler_.compile(root);
    } else if (const std::optional<Operand> operand = compiler_.operand_at(root)) {
      leaf.text_signal = operand->signal;
    }
  }

  const config::Expression& expression_;
  Compiler& compiler_;
  std::vector<CompiledExpression::Leaf>& out_;
};

}  // namespace

Result<CompiledExpression> CompiledExpression::make(const config::Expression& expression,
                                                    const SignalResolver& resolve) {
  CompiledExpression compiled;
  for (const config::FeatureName& feature : expression.features) {
    const Result<const Signal*> signal = resolve(feature.name);
    if (!signal.ok()) return signal.status();
    const bool fits =
        feature.type == ValueType::kNumberOrText || signal_type(feature.type) == (*signal)->type();
    if (!fits) return Status::invalid("the signal '" + feature.name + "' is not of the type of its name");
    compiled.signals_.push_back(*signal);
  }
  compiled.text_ = to_text(expression);
  compiled.type_ = signal_type(expression.type());
  Compiler compiler(expression, compiled.signals_);
  const auto root = static_cast<std::uint32_t>(expression.nodes.size() - 1);
  compiled.program_ = compiler.compile(root);
  if (compiled.type_ == SignalType::kTruth) LeafMaker(expression, compiler, compiled.leaves_).add(root);
  return compiled;
}

bool CompiledExpression::moved_by(Kind kind) const {
  return std::any_of(signals_.begin(), signals_.end(),
                     [kind](const Signal* signal) { return signal->moved_by(kind); });
}

}  // namespace tidemark::operators
