#include "operators/features/plain_signals.h"
#include "operators/features/streams.h"
#include "operators/features/window_walk.h"
#include "operators/sums.h"

namespace tidemark::operators {
namespace {

/// What a window holds, exactly.
struct StreamSum {
  std::int64_t events = 0;
  std::int64_t buckets = 0;
  Micro128 sum = 0;

  void add(const CountBucket& bucket) {
    events += bucket.events;
    ++buckets;
  }
  void subtract(const CountBucket& bucket) {
    events -= bucket.events;
    --buckets;
  }
  void add(const SumBucket& bucket) {
    events += bucket.events;
    sum += bucket.sum;
  }
  void subtract(const SumBucket& bucket) {
    events -= bucket.events;
    sum -= bucket.sum;
  }

  double measure(StreamMeasure which) const {
    switch (which) {
      case StreamMeasure::kEvents:
        return static_cast<double>(events);
      case StreamMeasure::kBuckets:
        return static_cast<double>(buckets);
      case StreamMeasure::kSum:
        return static_cast<double>(sum) / static_cast<double>(kMicro);
      case StreamMeasure::kMean:
        return events == 0 ? kNull
                           : static_cast<double>(sum) / (static_cast<double>(events) * double{kMicro});
    }
    return kNull;
  }
};

template <typename Entry>
class WindowSignal final : public KindSignal {
 public:
  WindowSignal(std::string name, const StreamFeature<Entry>& stream, StreamMeasure measure,
               const config::Window& window)
      : KindSignal(std::move(name), SignalType::kNumber, stream.kinds()),
        stream_(stream),
        measure_(measure),
        shape_(window) {}

  double number(const std::byte* state, Moment now) const override {
    return window_sum<StreamSum>(stream_.in(state).buckets, shape_, shape_.now(now), bucket_of)
        .measure(measure_);
  }
  Range range(const std::byte* state, Moment from, Moment to) const override {
    Range range;
    walk_window<StreamSum>(stream_.in(state).buckets, shape_, shape_.now(from), shape_.now(to), bucket_of,
                           [&](const StreamSum& sum) { range.include(Range::point(sum.measure(measure_))); });
    return range;
  }

 private:
  static Bucket bucket_of(const Entry& entry) { return entry.at; }

  const StreamFeature<Entry>& stream_;
  StreamMeasure measure_;
  WindowShape shape_;
};

}  // namespace

template <typename Entry>
std::unique_ptr<Signal> window_signal(std::string name, const StreamFeature<Entry>& stream,
                                      StreamMeasure measure, const config::Window& window) {
  return std::make_unique<WindowSignal<Entry>>(std::move(name), stream, measure, window);
}
template std::unique_ptr<Signal> window_signal(std::string, const CountStream&, StreamMeasure,
                                               const config::Window&);
template std::unique_ptr<Signal> window_signal(std::string, const SumStream&, StreamMeasure,
                                               const config::Window&);

std::unique_ptr<Signal> all_days_signal(std::string name, const CountStream& stream) {
  return steady_signal(std::move(name), stream.kinds(), [&stream](const std::byte* state) {
    const Stream<CountBucket>& days = stream.in(state);
    return static_cast<double>(days.forgotten) + days.buckets.size();
  });
}

}  // namespace tidemark::operators
