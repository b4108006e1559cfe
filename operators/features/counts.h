#pragma once

#include <memory>
#include <string>

#include "operators/features/event_filter.h"
#include "operators/signal.h"

namespace tidemark::operators {

/// Number of certain events, first and latest time.
struct Counts {
  std::int64_t events = 0;
  Millis first = kNoTime;
  Millis last = kNoTime;
};

/// State    24 bytes. Class: commutative.
/// Record   nothing while there are none, else 3 to 5 bytes and the instants.
/// Cost     a comparison an event; with `where` one of texts a condition.
class CountsFeature final : public FeatureOf<Counts> {
 public:
  explicit CountsFeature(EventFilter filter);
  std::string_view name() const override { return name_; }
  SectionKey section() const override { return section_in(SectionKey::kCounts, name_); }
  bool consumes(Kind kind) const override { return filter_.kinds().has(kind); }
  bool wants_fields(Kind kind) const override { return filter_.wants_fields() && consumes(kind); }
  void apply(Counts& counts, const Event& event, Fields fields) const override;
  void encode(const Counts& counts, SectionWriter& out) const override;
  Status decode(Counts& counts, std::uint32_t form, SectionReader& in) const override;
  const KindSet& kinds() const { return filter_.kinds(); }

 private:
  EventFilter filter_;
  std::string name_;
};

std::unique_ptr<Signal> count_signal(std::string name, const CountsFeature& counts);
/// Fractional; null when there was none.
std::unique_ptr<Signal> days_since_signal(std::string name, const CountsFeature& counts);

}  // namespace tidemark::operators
