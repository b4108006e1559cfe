#include "operators/features/latest.h"
#include "operators/features/plain_signals.h"

namespace tidemark::operators {
namespace {

SignalType signal_type(LatestFeature::Type type) {
  switch (type) {
    case LatestFeature::Type::kNumber:
      return SignalType::kNumber;
    case LatestFeature::Type::kTruth:
      return SignalType::kTruth;
    case LatestFeature::Type::kInstant:
      return SignalType::kInstant;
    default:
      return SignalType::kText;
  }
}

class LatestSignal final : public KindSignal {
 public:
  LatestSignal(std::string name, const LatestFeature& latest, std::uint32_t key, LatestFeature::Type type,
               const KindSet& kinds)
      : KindSignal(std::move(name), signal_type(type), kinds),
        latest_(latest),
        key_(key),
        has_number_(type != LatestFeature::Type::kText) {}

  double number(const std::byte* state, Moment) const override {
    const LatestValue* value = has_number_ ? latest_.find(state, key_) : nullptr;
    return value != nullptr ? value->number : kNull;
  }
  std::string_view text(const std::byte* state) const override {
    const LatestValue* value = latest_.find(state, key_);
    return value != nullptr ? value->text.view() : std::string_view();
  }
  Range range(const std::byte* state, Moment from, Moment) const override {
    return Range::point(number(state, from));
  }

 private:
  const LatestFeature& latest_;
  std::uint32_t key_;
  bool has_number_;
};

}  // namespace

std::unique_ptr<Signal> latest_signal(std::string name, const LatestFeature& latest, std::uint32_t key,
                                      LatestFeature::Type type, const KindSet& kinds) {
  return std::make_unique<LatestSignal>(std::move(name), latest, key, type, kinds);
}

}  // namespace tidemark::operators
