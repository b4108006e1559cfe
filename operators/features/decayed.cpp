#include "operators/features/decayed.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/base/assert.h"
#include "operators/features/plain_signals.h"

namespace tidemark::operators {
namespace {

/// Kinds that do not weigh 1, in order: weights are part of what is stored under the name.
std::string weights_text(DecayedFeature::Weights weights) {
  std::sort(weights.begin(), weights.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  std::string text;
  for (const DecayedFeature::Weight& entry : weights) {
    if (entry.weight != 1) text += fmt::format(" {}={}", entry.name, entry.weight);
  }
  return text;
}

class DecayedSignal final : public KindSignal {
 public:
  DecayedSignal(std::string name, const DecayedFeature& decayed)
      : KindSignal(std::move(name), SignalType::kNumber, decayed.kinds()), decayed_(decayed) {}
  double number(const std::byte* state, Moment now) const override {
    return decayed_.value_at(decayed_.in(state), now.t);
  }
  /// It fades towards 0 from one side. exp2 is right to its last bit or so, hence not quite monotone: between
  /// two instants the bounds are a little wider than the values there.
  Range range(const std::byte* state, Moment from, Moment to) const override {
    Range range = Range::between(number(state, from), number(state, to));
    if (from.t == to.t) return range;
    constexpr double kSlack = 4 * std::numeric_limits<double>::epsilon();
    range.low -= std::abs(range.low) * kSlack;
    range.high += std::abs(range.high) * kSlack;
    return range;
  }

 private:
  const DecayedFeature& decayed_;
};

}  // namespace

DecayedFeature::DecayedFeature(EventFilter filter, const Weights& weights, Millis half_life)
    : filter_(std::move(filter)), half_life_(static_cast<double>(half_life)) {
  TM_ASSERT(half_life > 0);
  weights_.fill(1);
  for (const Weight& entry : weights) weights_[static_cast<std::uint8_t>(entry.kind)] = entry.weight;
  name_ = fmt::format("decayed {} {}{}", half_life, filter_.key(), weights_text(weights));
}

void DecayedFeature::apply(Decayed& sum, const Event& event, Fields fields) const {
  if (!filter_.fits(event, fields)) return;
  const double weight = weights_[static_cast<std::uint8_t>(event.kind)];
  if (sum.at == kNoTime || event.time >= sum.at) {
    sum.value = value_at(sum, event.time) + weight;
    sum.at = event.time;
  } else {
    sum.value += weight * std::exp2(static_cast<double>(event.time - sum.at) / half_life_);
  }
}

double DecayedFeature::value_at(const Decayed& sum, Millis t) const {
  if (sum.at == kNoTime) return 0;
  return sum.value * std::exp2(static_cast<double>(sum.at - t) / half_life_);
}

//     nothing, or instant · f64 value
void DecayedFeature::encode(const Decayed& sum, SectionWriter& out) const {
  if (sum.at == kNoTime) return;
  out.instant(sum.at);
  out.bytes.f64(sum.value);
}

Status DecayedFeature::decode(Decayed& sum, std::uint32_t form, SectionReader& in) const {
  if (form != this->form()) return unknown_form(name(), form);
  if (in.bytes.done()) return {};
  sum.at = in.instant();
  sum.value = in.bytes.f64();
  const bool sane = sum.at != kNoTime && std::isfinite(sum.value);
  return in.finished() && sane ? Status() : damaged_section(name());
}

std::unique_ptr<Signal> decayed_signal(std::string name, const DecayedFeature& decayed) {
  return std::make_unique<DecayedSignal>(std::move(name), decayed);
}

}  // namespace tidemark::operators
