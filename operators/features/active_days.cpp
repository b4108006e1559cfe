#include "operators/features/active_days.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace tidemark::operators {
namespace {

constexpr int kBlockBits = 5;
constexpr std::int32_t kBlockMax = 400'000;  // kInstantMax in blocks, and some

}  // namespace

Day ActiveDays::first_day() const {
  return blocks.front().number * 32 + std::countr_zero(blocks.front().bits);
}

Day ActiveDays::last_day() const {
  return blocks.back().number * 32 + 31 - std::countl_zero(blocks.back().bits);
}

ActiveDaysFeature::ActiveDaysFeature(EventFilter filter, std::shared_ptr<const Zone> zone)
    : filter_(std::move(filter)), zone_(std::move(zone)), name_("active days " + filter_.key()) {}

void ActiveDaysFeature::apply(ActiveDays& days, const Event& event, Fields fields) const {
  if (!filter_.fits(event, fields)) return;
  days.first = days.count == 0 ? event.time : std::min(days.first, event.time);
  days.last = std::max(days.last, event.time);  // kNoTime is before everything
  const Day day = zone_->local_day(event.time);
  const std::int32_t number = day >> kBlockBits;  // rounds down, also before 1970
  const std::uint32_t bit = 1U << (day & 31);
  std::uint32_t place = days.blocks.size();
  while (place > 0 && days.blocks[place - 1].number > number) --place;  // the end is near
  if (place == 0 || days.blocks[place - 1].number != number) {
    days.blocks.insert(place++, {number, 0});
  }
  std::uint32_t& bits = days.blocks[place - 1].bits;
  if ((bits & bit) == 0) ++days.count;
  bits |= bit;
}

//     nothing, or instants first, last · varint blocks · { zigzag first number, or varint difference to the
//     one before · varint bits } …
void ActiveDaysFeature::encode(const ActiveDays& days, SectionWriter& out) const {
  if (days.count == 0) return;
  out.instant(days.first);
  out.instant(days.last);
  out.bytes.varint(days.blocks.size());
  std::int32_t previous = 0;
  for (const DayBlock& block : days.blocks) {
    if (&block == days.blocks.begin()) {
      out.bytes.zigzag(block.number);
    } else {
      out.bytes.varint(static_cast<std::uint64_t>(block.number - previous));
    }
    out.bytes.varint(block.bits);
    previous = block.number;
  }
}

Status ActiveDaysFeature::decode(ActiveDays& days, std::uint32_t form, SectionReader& in) const {
  if (form != this->form()) return unknown_form(name(), form);
  if (in.bytes.done()) return {};
  days.first = in.instant();
  days.last = in.instant();
  const std::uint64_t count = in.bytes.varint();
  bool sane = count > 0 && days.first != kNoTime && days.first <= days.last;
  std::int64_t number = 0;
  for (std::uint64_t i = 0; i < count && sane; ++i) {
    const std::int64_t step = i == 0 ? in.bytes.zigzag() : static_cast<std::int64_t>(in.bytes.varint());
    const std::uint64_t bits = in.bytes.varint();
    sane = in.ok() && step >= (i == 0 ? -kBlockMax : 1) && step <= 2 * kBlockMax &&
           number + step <= kBlockMax && bits > 0 && bits <= std::numeric_limits<std::uint32_t>::max();
    if (!sane) break;
    number += step;
    days.blocks.push_back({static_cast<std::int32_t>(number), static_cast<std::uint32_t>(bits)});
    days.count += static_cast<std::uint32_t>(std::popcount(days.blocks.back().bits));
  }
  return sane && in.finished() ? Status() : damaged_section(name());
}

}  // namespace tidemark::operators
