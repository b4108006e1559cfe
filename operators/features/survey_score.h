#pragma once

#include <cstdint>

#include "operators/section_codec.h"
#include "operators/signal.h"

namespace tidemark::operators {

/// Answers on one scale: the latest, and their mean. 32 bytes. Class: commutative; of answers at the same
/// time the lower one is the latest.
struct SurveyScore {
  std::int64_t answers = 0;
  Micro sum = 0;
  Micro last = 0;  ///< meaningless without answers
  Millis at = kNoTime;

  void add(Micro value, Millis t) {
    if (answers == 0 || t > at || (t == at && value < last)) {
      last = value;
      at = t;
    }
    sum += value;  // at most 10 each
    ++answers;
  }
  double latest() const { return answers == 0 ? kNull : units(last); }
  double mean() const { return answers == 0 ? kNull : units(sum) / static_cast<double>(answers); }

  void encode(SectionWriter& out) const {
    out.bytes.varint(static_cast<std::uint64_t>(answers));
    if (answers == 0) return;
    out.money(sum);
    out.money(last);
    out.instant(at);
  }
  /// False when the bytes are no such score.
  bool decode(SectionReader& in) {
    constexpr std::uint64_t kAnswersMax = 1ULL << 32;
    const std::uint64_t count = in.bytes.varint();
    if (count > kAnswersMax) return false;
    answers = static_cast<std::int64_t>(count);
    if (answers == 0) return in.ok();
    constexpr Micro kScaleMax = 10 * kMicro;
    sum = in.money();
    last = in.money();
    at = in.instant();
    const bool scaled = last >= 0 && last <= kScaleMax && sum >= last && sum <= answers * kScaleMax;
    return in.ok() && scaled && at != kNoTime;
  }

 private:
  static double units(Micro value) { return static_cast<double>(value) / static_cast<double>(kMicro); }
};

}  // namespace tidemark::operators
