#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "config/expression.h"
#include "engine/base/status.h"
#include "operators/expression/program.h"
#include "operators/signal.h"

namespace tidemark::operators {

/// Finds the signal of a feature's name. It outlives every expression made with it.
using SignalResolver = std::function<Result<const Signal*>(std::string_view)>;

/// A condition or value over the signals of one customer.
///
/// State   the customer's whole block, as its signals have it.
/// Thread  immutable. Reads no clock; evaluation allocates nothing and has no errors.
/// Cost    see Program; one signal compared with a constant is 2 to 3 ns more than the signal.
class CompiledExpression {
 public:
  /// Errors: those of the resolver, and kInvalidArgument where a signal is of another type than its name.
  static Result<CompiledExpression> make(const config::Expression& expression, const SignalResolver& resolve);

  /// kNull when it is not known; truth values are 0 and 1, instants milliseconds.
  double number(const std::byte* state, Moment now) const { return program_.number(state, now); }
  /// Of a condition: true, and neither false nor null.
  bool holds(const std::byte* state, Moment now) const { return number(state, now) == 1; }
  /// Bounds of number() over [from, to] if nothing happens; of one instant exactly its value.
  Range range(const std::byte* state, Moment from, Moment to) const {
    return program_.range(state, from, to);
  }

  /// kNumber, kTruth or kInstant.
  SignalType type() const { return type_; }
  /// Canonical text.
  const std::string& text() const { return text_; }
  /// Whether an event of the kind can change it.
  bool moved_by(Kind kind) const;
  const std::vector<const Signal*>& signals() const { return signals_; }
  const Program& program() const { return program_; }

  /// A comparison, or whatever else is true or false by itself, that and, or, not put together.
  struct Leaf {
    std::string text;     ///< "orders_90d >= 3"
    std::string feature;  ///< "orders_90d": its left side, or its right one where the left is a literal
    Program truth;
    Program value;  ///< of the feature; without instructions where it is a text
    Program limit;  ///< of the other side; without instructions where there is none, or a text
    const Signal* text_signal = nullptr;  ///< the feature where it is a text
    bool negated = false;                 ///< stands below an odd number of nots
  };
  const std::vector<Leaf>& leaves() const { return leaves_; }

 private:
  CompiledExpression() = default;

  std::string text_;
  SignalType type_ = SignalType::kNumber;
  std::vector<const Signal*> signals_;
  Program program_;
  std::vector<Leaf> leaves_;
};

}  // namespace tidemark::operators
