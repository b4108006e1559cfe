#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/money.h"
#include "engine/base/time.h"

/// What is assessed of a customer: ladders, lifecycle, segments, risks and scores.
namespace tidemark::config {

/// What a ladder stands on: a sum or count that every customer has at hand, or any other number.
/// The former are written "spend_365d", "orders_90d", "purchase_days_30d", or over the whole life "spend",
/// "orders", "purchase_days". Spend is gross less refunds.
struct Basis {
  enum class Measure : std::uint8_t {
    kSpend,
    kOrders,
    kPurchaseDays,
    kFeature  ///< a feature or an expression that is a number
  };
  Measure measure = Measure::kSpend;
  /// 0: lifetime; else today's local day and the days − 1 before it. 0 for kFeature.
  std::int32_t days = 365;
  std::string name = "spend_365d";  ///< kFeature: the expression, canonical
};

struct TierLevel {
  std::string name;
  /// A count for orders and purchase days, else millionths; the first level's is 0 and means "everyone".
  std::int64_t at = 0;
  std::string when = {};  ///< a condition that has to hold besides; empty: none
};

/// Over what an order measure (spend, orders, purchase days without a window of their own) is taken.
struct Qualification {
  enum class Period : std::uint8_t {
    kBasis,  ///< the basis' own window, or the whole life
    kMonth,  ///< the local calendar month, quarter, year that is running
    kQuarter,
    kYear,
    kJoining,    ///< years counted from the local day of joining (the first event), the one that is running
    kTierChange  ///< since the local day of the last change of tier
  };
  Period period = Period::kBasis;
};

/// A length of calendar time: "90D", "1Y", "1M_U". Rounded up it lasts to the end of the local unit in which
/// it ends, rounded down to its beginning.
struct CalendarSpan {
  enum class Unit : std::uint8_t { kDay, kMonth, kYear };
  enum class Rounding : std::uint8_t { kNone, kUp, kDown };
  std::int32_t count = 0;  ///< 0: none
  Unit unit = Unit::kYear;
  Rounding rounding = Rounding::kNone;
};

/// How long a tier lasts once it is reached or renewed.
struct Validity {
  enum class From : std::uint8_t { kTierStart, kJoining, kAttribute };
  CalendarSpan span;       ///< none: no expiry
  std::int32_t cycle = 0;  ///< instead of a span: until the next day month·100 + day of a year; 0: none
  From from = From::kTierStart;
  std::string attribute;  ///< kAttribute: a date

  bool any() const { return span.count > 0 || cycle > 0; }
};

struct Ladder {
  std::string name;  ///< "tier" is the programme's; the level's name in alerts and reads
  Basis basis;
  std::vector<TierLevel> levels;    ///< ascending, at least two
  std::int64_t hysteresis_ppm = 0;  ///< a level is held until the basis is below at·(1 − hysteresis)
  Millis grace = 0;                 ///< a deserved downgrade waits so long; recovery cancels it silently
  Millis minimum_stay = 0;          ///< no downgrade earlier after a change; upgrades are immune
  bool downgrade_by_step = false;   ///< one level at a time, else straight to what the basis deserves
  /// When a deserved downgrade may happen: as soon as it is deserved, when the tier's validity ends, or at
  /// the next beginning of a local month, quarter or year. Grace comes on top.
  enum class DowngradeOn : std::uint8_t { kLoss, kExpiry, kMonth, kQuarter, kYear };
  DowngradeOn downgrade_on = DowngradeOn::kLoss;
  Qualification qualification;
  Validity validity;
  Millis notice = 0;    ///< `downgrade_pending` is told so long before the downgrade; 0: not at all
  Millis cooldown = 0;  ///< no upgrade sooner than this after a downgrade
};

struct Lifecycle {
  bool enabled = true;
  Millis new_for = 30 * kDay;        ///< a first-time buyer is `new` so long
  std::int64_t loyal_orders = 4;     ///< from so many orders on, while not silent, `loyal`
  Millis at_risk_after = 90 * kDay;  ///< of silence since the last purchase
  Millis churned_after = 180 * kDay;
  Millis won_back_for = 30 * kDay;  ///< after the purchase that ended a churn

  /// A stage of a machine of one's own. The first in order whose conditions hold is in force; a customer for
  /// whom none holds stays where it is.
  struct Stage {
    std::string name;
    std::string when;               ///< has to hold to enter
    std::string stay;               ///< has to hold to stay; empty: the same as `when`
    std::vector<std::string> from;  ///< entered from these only; empty: from any
    Millis at_most = 0;             ///< after so long it no longer holds until it was left; 0: no limit
    int worth = 0;                  ///< to the company; a change to a stage of more worth is for the better
  };
  std::vector<Stage> stages;  ///< empty: the built-in machine with the settings above
};

/// A named condition; customers enter and leave it.
struct Segment {
  std::string name;
  std::string when;
  Millis minimum_stay = 0;  ///< not left sooner
};

/// A score from 0 to 100: the weighted mean of those parts that are known.
struct Score {
  struct Part {
    std::string name;
    std::string value;  ///< a feature or an expression
    double from = 0;    ///< is worth 0
    double to = 100;    ///< is worth 100; less than `from` where less is better
    double weight = 1;
  };
  struct Cut {
    std::string name;
    double at = 0;  ///< the first one's is 0
  };
  std::string name;
  std::vector<Part> parts;
  std::vector<Cut> levels;  ///< ascending, at least two; beside them null while no part is known
  double hysteresis = 0;    ///< points below a cut down to which its level is kept
};

/// A notice on a date or after so long without contact: `tidemark.care.<name>`.
struct Care {
  enum class Form : std::uint8_t { kYearly, kSilence };
  std::string name;
  Form form = Form::kYearly;
  std::string attribute;           ///< kYearly: a date attribute; empty: the day of joining
  Millis ahead = 0;                ///< kYearly: so long before local midnight of the day; whole days
  std::vector<std::string> kinds;  ///< kSilence: events that are contact; empty: all
  Millis silence = 0;
};

/// What to do about a transition: the first entry whose every part fits.
struct Action {
  std::string code;
  std::string text;
  std::string when;                 ///< a condition over the customer as it is after the transition
  std::vector<std::string> levels;  ///< transitions of these levels only; empty: all
  std::vector<std::string> to;      ///< … that lead to these values
  std::vector<std::string> cause;   ///< … of these causes
};

/// How often a level may speak; what is held back is announced, as the net difference, when the limit ends.
struct AlertLimit {
  std::string level;         ///< "tier", "segment", …
  Millis cooldown = 0;       ///< between two alerts
  std::uint32_t budget = 0;  ///< at most so many …
  Millis budget_per = 0;     ///< … within this time of the first of them; 0: no budget
  bool loud_start = false;   ///< a new level tells where existing customers stand
};

struct Rfm {
  bool enabled = true;
  /// Where the scores come from. kQuintiles: from the population's boundaries in force, and from the fixed
  /// cuts below until there are any; kFixed: from the cuts alone.
  enum class Cuts : std::uint8_t { kQuintiles, kFixed };
  Cuts cuts = Cuts::kQuintiles;
  /// Score 5 up to cut 0, 4 up to cut 1, … in days since the last purchase (fractions count).
  std::array<double, 4> recency_days = {30, 60, 120, 240};
  /// Score 1 below cut 0, 2 from cut 0 on, … number of orders.
  std::array<std::int64_t, 4> frequency = {2, 3, 5, 9};
  std::array<Micro, 4> monetary = {50 * kMicro, 100 * kMicro, 250 * kMicro, 1000 * kMicro};
  enum class Measure : std::uint8_t { kGross, kNet };
  Measure measure = Measure::kGross;
  /// Segment names, worst first is not implied; and the segment of cell (r−1)·25 + (f−1)·5 + (m−1).
  std::vector<std::string> segments;  ///< filled with the eleven standard ones by default_config()
  std::array<std::uint8_t, 125> cell{};
};

/// Classes A, B, C of the customers in falling order of value, by the cumulative share before each.
struct Abc {
  bool enabled = true;
  enum class Measure : std::uint8_t { kGross, kNet, kMargin };
  Measure measure = Measure::kGross;
  std::int32_t days = 0;  ///< 0: the whole life; else today's local day and those before it
  std::array<double, 2> cuts = {0.80, 0.95};  ///< A below the first share, B below the second
  double notice = 0;  ///< `population.moved` when the share of the top 20 % moved so far; 0: never
};

/// When the population's boundaries are renewed.
struct Population {
  /// An epoch closes after so many inputs, rounded up to the marks' grid; its boundaries act two epochs
  /// later.
  std::uint64_t epoch_inputs = 4096;
  /// Fewer eligible customers than this have no boundaries.
  std::uint64_t customers_min = 5;
};

/// Parameters of a model of purchasing and drop-out, all > 0; alpha in weeks. NBD has no a and b (0).
struct BtydParameters {
  double r = 0, alpha = 0, a = 0, b = 0;
};

/// The published risk: logit(risk) = slope · logit(model's risk) + intercept (Platt).
struct Calibration {
  double slope = 1;  ///< > 0
  double intercept = 0;
};

/// A term of an additive model on the scale of log-odds.
struct ChurnTerm {
  enum class Transform : std::uint8_t {
    kNone,
    kLog  ///< ln(1 + max(value, 0))
  };
  std::string name;   ///< in reasons
  std::string value;  ///< a feature or expression: a number or a truth (1 or 0)
  Transform transform = Transform::kNone;
  double weight = 0;     ///< log-odds a unit of the transformed value
  double reference = 0;  ///< transformed value that contributes nothing
  double missing = 0;    ///< log-odds while the value is not known
};

/// A rule of a scorecard: so many points while the condition holds, or a unit of the value; 0 while unknown.
/// A decaying rule is one over a decayed feature.
struct ChurnRule {
  std::string name;
  std::string when;   ///< a condition; or …
  std::string value;  ///< … a number, of which each unit has the points
  double points = 0;
};

struct Churn {
  enum class Model : std::uint8_t {
    kMbgNbd,
    kBgNbd,
    kNbd,       ///< no drop-out: P(alive) = 1
    kRules,     ///< logit(risk) = logit(base_rate) + Σ points · ln 2 / points_to_double_odds
    kLogistic,  ///< logit(risk) = intercept + Σ weight · (transformed value − reference)
    kMixture    ///< logit(risk) = Σ share · logit(risk of the model)
  };
  enum class BandsOn : std::uint8_t { kRisk, kOddsRatio };
  Model model = Model::kMbgNbd;
  Millis horizon = 91 * kDay;
  std::vector<std::string> activity;  ///< kinds whose silence is churn; empty: purchases
  std::optional<BtydParameters> mbgnbd, bgnbd, nbd;

  std::vector<ChurnRule> rules;
  double points_to_double_odds = 20;
  double intercept = 0;          ///< of the logistic model
  std::vector<ChurnTerm> terms;  ///< of the logistic model; the value `churn.p0_logit` is the BTYD model's
  /// The BTYD model behind `churn.p0_logit` of a logistic model.
  Model base_model = Model::kMbgNbd;
  struct Share {
    Model model = Model::kMbgNbd;
    double share = 0;
  };
  std::vector<Share> mixture;  ///< shares sum to 1
  Calibration calibration;

  std::optional<double> base_rate;  ///< of the reasons; default: risk at the instant of a first purchase
  Millis unknown_for = 0;           ///< a one-time buyer stays `unknown` so long after the first purchase
  BandsOn bands_on =
      BandsOn::kRisk;  ///< or odds against the customer's own risk right after the last purchase
  std::array<double, 3> enter = {0.5, 0.7, 0.9};  ///< medium, high, critical from here
  std::array<double, 3> leave = {0.5, 0.7, 0.9};  ///< … and down again below here; leave ≤ enter
  /// What training writes cuts for: the share of customers at or above medium, high, critical …
  std::optional<std::array<double, 3>> band_shares;
  double capacity_per_day = 0;  ///< … or so many customers a day that become critical; 0: not asked for
  std::uint32_t version = 0;    ///< of the trained model, told in every alert; 0: none was trained

  /// The parameters of one of the BTYD models, by default the one in use.
  std::optional<BtydParameters>& parameters_of(Model of) {
    return of == Model::kBgNbd ? bgnbd : of == Model::kNbd ? nbd : mbgnbd;
  }
  const std::optional<BtydParameters>& parameters_of(Model of) const {
    return const_cast<Churn*>(this)->parameters_of(of);
  }
  std::optional<BtydParameters>& parameters() { return parameters_of(model); }
  const std::optional<BtydParameters>& parameters() const { return parameters_of(model); }
};

/// What a customer will be worth.
struct Value {
  struct GammaGamma {
    double p = 0, q = 0, v = 0;  ///< all > 0, q > 1
  };
  Millis horizon = 0;               ///< expected purchases and CLV look so far ahead; 0: as far as churn does
  double discount = 0.10;           ///< a year
  std::optional<GammaGamma> spend;  ///< of a purchase day; none: expected spend is the customer's own mean
  /// Potential: a feature or expression; the 3 × 3 cell is the third of CLV and of potential by these cuts.
  std::string potential;
  std::array<double, 2> value_cuts = {100, 1000};
  std::array<double, 2> potential_cuts = {100, 1000};
  std::string key_account;  ///< a condition; empty: nobody is one
};

}  // namespace tidemark::config
