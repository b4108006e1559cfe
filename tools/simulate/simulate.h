#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "engine/base/status.h"
#include "engine/base/time.h"

namespace tidemark::simulate {

/// What shop to simulate, and for how long. The same options give the same bytes.
struct SimulateOptions {
  std::uint64_t customers = 1000;  ///< people who will have come by the end; 1 to kCustomersMax
  std::uint32_t days = 365;        ///< events with time < start + days; 0: no limit
  std::uint64_t events = 0;        ///< exactly so many lines; 0: no limit. With both, what ends first
  std::uint64_t seed = 1;
  Millis start = 1'735'689'600'000;  ///< 2025-01-01T00:00:00Z; a midnight, from 1970 on
  double late_share = 0.03;          ///< of lines that arrive up to a minute after later ones
  double duplicate_share = 0.005;    ///< of lines delivered a second time within a minute, unchanged
};
inline constexpr std::uint64_t kCustomersMax = 100'000'000;

/// Takes whole lines, about a megabyte at a time; the view holds during the call. An error ends the run.
using Sink = std::function<Status(std::string_view)>;

/// Plays a shop's event stream in native NDJSON, ordered by time but for the late and repeated lines.
///
/// People arrive (at first a stock of regulars, then newcomers at a growing rate), come back at a rhythm of
/// their own – Zipf-like activity, 80/20 –, browse, buy, return goods, complain, and fall silent after a
/// purchase (BG/NBD: each has a drop-out probability); a few of those return. Days, weeks and December
/// show. With `events` and no `days` the newcomers are spread over the time so many events should take.
/// Memory: about 100 bytes per customer and a few megabytes. Cost: well under a microsecond per line.
/// Errors: kInvalidArgument for options outside their ranges; whatever the sink returned.
Status simulate(const SimulateOptions& options, const Sink& sink);

}  // namespace tidemark::simulate
