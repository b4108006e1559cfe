#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "engine/live/submission.h"
#include "engine/route/batch.h"

namespace tidemark::engine {

/// A submission on its way, with what is known of its answer.
struct Pending {
  Submission submission;
  IngestAnswer answer;
  std::map<std::uint8_t, std::uint64_t> kinds;  ///< accepted events by kind
};

/// Which inputs of a batch are whose.
struct Receipt {
  std::shared_ptr<Pending> pending;
  std::uint32_t first = 0;  ///< inputs [first, end)
  std::uint32_t end = 0;
  bool last = false;  ///< with these the submission is whole
};

/// What waits for commits: submissions for their answers, reads until what they have seen is committed.
///
/// Thread: any; committed() on the commit's, where answers are told.
class CommitGate {
 public:
  using Answered = std::function<void(Pending&)>;
  explicit CommitGate(Answered answered) : answered_(std::move(answered)) {}

  /// What is committed at the start.
  void begin(std::uint64_t batch_number, Millis confirmed) {
    committed_ = batch_number;
    confirmed_ = confirmed;
  }
  /// A batch is about to be pushed. In order of their numbers.
  void expect(std::uint64_t batch_number, std::vector<Receipt> receipts);
  void committed(const Batch& batch);
  /// Runs `then` as soon as this batch and all before it are committed: now, or on the commit's thread.
  void after(std::uint64_t batch_number, std::function<void()> then);

  /// When the oldest submission of a committed batch was received; 0: it had none. Asked in order, at most
  /// once a batch.
  std::uint64_t take_oldest_receipt(std::uint64_t batch_number);
  std::size_t in_flight() const;  ///< batches pushed and not committed
  Millis confirmed() const;       ///< as of the last commit

 private:
  struct Expected {
    std::uint64_t number;
    std::vector<Receipt> receipts;
  };
  struct Waiting {
    std::uint64_t number;
    std::function<void()> then;
  };
  static void settle(const Batch& batch, const Receipt& receipt);

  const Answered answered_;
  mutable std::mutex mutex_;
  std::deque<Expected> expected_;
  std::vector<Waiting> waiting_;
  std::deque<std::pair<std::uint64_t, std::uint64_t>>
      oldest_receipts_;  ///< of batches with any, kept a while
  std::uint64_t committed_ = 0;
  Millis confirmed_ = kNoTime;
};

}  // namespace tidemark::engine
