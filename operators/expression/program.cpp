#include "operators/expression/program.h"

#include <algorithm>
#include <array>

#include "config/expression.h"
#include "operators/expression/readers.h"

namespace tidemark::operators {
namespace {

using Code = Instruction::Code;

/// Not known is without data, which is not the same as an empty text.
double same_text(std::string_view a, std::string_view b) {
  if (a.data() == nullptr || b.data() == nullptr) return kNull;
  return a == b ? 1 : 0;
}

/// The steps that need no stack.
template <typename Reader>
class Source {
 public:
  using Value = typename Reader::Value;

  Source(std::span<const std::string> texts, const Reader& reader) : texts_(texts), reader_(reader) {}

  Value read(const Instruction& step) const {
    if (step.code == Code::kCompareConstant) [[likely]] {
      return algebra::compare(step.comparison, reader_.plain(step.a), reader_.constant(step.constant));
    }
    switch (step.code) {
      case Code::kConstant:
        return reader_.constant(step.constant);
      case Code::kRead:
        return reader_.read(step.a);
      case Code::kAnyKnown:
        if (text(step.a).data() == nullptr) return algebra::known(reader_.plain(step.a));
        return reader_.constant(1);
      default:
        return reader_.constant(read_text(step));
    }
  }

 private:
  /// Texts do not change with time, so what is said of them holds throughout.
  double read_text(const Instruction& step) const {
    const std::string_view a = text(step.a);
    if (step.code == Code::kTextKnown) return a.data() == nullptr ? 0 : 1;
    if (step.code == Code::kTextIs) return same_text(a, texts_[step.index]);
    if (step.code == Code::kTextSame) return same_text(a, text(step.b));
    if (a.data() == nullptr) return kNull;
    const auto list = texts_.subspan(step.index, step.count);
    return std::find(list.begin(), list.end(), a) != list.end() ? 1 : 0;
  }
  std::string_view text(const Operand& operand) const { return operand.signal->text(reader_.state); }

  std::span<const std::string> texts_;
  const Reader& reader_;
};

/// Runs a program on values of one sort.
template <std::size_t kSize, typename Reader>
class Machine {
 public:
  using Value = typename Reader::Value;

  Machine(std::span<const double> numbers, const Source<Reader>& source, const Reader& reader)
      : numbers_(numbers), source_(source), reader_(reader) {}

  Value run(std::span<const Instruction> instructions) {
    for (std::size_t i = 0; i < instructions.size();) {
      const Instruction& step = instructions[i++];
      if (step.code == Code::kSkipIfFalse || step.code == Code::kSkipIfTrue) {
        if (reader_.surely(top(), step.code == Code::kSkipIfTrue ? 1 : 0)) i = step.index;
      } else if (step.code < Code::kNumberIn) {
        stack_[size_++] = source_.read(step);
      } else if (step.code < Code::kCompare) {
        top() = change(step, top());
      } else {
        combine(step);
      }
    }
    return top();
  }

 private:
  Value change(const Instruction& step, const Value& value) const {
    switch (step.code) {
      case Code::kNumberIn:
        return reader_.is_among(value, numbers_.subspan(step.index, step.count));
      case Code::kNegate:
        return algebra::negate(reader_.plain(value));
      case Code::kAbsolute:
        return algebra::absolute(reader_.plain(value));
      case Code::kNot:
        return algebra::opposite(reader_.plain(value));
      case Code::kSince:
        return reader_.since(value);
      case Code::kUntil:
        return reader_.until(value);
      default:
        return algebra::known(reader_.plain(value));
    }
  }

  void combine(const Instruction& step) {
    if (step.code == Code::kChoose) {
      const Value otherwise = pop();
      const Value value = pop();
      top() = reader_.choose(top(), value, otherwise);
      return;
    }
    // Grouped from the right, which makes no difference: all that has more than two is associative.
    Value value = pop();
    for (std::uint32_t i = 2; i < step.count; ++i) value = combined(step, pop(), value);
    top() = combined(step, top(), value);
  }

  Value combined(const Instruction& step, const Value& a, const Value& b) const {
    switch (step.code) {
      case Code::kCompare:
        return reader_.compare(step.comparison, a, b);
      case Code::kSubtractAges:
        return reader_.subtract_ages(a, b);
      case Code::kLesser:
        return reader_.select(a, b, [](const auto& x, const auto& y) { return algebra::lesser(x, y); });
      case Code::kGreater:
        return reader_.select(a, b, [](const auto& x, const auto& y) { return algebra::greater(x, y); });
      case Code::kFirstKnown:
        return reader_.first_known(a, b);
      default:
        return computed(step.code, reader_.plain(a), reader_.plain(b));
    }
  }

  template <typename Plain>
  static Plain computed(Code code, const Plain& a, const Plain& b) {
    switch (code) {
      case Code::kAdd:
        return algebra::add(a, b);
      case Code::kSubtract:
        return algebra::subtract(a, b);
      case Code::kMultiply:
        return algebra::multiply(a, b);
      case Code::kDivide:
        return algebra::divide(a, b);
      case Code::kDays:
        return algebra::days(a, b);
      case Code::kAnd:
        return algebra::both(a, b);
      default:
        return algebra::either(a, b);
    }
  }

  Value& top() { return stack_[size_ - 1]; }
  Value pop() { return stack_[--size_]; }

  std::span<const double> numbers_;
  const Source<Reader>& source_;
  const Reader& reader_;
  std::size_t size_ = 0;
  std::array<Value, kSize> stack_;
};

/// Stacks of ranges are cleared before use, so most programs get a small one.
constexpr std::size_t kSmallStack = 4;

}  // namespace

double Program::run(const std::byte* state, Moment now) const {
  const AtMoment reader{state, now};
  const Source<AtMoment> source(texts_, reader);
  return Machine<config::kExpressionPendingMax, AtMoment>(numbers_, source, reader).run(instructions_);
}

Range Program::run(const std::byte* state, Moment from, Moment to) const {
  const OverSpan reader{state, from, to};
  const Source<OverSpan> source(texts_, reader);
  if (stack_size_ <= kSmallStack) {
    return reader.plain(Machine<kSmallStack, OverSpan>(numbers_, source, reader).run(instructions_));
  }
  return reader.plain(
      Machine<config::kExpressionPendingMax, OverSpan>(numbers_, source, reader).run(instructions_));
}

}  // namespace tidemark::operators
