#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "engine/base/status.h"
#include "engine/base/time.h"

namespace tidemark::engine {

/// One committed alert, as every reader of the outbox gets it.
struct PublishedAlert {
  std::uint64_t sequence = 0;
  std::string_view level;  ///< "tier"
  std::string_view json;   ///< the CloudEvent, one line without newline
};

struct ScoreProgress {
  std::uint64_t inputs = 0;  ///< lines taken so far in this run
  double fraction = -1;      ///< of all input bytes, 0..1; negative when unknown (stdin)
  double seconds = 0;
};

struct ScoreOptions {
  std::vector<std::string> inputs;  ///< paths in order, "-" for stdin
  config::Config config;
  std::string data;             ///< store directory; empty: a temporary one, removed at the end
  std::optional<Millis> until;  ///< only events with time < until; state as of until
  std::string customers_out;    ///< empty: not wanted; "-": stdout; ".csv": CSV, else NDJSON
  std::string alerts_out;       ///< the same
  unsigned shards = 1;          ///< 1–64
  bool exact = false;  ///< RFM and ABC of `customers_out` by the exact population, not by its histograms
  bool mute = false;   ///< levels move, but alerts are neither numbered nor published
  std::function<void(const PublishedAlert&)> on_alert;    ///< after the commit, in order; publisher's thread
  std::function<void(const ScoreProgress&)> on_progress;  ///< a few times a second; caller's thread
};

struct ScoreSummary {
  std::uint64_t inputs = 0;    ///< lines taken in this run
  std::uint64_t accepted = 0;  ///< events that changed a customer
  std::uint64_t duplicates = 0;
  std::uint64_t late = 0;    ///< of the accepted
  std::uint64_t parked = 0;  ///< waiting for another customer's word at the end
  std::uint64_t beyond_until = 0;
  std::map<std::string, std::uint64_t> dead_letters;                               ///< by reason
  std::map<std::string, std::uint64_t> alerts;                                     ///< by "level → value"
  std::map<std::string, std::map<std::string, std::uint64_t>> customers_by_level;  ///< filled when counted
  std::uint64_t customers = 0;
  std::uint64_t wakes_fired = 0;
  std::uint64_t wakes_stale = 0;  ///< timers that found nothing due
  std::uint64_t log_bytes = 0;
  std::uint64_t store_bytes_written = 0;
  std::uint64_t checkpoints = 0;
  Millis as_of = kNoTime;
  bool resumed = false;  ///< the store had seen inputs before
  double seconds = 0;    ///< wall time of reading and scoring
  double cpu_seconds = 0;
  double recovery_seconds = 0;
  std::uint64_t memory_bytes_peak = 0;
};

/// Scores event logs under event time: the whole way from source to alerts and customers. Blocks.
/// Errors: kInvalidArgument (options), kForeign (an input or the alerts file), kIo and kCorruption (the
/// storage failed: exit code 75).
Result<ScoreSummary> score(const ScoreOptions& options);

}  // namespace tidemark::engine
