#pragma once

#include <memory>
#include <string>

#include "config/config.h"
#include "config/feature_name.h"
#include "operators/features/cases.h"
#include "operators/features/event_filter.h"
#include "operators/features/rare.h"
#include "operators/features/survey_score.h"
#include "operators/signal.h"

namespace tidemark::operators {

/// What a customer said and asked for help with.
struct Satisfaction {
  SurveyScore nps;   ///< 0 to 10
  SurveyScore csat;  ///< 1 to 5
  Cases tickets;
  Cases complaints;

  std::size_t heap_bytes() const { return tickets.heap_bytes() + complaints.heap_bytes(); }
};

/// Surveys (properties nps, csat; off their scale they do not count), tickets (ticket_id) and complaints
/// (complaint_id, else ticket_id).
///
/// ticket_resolved closes the ticket and the complaints of its ids; so does, for complaints, a kind of the
/// configuration's own called complaint_resolved, without id the oldest. A complaint nobody resolves is
/// closed after `complaint_open`, by time alone.
/// State    8 bytes until one of these happens, then 144 and 24 a case. Class: see SurveyScore and Cases.
class SatisfactionFeature final : public FeatureOf<Rare<Satisfaction>> {
 public:
  /// Errors: kInvalidArgument for too many properties.
  static Result<std::unique_ptr<SatisfactionFeature>> make(const config::Config& config, FieldNames& fields);
  std::string_view name() const override { return "satisfaction"; }
  SectionKey section() const override { return SectionKey::kSatisfaction; }
  bool consumes(Kind kind) const override { return kinds_.has(kind); }
  bool wants_fields(Kind kind) const override { return consumes(kind); }
  void apply(Rare<Satisfaction>& slot, const Event& event, Fields fields) const override;
  void encode(const Rare<Satisfaction>& slot, SectionWriter& out) const override;
  Status decode(Rare<Satisfaction>& slot, std::uint32_t form, SectionReader& in) const override;

  const KindSet& kinds() const { return kinds_; }
  /// Null while nothing of the kind happened.
  const Satisfaction* find(const std::byte* state) const { return in(state).get(); }
  Millis complaint_open() const { return complaint_open_; }

 private:
  explicit SatisfactionFeature(const config::Config& config);
  void apply_survey(Satisfaction& satisfaction, const Event& event, Fields fields) const;
  void apply_case(Satisfaction& satisfaction, const Event& event, Fields fields) const;

  std::size_t nps_field_ = 0;
  std::size_t csat_field_ = 0;
  std::size_t ticket_field_ = 0;
  std::size_t complaint_field_ = 0;
  Kind complaint_resolved_;  ///< kOther: there is no such kind
  Millis complaint_open_;
  KindSet kinds_;
};

/// `measure` is one of FeatureName::Source::kSatisfaction.
std::unique_ptr<Signal> satisfaction_signal(std::string name, const SatisfactionFeature& satisfaction,
                                            config::FeatureName::Measure measure);

}  // namespace tidemark::operators
