#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "operators/features/event_filter.h"
#include "operators/signal.h"

namespace tidemark::operators {

/// A decayed sum at the time of its latest event.
struct Decayed {
  double value = 0;
  Millis at = kNoTime;
};

/// Σ weight · 2^(−age/half-life) over certain events, a weight a kind.
///
/// Formula  forward decay with an exponential function: Cormode, Shkapenyuk, Srivastava, Xu, "Forward Decay:
///          A Practical Time Decay Model for Streaming Systems", ICDE 2009. Kept relative to the latest
///          event, so that nothing overflows.
/// State    16 bytes. Class: commutative, to 1e-12 of Σ |weight| · 2^(−age/half-life).
/// Late     weighted by its own age; the time of the sum never moves back.
/// Record   nothing while there are none, else 9 bytes.
/// Cost     an exp2 an event and a read.
class DecayedFeature final : public FeatureOf<Decayed> {
 public:
  struct Weight {
    Kind kind;
    std::string name;  ///< of the kind: numbers may change with the configuration
    double weight;
  };
  using Weights = std::vector<Weight>;

  /// Kinds without a weight count 1. half_life > 0.
  DecayedFeature(EventFilter filter, const Weights& weights, Millis half_life);
  std::string_view name() const override { return name_; }
  SectionKey section() const override { return section_in(SectionKey::kDecays, name_); }
  bool consumes(Kind kind) const override { return filter_.kinds().has(kind); }
  bool wants_fields(Kind kind) const override { return filter_.wants_fields() && consumes(kind); }
  void apply(Decayed& sum, const Event& event, Fields fields) const override;
  void encode(const Decayed& sum, SectionWriter& out) const override;
  Status decode(Decayed& sum, std::uint32_t form, SectionReader& in) const override;

  const KindSet& kinds() const { return filter_.kinds(); }
  double value_at(const Decayed& sum, Millis t) const;

 private:
  EventFilter filter_;
  std::array<double, 256> weights_;
  double half_life_;
  std::string name_;
};

/// 0 without events.
std::unique_ptr<Signal> decayed_signal(std::string name, const DecayedFeature& decayed);

}  // namespace tidemark::operators
