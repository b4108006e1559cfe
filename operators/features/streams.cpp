#include "operators/features/streams.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "operators/features/stream_codec.h"
#include "operators/features/window_walk.h"
#include "operators/sums.h"

namespace tidemark::operators {
namespace {

constexpr bool has_sum(const CountBucket&) {
  return false;
}
constexpr bool has_sum(const SumBucket&) {
  return true;
}

void add_number(CountBucket&, Micro) {}
void add_number(SumBucket& bucket, Micro number) {
  bucket.sum = add_money(bucket.sum, number);
}

/// Units in a duration, begun ones too, and one for the unit it begins in.
std::int32_t units_in(Millis duration, StreamUnit unit) {
  const Millis length = unit == StreamUnit::kHour ? kHour : kDay;
  return static_cast<std::int32_t>((duration + length - 1) / length) + 1;
}

std::string stream_name(const EventFilter& filter, const std::optional<EventNumber>& number,
                        StreamUnit unit) {
  const std::string_view by = unit == StreamUnit::kHour ? "hours" : "days";
  if (!number) return fmt::format("{} {}", by, filter.key());
  return fmt::format("sums {} {}:{} {}", by, number->property().size(), number->property(), filter.key());
}

}  // namespace

template <typename Entry>
StreamFeature<Entry>::StreamFeature(EventFilter filter, std::optional<EventNumber> number, StreamUnit unit,
                                    std::shared_ptr<const Zone> zone, const config::TimeSettings& time)
    : filter_(std::move(filter)),
      number_(std::move(number)),
      unit_(unit),
      zone_(std::move(zone)),
      name_(stream_name(filter_, number_, unit)),
      margin_(units_in(time.silence_delay + time.accept_future, unit)),
      late_margin_(margin_ + units_in(time.accept_late, unit)) {}

template <typename Entry>
void StreamFeature<Entry>::look_back(std::int32_t reach) {
  keep_ = std::max(keep_, reach + margin_);
}

template <typename Entry>
void StreamFeature<Entry>::count_forgotten() {
  counts_forgotten_ = true;
  keep_ = std::max(keep_, late_margin_);
}

template <typename Entry>
bool StreamFeature<Entry>::wants_fields(Kind kind) const {
  return consumes(kind) && (filter_.wants_fields() || (number_ && number_->wants_field(kind)));
}

template <typename Entry>
void StreamFeature<Entry>::apply(Stream<Entry>& stream, const Event& event, Fields fields) const {
  if (!filter_.fits(event, fields)) return;
  std::optional<Micro> number = 0;
  if (number_) number = number_->of(event, fields);
  if (!number) return;

  PackedVector<Entry>& buckets = stream.buckets;
  const Bucket at = bucket_of(event.time);
  std::uint32_t place = buckets.size();
  while (place > 0 && buckets[place - 1].at > at) --place;  // events are nearly in order: the end is near
  if (place == 0 || buckets[place - 1].at != at) {
    if (!buckets.empty() && at < buckets.back().at - keep_) return;
    buckets.insert(place++, Entry{.at = at});
  }
  Entry& entry = buckets[place - 1];
  if (entry.events < std::numeric_limits<std::uint32_t>::max()) ++entry.events;
  add_number(entry, *number);
  forget(stream);
}

template <typename Entry>
void StreamFeature<Entry>::forget(Stream<Entry>& stream) const {
  const Bucket oldest = stream.buckets.back().at - keep_;
  if (stream.buckets.front().at >= oldest) return;
  std::uint32_t gone = 1;
  while (stream.buckets[gone].at < oldest) ++gone;
  stream.buckets.remove_front(gone);
  if (counts_forgotten_) stream.forgotten += gone;
}

template <typename Entry>
void StreamFeature<Entry>::encode(const Stream<Entry>& stream, SectionWriter& out) const {
  if (stream.buckets.empty()) return;
  out.bytes.varint(stream.forgotten);
  BucketWriter writer(stream.buckets.size(), out);
  for (const Entry& entry : stream.buckets) {
    writer.next(entry.at);
    out.bytes.varint(entry.events);
    if constexpr (has_sum(Entry())) out.money(entry.sum);
  }
}

template <typename Entry>
Status StreamFeature<Entry>::decode(Stream<Entry>& stream, std::uint32_t form, SectionReader& in) const {
  if (form != this->form()) return unknown_form(name(), form);
  if (in.bytes.done()) return {};
  constexpr std::uint64_t kCountMax = std::numeric_limits<std::uint32_t>::max();
  const std::uint64_t forgotten = in.bytes.varint();
  BucketReader reader(in);
  bool sane = forgotten <= kCountMax && reader.left() > 0;
  for (Entry entry; sane && reader.next(entry.at);) {
    const std::uint64_t events = in.bytes.varint();
    sane = in.ok() && events > 0 && events <= kCountMax;
    entry.events = static_cast<std::uint32_t>(events);
    if constexpr (has_sum(Entry())) entry.sum = in.money();
    stream.buckets.push_back(entry);
  }
  if (!sane || !in.finished()) return damaged_section(name());
  if (counts_forgotten_) stream.forgotten = static_cast<std::uint32_t>(forgotten);
  return {};
}

template class StreamFeature<CountBucket>;
template class StreamFeature<SumBucket>;

}  // namespace tidemark::operators
