#pragma once

#include <cstdint>

#include "operators/feature.h"

namespace tidemark::operators {

/// Number of events of any kind, first and last event time. `last` is the event part of the customer's clock.
///
/// State 24 bytes. Class: commutative.
struct Activity {
  std::int64_t events = 0;
  Millis first = kNoTime;
  Millis last = kNoTime;
};

class ActivityFeature final : public FeatureOf<Activity> {
 public:
  std::string_view name() const override { return "activity"; }
  SectionKey section() const override { return SectionKey::kActivity; }
  bool consumes(Kind) const override { return true; }
  void apply(Activity& activity, const Event& event, Fields fields) const override;
  void encode(const Activity& activity, SectionWriter& out) const override;
  Status decode(Activity& activity, std::uint32_t form, SectionReader& in) const override;
};

}  // namespace tidemark::operators
