#pragma once

#include <memory>
#include <string>

#include "config/config.h"
#include "config/feature_name.h"
#include "operators/feature.h"
#include "operators/features/kind_set.h"
#include "operators/features/rare.h"
#include "operators/features/session_walk.h"
#include "operators/packed_vector.h"
#include "operators/signal.h"

namespace tidemark::operators {

/// Sessions up to some time ago, and the touches since, which late ones may still come between.
struct Sessions {
  SessionWalk settled;
  Millis settled_until = kNoTime;  ///< time of the last touch in it
  PackedVector<Touch> recent;      ///< ascending

  std::size_t heap_bytes() const { return recent.heap_bytes(); }
};

/// Web behaviour in sessions: page_view, product_view, search, add_to_cart, wishlist_add, checkout_started,
/// session_started (which begins one), purchase (which belongs to an open one).
///
/// State    8 bytes until the first of these, then 80 and 8 a touch of the last `session_reorder`, at most
///          kRecentMax.
/// Class    bounded reorder: touches that come within `session_reorder` of the newest one give the same in
///          any order, unless kRecentMax newer ones were faster. Later ones are a session of their own.
/// Cost     a read walks through the recent touches: some 2 ns each.
class SessionsFeature final : public FeatureOf<Rare<Sessions>> {
 public:
  static constexpr std::uint32_t kRecentMax = 128;

  explicit SessionsFeature(const config::FeatureSettings& settings);
  std::string_view name() const override { return "sessions"; }
  SectionKey section() const override { return SectionKey::kSessions; }
  bool consumes(Kind kind) const override { return kinds().has(kind); }
  void apply(Rare<Sessions>& slot, const Event& event, Fields fields) const override;
  void encode(const Rare<Sessions>& slot, SectionWriter& out) const override;
  Status decode(Rare<Sessions>& slot, std::uint32_t form, SectionReader& in) const override;

  static const KindSet& kinds();
  /// All touches walked through.
  SessionWalk walk(const std::byte* state) const;
  const SessionSettings& settings() const { return settings_; }

 private:
  void settle(Sessions& sessions) const;

  SessionSettings settings_;
  Millis reorder_;
};

/// `measure` is one of FeatureName::Source::kSessions.
std::unique_ptr<Signal> session_signal(std::string name, const SessionsFeature& sessions,
                                       config::FeatureName::Measure measure);

}  // namespace tidemark::operators
