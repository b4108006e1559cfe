#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/time.h"

/// What is counted of a customer beside orders: the group `features` of a configuration.
namespace tidemark::config {

/// A stretch of time that ends now, or that many units earlier.
///
/// Days: today's local day and the length − 1 before it, so a day leaves at local midnight. Hours: the same
/// with whole hours of UTC. Calendar units: from the beginning of the local month, quarter or year; length is
/// 1. With `prior` the same stretch right before it (calendar: the whole unit before).
struct Window {
  enum class Unit : std::uint8_t { kLifetime, kDays, kHours, kMonth, kQuarter, kYear };
  Unit unit = Unit::kLifetime;
  std::int32_t length = 0;
  bool prior = false;

  friend bool operator==(const Window&, const Window&) = default;
};

/// Only events whose property has one of these texts. Numbers and truth values are compared as written.
struct PropertyFilter {
  std::string property;
  std::vector<std::string> values;
};

/// A feature of the configuration's own, under `features.custom`.
struct CustomFeature {
  enum class Form : std::uint8_t {
    kCount,      ///< events
    kSum,        ///< of a property
    kMean,       ///< of a property
    kMin,        ///< of a property, over the whole life
    kMax,        ///< of a property, over the whole life
    kLast,       ///< latest value of a property, number or text
    kDays,       ///< distinct local days with such events
    kDaysSince,  ///< days since the latest such event, as a fraction
    kDecayed,    ///< Σ weight · 2^(−age/half-life)
    kExpression  ///< of other features
  };
  std::string name;
  Form form = Form::kCount;
  std::vector<std::string> kinds;     ///< empty: every kind
  std::vector<double> weights;        ///< kDecayed: one a kind
  std::string property;               ///< "amount": the event's money (or the property of that name)
  std::vector<PropertyFilter> where;  ///< all of them have to hold
  Window window;
  Millis half_life = 30 * kDay;
  std::string expression;
};

/// A trait from identify and group events.
struct Attribute {
  enum class Type : std::uint8_t { kText, kNumber, kTruth, kDate };
  std::string name;  ///< of the property; as a feature `attribute.<name>`
  Type type = Type::kText;
  bool pii = false;  ///< never in alerts
};

struct FeatureSettings {
  Millis order_keep = 400 * kDay;   ///< an order can be updated, refunded or cancelled by its id so long
  std::uint32_t order_count = 256;  ///< … and as long as it is among a customer's latest so many
  std::optional<double> margin;     ///< share of net that is margin where an order's cost is not known
  Millis session_gap = 30 * kMinute;
  Millis session_reorder = 1 * kHour;  ///< events later than this beside their session begin one of their own
  Millis dwell_max = 30 * kMinute;     ///< most time one page counts for
  Millis preference_half_life = 90 * kDay;
  std::uint32_t preference_count = 8;  ///< most channels, categories, products remembered of each
  Millis gap_prior = 30 * kDay;        ///< mean gap between purchase days of customers in general
  double gap_weight = 2;               ///< how many gaps of the customer's own it counts as much as
  Millis complaint_open = 30 * kDay;   ///< a complaint nobody resolves counts as open so long
  std::vector<Attribute> attributes;
  std::vector<CustomFeature> custom;
};

}  // namespace tidemark::config
