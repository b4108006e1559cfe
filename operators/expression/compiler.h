#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "config/expression.h"
#include "operators/expression/program.h"

namespace tidemark::operators {

/// Turns parts of a parsed expression into programs.
class Compiler {
 public:
  /// `signals`: of expression.features. Both outlive this.
  Compiler(const config::Expression& expression, const std::vector<const Signal*>& signals)
      : expression_(expression), signals_(signals) {}

  /// The part that ends at a node, which is no text.
  Program compile(std::uint32_t root);
  /// The signal a node reads, plainly or as days since or until its instant; nothing for everything else.
  std::optional<Operand> operand_at(std::uint32_t root) const;

 private:
  using Op = config::Expression::Op;
  using Code = Instruction::Code;

  void emit(std::uint32_t root);
  void emit_comparison(const config::Expression::Node& node, std::uint32_t left, std::uint32_t right);
  bool emit_short_comparison(algebra::Comparison comparison, std::uint32_t left, std::uint32_t right);
  bool emit_shifted_ages(algebra::Comparison comparison, std::uint32_t left, std::uint32_t right);
  void emit_texts(algebra::Comparison comparison, std::uint32_t left, std::uint32_t right);
  void emit_in(const config::Expression::Node& node, std::uint32_t operand);
  void emit_known(std::uint32_t operand);
  void emit_subtraction(std::uint32_t left, std::uint32_t right);
  void emit_logic(Op op, std::uint32_t left, std::uint32_t right);
  void emit_not_if(bool negated);
  void push(const Instruction& instruction);
  void combine(Code code, std::size_t count, algebra::Comparison comparison = algebra::Comparison::kEqual);
  void change(Code code);
  std::uint32_t keep_text(std::uint32_t root);
  std::optional<double> constant_at(std::uint32_t root) const;
  bool ages(std::uint32_t root) const;
  /// `age + 30`, `30 + age`, `age − 30`: the age and the days.
  struct ShiftedAge {
    std::uint32_t age = 0;
    double days = 0;
  };
  std::optional<ShiftedAge> shifted_age_at(std::uint32_t root) const;

  const config::Expression& expression_;
  const std::vector<const Signal*>& signals_;
  Program program_;
  std::size_t pending_ = 0;
};

}  // namespace tidemark::operators
