#pragma once

#include <cstdint>

#include "engine/base/random.h"

namespace tidemark::simulate {

/// Where a session stands; a kStep appointment does what comes next.
enum class Phase : std::uint8_t { kBrowse, kFillCart, kCheckout, kCoupon, kPay, kPayAgain };

/// One person: what they are like, and the session they are in. Small, as there may be millions.
struct Shopper {
  // For life.
  float sessions_per_day = 0;  ///< busy days (Season)
  float conversion = 0;        ///< probability that a session means to end in an order
  float drop_out = 0;          ///< probability to stay away after an order
  std::uint8_t rhythm = 1;     ///< shape of the gaps between sessions: 1 erratic, 6 like clockwork
  std::uint8_t price_level = 0;
  std::uint8_t favourite = 0;  ///< category
  std::uint8_t device = 0;     ///< index of kDevices (line_writer.cpp)
  std::uint8_t home = 0;       ///< index of kHomes (line_writer.cpp)
  // Until they change.
  bool subscribed = false;  ///< gets campaigns; exactly then a kCampaign appointment exists
  bool gone = false;        ///< fell silent; may return
  bool annoyed = false;     ///< complained since the last return
  std::uint16_t orders = 0;
  // Session.
  Phase phase = Phase::kBrowse;
  bool buying = false;
  std::uint8_t steps_left = 0;
  std::uint8_t cart_items = 0;
  std::uint16_t product = 0;  ///< looked at last
  std::uint32_t cart_cents = 0;
  std::uint32_t session = 0;  ///< its number
};

/// A new person. `activity` scales how often people come.
///
/// Activity is Zipf–Mandelbrot over the ranks of a shop's customers (exponent 1, shifted so that the
/// first is some 260 times as active as the average), which gives 20 % of them about 80 % of the sessions;
/// individual variation is gamma.
Shopper draw_shopper(Random& random, double activity);

/// Busy days until the next session begins.
double draw_session_gap(Random& random, const Shopper& shopper);

}  // namespace tidemark::simulate
