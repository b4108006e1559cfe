#pragma once

#include <string>
#include <string_view>

#include "operators/composition.h"
#include "operators/customer_view.h"
#include "operators/scoring.h"

namespace tidemark::operators {

/// Everything an alert tells beside its transition.
struct AlertOccasion {
  std::string_view customer_id;
  const std::byte* state = nullptr;  ///< after the step
  Facts facts;
  Facts facts_before;
  Moment now;
  Moment moment_before;
  const Stimulus& stimulus;
};

/// Renders transitions as alerts: ids, types and the JSON of `data` as in interfaces.md.
///
/// id = hash128 of text source · fixed64 lineage · text customer · text level · fixed32 ordinal · fixed64
/// instant · u8 cause · fixed32 hash of the event's id (0 without one): the same history gives the same ids.
/// Thread: immutable. Cost: a few µs an alert.
class AlertWriter {
 public:
  AlertWriter(const Composition& composition, const CustomerView& view);
  AlertDraft draft(const AlertOccasion& occasion, const Transition& transition) const;
  /// Nobody's alert: the share of value of the best 20 % has moved.
  AlertDraft population_moved(const ConcentrationMove& move) const;

 private:
  Hash128 id(std::string_view customer_id, std::string_view level, std::uint32_t ordinal, Millis instant,
             Cause cause, std::uint32_t event_hash) const;
  void write_action(const AlertOccasion& occasion, const Transition& transition, JsonWriter& out) const;
  void write_value_at_risk(const AlertOccasion& occasion, const Level& level, JsonWriter& out) const;
  void write_data(const AlertOccasion& occasion, const Transition& transition, JsonWriter& out) const;

  const Composition& composition_;
  const CustomerView& view_;
  std::string id_prefix_;  ///< source and lineage
};

}  // namespace tidemark::operators
