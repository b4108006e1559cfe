#include "operators/features/counts.h"

#include <algorithm>

#include "operators/features/plain_signals.h"

namespace tidemark::operators {

CountsFeature::CountsFeature(EventFilter filter)
    : filter_(std::move(filter)), name_("counts " + filter_.key()) {}

void CountsFeature::apply(Counts& counts, const Event& event, Fields fields) const {
  if (!filter_.fits(event, fields)) return;
  counts.first = counts.events == 0 ? event.time : std::min(counts.first, event.time);
  counts.last = std::max(counts.last, event.time);  // kNoTime is before everything
  ++counts.events;
}

//     nothing, or varint events · instants first, last
void CountsFeature::encode(const Counts& counts, SectionWriter& out) const {
  if (counts.events == 0) return;
  out.bytes.varint(static_cast<std::uint64_t>(counts.events));
  out.instant(counts.first);
  out.instant(counts.last);
}

Status CountsFeature::decode(Counts& counts, std::uint32_t form, SectionReader& in) const {
  if (form != this->form()) return unknown_form(name(), form);
  if (in.bytes.done()) return {};
  constexpr std::uint64_t kEventsMax = 1ULL << 40;
  const std::uint64_t events = in.bytes.varint();
  counts.events = static_cast<std::int64_t>(std::min(events, kEventsMax));
  counts.first = in.instant();
  counts.last = in.instant();
  const bool counted = events > 0 && events <= kEventsMax;
  const bool dated = counts.first != kNoTime && counts.first <= counts.last;
  return in.finished() && counted && dated ? Status() : damaged_section(name());
}

std::unique_ptr<Signal> count_signal(std::string name, const CountsFeature& counts) {
  return steady_signal(std::move(name), counts.kinds(), [&counts](const std::byte* state) {
    return static_cast<double>(counts.in(state).events);
  });
}

std::unique_ptr<Signal> days_since_signal(std::string name, const CountsFeature& counts) {
  return monotone_signal(std::move(name), counts.kinds(), [&counts](const std::byte* state, Moment now) {
    return days_between(counts.in(state).last, now);
  });
}

}  // namespace tidemark::operators
