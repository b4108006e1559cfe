#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "config/expression.h"

/// How the operators of expressions are written. Private to parser and printer.
namespace tidemark::config {

/// From loose to tight.
enum class Binding : std::uint8_t { kOr, kAnd, kNot, kComparison, kSum, kProduct, kMinus, kPrimary };

struct OperatorWord {
  Expression::Op op;
  std::string_view word;
  Binding binding;
};
/// Operators between two operands, and the prefixes `not` and `-`.
std::span<const OperatorWord> operator_words();
/// Null for literals, names, functions and `in`.
const OperatorWord* word_of(Expression::Op op);

struct FunctionWord {
  Expression::Op op;
  std::string_view word;
  std::uint16_t operands_min;
  std::uint16_t operands_max;
};
std::span<const FunctionWord> function_words();
const FunctionWord* function_of(Expression::Op op);

}  // namespace tidemark::config
