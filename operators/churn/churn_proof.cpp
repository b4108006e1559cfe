#include "operators/churn/churn_proof.h"

#include <algorithm>
#include <cmath>

namespace tidemark::operators {
namespace {

constexpr std::int64_t kBands = 8;
constexpr double kPpm = 1e6;

}  // namespace

ChurnProof::ChurnProof(const config::Churn& settings, const Churn& churn, const Silence& silence)
    : Level("churn_proof", {}), horizon_(settings.horizon), churn_(churn), silence_(silence) {}

bool ChurnProof::followed(const std::byte* state, Millis t) const {
  const Millis last = silence_.last(state);
  return last != kNoTime && t - last <= kFollowed * horizon_;
}

Millis ChurnProof::next(const std::byte* state, Millis t) const {
  const Millis first = silence_.first(state);
  if (first == kNoTime) return kNever;
  if (t < first) return first + horizon_;
  return first + ((t - first) / horizon_ + 1) * horizon_;
}

// Only a wake-up takes a note, so that no activity of the customer's decides when.
Verdict ChurnProof::assess(const Facts& facts, const LevelState& level, Moment now,
                           const Stimulus& stimulus) const {
  Verdict verdict{kNullValue, level.memory};
  const bool on_grid = next(facts.state, now.t - 1) == now.t;
  const bool looked = level.memory.a != 0 && now.t >= level.memory.a + horizon_;
  if (stimulus.cause != Cause::kTime || (!on_grid && !looked)) return verdict;
  verdict.memory = {};
  if (!on_grid || !followed(facts.state, now.t)) return verdict;
  const double risk = churn_.risk(facts.state, now);
  if (is_null(risk)) return verdict;
  const Verdict band = churn_.assess(facts, {}, now, stimulus);
  verdict.memory.a = now.t;
  verdict.memory.b = std::llround(risk * kPpm) * kBands + band.value;
  return verdict;
}

Millis ChurnProof::due(const Facts& facts, const LevelState& level, Moment now) const {
  if (level.memory.a != 0) return std::max(level.memory.a + horizon_, now.t + 1);
  const Millis at = next(facts.state, now.t);
  return at < kNever && followed(facts.state, at) ? at : kNever;
}

std::optional<ChurnOutcome> ChurnProof::outcome(const LevelMemory& before, const LevelMemory& after,
                                                const std::byte* state) const {
  if (before.a == 0 || after.a == before.a) return std::nullopt;
  return ChurnOutcome{.risk_ppm = static_cast<std::uint32_t>(before.b / kBands),
                      .band = static_cast<std::uint8_t>(before.b % kBands),
                      .silent = silence_.last(state) < before.a};
}

void ChurnProof::encode_memory(const LevelMemory& memory, SectionWriter& out) const {
  out.instant(memory.a == 0 ? kNoTime : memory.a);
  out.bytes.varint(static_cast<std::uint64_t>(memory.b));
}

LevelMemory ChurnProof::decode_memory(SectionReader& in) const {
  const Millis at = in.instant();
  const std::uint64_t note = in.bytes.varint();
  if (note > static_cast<std::uint64_t>(kPpm) * kBands + kBands) in.fail();
  return {.a = at == kNoTime ? 0 : at, .b = static_cast<std::int64_t>(note)};
}

}  // namespace tidemark::operators
