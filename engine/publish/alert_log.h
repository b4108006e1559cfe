#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/status.h"
#include "engine/commit/alert_block.h"
#include "state/store.h"

namespace tidemark::engine {

/// Where a reader of alerts stands: it has everything up to `after` of this epoch.
struct AlertCursor {
  std::uint32_t epoch = 0;
  Sequence after = 0;

  std::string text() const { return std::to_string(epoch) + ":" + std::to_string(after); }
  /// Nothing unless it is "EPOCH:SEQ".
  static std::optional<AlertCursor> parse(std::string_view text);
};

/// All committed alerts that are still kept, for readers with a cursor: the youngest in memory, the others in
/// the store's outbox. A slow reader holds up nobody: it finds its place in the store.
///
/// Thread: any.
class AlertLog {
 public:
  struct Head {
    std::uint32_t epoch = 0;
    Sequence last = 0;                       ///< of the youngest alert; 0: there never was one
    Sequence oldest = 1;                     ///< of the oldest that is kept
    std::map<std::string, Sequence> levels;  ///< the youngest of each level
  };
  enum class Answer : std::uint8_t {
    kOk,
    kExpired,     ///< alerts behind the cursor are no longer kept
    kOtherEpoch,  ///< the cursor is of another epoch, or ahead of the head
  };

  /// `bytes_max`: of alerts in memory. The store must outlive this.
  AlertLog(state::Store& store, Head head, std::size_t bytes_max);

  /// Alerts of a commit, gapless behind the last. From the publisher's thread.
  void append(std::vector<CommittedAlert> alerts);
  /// The store's outbox holds everything up to here: memory may let go of it.
  void stored(Sequence last);
  /// What is older is gone for good.
  void drop_before(Sequence oldest);

  Head head() const;
  /// Called on the publisher's thread after every append(); it must not wait.
  void on_append(std::function<void()> listener);

  Answer check(const AlertCursor& cursor) const;
  /// Up to `limit` alerts behind `after`, in order; none at the head. `bytes_max` ends a page early. Errors:
  /// kIo, kCorruption from the store.
  Status read(Sequence after, std::size_t limit, std::size_t bytes_max,
              std::vector<std::shared_ptr<const CommittedAlert>>& page) const;

 private:
  bool read_memory(Sequence after, std::size_t limit, std::size_t bytes_max,
                   std::vector<std::shared_ptr<const CommittedAlert>>& page) const;
  void trim();

  state::Store& store_;
  const std::size_t bytes_max_;
  mutable std::mutex mutex_;
  Head head_;
  std::deque<std::shared_ptr<const CommittedAlert>> recent_;  ///< ends at head_.last
  std::size_t recent_bytes_ = 0;
  Sequence stored_;
  std::vector<std::function<void()>> listeners_;
};

}  // namespace tidemark::engine
