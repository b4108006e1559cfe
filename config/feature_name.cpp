#include "config/feature_name.h"

#include <charconv>

#include "config/churn_names.h"
#include "config/unknown_name.h"

namespace tidemark::config {
namespace {

using Origin = FeatureName::Source;
using Measure = FeatureName::Measure;

/// Names that are what they are, without window or further parts.
struct FixedName {
  std::string_view name;
  Origin source;
  Measure measure;
  ValueType type = ValueType::kNumber;
  bool ages = false;
};
constexpr FixedName kFixedNames[] = {
    {"recency_days", Origin::kPurchases, Measure::kRecencyDays, ValueType::kNumber, true},
    {"tenure_days", Origin::kPurchases, Measure::kTenureDays, ValueType::kNumber, true},
    {"first_purchase_days", Origin::kPurchases, Measure::kFirstPurchaseDays, ValueType::kNumber, true},
    {"basket", Origin::kPurchases, Measure::kBasket},
    {"mean_gap_days", Origin::kPurchases, Measure::kMeanGapDays},
    {"overdue_ratio", Origin::kPurchases, Measure::kOverdueRatio},
    {"days_since_event", Origin::kEvents, Measure::kDaysSince, ValueType::kNumber, true},
    {"sessions", Origin::kSessions, Measure::kSessions},
    {"pages", Origin::kSessions, Measure::kPages},
    {"dwell_minutes", Origin::kSessions, Measure::kDwellMinutes},
    {"bounce_rate", Origin::kSessions, Measure::kBounceRate},
    {"preferred_channel", Origin::kPreferences, Measure::kChannel, ValueType::kText},
    {"preferred_category", Origin::kPreferences, Measure::kCategory, ValueType::kText},
    {"preferred_product", Origin::kPreferences, Measure::kProduct, ValueType::kText},
    {"nps", Origin::kSatisfaction, Measure::kNps},
    {"nps_mean", Origin::kSatisfaction, Measure::kNpsMean},
    {"nps_age_days", Origin::kSatisfaction, Measure::kNpsAgeDays, ValueType::kNumber, true},
    {"csat", Origin::kSatisfaction, Measure::kCsat},
    {"csat_mean", Origin::kSatisfaction, Measure::kCsatMean},
    {"csat_age_days", Origin::kSatisfaction, Measure::kCsatAgeDays, ValueType::kNumber, true},
    {"survey_score", Origin::kSatisfaction, Measure::kSurveyScore},
    {"open_tickets", Origin::kSatisfaction, Measure::kOpenTickets},
    {"open_ticket_days", Origin::kSatisfaction, Measure::kOpenTicketDays},
    {"open_complaints", Origin::kSatisfaction, Measure::kOpenComplaints},
    {"open_complaint_days", Origin::kSatisfaction, Measure::kOpenComplaintDays},
    {"resolution_hours", Origin::kSatisfaction, Measure::kResolutionHours},
    {"tickets_reopened", Origin::kSatisfaction, Measure::kTicketsReopened},
    {"subscribed", Origin::kSubscription, Measure::kSubscribed, ValueType::kTruth},
    {"lifecycle", Origin::kLifecycle, Measure::kValue, ValueType::kText},
    {"rfm.segment", Origin::kRfm, Measure::kSegment, ValueType::kText},
    {"rfm.r", Origin::kRfm, Measure::kR},
    {"rfm.f", Origin::kRfm, Measure::kF},
    {"rfm.m", Origin::kRfm, Measure::kM},
    {"abc", Origin::kAbc, Measure::kValue, ValueType::kText},
    {"churn.level", Origin::kChurn, Measure::kLevel, ValueType::kText},
    {"churn.risk", Origin::kChurn, Measure::kRisk},
    {"churn.p_alive", Origin::kChurn, Measure::kAlive},
    {kP0LogitName, Origin::kChurn, Measure::kP0Logit},
    {"value.expected_purchases", Origin::kValue, Measure::kExpectedPurchases},
    {"value.expected_spend", Origin::kValue, Measure::kExpectedSpend},
    {"value.clv", Origin::kValue, Measure::kClv},
    {"value.at_risk", Origin::kValue, Measure::kAtRisk}};

struct OrderName {
  std::string_view name;
  Measure measure;
};
constexpr OrderName kOrderNames[] = {
    {"orders", Measure::kOrders}, {"gross", Measure::kGross}, {"refunds", Measure::kRefunds},
    {"net", Measure::kNet},       {"spend", Measure::kNet},   {"purchase_days", Measure::kPurchaseDays},
    {"margin", Measure::kMargin}};

constexpr std::string_view kEvents = "events";
constexpr std::string_view kDaysSince = "days_since_";
constexpr std::string_view kCount = "_count";
constexpr std::string_view kAttribute = "attribute.";
constexpr std::string_view kScore = "score.";
constexpr std::string_view kSegment = "segment.";
constexpr std::string_view kLevel = ".level";
constexpr std::string_view kPrior = "_prior";

using Found = std::optional<FeatureName>;

bool enabled(Origin source, const Config& config) {
  if (source == Origin::kLifecycle) return config.lifecycle.enabled;
  if (source == Origin::kAbc) return config.abc.enabled;
  return source != Origin::kRfm || config.rfm.enabled;
}

Found fixed_name(std::string_view name, const Config& config) {
  for (const FixedName& known : kFixedNames) {
    if (known.name != name || !enabled(known.source, config)) continue;
    return FeatureName{
        .source = known.source, .measure = known.measure, .type = known.type, .ages = known.ages};
  }
  return std::nullopt;
}

Found order_name(std::string_view name) {
  for (const OrderName& known : kOrderNames) {
    FeatureName found{.source = Origin::kOrders, .measure = known.measure};
    if (!name.starts_with(known.name)) continue;
    if (!parse_window_suffix(name.substr(known.name.size()), found.window)) continue;
    if (found.window.unit == Window::Unit::kHours) continue;  // purchase days are kept, not hours
    return found;
  }
  return std::nullopt;
}

/// `counted`: "_count_30d" behind a kind, "_30d" behind "events".
Found event_count(Kind kind, std::string_view window) {
  FeatureName found{.source = Origin::kEvents, .measure = Measure::kCount, .kind = kind};
  if (!parse_window_suffix(window, found.window)) return std::nullopt;
  return found;
}

Found event_name(std::string_view name, const EventSettings& events) {
  if (name.starts_with(kEvents)) {
    if (Found all = event_count(Kind::kOther, name.substr(kEvents.size()))) return all;
  }
  if (name.starts_with(kDaysSince)) {
    const Kind kind = kind_named(events, name.substr(kDaysSince.size()));
    if (kind != Kind::kOther) {
      return FeatureName{
          .source = Origin::kEvents, .measure = Measure::kDaysSince, .ages = true, .kind = kind};
    }
  }
  // A window has no "_count" in it, so what stands before the last one is the kind.
  const std::size_t at = name.rfind(kCount);
  if (at == std::string_view::npos) return std::nullopt;
  const Kind kind = kind_named(events, name.substr(0, at));
  return kind == Kind::kOther ? std::nullopt : event_count(kind, name.substr(at + kCount.size()));
}

template <typename Named>
std::optional<std::size_t> place_of(std::string_view name, const std::vector<Named>& all) {
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].name == name) return i;
  }
  return std::nullopt;
}

ValueType type_of(const Attribute& attribute) {
  switch (attribute.type) {
    case Attribute::Type::kNumber:
      return ValueType::kNumber;
    case Attribute::Type::kTruth:
      return ValueType::kTruth;
    case Attribute::Type::kDate:
      return ValueType::kInstant;
    default:
      return ValueType::kText;
  }
}

template <typename Named>
Found one_of(Origin source, Measure measure, ValueType type, std::string_view name,
             const std::vector<Named>& all) {
  const std::optional<std::size_t> index = place_of(name, all);
  if (!index) return std::nullopt;
  return FeatureName{.source = source, .measure = measure, .type = type, .index = *index};
}

Found dotted_name(std::string_view name, const Config& config) {
  if (name.starts_with(kAttribute)) {
    Found found = one_of(Origin::kAttribute, Measure::kValue, ValueType::kText,
                         name.substr(kAttribute.size()), config.features.attributes);
    if (found) found->type = type_of(config.features.attributes[found->index]);
    return found;
  }
  if (name.starts_with(kSegment)) {
    return one_of(Origin::kSegment, Measure::kValue, ValueType::kTruth, name.substr(kSegment.size()),
                  config.segments);
  }
  if (!name.starts_with(kScore)) return std::nullopt;
  const std::string_view rest = name.substr(kScore.size());
  if (!rest.ends_with(kLevel)) {
    return one_of(Origin::kScore, Measure::kValue, ValueType::kNumber, rest, config.scores);
  }
  return one_of(Origin::kScore, Measure::kLevel, ValueType::kText,
                rest.substr(0, rest.size() - kLevel.size()), config.scores);
}

Found custom_name(std::string_view name, const Config& config) {
  Found found = one_of(Origin::kCustom, Measure::kValue, ValueType::kNumber, name, config.features.custom);
  if (!found) return found;
  const CustomFeature::Form form = config.features.custom[found->index].form;
  found->ages = form == CustomFeature::Form::kDaysSince;
  if (form == CustomFeature::Form::kLast) found->type = ValueType::kNumberOrText;
  return found;
}

Found meaning_of(std::string_view name, const Config& config) {
  if (Found found = fixed_name(name, config)) return found;
  if (Found found = order_name(name)) return found;
  if (Found found = event_name(name, config.events)) return found;
  if (Found found = dotted_name(name, config)) return found;
  if (Found found = custom_name(name, config)) return found;
  return one_of(Origin::kLadder, Measure::kValue, ValueType::kText, name, config.ladders);
}

template <typename Named>
std::vector<std::string> names_in(const std::vector<Named>& all) {
  std::vector<std::string> names;
  for (const Named& one : all) names.push_back(one.name);
  return names;
}

void add_kinds(const EventSettings& events, std::string_view before, std::string_view behind,
               std::vector<std::string>& out) {
  const auto add = [&](std::string_view kind) {
    out.push_back(std::string(before) + std::string(kind) + std::string(behind));
  };
  for (unsigned k = 1; k < static_cast<unsigned>(Kind::kBuiltinCount); ++k) {
    add(kind_name(static_cast<Kind>(k)));
  }
  for (const std::string& kind : events.kinds) add(kind);
}

/// "30" of "_30d"; nothing when it is no length a window may have.
std::optional<std::int32_t> length_in(std::string_view suffix) {
  if (suffix.size() < 3 || suffix.front() != '_' || suffix[1] < '1' || suffix[1] > '9') return std::nullopt;
  const char* const end = suffix.data() + suffix.size() - 1;
  std::int32_t length = 0;
  const auto [p, error] = std::from_chars(suffix.data() + 1, end, length);
  if (error != std::errc() || p != end || length > kWindowLengthMax) return std::nullopt;
  return length;
}

}  // namespace

Kind kind_named(const EventSettings& events, std::string_view name) {
  const Kind built_in = builtin_kind(name);
  if (built_in != Kind::kOther) return built_in;
  for (std::size_t i = 0; i < events.kinds.size(); ++i) {
    if (events.kinds[i] == name) return static_cast<Kind>(kFirstCustomKind + i);
  }
  return Kind::kOther;
}

bool parse_window_suffix(std::string_view suffix, Window& out) {
  out = {};
  if (suffix.empty()) return true;
  if (suffix.ends_with(kPrior)) {
    out.prior = true;
    suffix.remove_suffix(kPrior.size());
  }
  out.length = 1;
  out.unit = suffix == "_month"     ? Window::Unit::kMonth
             : suffix == "_quarter" ? Window::Unit::kQuarter
             : suffix == "_year"    ? Window::Unit::kYear
                                    : Window::Unit::kLifetime;
  if (out.unit != Window::Unit::kLifetime) return true;
  const std::optional<std::int32_t> length = length_in(suffix);
  if (!length || (suffix.back() != 'd' && suffix.back() != 'h')) return false;
  out.unit = suffix.back() == 'd' ? Window::Unit::kDays : Window::Unit::kHours;
  out.length = *length;
  return true;
}

std::optional<FeatureName> find_feature(std::string_view name, const Config& config) {
  Found found = meaning_of(name, config);
  if (found) found->name = name;
  return found;
}

Result<FeatureName> parse_feature_name(std::string_view name, const Config& config) {
  if (Found found = find_feature(name, config)) return *std::move(found);
  const Problem problem = unknown_name(name, config);
  return Status::invalid(problem.text + "; " + problem.remedy);
}

std::vector<std::string> values_of(const FeatureName& feature, const Config& config) {
  switch (feature.source) {
    case Origin::kLadder:
      return names_in(config.ladders[feature.index].levels);
    case Origin::kLifecycle:
      if (!config.lifecycle.stages.empty()) return names_in(config.lifecycle.stages);
      return {"prospect", "new", "active", "loyal", "at_risk", "churned", "won_back"};
    case Origin::kRfm:
      return feature.measure == Measure::kSegment ? config.rfm.segments : std::vector<std::string>();
    case Origin::kAbc:
      return {"C", "B", "A"};
    case Origin::kChurn:
      if (feature.measure != Measure::kLevel) return {};
      return {"unknown", "low", "medium", "high", "critical"};
    case Origin::kScore:
      if (feature.measure != Measure::kLevel) return {};
      return names_in(config.scores[feature.index].levels);
    default:
      return {};
  }
}

std::vector<std::string> windowed_features(const Config& config) {
  std::vector<std::string> names;
  for (const OrderName& known : kOrderNames) names.emplace_back(known.name);
  names.emplace_back(kEvents);
  add_kinds(config.events, "", kCount, names);
  return names;
}

std::vector<std::string> known_features(const Config& config) {
  std::vector<std::string> names = windowed_features(config);
  for (const FixedName& known : kFixedNames) {
    if (enabled(known.source, config)) names.emplace_back(known.name);
  }
  add_kinds(config.events, kDaysSince, "", names);
  const auto add_all = [&names](std::string_view before, const auto& all, std::string_view behind) {
    for (const std::string& name : names_in(all)) {
      names.push_back(std::string(before) + name + std::string(behind));
    }
  };
  add_all(kAttribute, config.features.attributes, "");
  add_all("", config.features.custom, "");
  add_all("", config.ladders, "");
  add_all(kScore, config.scores, "");
  add_all(kScore, config.scores, kLevel);
  add_all(kSegment, config.segments, "");
  return names;
}

}  // namespace tidemark::config
