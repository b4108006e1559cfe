#pragma once

#include <memory>
#include <string>

#include "operators/features/event_filter.h"
#include "operators/signal.h"

namespace tidemark::operators {

/// A number that certain events carry, over the whole life, in millionths.
struct Totals {
  std::int64_t events = 0;  ///< with the number
  Micro sum = 0;
  Micro min = 0;  ///< meaningless without events
  Micro max = 0;
};

/// State    32 bytes. Class: commutative; the sum stops at ±9.2e12 (sums.h).
/// Record   nothing while there are none, else some 8 bytes.
class TotalsFeature final : public FeatureOf<Totals> {
 public:
  TotalsFeature(EventFilter filter, EventNumber number);
  std::string_view name() const override { return name_; }
  SectionKey section() const override { return section_in(SectionKey::kCounts, name_); }
  bool consumes(Kind kind) const override { return filter_.kinds().has(kind); }
  bool wants_fields(Kind kind) const override {
    return consumes(kind) && (filter_.wants_fields() || number_.wants_field(kind));
  }
  void apply(Totals& totals, const Event& event, Fields fields) const override;
  void encode(const Totals& totals, SectionWriter& out) const override;
  Status decode(Totals& totals, std::uint32_t form, SectionReader& in) const override;
  const KindSet& kinds() const { return filter_.kinds(); }

 private:
  EventFilter filter_;
  EventNumber number_;
  std::string name_;
};

enum class TotalsMeasure : std::uint8_t { kSum, kMean, kMin, kMax };
/// Without events the sum is 0, everything else null.
std::unique_ptr<Signal> totals_signal(std::string name, const TotalsFeature& totals, TotalsMeasure measure);

}  // namespace tidemark::operators
