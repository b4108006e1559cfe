#include "tools/simulate/shopper.h"

#include <algorithm>
#include <cmath>

#include "tools/simulate/catalogue.h"
#include "tools/simulate/line_writer.h"
#include "tools/simulate/sampling.h"

namespace tidemark::simulate {
namespace {

constexpr double kSessionsPerDayMean = 0.16;
constexpr double kSessionsPerDayMax = 40;
constexpr double kZipfShift = 1.0 / 2000;  ///< of the number of customers

/// Activity relative to the mean of a person whose rank, as a share of all, is drawn uniformly.
double draw_activity(Random& random) {
  const double mean = std::log((1 + kZipfShift) / kZipfShift);
  return 1 / ((random.uniform() + kZipfShift) * mean);
}

}  // namespace

Shopper draw_shopper(Random& random, double activity) {
  Shopper shopper;
  const double relative = draw_activity(random);
  const double varied = relative * draw_gamma(random, 4) / 4;
  shopper.sessions_per_day =
      static_cast<float>(std::min(varied * activity * kSessionsPerDayMean, kSessionsPerDayMax));
  shopper.conversion = static_cast<float>(draw_beta(random, 2.2, 3.0));
  // Who comes often is no more likely to leave on a given day than others: the probability counts per order.
  shopper.drop_out =
      static_cast<float>(draw_beta(random, 0.7, 7.0) / std::max(1.0, relative * std::max(1.0, activity)));
  constexpr std::uint8_t kRhythms[8] = {1, 1, 1, 2, 2, 3, 4, 6};
  const std::uint64_t draw = random.next();
  shopper.rhythm = kRhythms[draw & 7];
  shopper.price_level = static_cast<std::uint8_t>(std::clamp(96 + 52 * draw_normal(random), 0.0, 255.0));
  shopper.favourite = static_cast<std::uint8_t>((draw >> 3 & 0xFFFF) % Catalogue::kCategories);
  shopper.device = static_cast<std::uint8_t>((draw >> 19 & 0xFFFF) % LineWriter::kDeviceCount);
  shopper.home = static_cast<std::uint8_t>((draw >> 35 & 0xFFFF) % LineWriter::kHomeCount);
  shopper.subscribed = (draw >> 51 & 1023) < 660;
  return shopper;
}

double draw_session_gap(Random& random, const Shopper& shopper) {
  return draw_gamma(random, shopper.rhythm) / shopper.rhythm / static_cast<double>(shopper.sessions_per_day);
}

}  // namespace tidemark::simulate
