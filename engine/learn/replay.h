#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "engine/commit/alert_block.h"
#include "engine/core.h"
#include "engine/store_directory.h"

namespace tidemark::engine {

struct ReplayOptions {
  std::vector<std::string> inputs;  ///< event logs in order, as `score` takes them; read once, so no stdin
  config::Config config;
  std::optional<Millis> until;  ///< only events with time < until; state as of until
  /// After the shards are done with a batch; on another thread, one at a time.
  std::function<void(const Batch&)> on_batch = {};
  std::function<void(const CommittedAlert&)> on_alert = {};  ///< the same
};

/// The real engine over event logs once, in a temporary store: every customer as scoring has it.
///
/// Thread   one. Memory: as `score` without --data.
class Replay {
 public:
  /// Errors: kNotFound, kForeign (an input), kInvalidArgument (the configuration), kIo.
  static Result<std::unique_ptr<Replay>> run(const ReplayOptions& options);

  /// `until`, or right after the last event.
  Millis as_of() const { return as_of_; }
  std::uint64_t accepted() const { return accepted_; }
  std::uint64_t refused() const { return refused_; }  ///< lines that were no events, too old, too far ahead
  std::string digest() const { return digest_; }      ///< of all that was read, 32 hex digits
  const operators::Scoring& scoring() const { return core_->scoring(); }
  /// Every customer, by id bytewise.
  Status visit(const std::function<void(std::string_view id, const std::byte* state)>& visit) const;

 private:
  Replay() = default;
  Status open(const ReplayOptions& options);
  Status read(const ReplayOptions& options);
  Status end(const ReplayOptions& options);

  std::unique_ptr<StoreDirectory> directory_;
  std::unique_ptr<Core> core_;
  Millis as_of_ = kNoTime;
  std::uint64_t accepted_ = 0;
  std::uint64_t refused_ = 0;
  std::string digest_;
};

}  // namespace tidemark::engine
