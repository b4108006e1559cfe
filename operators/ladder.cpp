#include "operators/ladder.h"

#include <algorithm>

#include "operators/value_names.h"

namespace tidemark::operators {
namespace {

std::vector<std::string> names_of(const config::Ladder& ladder) {
  std::vector<std::string> names;
  for (const config::TierLevel& level : ladder.levels) names.push_back(level.name);
  return names;
}

std::vector<std::uint32_t> hashes_of(const std::vector<std::string>& names) {
  std::vector<std::uint32_t> hashes;
  for (const std::string& name : names) hashes.push_back(value_name_hash(name));
  return hashes;
}

}  // namespace

Ladder::Ladder(const config::Ladder& ladder, std::shared_ptr<const Zone> zone, LadderInputs inputs)
    : Level(ladder.name, names_of(ladder)),
      ladder_(ladder),
      zone_(std::move(zone)),
      level_hashes_(hashes_of(values())),
      name_hash_(value_name_hash(ladder.name)),
      pins_(inputs.pins),
      basis_(ladder_, zone_, inputs.basis, inputs.activity),
      terms_(ladder_, zone_, inputs.valid_from, inputs.activity),
      levels_(ladder_, zone_, basis_, std::move(inputs.conditions)),
      rules_(ladder_, zone_, levels_, basis_, terms_) {}

SectionKey Ladder::section() const {
  return section_in(SectionKey::kLadders, name());
}

bool Ladder::stands_on(Kind kind) const {
  return basis_.moved_by(kind) || levels_.moved_by(kind) || terms_.moved_by(kind);
}

Standing Ladder::standing(std::uint8_t value, Millis since, const LevelMemory& memory) const {
  return {.value = value, .since = since, .pending = memory.a, .fell = (memory.b & kFell) != 0};
}

const Pin* Ladder::pin_at(const Facts& facts, Millis t, std::uint8_t& level) const {
  const Pin* const pin = pins_ == nullptr ? nullptr : pins_->in(facts.state).find(name_hash_);
  if (pin == nullptr || t >= pin->until) return nullptr;
  const auto found = std::find(level_hashes_.begin(), level_hashes_.end(), pin->level);
  level = static_cast<std::uint8_t>(found - level_hashes_.begin());
  return found == level_hashes_.end() ? nullptr : pin;
}

Verdict Ladder::assess(const Facts& facts, const LevelState& level, Moment now,
                       const Stimulus& stimulus) const {
  std::uint8_t pinned = 0;
  if (pin_at(facts, now.t, pinned) != nullptr) return assess_pinned(level, pinned);
  if ((level.memory.b & kPinned) != 0) return {computed(facts, level, now), memory_at_start()};

  // Had the event come in time there would have been no downgrade, and no cooldown after it.
  const bool free = stimulus.late && stimulus.event_time <= level.since;
  Standing next = rules_.step(facts, standing(level), now, free);
  if (next.value != level.value && takes_back(level, next.value, stimulus)) next.fell = false;
  return with_notice(facts, level, next, now);
}

Verdict Ladder::assess_pinned(const LevelState& level, std::uint8_t pinned) const {
  Verdict verdict{pinned, {.a = kNoTime, .b = kPinned}};
  if ((level.memory.b & kTold) != 0 && pinned >= level.value) {
    verdict.notice = Notice::kDowngradeCancelled;
    verdict.notice_to = pinned;
  }
  return verdict;
}

Verdict Ladder::with_notice(const Facts& facts, const LevelState& level, const Standing& next,
                            Moment now) const {
  const bool was_told = (level.memory.b & kTold) != 0;
  bool told = false;
  Verdict verdict{next.value, {.a = next.pending, .b = next.fell ? kFell : 0}};
  bool cancelled = was_told && next.value > level.value;
  if (next.value == level.value && ladder_.notice > 0) {
    const Downgrade downgrade = rules_.downgrade(facts, next, now.t, now.t + ladder_.notice);
    cancelled = was_told && downgrade.at == kNever;
    told = downgrade.found() || (was_told && !cancelled);
    if (told && !was_told) {
      verdict.notice = Notice::kDowngradePending;
      verdict.notice_to = downgrade.to;
    }
  }
  if (cancelled) {
    verdict.notice = Notice::kDowngradeCancelled;
    verdict.notice_to = next.value;
  }
  if (told) verdict.memory.b |= kTold;
  return verdict;
}

Millis Ladder::due(const Facts& facts, const LevelState& level, Moment now) const {
  std::uint8_t pinned = 0;
  const Pin* const pin = pin_at(facts, now.t, pinned);
  const bool was_pinned = (level.memory.b & kPinned) != 0;
  if ((pin != nullptr) != was_pinned || (was_pinned && pinned != level.value)) return now.t + 1;
  if (pin != nullptr) return pin->until;

  const Standing at = standing(level);
  const Millis next = rules_.next(facts, at, now.t);
  const bool told = (level.memory.b & kTold) != 0;
  if (ladder_.notice == 0 || told || next == kNever) return next;
  const Downgrade downgrade = rules_.downgrade(facts, at, now.t, next + ladder_.notice);
  if (downgrade.at == kNever) return next;
  const Millis notice = downgrade.at - ladder_.notice;
  // Where the search was given up nothing is told before `notice`, and it goes on where it ended.
  const Millis wake = downgrade.certain || notice > now.t ? notice : downgrade.at;
  return std::min(next, std::max(wake, now.t + 1));
}

Downgrade Ladder::coming(const Facts& facts, const Standing& standing, bool told, Moment now) const {
  const bool waits = standing.pending != kNoTime;
  if (!waits && !told) return {};
  const Millis until = waits ? rules_.downgrade_at(standing) : now.t;
  const Downgrade downgrade =
      rules_.downgrade(facts, standing, now.t, std::max(until, now.t + ladder_.notice));
  return downgrade.found() ? downgrade : Downgrade{};
}

Millis Ladder::valid_until(const Facts& facts, const LevelState& level, Moment now) const {
  std::uint8_t pinned = 0;
  if (const Pin* const pin = pin_at(facts, now.t, pinned)) return pin->until;
  const Downgrade downgrade = coming(facts, standing(level), (level.memory.b & kTold) != 0, now);
  if (downgrade.at != kNever) return downgrade.at;
  return level.value == 0 ? kNever : terms_.next_end({facts, level.since}, now.t);
}

std::uint8_t Ladder::computed(const Facts& facts, const LevelState& level, Moment now) const {
  return levels_.target({facts, level.since}, now, 0);
}

LadderProjection Ladder::project(const Facts& facts, const LevelState& level, Moment now) const {
  const LadderView view{facts, level.since};
  LadderProjection projection;
  std::uint8_t pinned = 0;
  projection.pin = pin_at(facts, now.t, pinned);
  projection.computed = value_name(computed(facts, level, now));
  projection.valid_until = valid_until(facts, level, now);
  if (projection.pin == nullptr) {
    const Downgrade downgrade = coming(facts, standing(level), (level.memory.b & kTold) != 0, now);
    projection.downgrade_at = downgrade.at;
    if (downgrade.at != kNever) projection.downgrade_to = value_name(downgrade.to);
  }
  const auto next = static_cast<std::uint8_t>(level.value + 1);
  if (next == values().size()) return projection;
  projection.next = value_name(next);
  const double missing = basis_.units_of_sum(levels_.at(next)) - basis_.units(view, now);
  if (levels_.allows(next, view, now)) projection.missing = missing < 0 ? 0 : missing;
  return projection;
}

Direction Ladder::direction(const Transition& transition) const {
  const bool kept = transition.notice == Notice::kDowngradeCancelled && transition.to == transition.from;
  return kept ? Direction::kNone : Level::direction(transition);
}

Sentiment Ladder::sentiment(const Transition& transition) const {
  return transition.direction == Direction::kDown ? Sentiment::kWorse : Sentiment::kBetter;
}

//     u8 marks · 2 + waits [· instant since when]
void Ladder::encode_memory(const LevelMemory& memory, SectionWriter& out) const {
  const bool waits = memory.a != kNoTime;
  out.bytes.u8(static_cast<std::uint8_t>(memory.b << 1 | (waits ? 1 : 0)));
  if (waits) out.instant(memory.a);
}

LevelMemory Ladder::decode_memory(SectionReader& in) const {
  const std::uint8_t head = in.bytes.u8();
  const LevelMemory memory{.a = (head & 1) != 0 ? in.instant() : kNoTime, .b = head >> 1};
  if (memory.b > (kTold | kPinned | kFell) || ((head & 1) != 0 && memory.a == kNoTime)) in.fail();
  return memory;
}

}  // namespace tidemark::operators
