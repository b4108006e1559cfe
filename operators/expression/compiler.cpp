#include "operators/expression/compiler.h"

#include <algorithm>

namespace tidemark::operators {
namespace {

using algebra::Comparison;
using config::ValueType;
using Op = config::Expression::Op;

Comparison comparison_of(Op op) {
  switch (op) {
    case Op::kEqual:
      return Comparison::kEqual;
    case Op::kNotEqual:
      return Comparison::kNotEqual;
    case Op::kLess:
      return Comparison::kLess;
    case Op::kLessEqual:
      return Comparison::kLessEqual;
    case Op::kGreater:
      return Comparison::kGreater;
    default:
      return Comparison::kGreaterEqual;
  }
}

}  // namespace

Program Compiler::compile(std::uint32_t root) {
  program_ = {};
  pending_ = 0;
  emit(root);
  TM_ASSERT(pending_ == 1 && program_.stack_size_ <= config::kExpressionPendingMax);
  return std::move(program_);
}

void Compiler::emit(std::uint32_t root) {
  const config::Expression::Node& node = expression_.nodes[root];
  const std::vector<std::uint32_t> operands = operands_of(expression_, root);
  if (const std::optional<double> constant = constant_at(root)) {
    return push({.code = Code::kConstant, .constant = *constant});
  }
  if (const std::optional<Operand> operand = operand_at(root)) {
    return push({.code = Code::kRead, .a = *operand});
  }
  if (is_comparison(node.op)) return emit_comparison(node, operands[0], operands[1]);
  switch (node.op) {
    case Op::kIn:
    case Op::kNotIn:
      return emit_in(node, operands[0]);
    case Op::kKnown:
      return emit_known(operands[0]);
    case Op::kSubtract:
      return emit_subtraction(operands[0], operands[1]);
    case Op::kAnd:
    case Op::kOr:
      return emit_logic(node.op, operands[0], operands[1]);
    default:
      break;
  }
  for (const std::uint32_t operand : operands) emit(operand);
  switch (node.op) {
    case Op::kNegate:
      return change(Code::kNegate);
    case Op::kNot:
      return change(Code::kNot);
    case Op::kAbs:
      return change(Code::kAbsolute);
    case Op::kDaysSince:
      return change(Code::kSince);
    case Op::kDaysUntil:
      return change(Code::kUntil);
    case Op::kAdd:
      return combine(Code::kAdd, 2);
    case Op::kMultiply:
      return combine(Code::kMultiply, 2);
    case Op::kDivide:
      return combine(Code::kDivide, 2);
    case Op::kMin:
      return combine(Code::kLesser, operands.size());
    case Op::kMax:
      return combine(Code::kGreater, operands.size());
    case Op::kCoalesce:
      return combine(Code::kFirstKnown, operands.size());
    default:
      TM_ASSERT(node.op == Op::kIf);
      return combine(Code::kChoose, operands.size());
  }
}

void Compiler::emit_comparison(const config::Expression::Node& node, std::uint32_t left,
                               std::uint32_t right) {
  const Comparison comparison = comparison_of(node.op);
  if (expression_.nodes[left].type == ValueType::kText) return emit_texts(comparison, left, right);
  if (emit_short_comparison(comparison, left, right) || emit_shifted_ages(comparison, left, right)) return;
  emit(left);
  emit(right);
  combine(Code::kCompare, 2, comparison);
}

/// A signal with a constant: most of what people write.
bool Compiler::emit_short_comparison(Comparison comparison, std::uint32_t left, std::uint32_t right) {
  const std::optional<Operand> a = operand_at(left);
  const std::optional<Operand> b = operand_at(right);
  const std::optional<double> constant = constant_at(a ? right : left);
  if (a.has_value() == b.has_value() || !constant) return false;
  push({.code = Code::kCompareConstant,
        .comparison = a ? comparison : turned(comparison),
        .a = a ? *a : *b,
        .constant = *constant});
  return true;
}

/// age + 30 < other age, as age − other age < −30: so it does not depend on when it is asked, not even in the
/// last digit.
bool Compiler::emit_shifted_ages(Comparison comparison, std::uint32_t left, std::uint32_t right) {
  const std::optional<ShiftedAge> a = shifted_age_at(left);
  const std::optional<ShiftedAge> b = shifted_age_at(right);
  if (!a || !b || (a->days == 0 && b->days == 0)) return false;
  emit(a->age);
  emit(b->age);
  combine(Code::kSubtractAges, 2);
  push({.code = Code::kConstant, .constant = b->days - a->days});
  combine(Code::kCompare, 2, comparison);
  return true;
}

void Compiler::emit_texts(Comparison comparison, std::uint32_t left, std::uint32_t right) {
  if (!operand_at(left)) std::swap(left, right);
  const std::optional<Operand> a = operand_at(left);
  const std::optional<Operand> b = operand_at(right);
  if (!a) {  // two literals
    const auto text = [this](std::uint32_t root) { return expression_.texts[expression_.nodes[root].index]; };
    push({.code = Code::kConstant, .constant = text(left) == text(right) ? 1.0 : 0.0});
  } else if (b) {
    push({.code = Code::kTextSame, .a = *a, .b = *b});
  } else {
    push({.code = Code::kTextIs, .index = keep_text(right), .a = *a});
  }
  emit_not_if(comparison == Comparison::kNotEqual);
}

void Compiler::emit_in(const config::Expression::Node& node, std::uint32_t operand) {
  Instruction step{.count = node.count};
  if (expression_.nodes[operand].type == ValueType::kText) {
    const std::optional<Operand> name = operand_at(operand);
    const auto list = expression_.texts.begin() + node.index;
    if (name) {
      step.code = Code::kTextIn;
      step.index = static_cast<std::uint32_t>(program_.texts_.size());
      step.a = *name;
      program_.texts_.insert(program_.texts_.end(), list, list + node.count);
    } else {
      const std::string& text = expression_.texts[expression_.nodes[operand].index];
      step.constant = std::find(list, list + node.count, text) != list + node.count ? 1 : 0;
    }
    push(step);
  } else {
    emit(operand);
    const auto list = expression_.numbers.begin() + node.index;
    step.code = Code::kNumberIn;
    step.index = static_cast<std::uint32_t>(program_.numbers_.size());
    program_.numbers_.insert(program_.numbers_.end(), list, list + node.count);
    program_.instructions_.push_back(step);
  }
  emit_not_if(node.op == Op::kNotIn);
}

void Compiler::emit_known(std::uint32_t operand) {
  const config::Expression::Node& node = expression_.nodes[operand];
  const std::optional<Operand> name = operand_at(operand);
  if (name && node.type == ValueType::kText) return push({.code = Code::kTextKnown, .a = *name});
  if (name && node.type == ValueType::kNumberOrText) return push({.code = Code::kAnyKnown, .a = *name});
  if (node.op == Op::kText) return push({.code = Code::kConstant, .constant = 1});
  emit(operand);
  change(Code::kKnown);
}

void Compiler::emit_subtraction(std::uint32_t left, std::uint32_t right) {
  const auto is_instant = [this](std::uint32_t root) {
    return expression_.nodes[root].type == ValueType::kInstant;
  };
  emit(left);
  emit(right);
  combine(ages(left) && ages(right)               ? Code::kSubtractAges
          : is_instant(left) || is_instant(right) ? Code::kDays
                                                  : Code::kSubtract,
          2);
}

void Compiler::emit_logic(Op op, std::uint32_t left, std::uint32_t right) {
  const bool both = op == Op::kAnd;
  emit(left);
  const std::size_t skip = program_.instructions_.size();
  program_.instructions_.push_back({.code = both ? Code::kSkipIfFalse : Code::kSkipIfTrue});
  emit(right);
  combine(both ? Code::kAnd : Code::kOr, 2);
  program_.instructions_[skip].index = static_cast<std::uint32_t>(program_.instructions_.size());
}

void Compiler::emit_not_if(bool negated) {
  if (negated) change(Code::kNot);
}

void Compiler::push(const Instruction& instruction) {
  program_.instructions_.push_back(instruction);
  program_.stack_size_ = std::max(program_.stack_size_, ++pending_);
}

void Compiler::combine(Code code, std::size_t count, Comparison comparison) {
  program_.instructions_.push_back(
      {.code = code, .comparison = comparison, .count = static_cast<std::uint32_t>(count)});
  pending_ -= count - 1;
}

void Compiler::change(Code code) {
  program_.instructions_.push_back({.code = code});
}

std::uint32_t Compiler::keep_text(std::uint32_t root) {
  program_.texts_.push_back(expression_.texts[expression_.nodes[root].index]);
  return static_cast<std::uint32_t>(program_.texts_.size() - 1);
}

std::optional<double> Compiler::constant_at(std::uint32_t root) const {
  const config::Expression::Node& node = expression_.nodes[root];
  switch (node.op) {
    case Op::kNumber:
    case Op::kTruth:
    case Op::kInstant:
      return node.number;
    case Op::kNull:
      return kNull;
    default:
      return std::nullopt;
  }
}

std::optional<Operand> Compiler::operand_at(std::uint32_t root) const {
  const config::Expression::Node& node = expression_.nodes[root];
  if (node.op == Op::kName) {
    const bool ages = expression_.features[node.index].ages;
    return Operand{signals_[node.index], ages ? Operand::Reading::kAge : Operand::Reading::kPlain};
  }
  if (node.op != Op::kDaysSince && node.op != Op::kDaysUntil) return std::nullopt;
  const config::Expression::Node& instant = expression_.nodes[root - 1];
  if (instant.op != Op::kName) return std::nullopt;
  const bool since = node.op == Op::kDaysSince;
  return Operand{signals_[instant.index], since ? Operand::Reading::kSince : Operand::Reading::kUntil};
}

/// Whether it is an age wherever it is known, or one of several.
bool Compiler::ages(std::uint32_t root) const {
  const config::Expression::Node& node = expression_.nodes[root];
  std::vector<std::uint32_t> operands = operands_of(expression_, root);
  switch (node.op) {
    case Op::kName:
      return expression_.features[node.index].ages;
    case Op::kDaysSince:
      return true;
    case Op::kIf:
      operands.erase(operands.begin());
      break;
    case Op::kMin:
    case Op::kMax:
    case Op::kCoalesce:
      break;
    default:
      return false;
  }
  return std::all_of(operands.begin(), operands.end(), [this](std::uint32_t one) { return ages(one); });
}

std::optional<Compiler::ShiftedAge> Compiler::shifted_age_at(std::uint32_t root) const {
  if (ages(root)) return ShiftedAge{root, 0};
  const Op op = expression_.nodes[root].op;
  if (op != Op::kAdd && op != Op::kSubtract) return std::nullopt;
  const std::vector<std::uint32_t> operands = operands_of(expression_, root);
  const std::optional<double> behind = constant_at(operands[1]);
  if (behind && ages(operands[0])) return ShiftedAge{operands[0], op == Op::kAdd ? *behind : -*behind};
  const std::optional<double> before = constant_at(operands[0]);
  if (before && op == Op::kAdd && ages(operands[1])) return ShiftedAge{operands[1], *before};
  return std::nullopt;
}

}  // namespace tidemark::operators
