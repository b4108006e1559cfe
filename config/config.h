#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/features.h"
#include "config/levels.h"
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

/// What one unit of a currency is worth in the base currency, from a local day on.
struct DatedRate {
  std::string day;        ///< "2026-01-31"; empty: always
  Millis from = kNoTime;  ///< the midnight that begins it in the programme's zone; kNoTime: always
  std::string rate;       ///< exact decimal text
};

struct EventSettings {
  std::vector<std::string> kinds;          ///< additional kinds, in order
  std::map<std::string, std::string> map;  ///< foreign type name → our kind's name
  std::string currency;                    ///< base currency; empty: that of the first money event
  /// Of other currencies, ascending by day, each at least one. Before its first day a currency has no rate.
  std::map<std::string, std::vector<DatedRate>> rates;
  Millis dedupe_horizon = 30 * kDay;       ///< an event id is remembered so long (event time)
  std::uint32_t dedupe_ids = 16384;        ///< … and at most so many per key group
  std::uint32_t line_bytes_max = 1 << 18;  ///< longer events are dead letters `too_large`
};

struct AlertSettings {
  std::string source = "tidemark/default";  ///< CloudEvents source
  Millis keep = 30 * kDay;                  ///< committed alerts are kept for readers so long
  std::uint64_t keep_bytes = 4ULL << 30;    ///< … and at most so many bytes of them, as stored
  std::vector<AlertLimit> limits;           ///< at most one a level
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
  FeatureSettings features;
  std::vector<Ladder> ladders;  ///< in the order of the file
  Lifecycle lifecycle;
  Rfm rfm;
  Abc abc;
  Population population;
  Churn churn;
  Value value;
  std::vector<Score> scores;
  std::vector<Segment> segments;
  std::vector<Care> care;
  std::vector<Action> actions;
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
