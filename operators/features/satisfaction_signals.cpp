#include <algorithm>

#include "operators/features/plain_signals.h"
#include "operators/features/satisfaction.h"

namespace tidemark::operators {
namespace {

using Measure = config::FeatureName::Measure;

const SurveyScore& score_of(const Satisfaction* satisfaction, bool nps) {
  static const SurveyScore kNone;
  if (satisfaction == nullptr) return kNone;
  return nps ? satisfaction->nps : satisfaction->csat;
}

/// The latest answer on either scale from 0 to 100; of two at the same time the lower one.
double survey_score(const Satisfaction* satisfaction) {
  const SurveyScore& nps = score_of(satisfaction, true);
  const SurveyScore& csat = score_of(satisfaction, false);
  const double of_nps = nps.latest() * 10;
  const double of_csat = (csat.latest() - 1) * 25;
  if (nps.at != csat.at) return nps.at > csat.at ? of_nps : of_csat;
  return of_nps < of_csat ? of_nps : of_csat;  // both null while nobody answered
}

std::int64_t open_tickets(const Satisfaction* satisfaction) {
  std::int64_t count = 0;
  if (satisfaction == nullptr) return count;
  for (const Case& ticket : satisfaction->tickets.all()) count += ticket.open() ? 1 : 0;
  return count;
}

/// Cases are in order of their opening: the first open one is the oldest.
double open_ticket_days(const Satisfaction* satisfaction, Moment now) {
  if (satisfaction == nullptr) return kNull;
  for (const Case& ticket : satisfaction->tickets.all()) {
    if (ticket.open()) return days_between(ticket.opened, now);
  }
  return kNull;
}

double resolution_hours(const Satisfaction* satisfaction) {
  if (satisfaction == nullptr || satisfaction->tickets.resolutions() == 0) return kNull;
  return static_cast<double>(satisfaction->tickets.resolution_ms()) / static_cast<double>(kHour) /
         static_cast<double>(satisfaction->tickets.resolutions());
}

std::int64_t open_complaints(const Satisfaction* satisfaction, Millis open_for, Moment now) {
  std::int64_t count = 0;
  if (satisfaction == nullptr) return count;
  for (const Case& complaint : satisfaction->complaints.all()) {
    count += complaint.open() && now.t < complaint.opened + open_for ? 1 : 0;
  }
  return count;
}

/// The oldest complaint that is open; null when there is none.
const Case* oldest_complaint(const Satisfaction* satisfaction, Millis open_for, Millis t) {
  if (satisfaction == nullptr) return nullptr;
  for (const Case& complaint : satisfaction->complaints.all()) {
    if (complaint.open() && t < complaint.opened + open_for) return &complaint;
  }
  return nullptr;
}

/// Age of the oldest open complaint: it grows, and falls back to the next one's where the oldest one closes.
class ComplaintAge final : public KindSignal {
 public:
  ComplaintAge(std::string name, const SatisfactionFeature& satisfaction)
      : KindSignal(std::move(name), SignalType::kNumber, satisfaction.kinds()), satisfaction_(satisfaction) {}

  double number(const std::byte* state, Moment now) const override {
    const Case* oldest = oldest_complaint(satisfaction_.find(state), satisfaction_.complaint_open(), now.t);
    return oldest == nullptr ? kNull : days_between(oldest->opened, now);
  }
  Range range(const std::byte* state, Moment from, Moment to) const override {
    const Millis open_for = satisfaction_.complaint_open();
    Range range;
    for (Moment now = from; now.t <= to.t; ++now.t) {
      const Case* oldest = oldest_complaint(satisfaction_.find(state), open_for, now.t);
      if (oldest == nullptr) {
        range.include(Range::null());
        break;
      }
      range.include(Range::point(days_between(oldest->opened, now)));
      now.t = std::min(to.t, oldest->opened + open_for - 1);
      range.include(Range::point(days_between(oldest->opened, now)));
    }
    return range;
  }

 private:
  const SatisfactionFeature& satisfaction_;
};

const KindSet kSurveys = {Kind::kSurvey};
const KindSet kTickets = {Kind::kTicketOpened, Kind::kTicketResolved};

/// Of one scale: the latest answer, the mean, the age.
std::unique_ptr<Signal> score_signal(std::string name, const SatisfactionFeature& feature, Measure measure) {
  const bool nps =
      measure == Measure::kNps || measure == Measure::kNpsMean || measure == Measure::kNpsAgeDays;
  if (measure == Measure::kNpsAgeDays || measure == Measure::kCsatAgeDays) {
    return monotone_signal(std::move(name), kSurveys, [&feature, nps](const std::byte* state, Moment now) {
      return days_between(score_of(feature.find(state), nps).at, now);
    });
  }
  const bool mean = measure == Measure::kNpsMean || measure == Measure::kCsatMean;
  return steady_signal(std::move(name), kSurveys, [&feature, nps, mean](const std::byte* state) {
    const SurveyScore& score = score_of(feature.find(state), nps);
    return mean ? score.mean() : score.latest();
  });
}

template <typename Value>
std::unique_ptr<Signal> ticket_signal(std::string name, const SatisfactionFeature& feature, Value value) {
  return steady_signal(std::move(name), kTickets, [&feature, value](const std::byte* state) {
    return static_cast<double>(value(feature.find(state)));
  });
}

}  // namespace

std::unique_ptr<Signal> satisfaction_signal(std::string name, const SatisfactionFeature& feature,
                                            Measure measure) {
  switch (measure) {
    case Measure::kSurveyScore:
      return steady_signal(std::move(name), kSurveys,
                           [&feature](const std::byte* state) { return survey_score(feature.find(state)); });
    case Measure::kOpenTickets:
      return ticket_signal(std::move(name), feature, open_tickets);
    case Measure::kOpenTicketDays:
      return monotone_signal(std::move(name), kTickets, [&feature](const std::byte* state, Moment now) {
        return open_ticket_days(feature.find(state), now);
      });
    case Measure::kResolutionHours:
      return ticket_signal(std::move(name), feature, resolution_hours);
    case Measure::kTicketsReopened:
      return ticket_signal(std::move(name), feature, [](const Satisfaction* satisfaction) {
        return satisfaction == nullptr ? 0 : satisfaction->tickets.reopened();
      });
    case Measure::kOpenComplaints:
      return monotone_signal(
          std::move(name), feature.kinds(), [&feature](const std::byte* state, Moment now) {
            return static_cast<double>(open_complaints(feature.find(state), feature.complaint_open(), now));
          });
    case Measure::kOpenComplaintDays:
      return std::make_unique<ComplaintAge>(std::move(name), feature);
    default:
      return score_signal(std::move(name), feature, measure);
  }
}

}  // namespace tidemark::operators
