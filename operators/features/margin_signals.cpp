#include "operators/features/margin.h"
#include "operators/features/plain_signals.h"
#include "operators/features/window_walk.h"
#include "operators/sums.h"

namespace tidemark::operators {
namespace {

struct MarginSum {
  Micro128 sum = 0;

  void add(const MarginDay& day) { sum += day.sum; }
  void subtract(const MarginDay& day) { sum -= day.sum; }
  double units() const { return static_cast<double>(sum) / static_cast<double>(kMicro); }
};

class MarginWindow final : public KindSignal {
 public:
  MarginWindow(std::string name, const MarginFeature& margin, const config::Window& window)
      : KindSignal(std::move(name), SignalType::kNumber, KindSet::all()), margin_(margin), shape_(window) {}

  double number(const std::byte* state, Moment now) const override {
    const Margins* margins = margin_.known(state);
    if (margins == nullptr) return kNull;
    return window_sum<MarginSum>(margins->days, shape_, now.today, day_of).units();
  }
  Range range(const std::byte* state, Moment from, Moment to) const override {
    const Margins* margins = margin_.known(state);
    if (margins == nullptr) return Range::null();
    Range range;
    walk_window<MarginSum>(margins->days, shape_, from.today, to.today, day_of,
                           [&](const MarginSum& sum) { range.include(Range::point(sum.units())); });
    return range;
  }

 private:
  static Bucket day_of(const MarginDay& day) { return day.at; }

  const MarginFeature& margin_;
  WindowShape shape_;
};

}  // namespace

std::unique_ptr<Signal> margin_signal(std::string name, const MarginFeature& margin,
                                      const config::Window& window) {
  if (window.unit != config::Window::Unit::kLifetime) {
    return std::make_unique<MarginWindow>(std::move(name), margin, window);
  }
  return steady_signal(std::move(name), KindSet::all(), [&margin](const std::byte* state) {
    const Margins* margins = margin.known(state);
    return margins == nullptr ? kNull : units_of(margins->total);
  });
}

}  // namespace tidemark::operators
