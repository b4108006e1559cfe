#include "operators/level_codec.h"

#include <fmt/format.h>

#include "operators/value_names.h"

namespace tidemark::operators {
namespace {

constexpr std::uint8_t kHasValue = 1;
constexpr std::uint8_t kUndoable = 2;
constexpr unsigned kDirectionShift = 2;
constexpr std::uint8_t kTwoBits = 3;
constexpr std::uint8_t kHasEvent = 16;
constexpr std::uint8_t kFresh = 32;

void encode_value(const Level& level, std::uint8_t value, SectionWriter& out) {
  if (level.values_are_configured()) {
    out.bytes.fixed32(value_name_hash(level.values()[value]));
  } else {
    out.bytes.u8(value);
  }
}

/// kNullValue when it is not there any more.
std::uint8_t decode_value(const Level& level, SectionReader& in) {
  if (!level.values_are_configured()) {
    const std::uint8_t value = in.bytes.u8();
    return value < level.values().size() ? value : kNullValue;
  }
  const std::uint32_t hash = in.bytes.fixed32();
  for (std::size_t i = 0; i < level.values().size(); ++i) {
    if (value_name_hash(level.values()[i]) == hash) return static_cast<std::uint8_t>(i);
  }
  return kNullValue;
}

Status lost_value(const Level& level) {
  return Status::unsupported(fmt::format(
      "a customer stands on a level of '{0}' that is no longer configured; give '{0}' back the level's "
      "former name (a level may be added or moved, not renamed or removed), or give the ladder a new "
      "name, under which every customer starts anew",
      level.name()));
}

/// The last announced transition; forgotten when the value it came from is not configured any more.
void decode_undo(const Level& level, LevelState& state, std::uint8_t flags, SectionReader& in) {
  state.from = decode_value(level, in);
  state.undoable = state.from != kNullValue;
  state.since_before = in.instant();
  state.ordinal = static_cast<std::uint32_t>(in.bytes.varint());
  if ((flags & kHasEvent) != 0) state.event_hash = in.bytes.fixed32();
  state.cause = static_cast<Cause>(in.bytes.u8());
  state.direction = static_cast<Direction>(flags >> kDirectionShift & kTwoBits);
  if (state.cause > Cause::kPopulation || state.direction > Direction::kDown) in.fail();
}

}  // namespace

void encode_level(const Level& level, const LevelState& state, SectionWriter& out) {
  unsigned flags = state.fresh ? kFresh : 0;
  if (state.value != kNullValue) flags |= kHasValue;
  if (state.undoable) {
    flags |= kUndoable | static_cast<unsigned>(state.direction) << kDirectionShift;
    if (state.event_hash != 0) flags |= kHasEvent;
  }
  out.bytes.u8(static_cast<std::uint8_t>(flags));
  if (state.value != kNullValue) encode_value(level, state.value, out);
  out.instant(state.since);
  level.encode_memory(state.memory, out);
  if (!state.undoable) return;
  encode_value(level, state.from, out);
  out.instant(state.since_before);
  out.bytes.varint(state.ordinal);
  if (state.event_hash != 0) out.bytes.fixed32(state.event_hash);
  out.bytes.u8(static_cast<std::uint8_t>(state.cause));
}

void encode_limit(const Level& level, const LimitState& limit, SectionWriter& out) {
  out.instant(limit.last);
  out.instant(limit.window);
  out.bytes.varint(limit.count);
  out.bytes.u8(limit.announced == kNullValue ? 0 : 1);
  if (limit.announced != kNullValue) encode_value(level, limit.announced, out);
}

bool decode_limit(const Level& level, LimitState& limit, SectionReader& in) {
  limit.last = in.instant();
  limit.window = in.instant();
  limit.count = static_cast<std::uint32_t>(in.bytes.varint());
  const std::uint8_t has_value = in.bytes.u8();
  if (has_value > 1) return false;
  const std::uint8_t announced = has_value == 1 ? decode_value(level, in) : kNullValue;
  if (announced != kNullValue || has_value == 0) limit.announced = announced;
  return in.ok();
}

Status decode_level(const Level& level, LevelState& state, std::uint32_t form, SectionReader& in) {
  if (form != kLevelForm) return unknown_form(level.name(), form);
  const LevelState start = state;
  const std::uint8_t flags = in.bytes.u8();
  const bool stood = (flags & kHasValue) != 0;
  state.fresh = (flags & kFresh) != 0;
  state.value = stood ? decode_value(level, in) : kNullValue;
  state.since = in.instant();
  state.memory = level.decode_memory(in);
  if ((flags & kUndoable) != 0) decode_undo(level, state, flags, in);
  if (!in.finished()) return damaged_section(level.name());
  if (state.value != kNullValue) return {};

  if (stood && !level.values_are_configured()) return damaged_section(level.name());
  if (stood && !level.may_start_over()) return lost_value(level);
  if (!stood && start.value != kNullValue) return damaged_section(level.name());
  if (stood) state = start;
  return {};
}

}  // namespace tidemark::operators
