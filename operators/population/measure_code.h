#pragma once

#include <bit>
#include <cstdint>

#include "engine/base/time.h"

/// Buckets of the population's histograms.
namespace tidemark::operators {

/// The bucket of a sum in millionths or of a count: exact below 1,024, then 512 to an octave, which is a
/// relative width of at most 0.2 %. Ascending with the value; what is below 0 mirrors what is above.
using MeasureCode = std::uint16_t;
inline constexpr MeasureCode kCodeOfZero = 32'768;

inline MeasureCode measure_code(std::int64_t value) {
  const auto bucket = [](std::uint64_t magnitude) {
    const int shift = magnitude < 1024 ? 0 : static_cast<int>(std::bit_width(magnitude)) - 10;
    return static_cast<std::uint32_t>(shift) * 512 + static_cast<std::uint32_t>(magnitude >> shift);
  };
  const auto magnitude = static_cast<std::uint64_t>(value < 0 ? -(value + 1) : value);
  return static_cast<MeasureCode>(value < 0 ? kCodeOfZero - 1 - bucket(magnitude)
                                            : kCodeOfZero + bucket(magnitude));
}

/// The smallest value in a bucket of what is not negative.
inline std::int64_t lowest_of(MeasureCode code) {
  const std::uint32_t bucket = code - kCodeOfZero;
  if (bucket < 1024) return bucket;
  const std::uint32_t shift = bucket / 512 - 1;
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(bucket - shift * 512) << shift);
}
/// … or in any.
inline std::int64_t lowest_in(MeasureCode code) {
  if (code >= kCodeOfZero) return lowest_of(code);
  const auto mirrored = static_cast<MeasureCode>(2 * kCodeOfZero - code);  // the one above the mirrored
  return -lowest_of(mirrored);
}

/// The bucket of an instant: minutes since 1970.
inline std::int32_t minute_code(Millis instant) {
  return static_cast<std::int32_t>(instant / kMinute);
}
inline Millis lowest_in_minute(std::int32_t code) {
  return static_cast<Millis>(code) * kMinute;
}

}  // namespace tidemark::operators
