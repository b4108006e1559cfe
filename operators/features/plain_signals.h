#pragma once

#include <memory>
#include <string>
#include <utility>

#include "operators/features/kind_set.h"
#include "operators/signal.h"

namespace tidemark::operators {

/// A signal that events of certain kinds move.
class KindSignal : public Signal {
 public:
  KindSignal(std::string name, SignalType type, const KindSet& kinds)
      : Signal(std::move(name), type), kinds_(kinds) {}
  bool moved_by(Kind kind) const final { return kinds_.has(kind); }

 private:
  KindSet kinds_;
};

/// What only events change: `value(state)`.
template <typename Value>
class SteadySignal final : public KindSignal {
 public:
  SteadySignal(std::string name, SignalType type, const KindSet& kinds, Value value)
      : KindSignal(std::move(name), type, kinds), value_(std::move(value)) {}
  double number(const std::byte* state, Moment) const override { return value_(state); }
  Range range(const std::byte* state, Moment, Moment) const override { return Range::point(value_(state)); }

 private:
  Value value_;
};

/// What time alone moves one way only, or changes once: between two instants it has no value that is not
/// between those it has there. `value(state, now)`.
template <typename Value>
class MonotoneSignal final : public KindSignal {
 public:
  MonotoneSignal(std::string name, const KindSet& kinds, Value value)
      : KindSignal(std::move(name), SignalType::kNumber, kinds), value_(std::move(value)) {}
  double number(const std::byte* state, Moment now) const override { return value_(state, now); }
  Range range(const std::byte* state, Moment from, Moment to) const override {
    Range range = Range::point(value_(state, from));
    range.include(Range::point(value_(state, to)));
    return range;
  }

 private:
  Value value_;
};

/// A text: `text(state)`.
template <typename Text>
class TextSignal final : public KindSignal {
 public:
  TextSignal(std::string name, const KindSet& kinds, Text text)
      : KindSignal(std::move(name), SignalType::kText, kinds), text_(std::move(text)) {}
  double number(const std::byte*, Moment) const override { return kNull; }
  std::string_view text(const std::byte* state) const override { return text_(state); }
  Range range(const std::byte*, Moment, Moment) const override { return Range::null(); }

 private:
  Text text_;
};

template <typename Value>
std::unique_ptr<Signal> steady_signal(std::string name, const KindSet& kinds, Value value,
                                      SignalType type = SignalType::kNumber) {
  return std::make_unique<SteadySignal<Value>>(std::move(name), type, kinds, std::move(value));
}
template <typename Value>
std::unique_ptr<Signal> monotone_signal(std::string name, const KindSet& kinds, Value value) {
  return std::make_unique<MonotoneSignal<Value>>(std::move(name), kinds, std::move(value));
}
template <typename Text>
std::unique_ptr<Signal> text_signal(std::string name, const KindSet& kinds, Text text) {
  return std::make_unique<TextSignal<Text>>(std::move(name), kinds, std::move(text));
}

/// Days from `then` to now, as a fraction; null when there is no `then`.
inline double days_between(Millis then, Moment now) {
  if (then == kNoTime) return kNull;
  return static_cast<double>(now.t - then) / static_cast<double>(kDay);
}

}  // namespace tidemark::operators
