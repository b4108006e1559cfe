#include "config/expression.h"

#include <algorithm>

#include "config/expression_lexer.h"
#include "config/expression_words.h"
#include "config/scalars.h"
#include "engine/base/time.h"

namespace tidemark::config {
namespace {

using Op = Expression::Op;
using ExpressionNode = Expression::Node;

constexpr OperatorWord kOperators[] = {
    {Op::kOr, "or", Binding::kOr},
    {Op::kAnd, "and", Binding::kAnd},
    {Op::kNot, "not", Binding::kNot},
    {Op::kEqual, "==", Binding::kComparison},
    {Op::kNotEqual, "!=", Binding::kComparison},
    {Op::kLess, "<", Binding::kComparison},
    {Op::kLessEqual, "<=", Binding::kComparison},
    {Op::kGreater, ">", Binding::kComparison},
    {Op::kGreaterEqual, ">=", Binding::kComparison},
    {Op::kAdd, "+", Binding::kSum},
    {Op::kSubtract, "-", Binding::kSum},
    {Op::kMultiply, "*", Binding::kProduct},
    {Op::kDivide, "/", Binding::kProduct},
    {Op::kNegate, "-", Binding::kMinus},
};

constexpr std::uint16_t kAny = kExpressionPendingMax;
constexpr FunctionWord kFunctions[] = {
    {Op::kMin, "min", 2, kAny},           {Op::kMax, "max", 2, kAny},  {Op::kAbs, "abs", 1, 1},
    {Op::kCoalesce, "coalesce", 2, kAny}, {Op::kKnown, "known", 1, 1}, {Op::kDaysSince, "days_since", 1, 1},
    {Op::kDaysUntil, "days_until", 1, 1}, {Op::kIf, "if", 3, 3}};

Binding binding_of(const ExpressionNode& node) {
  if (node.op == Op::kIn || node.op == Op::kNotIn) return Binding::kComparison;
  if (node.op == Op::kNumber && node.number < 0) return Binding::kMinus;
  const OperatorWord* const word = word_of(node.op);
  return word == nullptr ? Binding::kPrimary : word->binding;
}

Binding tighter(Binding binding) {
  return static_cast<Binding>(static_cast<std::uint8_t>(binding) + 1);
}

std::string instant_text(double instant) {
  return text_token(format_timestamp(static_cast<Millis>(instant)));
}

class Printer {
 public:
  explicit Printer(const Expression& expression) : expression_(expression) {}

  std::string print(std::uint32_t root, Binding at_least) const {
    const ExpressionNode& node = expression_.nodes[root];
    std::string out = binding_of(node) < at_least ? "(" : "";
    const std::string close = out.empty() ? "" : ")";
    const std::vector<std::uint32_t> operands = operands_of(expression_, root);
    if (operands.empty()) {
      out += literal(node);
    } else if (const FunctionWord* const function = function_of(node.op)) {
      out += call(*function, operands);
    } else if (node.op == Op::kIn || node.op == Op::kNotIn) {
      out += print(operands[0], Binding::kSum) + (node.op == Op::kIn ? " in [" : " not in [") +
             list(node, expression_.nodes[operands[0]].type) + "]";
    } else {
      out += operation(*word_of(node.op), operands);
    }
    return out + close;
  }

 private:
  std::string operation(const OperatorWord& word, const std::vector<std::uint32_t>& operands) const {
    const std::string text(word.word);
    if (word.op == Op::kNot) return text + " " + print(operands[0], word.binding);
    if (word.op == Op::kNegate) return text + print(operands[0], word.binding);
    // Comparisons are not chained; the others group from the left.
    const Binding left = word.binding == Binding::kComparison ? Binding::kSum : word.binding;
    return print(operands[0], left) + " " + text + " " + print(operands[1], tighter(word.binding));
  }

  std::string call(const FunctionWord& function, const std::vector<std::uint32_t>& operands) const {
    std::string out = std::string(function.word) + "(";
    for (const std::uint32_t operand : operands) {
      if (operand != operands.front()) out += ", ";
      out += print(operand, Binding::kOr);
    }
    return out + ")";
  }

  std::string list(const ExpressionNode& node, ValueType type) const {
    std::string out;
    for (std::uint32_t i = node.index; i < node.index + node.count; ++i) {
      if (i > node.index) out += ", ";
      out += type == ValueType::kText      ? text_token(expression_.texts[i])
             : type == ValueType::kInstant ? instant_text(expression_.numbers[i])
                                           : format_number(expression_.numbers[i]);
    }
    return out;
  }

  std::string literal(const ExpressionNode& node) const {
    switch (node.op) {
      case Op::kName:
        return name_token(expression_.features[node.index].name);
      case Op::kText:
        return text_token(expression_.texts[node.index]);
      case Op::kInstant:
        return instant_text(node.number);
      case Op::kTruth:
        return node.number != 0 ? "true" : "false";
      case Op::kNull:
        return "null";
      default:
        return format_number(node.number);
    }
  }

  const Expression& expression_;
};

}  // namespace

std::span<const OperatorWord> operator_words() {
  return kOperators;
}

const OperatorWord* word_of(Op op) {
  const auto found = std::find_if(std::begin(kOperators), std::end(kOperators),
                                  [op](const OperatorWord& word) { return word.op == op; });
  return found == std::end(kOperators) ? nullptr : found;
}

std::span<const FunctionWord> function_words() {
  return kFunctions;
}

const FunctionWord* function_of(Op op) {
  const auto found = std::find_if(std::begin(kFunctions), std::end(kFunctions),
                                  [op](const FunctionWord& word) { return word.op == op; });
  return found == std::end(kFunctions) ? nullptr : found;
}

std::vector<std::string> referenced_names(const Expression& expression) {
  std::vector<std::string> names;
  for (const FeatureName& feature : expression.features) names.push_back(feature.name);
  return names;
}

std::vector<std::uint32_t> operands_of(const Expression& expression, std::uint32_t root) {
  std::vector<std::uint32_t> operands(expression.nodes[root].operands);
  std::uint32_t end = root;
  for (std::size_t i = operands.size(); i-- > 0;) {
    operands[i] = end - 1;
    end = expression.nodes[end - 1].begin;
  }
  return operands;
}

std::string to_text(const Expression& expression) {
  return to_text(expression, static_cast<std::uint32_t>(expression.nodes.size() - 1));
}

std::string to_text(const Expression& expression, std::uint32_t root) {
  return Printer(expression).print(root, Binding::kOr);
}

}  // namespace tidemark::config
