#include "engine/live/commit_gate.h"

#include <algorithm>

#include "engine/base/assert.h"

namespace tidemark::engine {
namespace {

/// More batches than the publisher's queue can be behind, or their latency is not told.
constexpr std::size_t kReceiptsKept = 4096;

}  // namespace

void CommitGate::expect(std::uint64_t batch_number, std::vector<Receipt> receipts) {
  const std::lock_guard lock(mutex_);
  expected_.push_back({batch_number, std::move(receipts)});
}

/// Counts what the shards found of the submission's own inputs; what was refused was listed when it was
/// routed.
void CommitGate::settle(const Batch& batch, const Receipt& receipt) {
  IngestAnswer& answer = receipt.pending->answer;
  for (std::uint32_t i = receipt.first; i < receipt.end; ++i) {
    const Input& input = batch.inputs[i];
    if (input.kind == InputKind::kInstruction) {
      ++answer.accepted;
    } else if (input.kind == InputKind::kEvent && input.verdict == Verdict::kDuplicate) {
      ++answer.duplicates;
    } else if (input.kind == InputKind::kEvent || input.kind == InputKind::kParked) {
      ++answer.accepted;
      ++receipt.pending->kinds[static_cast<std::uint8_t>(input.event_kind)];
    }
  }
  if (receipt.end > receipt.first) answer.position = batch.first_position + receipt.end - 1;
}

void CommitGate::committed(const Batch& batch) {
  std::vector<Receipt> receipts;
  std::vector<std::function<void()>> due;
  {
    const std::lock_guard lock(mutex_);
    TM_ASSERT(!expected_.empty() && expected_.front().number == batch.number);
    receipts = std::move(expected_.front().receipts);
    expected_.pop_front();
    committed_ = batch.number;
    std::uint64_t oldest = 0;
    for (const Receipt& receipt : receipts) {
      const std::uint64_t received = receipt.pending->submission.received_us;
      oldest = oldest == 0 ? received : std::min(oldest, received);
    }
    if (oldest != 0) oldest_receipts_.emplace_back(batch.number, oldest);
    if (oldest_receipts_.size() > kReceiptsKept) oldest_receipts_.pop_front();
    confirmed_ = batch.confirmed;
    const auto still = std::partition(waiting_.begin(), waiting_.end(),
                                      [&](const Waiting& w) { return w.number > committed_; });
    for (auto it = still; it != waiting_.end(); ++it) due.push_back(std::move(it->then));
    waiting_.erase(still, waiting_.end());
  }
  for (const Receipt& receipt : receipts) {
    settle(batch, receipt);
    if (receipt.last) answered_(*receipt.pending);
  }
  for (const auto& then : due) then();
}

void CommitGate::after(std::uint64_t batch_number, std::function<void()> then) {
  {
    const std::lock_guard lock(mutex_);
    if (batch_number > committed_) {
      waiting_.push_back({batch_number, std::move(then)});
      return;
    }
  }
  then();
}

std::uint64_t CommitGate::take_oldest_receipt(std::uint64_t batch_number) {
  const std::lock_guard lock(mutex_);
  while (!oldest_receipts_.empty() && oldest_receipts_.front().first < batch_number)
    oldest_receipts_.pop_front();
  if (oldest_receipts_.empty() || oldest_receipts_.front().first != batch_number) return 0;
  const std::uint64_t received = oldest_receipts_.front().second;
  oldest_receipts_.pop_front();
  return received;
}

std::size_t CommitGate::in_flight() const {
  const std::lock_guard lock(mutex_);
  return expected_.size();
}

Millis CommitGate::confirmed() const {
  const std::lock_guard lock(mutex_);
  return confirmed_;
}

}  // namespace tidemark::engine
