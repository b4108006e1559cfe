#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "operators/expression/operand.h"
#include "operators/signal.h"

namespace tidemark::operators {

/// One step of a program. Values are on a stack.
struct Instruction {
  enum class Code : std::uint8_t {
    kConstant,         ///< `constant`
    kRead,             ///< `a`
    kCompareConstant,  ///< `a` with `constant`
    kTextIs,           ///< `a` is text `index`
    kTextIn,           ///< `a` is one of `count` texts from `index` on
    kTextSame,         ///< `a` is `b`
    kTextKnown,        ///< `a`
    kAnyKnown,         ///< `a` as text or number
    // Of the value on top of the stack:
    kNumberIn,  ///< is one of `count` numbers from `index` on
    kNegate,
    kAbsolute,
    kNot,
    kKnown,
    kSince,
    kUntil,
    // Of the `count` values on top of the stack:
    kCompare,
    kAdd,
    kSubtract,
    kSubtractAges,
    kMultiply,
    kDivide,
    kDays,  ///< between two instants
    kLesser,
    kGreater,
    kFirstKnown,
    kAnd,
    kOr,
    kChoose,
    kSkipIfFalse,  ///< to instruction `index`: the value decides, whatever comes until there
    kSkipIfTrue
  };
  Code code = Code::kConstant;
  algebra::Comparison comparison = algebra::Comparison::kEqual;
  std::uint32_t index = 0;
  std::uint32_t count = 0;
  Operand a{};
  Operand b{};
  double constant = 0;
};

/// An expression, or a part of one, ready to be evaluated.
///
/// Thread  immutable; the signals outlive it. Reads no clock, allocates nothing.
/// Cost    that of the signals that matter (and, or stop where one side decides), and 1 to 3 ns a step.
class Program {
 public:
  /// kNull when it is not known; truth values are 0 and 1.
  double number(const std::byte* state, Moment now) const {
    if (!is_one_comparison()) return run(state, now);
    const Instruction& step = instructions_.front();
    return algebra::compare(step.comparison, step.a.number(state, now), step.constant);
  }
  /// Bounds of number() over [from, to], if nothing happens; of one instant exactly its value.
  Range range(const std::byte* state, Moment from, Moment to) const {
    if (!is_one_comparison()) return run(state, from, to);
    const Instruction& step = instructions_.front();
    return algebra::compare(step.comparison, step.a.range(state, from, to), Range::point(step.constant));
  }
  std::span<const Instruction> instructions() const { return instructions_; }

 private:
  friend class Compiler;

  /// A signal with a constant: so common that it takes no detour.
  bool is_one_comparison() const {
    return instructions_.size() == 1 && instructions_.front().code == Instruction::Code::kCompareConstant;
  }
  double run(const std::byte* state, Moment now) const;
  Range run(const std::byte* state, Moment from, Moment to) const;

  std::vector<Instruction> instructions_;
  std::vector<double> numbers_;
  std::vector<std::string> texts_;
  std::size_t stack_size_ = 0;
};

}  // namespace tidemark::operators
