#include "operators/activity.h"

#include <algorithm>

namespace tidemark::operators {

void ActivityFeature::apply(Activity& activity, const Event& event, Fields) const {
  activity.first = activity.events == 0 ? event.time : std::min(activity.first, event.time);
  activity.last = std::max(activity.last, event.time);  // kNoTime is before everything
  ++activity.events;
}

void ActivityFeature::encode(const Activity& activity, SectionWriter& out) const {
  out.bytes.varint(static_cast<std::uint64_t>(activity.events));
  out.instant(activity.first);
  out.instant(activity.last);
}

Status ActivityFeature::decode(Activity& activity, std::uint32_t form, SectionReader& in) const {
  if (form != this->form()) return unknown_form(name(), form);
  constexpr std::uint64_t kEventsMax = 1ULL << 40;
  const std::uint64_t count = in.bytes.varint();
  activity.events = static_cast<std::int64_t>(std::min(count, kEventsMax));
  activity.first = in.instant();
  activity.last = in.instant();
  const bool dated = activity.first != kNoTime && activity.last != kNoTime && activity.first <= activity.last;
  const bool undated = activity.first == kNoTime && activity.last == kNoTime;
  if (!in.finished() || count > kEventsMax || (count > 0 ? !dated : !undated)) return damaged_section(name());
  return {};
}

}  // namespace tidemark::operators
