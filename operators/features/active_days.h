#pragma once

#include <memory>
#include <string>

#include "engine/base/zone.h"
#include "operators/features/event_filter.h"
#include "operators/packed_vector.h"

namespace tidemark::operators {

/// The days 32·number to 32·number + 31, a bit each, the earliest the lowest.
struct DayBlock {
  std::int32_t number = 0;
  std::uint32_t bits = 0;
};

/// The local days with certain events, and the earliest and latest of these.
struct ActiveDays {
  PackedVector<DayBlock> blocks;  ///< ascending, none of them empty
  Millis first = kNoTime;
  Millis last = kNoTime;
  std::uint32_t count = 0;  ///< of days

  Day first_day() const;  ///< of the first day; only where there is one
  Day last_day() const;
  std::size_t heap_bytes() const { return blocks.heap_bytes(); }
};

/// Every day ever is kept, so that any order of arrival gives the same; bits make that cheap.
///
/// State    40 bytes, 8 on the heap for 32 days with events among them: ten years are 912. Class:
/// commutative. Record   nothing while there are none, else up to 3 bytes and the instants, and 2 to 6 a
/// block.
class ActiveDaysFeature final : public FeatureOf<ActiveDays> {
 public:
  ActiveDaysFeature(EventFilter filter, std::shared_ptr<const Zone> zone);
  std::string_view name() const override { return name_; }
  SectionKey section() const override { return section_in(SectionKey::kActiveDays, name_); }
  bool consumes(Kind kind) const override { return filter_.kinds().has(kind); }
  bool wants_fields(Kind kind) const override { return filter_.wants_fields() && consumes(kind); }
  void apply(ActiveDays& days, const Event& event, Fields fields) const override;
  void encode(const ActiveDays& days, SectionWriter& out) const override;
  Status decode(ActiveDays& days, std::uint32_t form, SectionReader& in) const override;
  const KindSet& kinds() const { return filter_.kinds(); }

 private:
  EventFilter filter_;
  std::shared_ptr<const Zone> zone_;
  std::string name_;
};

}  // namespace tidemark::operators
