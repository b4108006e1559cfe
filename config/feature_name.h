#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "config/features.h"
#include "engine/base/event.h"
#include "engine/base/status.h"

/// What a dotted name in a condition, a value or a score's part means: "spend_365d", "days_since_login",
/// "attribute.birthday", "churn.risk". The one place that knows the grammar of names.
namespace tidemark::config {

enum class ValueType : std::uint8_t {
  kNull,    ///< only of the literal null
  kNumber,  ///< money in units of the base currency, time in days
  kTruth,
  kText,
  kInstant,
  kNumberOrText  ///< whichever is asked for: the latest value of a property; its signal answers both
};

struct FeatureName {
  enum class Source : std::uint8_t {
    kOrders,        ///< orders and money over `window`
    kPurchases,     ///< instants of purchases and what follows from them
    kEvents,        ///< of `kind`; kOther: of all kinds. Counts over `window`
    kSessions,      ///< of page views
    kPreferences,   ///< what is used, bought and looked at most
    kSatisfaction,  ///< surveys, complaints, tickets
    kSubscription,
    kAttribute,  ///< features.attributes[index]
    kCustom,     ///< features.custom[index]
    kLadder,     ///< ladders[index]: the level
    kLifecycle,  ///< the stage
    kRfm,
    kAbc,
    kChurn,
    kValue,   ///< what the customer will be worth
    kScore,   ///< scores[index]
    kSegment  ///< segments[index]: whether the customer is in it
  };
  enum class Measure : std::uint8_t {
    kValue,  ///< of kAttribute, kCustom, kLadder, kLifecycle, kScore, kSegment: what the source says
    // kOrders
    kOrders,
    kGross,
    kRefunds,
    kNet,  ///< "net" and "spend"
    kPurchaseDays,
    kMargin,
    // kPurchases
    kBasket,
    kRecencyDays,
    kTenureDays,
    kFirstPurchaseDays,
    kMeanGapDays,
    kOverdueRatio,
    // kEvents
    kCount,
    kDaysSince,
    // kSessions
    kSessions,
    kPages,
    kDwellMinutes,
    kBounceRate,
    // kPreferences
    kChannel,
    kCategory,
    kProduct,
    // kSatisfaction
    kNps,
    kNpsMean,
    kNpsAgeDays,
    kCsat,
    kCsatMean,
    kCsatAgeDays,
    kSurveyScore,
    kOpenTickets,
    kOpenTicketDays,
    kOpenComplaints,
    kOpenComplaintDays,
    kResolutionHours,
    kTicketsReopened,
    // kSubscription
    kSubscribed,
    // kRfm
    kSegment,
    kR,
    kF,
    kM,
    // kChurn, kScore
    kLevel,
    kRisk,
    kAlive,
    kP0Logit,  ///< ln odds of silence over the horizon, by the BTYD model alone
    // kValue
    kExpectedPurchases,
    kExpectedSpend,
    kClv,
    kAtRisk
  };

  std::string name{};  ///< as written
  Source source = Source::kOrders;
  Measure measure = Measure::kValue;
  ValueType type = ValueType::kNumber;
  /// It is (t − x) in days with a fixed x as long as nothing happens, or null.
  bool ages = false;
  Kind kind = Kind::kOther;
  Window window{};
  std::size_t index = 0;
};

/// The number of a kind by its name: built-in ones, then events.kinds from kFirstCustomKind on. kOther when
/// there is no such kind.
Kind kind_named(const EventSettings& events, std::string_view name);

/// What the name means under a configuration; nothing when it means nothing. Where several could be meant,
/// built-in names come first, then custom features, then ladders: whoever adds a name to a configuration
/// refuses one that is found already. Cost: a pass over the kinds and the names of the configuration.
std::optional<FeatureName> find_feature(std::string_view name, const Config& config);

/// The same. Errors: kInvalidArgument with the nearest names that are known.
Result<FeatureName> parse_feature_name(std::string_view name, const Config& config);

/// All texts a level's name can have, in their order; empty for everything else.
std::vector<std::string> values_of(const FeatureName& feature, const Config& config);

/// Whether it is of the BTYD model behind churn and not of the level, which may itself stand on it.
inline bool is_of_btyd(const FeatureName& feature) {
  return feature.measure == FeatureName::Measure::kAlive || feature.measure == FeatureName::Measure::kP0Logit;
}

/// The longest window of a name, in days or hours.
inline constexpr std::int32_t kWindowLengthMax = 3660;
/// "_30d", "_12h_prior", "_month", "" (the whole life) into a window; false when it is none.
bool parse_window_suffix(std::string_view suffix, Window& out);

/// Every name without a window that the configuration knows: what suggestions and documentation choose from.
std::vector<std::string> known_features(const Config& config);
/// Those of them that may be followed by a window.
std::vector<std::string> windowed_features(const Config& config);

}  // namespace tidemark::config
