#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/money.h"
#include "engine/base/time.h"

/// What a configuration says, as plain checked values. Who has a Config in hand need not check it again.
/// Defaults here are the built-in default configuration, the same as config/tidemark.yaml.
namespace tidemark::config {

enum class ClockMode : std::uint8_t { kWall, kEvent };
enum class Durability : std::uint8_t { kFsync, kOs, kNone };

struct TimeSettings {
  ClockMode clock = ClockMode::kWall;   ///< what a new store of `serve` gets; `score` always means event
  std::string zone = "UTC";             ///< IANA name of the programme's local days
  Millis silence_delay = 5 * kMinute;   ///< how far the watermark trails: when silence counts
  Millis accept_late = 400 * kDay;      ///< older events are dead letters `too_old`
  Millis accept_future = 1 * kMinute;   ///< against the wall clock (wall mode only)
  Millis restart_grace = 30 * kSecond;  ///< wall mode only
  Millis jump_gap = 366 * kDay;         ///< event mode: a leap ahead waits for another customer's word
};

struct EventSettings {
  std::vector<std::string> kinds;          ///< additional kinds, in order
  std::map<std::string, std::string> map;  ///< foreign type name → our kind's name
  std::string currency;                    ///< base currency; empty: that of the first money event
  std::map<std::string, std::string>
      rates;                          ///< currency → units of base currency per unit, exact decimal text
  Millis dedupe_horizon = 30 * kDay;  ///< an event id is remembered so long (event time)
  std::uint32_t dedupe_ids = 16384;   ///< … and at most so many per key group
  std::uint32_t line_bytes_max = 1 << 18;  ///< longer events are dead letters `too_large`
};

/// A sum or count that ladders and conditions stand on. Written "spend_365d", "orders_90d",
/// "purchase_days_30d", or over the whole life "spend", "orders", "purchase_days". Spend is gross less
/// refunds.
struct Basis {
  enum class Measure : std::uint8_t { kSpend, kOrders, kPurchaseDays };
  Measure measure = Measure::kSpend;
  std::int32_t days = 365;  ///< 0: lifetime; else today's local day and the days − 1 before it
  std::string name = "spend_365d";
};

struct TierLevel {
  std::string name;
  std::int64_t at = 0;  ///< micro-units for spend, else a count; the first level's is 0 and means "everyone"
};

struct Ladder {
  std::string name;  ///< "tier" is the programme's; the level's name in alerts and reads
  Basis basis;
  std::vector<TierLevel> levels;    ///< ascending, at least two
  std::int64_t hysteresis_ppm = 0;  ///< a level is held until the basis is below at·(1 − hysteresis)
  Millis grace = 0;                 ///< a deserved downgrade waits so long; recovery cancels it silently
  Millis minimum_stay = 0;          ///< no downgrade earlier after a change; upgrades are immune
  bool downgrade_by_step = false;   ///< one level at a time, else straight to what the basis deserves
};

struct Lifecycle {
  bool enabled = true;
  Millis new_for = 30 * kDay;        ///< a first-time buyer is `new` so long
  std::int64_t loyal_orders = 4;     ///< from so many orders on, while not silent, `loyal`
  Millis at_risk_after = 90 * kDay;  ///< of silence since the last purchase
  Millis churned_after = 180 * kDay;
  Millis won_back_for = 30 * kDay;  ///< after the purchase that ended a churn
};

struct Rfm {
  bool enabled = true;
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

struct BtydParameters {
  double r = 0, alpha = 0, a = 0, b = 0;  ///< all > 0; alpha in weeks
};

struct Churn {
  enum class Model : std::uint8_t { kMbgNbd, kBgNbd };
  enum class BandsOn : std::uint8_t { kRisk, kOddsRatio };
  Model model = Model::kMbgNbd;
  Millis horizon = 91 * kDay;
  std::optional<BtydParameters> parameters;  ///< none: churn is `unknown`
  std::optional<double> base_rate;  ///< of the reasons; default: risk at the instant of a first purchase
  Millis unknown_for = 0;           ///< a one-time buyer stays `unknown` so long after the first purchase
  BandsOn bands_on =
      BandsOn::kRisk;  ///< or odds against the customer's own risk right after the last purchase
  std::array<double, 3> enter = {0.5, 0.7, 0.9};  ///< medium, high, critical from here
  std::array<double, 3> leave = {0.5, 0.7, 0.9};  ///< … and down again below here; leave ≤ enter
};

struct AlertSettings {
  std::string source = "tidemark/default";  ///< CloudEvents source
  Millis keep = 30 * kDay;                  ///< committed alerts are kept for readers so long
  std::uint64_t keep_bytes = 4ULL << 30;    ///< … and at most so many bytes of them, as stored
};

/// Where HTTP is served; only loopback until there are keys.
struct HttpSettings {
  std::string listen = "127.0.0.1:8080";  ///< empty: not at all
  std::uint64_t body_bytes_max = 8ULL << 20;
  std::uint32_t connections = 1024;
};

/// ZeroMQ endpoints; an empty one is not bound. Only loopback and ipc until there is CURVE.
struct ZmqSettings {
  std::string ingest = "tcp://127.0.0.1:7701";    ///< ROUTER: events, acknowledged
  std::string pull = "tcp://127.0.0.1:7702";      ///< PULL: events, without
  std::string alerts = "tcp://127.0.0.1:7703";    ///< XPUB: alerts as they happen
  std::string catch_up = "tcp://127.0.0.1:7704";  ///< ROUTER: pages of alerts behind a cursor
  std::uint64_t message_bytes_max = 8ULL << 20;
};

struct MemorySettings {
  std::uint64_t budget_bytes = 2ULL << 30;
};

struct LogSettings {
  std::uint64_t segment_bytes = 64ULL << 20;
  std::uint64_t keep_bytes = 16ULL << 30;       ///< committed log kept behind the checkpoint
  std::uint64_t checkpoint_inputs = 1'000'000;  ///< inputs between checkpoints
  std::uint32_t batch_inputs = 4096;            ///< most inputs in one commit
  std::uint32_t wake_budget = 64;               ///< wake-ups a mark may fire per key group
};

struct Config {
  TimeSettings time;
  EventSettings events;
  std::vector<Ladder> ladders;  ///< in the order of the file
  Lifecycle lifecycle;
  Rfm rfm;
  Churn churn;
  AlertSettings alerts;
  HttpSettings http;
  ZmqSettings zmq;
  MemorySettings memory;
  LogSettings log;
  Durability durability = Durability::kFsync;
  std::string
      content;  ///< canonical YAML of all that decides answers; equal content = the same configuration
};

}  // namespace tidemark::config
