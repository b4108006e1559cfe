#include "operators/sections.h"

#include <string>
#include <vector>

#include "operators/level_codec.h"

namespace tidemark::operators {
namespace {

constexpr std::uint32_t kFormBits = 3;
constexpr std::uint32_t kClockForm = 1;
constexpr std::uint32_t kLimitsForm = 1;

std::uint64_t section_head(SectionKey key, std::uint32_t form) {
  return static_cast<std::uint64_t>(key) << kFormBits | form;
}

/// Gathers sections; the instants they share come first in the record, so they are written last.
class RecordWriter {
 public:
  template <typename Body>
  void section(SectionKey key, std::uint32_t form, const Body& write) {
    body_.clear();
    SectionWriter writer(body_, instants_);
    write(writer);
    if (body_.empty()) return;  // an operator without a section starts empty
    sections_out_.varint(section_head(key, form));
    sections_out_.text(body_);
  }
  void finish(ByteWriter& out) const {
    instants_.encode(out);
    out.raw(sections_.data(), sections_.size());
  }

 private:
  InstantTable instants_;
  std::string body_;
  std::string sections_;
  ByteWriter sections_out_{sections_};
};

//     instant of the last assessment · varint alerts
void encode_clock(const StateHeader& header, SectionWriter& out) {
  out.instant(header.assessed);
  out.bytes.varint(header.alerts);
}

Status decode_clock(StateHeader& header, std::uint32_t form, SectionReader& in) {
  if (form != kClockForm) return unknown_form("clock", form);
  header.assessed = in.instant();
  const std::uint64_t alerts = in.bytes.varint();
  header.alerts = static_cast<std::uint32_t>(alerts);
  if (!in.finished() || alerts != header.alerts) return damaged_section("clock");
  return {};
}

//     { varint section key of the level · limit } …
void encode_limits(const Composition& c, const std::byte* state, SectionWriter& out) {
  std::size_t limited = 0;
  for (std::size_t i = 0; i < c.machine.size(); ++i) {
    if (!c.machine.limits(i)) continue;
    out.bytes.varint(static_cast<std::uint64_t>(c.machine[i].section()));
    encode_limit(c.machine[i], c.limits(state)[limited++], out);
  }
}

/// Reads sections into a state; each operator's at most once.
class StateReader {
 public:
  StateReader(const Composition& composition, std::byte* state) : c_(composition), state_(state) {}

  Status section(std::uint64_t head, SectionReader& in) {
    const auto key = static_cast<SectionKey>(head >> kFormBits);
    const auto form = static_cast<std::uint32_t>(head & ((1U << kFormBits) - 1));
    if (key == SectionKey::kClock) {
      return first_time(0) ? decode_clock(c_.header(state_), form, in) : damaged_section("clock");
    }
    std::size_t place = 0;
    for (const auto& feature : c_.features.all()) {
      ++place;
      if (feature->section() != key) continue;
      return first_time(place) ? feature->decode_slot(state_, form, in) : damaged_section(feature->name());
    }
    for (std::size_t i = 0; i < c_.machine.size(); ++i) {
      ++place;
      const Level& level = c_.machine[i];
      if (level.section() != key) continue;
      if (!first_time(place)) return damaged_section(level.name());
      TM_RETURN_IF_ERROR(decode_level(level, c_.levels(state_)[i], form, in));
      if (LimitState* limit = limit_of(i)) limit->announced = c_.levels(state_)[i].value;
      return {};
    }
    if (key == SectionKey::kLimits) return decode_limits(form, in);
    return {};  // an operator that is no longer configured
  }

 private:
  LimitState* limit_of(std::size_t level) {
    if (!c_.machine.limits(level)) return nullptr;
    std::size_t limited = 0;
    for (std::size_t i = 0; i < level; ++i) limited += c_.machine.limits(i) ? 1 : 0;
    return &c_.limits(state_)[limited];
  }

  /// Of levels that are still there, and still limited; the others' end the section.
  Status decode_limits(std::uint32_t form, SectionReader& in) {
    if (form != kLimitsForm) return unknown_form("limits", form);
    while (in.ok() && !in.bytes.done()) {
      const auto key = static_cast<SectionKey>(in.bytes.varint());
      std::size_t i = 0;
      while (i < c_.machine.size() && c_.machine[i].section() != key) ++i;
      if (i == c_.machine.size()) return {};
      LimitState unlimited;
      LimitState* limit = limit_of(i);
      if (!decode_limit(c_.machine[i], limit != nullptr ? *limit : unlimited, in)) {
        return damaged_section("limits");
      }
    }
    return in.ok() ? Status() : damaged_section("limits");
  }

  bool first_time(std::size_t place) {
    if (place >= seen_.size()) seen_.resize(place + 1);
    const bool first = !seen_[place];
    seen_[place] = true;
    return first;
  }

  const Composition& c_;
  std::byte* state_;
  std::vector<bool> seen_;  ///< the clock, features and levels, by place
};

/// What a level without a section lacks: the customer began long ago.
void begin_new_levels(const Composition& c, std::byte* state) {
  const Activity& activity = c.features.activity(state);
  if (activity.events == 0) return;
  for (LevelState& level : c.levels(state)) {
    if (level.value != kNullValue && level.since == kNoTime) level.since = activity.first;
  }
}

}  // namespace

void encode_sections(const Composition& c, const std::byte* state, ByteWriter& out) {
  RecordWriter record;
  const StateHeader& header = c.header(state);
  record.section(SectionKey::kClock, kClockForm, [&](SectionWriter& w) { encode_clock(header, w); });
  for (const auto& feature : c.features.all()) {
    record.section(feature->section(), feature->form(),
                   [&](SectionWriter& w) { feature->encode_slot(state, w); });
  }
  for (std::size_t i = 0; i < c.machine.size(); ++i) {
    const Level& level = c.machine[i];
    record.section(level.section(), kLevelForm,
                   [&](SectionWriter& w) { encode_level(level, c.levels(state)[i], w); });
  }
  if (c.machine.limited() > 0) {
    record.section(SectionKey::kLimits, kLimitsForm, [&](SectionWriter& w) { encode_limits(c, state, w); });
  }
  record.finish(out);
}

Status decode_sections(const Composition& c, std::byte* state, std::string_view sections, bool same_version) {
  ByteReader in(sections);
  InstantTable instants;
  if (!instants.decode(in)) return damaged_section("instants");
  StateReader operators(c, state);
  while (in.ok() && !in.done()) {
    const std::uint64_t head = in.varint();
    const std::string_view body = in.text();
    if (!in.ok()) break;
    SectionReader reader(body, instants);
    TM_RETURN_IF_ERROR(operators.section(head, reader));
  }
  if (!in.ok()) return Status::corruption("a customer's state ends in the middle of a section");

  begin_new_levels(c, state);
  StateHeader& header = c.header(state);
  if (header.assessed != kNoTime) {
    c.machine.take_over(header, c.level_states(state), c.features.facts(state), c.moment(header.assessed),
                        same_version);
  }
  return {};
}

std::uint32_t layout_id(const Composition& c) {
  std::string shape;
  ByteWriter out(shape);
  out.varint(section_head(SectionKey::kClock, kClockForm));
  for (const auto& feature : c.features.all()) out.varint(section_head(feature->section(), feature->form()));
  for (std::size_t i = 0; i < c.machine.size(); ++i)
    out.varint(section_head(c.machine[i].section(), kLevelForm));
  return static_cast<std::uint32_t>(hash64(shape, 0));
}

}  // namespace tidemark::operators
