#pragma once

#include <memory>
#include <optional>
#include <string>

#include "config/config.h"
#include "engine/base/zone.h"
#include "operators/features/event_filter.h"
#include "operators/features/window_shape.h"
#include "operators/packed_vector.h"
#include "operators/signal.h"

namespace tidemark::operators {

/// Certain events of one local day or hour.
struct CountBucket {
  Bucket at = 0;
  std::uint32_t events = 0;
};
/// … and the sum of a number they carry. Events without the number are none of them.
struct SumBucket {
  Bucket at = 0;
  std::uint32_t events = 0;
  Micro sum = 0;
};

template <typename Entry>
struct Stream {
  PackedVector<Entry> buckets;  ///< ascending, none of them empty
  std::uint32_t forgotten = 0;  ///< buckets no longer kept; only where they are asked for
  std::size_t heap_bytes() const { return buckets.heap_bytes(); }
};

enum class StreamUnit : std::uint8_t { kDay, kHour };
inline StreamUnit unit_of(const WindowShape& shape) {
  return shape.by_hours() ? StreamUnit::kHour : StreamUnit::kDay;
}

/// Counts, or sums, of certain events by local day or hour, for windows.
///
/// All windows over the same events share it. It keeps what the longest of them can see from the newest
/// bucket, and nothing older: whoever assesses a customer does so at its latest event or later, or as far
/// before that as the watermark trails. A late event counts in its own bucket.
/// State    24 bytes, 8 (counts) or 16 (sums) on the heap a bucket. Class: commutative; a bucket's sum stops
///          at ±9.2e12 (sums.h).
/// Record   nothing while empty, else 2 bytes and 2 (sums: 3 to 6) a bucket.
template <typename Entry>
class StreamFeature final : public FeatureOf<Stream<Entry>> {
 public:
  /// `number` is what the events carry; nothing for counts.
  StreamFeature(EventFilter filter, std::optional<EventNumber> number, StreamUnit unit,
                std::shared_ptr<const Zone> zone, const config::TimeSettings& time);
  /// A window sees so many buckets. Call before the first state is made.
  void look_back(std::int32_t reach);
  /// The number of all days with such events is asked for: buckets that may still change stay, older ones
  /// are counted.
  void count_forgotten();

  std::string_view name() const override { return name_; }
  SectionKey section() const override { return section_in(SectionKey::kStreams, name_); }
  bool consumes(Kind kind) const override { return filter_.kinds().has(kind); }
  bool wants_fields(Kind kind) const override;
  void apply(Stream<Entry>& stream, const Event& event, Fields fields) const override;
  void encode(const Stream<Entry>& stream, SectionWriter& out) const override;
  Status decode(Stream<Entry>& stream, std::uint32_t form, SectionReader& in) const override;
  const KindSet& kinds() const { return filter_.kinds(); }

 private:
  Bucket bucket_of(Millis t) const { return unit_ == StreamUnit::kHour ? hour_of(t) : zone_->local_day(t); }
  void forget(Stream<Entry>& stream) const;

  EventFilter filter_;
  std::optional<EventNumber> number_;
  StreamUnit unit_;
  std::shared_ptr<const Zone> zone_;
  std::string name_;
  std::int32_t margin_ = 0;       ///< buckets that readers may lag behind the newest one
  std::int32_t late_margin_ = 0;  ///< … and events
  std::int32_t keep_ = 0;
  bool counts_forgotten_ = false;
};

using CountStream = StreamFeature<CountBucket>;
using SumStream = StreamFeature<SumBucket>;

/// What a stream's window is asked for.
enum class StreamMeasure : std::uint8_t {
  kEvents,
  kBuckets,  ///< distinct days with events, where buckets are days
  kSum,      ///< 0 without events
  kMean      ///< null without events
};
/// The stream has to look back as far as the window reaches and be by its unit.
template <typename Entry>
std::unique_ptr<Signal> window_signal(std::string name, const StreamFeature<Entry>& stream,
                                      StreamMeasure measure, const config::Window& window);
/// Distinct days over the whole life, of a stream that counts what it forgets.
std::unique_ptr<Signal> all_days_signal(std::string name, const CountStream& stream);

}  // namespace tidemark::operators
