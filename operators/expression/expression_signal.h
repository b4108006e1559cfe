#pragma once

#include <string>
#include <utility>

#include "operators/expression/compiled_expression.h"

namespace tidemark::operators {

/// A signal whose value is an expression over other signals. Cost: that of the expression.
class ExpressionSignal final : public Signal {
 public:
  ExpressionSignal(std::string name, CompiledExpression expression)
      : Signal(std::move(name), expression.type()), expression_(std::move(expression)) {}

  const CompiledExpression& expression() const { return expression_; }

  bool moved_by(Kind kind) const override { return expression_.moved_by(kind); }
  double number(const std::byte* state, Moment now) const override { return expression_.number(state, now); }
  Range range(const std::byte* state, Moment from, Moment to) const override {
    return expression_.range(state, from, to);
  }

 private:
  CompiledExpression expression_;
};

}  // namespace tidemark::operators
