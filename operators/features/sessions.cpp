#include "operators/features/sessions.h"

#include <algorithm>

#include "operators/features/plain_signals.h"

namespace tidemark::operators {
namespace {

Touch::Deed deed_of(Kind kind) {
  switch (kind) {
    case Kind::kSessionStarted:
      return Touch::Deed::kStart;
    case Kind::kPageView:
    case Kind::kProductView:
      return Touch::Deed::kPage;
    case Kind::kPurchase:
      return Touch::Deed::kPurchase;
    default:
      return Touch::Deed::kAct;
  }
}

}  // namespace

const KindSet& SessionsFeature::kinds() {
  static const KindSet kKinds = {Kind::kPageView,       Kind::kProductView, Kind::kSearch,
                                 Kind::kAddToCart,      Kind::kWishlistAdd, Kind::kCheckoutStarted,
                                 Kind::kSessionStarted, Kind::kPurchase};
  return kKinds;
}

SessionsFeature::SessionsFeature(const config::FeatureSettings& settings)
    : settings_{settings.session_gap, settings.dwell_max}, reorder_(settings.session_reorder) {}

void SessionsFeature::apply(Rare<Sessions>& slot, const Event& event, Fields) const {
  const Touch touch = Touch::of(event.time, deed_of(event.kind));
  Sessions& sessions = slot.touch();
  PackedVector<Touch>& recent = sessions.recent;
  const bool too_late = !recent.empty() && event.time < recent.back().at() - reorder_;
  if (too_late || event.time < sessions.settled_until) {
    sessions.settled.step_alone(touch);
    return;
  }
  std::uint32_t place = recent.size();
  while (place > 0 && recent[place - 1].packed > touch.packed) --place;
  recent.insert(place, touch);
  settle(sessions);
}

void SessionsFeature::settle(Sessions& sessions) const {
  PackedVector<Touch>& recent = sessions.recent;
  const Millis before = recent.back().at() - reorder_;
  std::uint32_t count = recent.size() > kRecentMax ? recent.size() - kRecentMax : 0;
  while (recent[count].at() < before) ++count;
  if (count == 0) return;
  for (std::uint32_t i = 0; i < count; ++i) sessions.settled.step(recent[i], settings_);
  sessions.settled_until = recent[count - 1].at();
  recent.remove_front(count);
}

SessionWalk SessionsFeature::walk(const std::byte* state) const {
  const Sessions* sessions = in(state).get();
  if (sessions == nullptr) return {};
  SessionWalk walk = sessions->settled;
  for (const Touch touch : sessions->recent) walk.step(touch, settings_);
  return walk;
}

//     nothing, or varint sessions, bounces, pages, dwell ms, touches · instants last, page, settled until ·
//     varint recent · { zigzag first, varint difference of time · 4 + deed } …
void SessionsFeature::encode(const Rare<Sessions>& slot, SectionWriter& out) const {
  const Sessions* sessions = slot.get();
  if (sessions == nullptr) return;
  const SessionWalk& walk = sessions->settled;
  out.bytes.varint(static_cast<std::uint64_t>(walk.sessions));
  out.bytes.varint(static_cast<std::uint64_t>(walk.bounces));
  out.bytes.varint(static_cast<std::uint64_t>(walk.pages));
  out.bytes.varint(static_cast<std::uint64_t>(walk.dwell_ms));
  out.bytes.varint(walk.touches);
  out.instant(walk.last);
  out.instant(walk.page_at);
  out.instant(sessions->settled_until);
  out.bytes.varint(sessions->recent.size());
  std::int64_t previous = 0;
  for (const Touch& touch : sessions->recent) {
    out.bytes.zigzag(touch.packed - previous);
    previous = touch.packed;
  }
}

namespace {

bool decode_walk(SessionWalk& walk, SectionReader& in) {
  constexpr std::uint64_t kCountMax = 1ULL << 40;
  constexpr std::uint64_t kDwellMax = 1ULL << 62;
  const std::uint64_t sessions = in.bytes.varint();
  const std::uint64_t bounces = in.bytes.varint();
  const std::uint64_t pages = in.bytes.varint();
  const std::uint64_t dwell = in.bytes.varint();
  const std::uint64_t touches = in.bytes.varint();
  if (sessions > kCountMax || bounces > sessions || pages > kCountMax) return false;
  if (dwell > kDwellMax || touches > 2) return false;
  walk.sessions = static_cast<std::int64_t>(sessions);
  walk.bounces = static_cast<std::int64_t>(bounces);
  walk.pages = static_cast<std::int64_t>(pages);
  walk.dwell_ms = static_cast<Millis>(dwell);
  walk.touches = static_cast<std::uint32_t>(touches);
  walk.last = in.instant();
  walk.page_at = in.instant();
  return in.ok() && walk.page_at <= walk.last;
}

bool decode_recent(Sessions& sessions, SectionReader& in) {
  const std::uint64_t count = in.bytes.varint();
  if (count > SessionsFeature::kRecentMax) return false;
  constexpr std::int64_t kStepMax = 2 * Touch::kPackedMax;
  std::int64_t packed = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::int64_t step = in.bytes.zigzag();
    if (step < (i == 0 ? -kStepMax : 0) || step > kStepMax) return false;
    packed += step;
    if (packed < -Touch::kPackedMax || packed > Touch::kPackedMax) return false;
    sessions.recent.push_back({packed});
  }
  return in.ok() && (count == 0 || sessions.recent.front().at() >= sessions.settled_until);
}

}  // namespace

Status SessionsFeature::decode(Rare<Sessions>& slot, std::uint32_t form, SectionReader& in) const {
  if (form != this->form()) return unknown_form(name(), form);
  if (in.bytes.done()) return {};
  Sessions& sessions = slot.touch();
  if (!decode_walk(sessions.settled, in)) return damaged_section(name());
  sessions.settled_until = in.instant();
  const bool dated = sessions.settled.last <= sessions.settled_until;
  return dated && decode_recent(sessions, in) && in.finished() ? Status() : damaged_section(name());
}

std::unique_ptr<Signal> session_signal(std::string name, const SessionsFeature& feature,
                                       config::FeatureName::Measure measure) {
  using Measure = config::FeatureName::Measure;
  const KindSet& kinds = SessionsFeature::kinds();
  switch (measure) {
    case Measure::kSessions:
      return steady_signal(std::move(name), kinds, [&feature](const std::byte* state) {
        return static_cast<double>(feature.walk(state).sessions);
      });
    case Measure::kPages:
      return steady_signal(std::move(name), kinds, [&feature](const std::byte* state) {
        return static_cast<double>(feature.walk(state).pages);
      });
    case Measure::kDwellMinutes:
      return steady_signal(std::move(name), kinds, [&feature](const std::byte* state) {
        return static_cast<double>(feature.walk(state).dwell_ms) / static_cast<double>(kMinute);
      });
    default:  // the share changes once more by time alone, when the last session closes
      return monotone_signal(std::move(name), kinds, [&feature](const std::byte* state, Moment now) {
        const SessionWalk walk = feature.walk(state);
        const std::int64_t closed = walk.closed_at(now.t, feature.settings());
        if (closed == 0) return kNull;
        return static_cast<double>(walk.bounces_at(now.t, feature.settings())) / static_cast<double>(closed);
      });
  }
}

}  // namespace tidemark::operators
