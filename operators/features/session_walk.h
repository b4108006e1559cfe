#pragma once

#include <algorithm>
#include <cstdint>

#include "engine/base/time.h"
#include "operators/section_codec.h"

namespace tidemark::operators {

/// What somebody did on the web, in order of event time, and at the same time in the order of `Deed`.
struct Touch {
  enum class Deed : std::uint8_t {
    kStart,    ///< begins a session
    kPage,     ///< a page or product was looked at
    kAct,      ///< anything else
    kPurchase  ///< belongs to the session that is open, and begins none
  };
  static constexpr std::int64_t kPackedMax = 4 * kInstantMax;
  std::int64_t packed = 0;  ///< time · 4 + deed: ordered as touches are

  static Touch of(Millis at, Deed deed) { return {at * 4 + static_cast<std::int64_t>(deed)}; }
  Millis at() const { return packed >> 2; }
  Deed deed() const { return static_cast<Deed>(packed & 3); }
};

struct SessionSettings {
  Millis gap;        ///< a longer pause ends a session
  Millis dwell_max;  ///< most time one page counts for
};

/// Sessions of touches that come in order.
///
/// A page's dwell lasts until the next page or the last touch of its session. A session of one touch,
/// explicit starts not counted, or of none is a bounce. 56 bytes.
struct SessionWalk {
  std::int64_t sessions = 0;  ///< the open one, too
  std::int64_t bounces = 0;   ///< among closed ones
  std::int64_t pages = 0;
  Millis dwell_ms = 0;
  Millis last = kNoTime;      ///< touch of the open session; kNoTime: there is none
  Millis page_at = kNoTime;   ///< its latest page
  std::uint32_t touches = 0;  ///< its own, not beyond 2

  void step(Touch touch, const SessionSettings& settings) {
    const Millis at = touch.at();
    const Touch::Deed deed = touch.deed();
    if (!is_open(at, settings) || deed == Touch::Deed::kStart) {
      if (deed == Touch::Deed::kPurchase) return;
      begin();
    } else if (page_at != kNoTime) {
      dwell_ms += dwell(at, settings) - dwell(last, settings);
    }
    last = at;
    if (deed != Touch::Deed::kStart) touches = std::min<std::uint32_t>(touches + 1, 2);
    if (deed != Touch::Deed::kPage) return;
    ++pages;
    page_at = at;
  }
  /// A touch that came too late to know its neighbours: a session of its own.
  void step_alone(Touch touch) {
    if (touch.deed() == Touch::Deed::kPurchase) return;
    ++sessions;
    ++bounces;
    if (touch.deed() == Touch::Deed::kPage) ++pages;
  }

  bool is_open(Millis t, const SessionSettings& settings) const {
    return last != kNoTime && t - last <= settings.gap;
  }
  std::int64_t closed_at(Millis t, const SessionSettings& settings) const {
    return sessions - (is_open(t, settings) ? 1 : 0);
  }
  std::int64_t bounces_at(Millis t, const SessionSettings& settings) const {
    return bounces + (last != kNoTime && !is_open(t, settings) && touches < 2 ? 1 : 0);
  }

 private:
  void begin() {
    if (last != kNoTime && touches < 2) ++bounces;
    ++sessions;
    touches = 0;
    page_at = kNoTime;
  }
  Millis dwell(Millis until, const SessionSettings& settings) const {
    return std::min(until - page_at, settings.dwell_max);
  }
};

}  // namespace tidemark::operators
