#include "operators/features/satisfaction.h"

#include "engine/base/hash.h"

namespace tidemark::operators {
namespace {

constexpr Micro kNpsMin = 0;
constexpr Micro kNpsMax = 10 * kMicro;
constexpr Micro kCsatMin = 1 * kMicro;
constexpr Micro kCsatMax = 5 * kMicro;

void add_answer(SurveyScore& score, const FieldValue& field, Micro low, Micro high, Millis t) {
  const std::optional<Micro> value = field.micro();
  if (value && *value >= low && *value <= high) score.add(*value, t);
}

/// 0: there is none. (One text in 2^64 would be taken for none.)
std::uint64_t id_of(const FieldValue& field) {
  std::string buffer;
  const std::string_view text = field.as_text(buffer);
  return text.empty() ? 0 : hash64(text, 0);
}

}  // namespace

SatisfactionFeature::SatisfactionFeature(const config::Config& config)
    : complaint_resolved_(config::kind_named(config.events, "complaint_resolved")),
      complaint_open_(config.features.complaint_open),
      kinds_{Kind::kSurvey, Kind::kTicketOpened, Kind::kTicketResolved, Kind::kComplaint} {
  if (complaint_resolved_ != Kind::kOther) kinds_.add(complaint_resolved_);
}

Result<std::unique_ptr<SatisfactionFeature>> SatisfactionFeature::make(const config::Config& config,
                                                                       FieldNames& fields) {
  std::unique_ptr<SatisfactionFeature> made(new SatisfactionFeature(config));
  TM_RETURN_IF_ERROR(number_fields(fields, {{"nps", &made->nps_field_},
                                            {"csat", &made->csat_field_},
                                            {"ticket_id", &made->ticket_field_},
                                            {"complaint_id", &made->complaint_field_}}));
  return made;
}

void SatisfactionFeature::apply(Rare<Satisfaction>& slot, const Event& event, Fields fields) const {
  if (event.kind == Kind::kSurvey) {
    apply_survey(slot.touch(), event, fields);
  } else {
    apply_case(slot.touch(), event, fields);
  }
}

void SatisfactionFeature::apply_survey(Satisfaction& satisfaction, const Event& event, Fields fields) const {
  add_answer(satisfaction.nps, field_at(fields, nps_field_), kNpsMin, kNpsMax, event.time);
  add_answer(satisfaction.csat, field_at(fields, csat_field_), kCsatMin, kCsatMax, event.time);
}

void SatisfactionFeature::apply_case(Satisfaction& satisfaction, const Event& event, Fields fields) const {
  const std::uint64_t ticket = id_of(field_at(fields, ticket_field_));
  const std::uint64_t own = id_of(field_at(fields, complaint_field_));
  const std::uint64_t complaint = own != 0 ? own : ticket;
  if (event.kind == Kind::kTicketOpened) return satisfaction.tickets.open(ticket, event.time);
  if (event.kind == Kind::kComplaint) return satisfaction.complaints.open(complaint, event.time);
  const bool ticket_resolved = event.kind == Kind::kTicketResolved;
  if (ticket_resolved && (ticket != 0 || own == 0)) satisfaction.tickets.resolve(ticket, event.time);
  if (!ticket_resolved || own != 0) {
    satisfaction.complaints.resolve(complaint, event.time);
  } else if (ticket != 0 && satisfaction.complaints.knows(ticket)) {
    satisfaction.complaints.resolve(ticket, event.time);
  }
}

//     nothing, or nps · csat · tickets · complaints
void SatisfactionFeature::encode(const Rare<Satisfaction>& slot, SectionWriter& out) const {
  const Satisfaction* satisfaction = slot.get();
  if (satisfaction == nullptr) return;
  satisfaction->nps.encode(out);
  satisfaction->csat.encode(out);
  satisfaction->tickets.encode(out);
  satisfaction->complaints.encode(out);
}

Status SatisfactionFeature::decode(Rare<Satisfaction>& slot, std::uint32_t form, SectionReader& in) const {
  if (form != this->form()) return unknown_form(name(), form);
  if (in.bytes.done()) return {};
  Satisfaction& satisfaction = slot.touch();
  const bool scores = satisfaction.nps.decode(in) && satisfaction.csat.decode(in);
  const bool sane = scores && satisfaction.tickets.decode(in) && satisfaction.complaints.decode(in);
  return sane && in.finished() ? Status() : damaged_section(name());
}

}  // namespace tidemark::operators
